import type { CloseOutcome } from '../../model/closeOutcome';
import type { PermissionSet, WorkbookSession } from '../../model/workbookSession';
import { sessionsClosed } from '../../telemetry/telemetryFacts';
import type { FirstUseInWindow } from '../../window/firstUseInWindow';
import { askModally } from '../../window/modalQuestion';
import type { Settings } from '../../window/settings';
import {
  closeConfirmation,
  commandNeedsConfirmation,
  forgetConfirmation,
  needsConfirmation,
} from '../view/confirmations';
import { closeTexts } from '../view/outcomeTexts';
import type { SessionService } from '../sessionService';
import {
  actionable,
  runSessionFlow,
  type SessionFlowDeps,
  type SessionOperation,
} from './sessionFlow';

type MayClose = (sessions: readonly WorkbookSession[]) => Promise<boolean>;

/** Asks the user if necessary, closes sessions, and shows the outcome. */
export class CloseFlow {
  constructor(
    private readonly deps: SessionFlowDeps & {
      readonly firstUse: FirstUseInWindow;
      readonly settings: Settings;
    },
  ) {}

  /** Closes sessions that the user chose. The setting says when to ask; several always need a question. */
  async close(keys: readonly string[]): Promise<void> {
    const setting = this.deps.settings.confirmClose();
    await this.closeIf(
      (sessions) => this.askIf(commandNeedsConfirmation(sessions, setting), sessions),
      keys,
    );
  }

  /**
   * Closes sessions that the user didn't choose one by one. This always needs a question, even for one session.
   * @param unchecked how many sessions are left alone because nobody knows whether they have expired
   */
  async closeMany(keys: readonly string[], unchecked = 0): Promise<void> {
    const { firstUse } = this.deps;
    await this.closeIf(
      (sessions) => firstUse.ask('close', closeConfirmation(sessions, unchecked)),
      keys,
    );
  }

  /**
   * Asks if the setting requires it or for the first close in this window. True: the sessions may be closed.
   * @param requester a sentence that says who wants to close the sessions; absent: the user
   */
  confirm(sessions: readonly WorkbookSession[], requester?: string): Promise<boolean> {
    const isNeeded = needsConfirmation(sessions, this.deps.settings.confirmClose());
    return this.askIf(isNeeded, sessions, requester);
  }

  /** Always asks. */
  ask(sessions: readonly WorkbookSession[], requester: string): Promise<boolean> {
    return this.askIf(true, sessions, requester);
  }

  private askIf(
    isNeeded: boolean,
    sessions: readonly WorkbookSession[],
    requester?: string,
  ): Promise<boolean> {
    const { firstUse } = this.deps;
    const confirmation = closeConfirmation(sessions);
    const question = [requester, confirmation.question].filter(Boolean).join(' ');
    const asked = { ...confirmation, question };
    return isNeeded ? firstUse.ask('close', asked) : firstUse.mayDo('close', asked);
  }

  private async closeIf(mayClose: MayClose, keys: readonly string[]): Promise<void> {
    const sessions = actionable(this.deps.service, keys);
    if (sessions.length > 0 && (await mayClose(sessions))) {
      await this.closeConfirmed(sessions.map(({ key }) => key));
    }
  }

  /** Another window may have closed some of the sessions while the question was open. */
  private async closeConfirmed(
    keys: readonly string[],
    permissions?: PermissionSet,
  ): Promise<void> {
    const { service } = this.deps;
    const operation: SessionOperation<CloseOutcome> = {
      logName: 'Closing',
      texts: closeTexts,
      send: service.close.bind(service),
      event: sessionsClosed,
      again: this.closeConfirmed.bind(this),
      moreActions: (keysOf) => ({ forget: () => forgetAfterQuestion(service, keysOf('failed')) }),
    };
    await runSessionFlow(operation, actionable(service, keys), this.deps, permissions);
  }
}

/** Takes sessions off the list after the user has confirmed it. Nothing is sent. */
export async function forgetAfterQuestion(
  service: SessionService,
  keys: readonly string[],
): Promise<void> {
  if (keys.length > 0 && (await askModally(forgetConfirmation(keys.length)))) {
    service.forget(keys);
  }
}
