import * as l10n from '@vscode/l10n';
import type { Clock } from '../base/clock';
import type { SessionService } from '../core/sessionService';
import { outcomeMessage } from '../presentation/outcomeMessages';
import { asCloseOutcome, refreshWords } from '../presentation/refreshWords';
import type { CreateAgainFlow } from './createAgainFlow';
import type { ErrorPresenter } from './errorPresenter';
import { withCancellableProgress } from './progress';

/** Refreshing as the user goes through it: the requests, then the outcome told. */
export class RefreshFlow {
  constructor(
    private readonly deps: {
      readonly service: SessionService;
      readonly clock: Clock;
      readonly presenter: ErrorPresenter;
      readonly createAgainFlow: CreateAgainFlow;
    },
  ) {}

  async refresh(keys: readonly string[]): Promise<void> {
    const { service, clock, presenter, createAgainFlow } = this.deps;
    const sessions = service.sessions().filter(({ key }) => keys.includes(key));
    if (sessions.length === 0) {
      return;
    }
    const title =
      sessions.length === 1
        ? l10n.t('Refreshing 1 session')
        : l10n.t('Refreshing {0} sessions', sessions.length);
    const outcomes = await withCancellableProgress(title, clock, (signal, report) => {
      let done = 0;
      const onOutcome = () => {
        done += 1;
        report(l10n.t('{0} of {1}', done, sessions.length));
      };
      return service.refresh(
        sessions.map(({ key }) => key),
        { interactive: true, signal, onOutcome },
      );
    });
    const { severity, text, actions } = outcomeMessage(
      outcomes.map(asCloseOutcome),
      sessions,
      refreshWords,
    );
    const keysOf = (outcome: 'failed' | 'gone') =>
      outcomes.filter((one) => one.outcome === outcome).map(({ key }) => key);
    await presenter.tell(severity, text, actions, {
      tryAgain: () => this.refresh(keysOf('failed')),
      createAgain: () => createAgainFlow.createAgain(keysOf('gone')),
    });
  }
}
