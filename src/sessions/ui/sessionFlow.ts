import type { SignInFlow } from '../../accounts/ui/signInFlow';
import type { Clock } from '../../base/clock';
import { defined } from '../../base/defined';
import type { CloseOutcome, RefreshOutcome } from '../../model/closeOutcome';
import type { Logger } from '../../model/ports';
import type { PermissionSet, WorkbookSession } from '../../model/workbookSession';
import type { Telemetry, TelemetryEvent } from '../../telemetry/telemetryEvents';
import type { ErrorActions, ErrorPresenter } from '../../window/errorPresenter';
import { withCountedProgress } from '../../window/progress';
import { outcomeLine, outcomeMessage } from '../view/outcomeMessages';
import type { OutcomeTexts } from '../view/outcomeTexts';
import type { SessionsOptions } from '../remoteSessions';
import type { SessionService } from '../sessionService';

/** What a close and a refresh need. */
export interface SessionFlowDeps {
  readonly clock: Clock;
  readonly log: Pick<Logger, 'info'>;
  readonly presenter: ErrorPresenter;
  readonly service: SessionService;
  readonly signInFlow: SignInFlow;
  readonly telemetry: Telemetry;
}

/** What differs between a close and a refresh. */
export interface SessionOperation<Outcome extends CloseOutcome | RefreshOutcome> {
  readonly logName: 'Closing' | 'Refreshing';
  readonly texts: OutcomeTexts;
  readonly send: (
    keys: readonly string[],
    options: SessionsOptions<Outcome>,
  ) => Promise<readonly Outcome[]>;
  readonly event: (
    outcomes: readonly Outcome[],
    sessions: readonly WorkbookSession[],
    ms: number,
  ) => TelemetryEvent;
  /** Repeats the operation for the sessions that failed. */
  readonly again: (keys: readonly string[], permissions?: PermissionSet) => Promise<void>;
  /** Buttons besides those that repeat the operation; `keysOf` gives the sessions with that outcome. */
  readonly moreActions: (
    keysOf: (outcome: Outcome['outcome']) => readonly string[],
  ) => ErrorActions;
}

/** The listed sessions with these keys; a session that is being opened has no ID yet. */
export function actionable(
  service: SessionService,
  keys: readonly string[],
): readonly WorkbookSession[] {
  const wanted = new Set(keys);
  return service.sessions().filter(({ key, status }) => wanted.has(key) && status !== 'opening');
}

/** Closes or refreshes sessions with progress, then shows the outcome and what can be done about it. */
export async function runSessionFlow<Outcome extends CloseOutcome | RefreshOutcome>(
  { logName, texts, send, event, again, moreActions }: SessionOperation<Outcome>,
  sessions: readonly WorkbookSession[],
  { clock, log, presenter, signInFlow, telemetry }: SessionFlowDeps,
  permissions?: PermissionSet,
): Promise<void> {
  const { length } = sessions;
  if (length === 0) {
    return;
  }
  const keys = sessions.map(({ key }) => key);
  const start = clock.monotonicNow();
  const outcomes = await withCountedProgress(
    texts.progress(length),
    clock,
    length,
    (signal, count) =>
      send(keys, { interactive: true, signal, onOutcome: count, ...defined({ permissions }) }),
  );
  log.info(outcomeLine(logName, outcomes));
  telemetry.send(event(outcomes, sessions, clock.monotonicNow() - start));
  const keysOf = (end: Outcome['outcome']) =>
    outcomes.filter(({ outcome }) => outcome === end).map(({ key }) => key);
  const failed = keysOf('failed');
  const failedKeys = new Set(failed);
  const failedSessions = sessions.filter(({ key }) => failedKeys.has(key));
  const { severity, text, actions } = outcomeMessage(texts, outcomes, sessions);
  // The command ends here. It doesn't wait until the user has read the message.
  void presenter.tell(severity, text, actions, {
    ...signInFlow.actionsFor(failedSessions, () => again(failed)),
    tryAgain: () => again(failed),
    ...(failedSessions.some(mayNeedAllFiles) && {
      askForAllFiles: () => again(failed, 'allFiles'),
    }),
    ...moreActions(keysOf),
  });
}

/** True for a session that has been tried only with access to the user's own files. */
function mayNeedAllFiles({ target, permissions }: WorkbookSession): boolean {
  return target.cloud !== 'sandbox' && permissions !== 'allFiles';
}
