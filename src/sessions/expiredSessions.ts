import * as l10n from '@vscode/l10n';
import type { WorkbookSession } from '../model/workbookSession';
import { stateAt, statusAt, timeLeft } from './sessionTexts';

/** What _Close Sessions: Expired_ is about, and what it leaves alone. */
export interface ExpiredSessions {
  /** Their time is over; one whose close failed before is among them. */
  readonly expired: readonly WorkbookSession[];
  /** They were never confirmed: nobody knows their time, and they may be alive. */
  readonly unchecked: readonly WorkbookSession[];
}

/** Tells the sessions apart by their time; what is being opened or closed is in neither list. */
export function expiredSessions(
  sessions: readonly WorkbookSession[],
  now: number,
): ExpiredSessions {
  return {
    expired: sessions.filter(
      (session) =>
        ['maybeExpired', 'closeFailed'].includes(statusAt(session, now)) &&
        timeLeft(session, now) === 'none',
    ),
    unchecked: sessions.filter((session) => stateAt(session, now) === 'unchecked'),
  };
}

/** What is said when no session's time is over. */
export function noneExpiredText(unchecked: number): string {
  const none = l10n.t('No session’s time is over.');
  switch (unchecked) {
    case 0:
      return none;
    case 1:
      return `${none} ${l10n.t('1 is unchecked: refresh it to find out.')}`;
    default:
      return `${none} ${l10n.t('{0} are unchecked: refresh them to find out.', unchecked)}`;
  }
}
