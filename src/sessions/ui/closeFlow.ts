import * as l10n from '@vscode/l10n';
import { defined } from '../../base/defined';
import type { Clock } from '../../base/clock';
import type { CloseOutcome } from '../../model/closeOutcome';
import type { Telemetry } from '../../telemetry/telemetryEvents';
import type { Logger } from '../../model/ports';
import type { SessionService } from '../sessionService';
import { sessionsClosed } from '../../telemetry/telemetryFacts';
import type { PermissionSet, WorkbookSession } from '../../model/workbookSession';
import { actionable, mayNeedAllFiles } from './actionable';
import { closeConfirmation, commandNeedsConfirmation, needsConfirmation } from '../confirmations';
import { outcomeLine } from '../outcomeLine';
import { outcomeMessage } from '../outcomeMessages';
import type { ErrorPresenter } from '../../window/errorPresenter';
import type { FirstUseInWindow } from '../../window/firstUseInWindow';
import { withCountedProgress } from '../../window/progress';
import { forgetAfterQuestion } from './forgetFlow';
import type { Settings } from '../../window/settings';
import type { SignInFlow } from '../../accounts/ui/signInFlow';

/** Closing as the user goes through it: the question, the requests, the outcome told. */
export class CloseFlow {
  constructor(
    private readonly deps: {
      readonly service: SessionService;
      readonly clock: Clock;
      readonly firstUse: FirstUseInWindow;
      readonly settings: Settings;
      readonly presenter: ErrorPresenter;
      readonly signInFlow: SignInFlow;
      readonly telemetry: Telemetry;
      readonly log: Pick<Logger, 'info'>;
    },
  ) {}

  /** Closes sessions that somebody chose; several only after a question. */
  async close(keys: readonly string[]): Promise<void> {
    const setting = this.deps.settings.confirmClose();
    await this.closeIf(
      (sessions) => this.askIf(commandNeedsConfirmation(sessions, setting), sessions),
      keys,
    );
  }

  /**
   * Closes sessions that nobody chose one by one, were it only one: that is always asked.
   * @param unchecked how many sessions are left alone because nobody knows whether their time is over
   */
  async closeMany(keys: readonly string[], unchecked = 0): Promise<void> {
    const { firstUse } = this.deps;
    await this.closeIf(
      (sessions) => firstUse.ask('close', closeConfirmation(sessions, unchecked)),
      keys,
    );
  }

  /** Asks where the setting wants it, and the first time in the window; true when the sessions may be closed. */
  confirm(sessions: readonly WorkbookSession[]): Promise<boolean> {
    return this.askIf(needsConfirmation(sessions, this.deps.settings.confirmClose()), sessions);
  }

  /** Asks, whatever the setting says, and says who wants it. */
  async ask(sessions: readonly WorkbookSession[], by: string): Promise<boolean> {
    const asked = closeConfirmation(sessions);
    return this.deps.firstUse.ask('close', { ...asked, question: `${by} ${asked.question}` });
  }

  private askIf(isNeeded: boolean, sessions: readonly WorkbookSession[]): Promise<boolean> {
    const { firstUse } = this.deps;
    const question = closeConfirmation(sessions);
    return isNeeded ? firstUse.ask('close', question) : firstUse.mayDo('close', question);
  }

  private async closeIf(
    mayClose: (sessions: readonly WorkbookSession[]) => Promise<boolean>,
    keys: readonly string[],
    permissions?: PermissionSet,
  ): Promise<void> {
    const { service, clock, telemetry, log } = this.deps;
    const asked = actionable(service, keys);
    if (asked.length === 0 || !(await mayClose(asked))) {
      return;
    }
    // While the question was open, another window may have closed some.
    const sessions = actionable(
      service,
      asked.map(({ key }) => key),
    );
    if (sessions.length === 0) {
      return;
    }
    const title =
      sessions.length === 1
        ? l10n.t('Closing 1 session')
        : l10n.t('Closing {0} sessions', sessions.length);
    const start = clock.monotonicNow();
    const outcomes = await withCountedProgress(title, clock, sessions.length, (signal, count) =>
      service.close(
        sessions.map(({ key }) => key),
        { interactive: true, signal, onOutcome: count, ...defined({ permissions }) },
      ),
    );
    log.info(outcomeLine('Closing', outcomes));
    telemetry.send(sessionsClosed(outcomes, sessions, clock.monotonicNow() - start));
    this.tell(outcomes, sessions);
  }

  /** The command is over now; nobody waits until the message has been read. */
  private tell(outcomes: readonly CloseOutcome[], sessions: readonly WorkbookSession[]): void {
    const message = outcomeMessage(outcomes, sessions);
    const failed = outcomes.filter(({ outcome }) => outcome === 'failed').map(({ key }) => key);
    // What was confirmed once is not asked again.
    const again = (permissions?: PermissionSet) =>
      this.closeIf(() => Promise.resolve(true), failed, permissions);
    const owners = sessions.filter(({ key }) => failed.includes(key));
    void this.deps.presenter.tell(message.severity, message.text, message.actions, {
      ...this.deps.signInFlow.actionsFor(owners, () => again()),
      tryAgain: () => again(),
      ...(mayNeedAllFiles(sessions, failed) && { askForAllFiles: () => again('allFiles') }),
      forget: () => forgetAfterQuestion(this.deps.service, failed),
    });
  }
}
