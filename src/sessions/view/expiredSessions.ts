import * as l10n from '@vscode/l10n';
import type { WorkbookSession } from '../../model/workbookSession';
import { stateAt, statusAt, timeLeft } from './sessionTexts';

/** The sessions that **Close Sessions: Expired** closes, and those that it leaves alone. */
export interface ExpiredSessions {
  /** Their time is over. A session whose close failed before can be among them. */
  readonly expired: readonly WorkbookSession[];
  /** The service never confirmed them, so they may be alive. */
  readonly unchecked: readonly WorkbookSession[];
}

/** Sorts the sessions. Those that are being opened or closed are in neither list. */
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

/** The message when no session has expired. */
export function noneExpiredText(unchecked: number): string {
  const none = l10n.t('No session has expired.');
  switch (unchecked) {
    case 0:
      return none;
    case 1:
      return `${none} ${l10n.t('1 is unchecked. Refresh it to find out.')}`;
    default:
      return `${none} ${l10n.t('{0} are unchecked. Refresh them to find out.', unchecked)}`;
  }
}
