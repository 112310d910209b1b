import * as l10n from '@vscode/l10n';
import { defined } from '../../base/defined';
import type { Clock } from '../../base/clock';
import type { RefreshOutcome } from '../../model/closeOutcome';
import type { Telemetry } from '../../telemetry/telemetryEvents';
import type { Logger } from '../../model/ports';
import type { SessionService } from '../sessionService';
import { sessionsRefreshed } from '../../telemetry/telemetryFacts';
import type { PermissionSet, WorkbookSession } from '../../model/workbookSession';
import { outcomeLine } from '../outcomeLine';
import { outcomeMessage } from '../outcomeMessages';
import { asCloseOutcome, refreshTexts } from '../refreshTexts';
import { actionable, mayNeedAllFiles } from './actionable';
import type { CreateAgainFlow } from './createAgainFlow';
import type { ErrorPresenter } from '../../window/errorPresenter';
import { withCountedProgress } from '../../window/progress';
import type { SignInFlow } from '../../accounts/ui/signInFlow';

/** Refreshing as the user goes through it: the requests, then the outcome told. */
export class RefreshFlow {
  constructor(
    private readonly deps: {
      readonly service: SessionService;
      readonly clock: Clock;
      readonly presenter: ErrorPresenter;
      readonly telemetry: Telemetry;
      readonly log: Pick<Logger, 'info'>;
      readonly createAgainFlow: CreateAgainFlow;
      readonly signInFlow: SignInFlow;
    },
  ) {}

  async refresh(keys: readonly string[], permissions?: PermissionSet): Promise<void> {
    const { service, clock, telemetry, log } = this.deps;
    // What is being closed is not to be found gone by a refresh behind it.
    const sessions = actionable(service, keys).filter(({ status }) => status !== 'closing');
    if (sessions.length === 0) {
      return;
    }
    const title =
      sessions.length === 1
        ? l10n.t('Refreshing 1 session')
        : l10n.t('Refreshing {0} sessions', sessions.length);
    const start = clock.monotonicNow();
    const outcomes = await withCountedProgress(title, clock, sessions.length, (signal, count) =>
      service.refresh(
        sessions.map(({ key }) => key),
        { interactive: true, signal, onOutcome: count, ...defined({ permissions }) },
      ),
    );
    log.info(outcomeLine('Refreshing', outcomes));
    telemetry.send(sessionsRefreshed(outcomes, sessions, clock.monotonicNow() - start));
    this.tell(outcomes, sessions);
  }

  /** The command is over now; nobody waits until the message has been read. */
  private tell(outcomes: readonly RefreshOutcome[], sessions: readonly WorkbookSession[]): void {
    const { presenter, createAgainFlow, signInFlow } = this.deps;
    const { severity, text, actions } = outcomeMessage(
      outcomes.map(asCloseOutcome),
      sessions,
      refreshTexts,
    );
    const keysOf = (outcome: 'failed' | 'gone') =>
      outcomes.filter((one) => one.outcome === outcome).map(({ key }) => key);
    const failed = keysOf('failed');
    const owners = sessions.filter(({ key }) => failed.includes(key));
    void presenter.tell(severity, text, actions, {
      ...signInFlow.actionsFor(owners, () => this.refresh(failed)),
      tryAgain: () => this.refresh(failed),
      ...(mayNeedAllFiles(sessions, failed) && {
        askForAllFiles: () => this.refresh(failed, 'allFiles'),
      }),
      createAgain: () => createAgainFlow.createAgain(keysOf('gone')),
    });
  }
}
