import * as l10n from '@vscode/l10n';
import type { ErrorFacts } from '../../model/errors';
import type { ItemPlace } from '../../model/foundItem';
import type {
  Cloud,
  SessionMode,
  SessionStatus,
  WorkbookSession,
} from '../../model/workbookSession';
import { failureReason } from '../../messages/failureReasons';
import { plainText } from '../../messages/plainText';

const msPerMinute = 60_000;

/** The workbook's name as it is shown. */
export function workbookName({ workbookName }: Pick<WorkbookSession, 'workbookName'>): string {
  return plainText(workbookName) || l10n.t('Unnamed workbook');
}

/** Where a workbook is: the site or the user's own drive, then the folder. */
export function placeText({ site, folder, isOtherDrive }: ItemPlace): string {
  const own = folder === undefined || isOtherDrive ? undefined : l10n.t('My Drive');
  const parts = [site ?? own, folder?.replaceAll('/', ' › ')];
  return plainText(parts.filter(Boolean).join(' › '));
}

/** The part of a session's ID that may be shown, or else the beginning of its key. */
export function shortName({ key, shortId }: Pick<WorkbookSession, 'key' | 'shortId'>): string {
  return shortId ?? key.slice(0, 8);
}

export function modeText(mode: SessionMode): string {
  switch (mode) {
    case 'persistent':
      return l10n.t('persistent');
    case 'nonPersistent':
      return l10n.t('non-persistent');
    case 'unknownMode':
      return l10n.t('unknown mode');
  }
}

/** The status at `now`, which can be later than the snapshot. */
export function statusAt({ status, expiresAt }: WorkbookSession, now: number): SessionStatus {
  return status === 'open' && expiresAt !== undefined && expiresAt <= now ? 'maybeExpired' : status;
}

/** Whether a session has time left; `unknown` if the service never answered a call in it. */
export function timeLeft({ expiresAt }: WorkbookSession, now: number): 'some' | 'none' | 'unknown' {
  if (expiresAt === undefined) {
    return 'unknown';
  }
  return now < expiresAt ? 'some' : 'none';
}

/** The status; `unchecked` for a session that the service never confirmed. */
export type SessionState = SessionStatus | 'unchecked';

/** The state of the session at `now`. */
export function stateAt(session: WorkbookSession, now: number): SessionState {
  const status = statusAt(session, now);
  const isIdle = status === 'open' || status === 'maybeExpired';
  return isIdle && timeLeft(session, now) === 'unknown' ? 'unchecked' : status;
}

/** The minutes that are left, rounded up; 0 if the session has expired or its time is unknown. */
export function minutesLeft({ expiresAt = 0 }: WorkbookSession, now: number): number {
  return Math.max(0, Math.ceil((expiresAt - now) / msPerMinute));
}

/**
 * When the text of a session changes next because time passes, milliseconds since 1970; Infinity if it
 * doesn't. Always later than `now`, so a timer never fires in a loop.
 */
export function nextTextChange(
  session: WorkbookSession,
  now: number,
  state = stateAt(session, now),
): number {
  const { expiresAt } = session;
  return expiresAt === undefined || state !== 'open'
    ? Infinity
    : expiresAt - (minutesLeft(session, now) - 1) * msPerMinute;
}

/** True for a session that its user should look at: not closed, left open by its program, or about to expire. */
export function needsAttention(
  session: WorkbookSession,
  now: number,
  state = stateAt(session, now),
): boolean {
  return (
    state === 'closeFailed' ||
    (state === 'open' && (isLeftOpen(session) || isAboutToExpire(session, now)))
  );
}

/**
 * When that changes next because time passes, milliseconds since 1970; Infinity if it doesn't. Always later than
 * `now`.
 */
export function nextAttentionChange(
  session: WorkbookSession,
  now: number,
  state = stateAt(session, now),
): number {
  const { expiresAt = Infinity } = session;
  if (state !== 'open') {
    return Infinity;
  }
  return expiresAt - msPerMinute > now ? expiresAt - msPerMinute : expiresAt;
}

/** A session that this window keeps alive doesn't expire. */
function isAboutToExpire(session: WorkbookSession, now: number): boolean {
  return session.keptAliveUntil === undefined && minutesLeft(session, now) === 1;
}

/** The state in full words. */
export function stateText(session: WorkbookSession, now: number): string {
  return stateAt(session, now) === 'open'
    ? minutesText(minutesLeft(session, now))
    : rowText(session, now);
}

/** The state, short enough for a row of a narrow view. */
export function rowText(session: WorkbookSession, now: number): string {
  switch (stateAt(session, now)) {
    case 'opening':
      return l10n.t('opening…');
    case 'closing':
      return l10n.t('closing…');
    case 'closeFailed':
      return session.failure
        ? failureReason(session.failure.code, failureFacts(session))
        : l10n.t('not closed');
    case 'open':
      return l10n.t('~{0} min', minutesLeft(session, now));
    case 'maybeExpired':
      return l10n.t('may have expired');
    case 'unchecked':
      return l10n.t('unchecked');
  }
}

/** The facts that the text of a failed close needs. */
export function failureFacts({ account }: WorkbookSession): ErrorFacts {
  return account ? { accountLabel: account.label } : {};
}

/** How many sessions there are. */
export function countText(count: number): string {
  return count === 1 ? l10n.t('1 session') : l10n.t('{0} sessions', count);
}

function minutesText(minutes: number): string {
  return minutes === 1 ? l10n.t('about 1 minute left') : l10n.t('about {0} minutes left', minutes);
}

/** The user's label of a session; none without one. */
export function labelTexts({ label = '' }: Pick<WorkbookSession, 'label'>): readonly string[] {
  const text = plainText(label);
  return text === '' ? [] : [text];
}

/** Asks for the label of sessions. */
export function labelPrompt(sessions: readonly WorkbookSession[]): string {
  const [only] = sessions;
  return only && sessions.length === 1
    ? l10n.t(
        'A name for session {0} of “{1}”. Leave it empty for no label.',
        shortName(only),
        workbookName(only),
      )
    : l10n.t('A name for {0} sessions. Leave it empty for no label.', sessions.length);
}

/** The details of a session in a picker, the most important one first. */
export function sessionDetails(session: WorkbookSession, now: number): readonly string[] {
  return [
    ...labelTexts(session),
    stateText(session, now),
    modeText(session.mode),
    ...notSavedTexts(session),
  ];
}

/** True for a session whose recorded program has ended, as far as this window knows. */
export function isLeftOpen({ isProgramRunning }: WorkbookSession): boolean {
  return isProgramRunning === false;
}

/**
 * True for a session of Microsoft Graph, unless its recorded program runs and can close it. Nobody can ask a
 * program in the debugger to do that.
 */
export function needsAccount({ target, isProgramRunning, program }: WorkbookSession): boolean {
  const isClosedByProgram = isProgramRunning === true && program?.processId !== undefined;
  return target.cloud !== 'sandbox' && !isClosedByProgram;
}

/** The mark of a session that only this window knows. */
export function notSavedTexts({ isSaved }: WorkbookSession): readonly string[] {
  return isSaved ? [] : [l10n.t('not saved')];
}

/** The owner of a session; undefined if unknown. */
export function ownerText({ target, account }: WorkbookSession): string | undefined {
  if (target.cloud === 'sandbox') {
    return l10n.t('sandbox');
  }
  const cloud = cloudText(target.cloud);
  const name = account && plainText(account.label);
  return name && cloud ? `${name}, ${cloud}` : (name ?? cloud);
}

/** The name of the cloud; undefined for the global one, which nearly everybody uses. */
export function cloudText(cloud: Cloud): string | undefined {
  switch (cloud) {
    case 'usGov':
      return l10n.t('US Government (L4)');
    case 'usGovDoD':
      return l10n.t('US Government (DoD)');
    default:
      return undefined;
  }
}

/** The name of a cloud's Graph. */
export function graphText(cloud: Cloud): string {
  if (cloud === 'sandbox') {
    return l10n.t('Sandbox');
  }
  const special = cloudText(cloud);
  return special === undefined ? 'Microsoft Graph' : `Microsoft Graph, ${special}`;
}
