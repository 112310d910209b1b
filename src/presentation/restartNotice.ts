import * as l10n from '@vscode/l10n';
import type { WorkbookSession } from '../core/workbookSession';

/** What is left of an earlier run, in words: how many sessions, and how many of them may have expired. */
export function restartNoticeText(sessions: readonly WorkbookSession[], now: number): string {
  const count = sessions.length;
  const expired = sessions.filter(({ expiresAt }) => (expiresAt ?? now) <= now).length;
  if (count === 1) {
    return expired === 0
      ? l10n.t('1 session from last time.')
      : l10n.t('1 session from last time; it may have expired.');
  }
  switch (expired) {
    case 0:
      return l10n.t('{0} sessions from last time.', count);
    case 1:
      return l10n.t('{0} sessions from last time, 1 may have expired.', count);
    case count:
      return l10n.t('{0} sessions from last time, all may have expired.', count);
    default:
      return l10n.t('{0} sessions from last time, {1} may have expired.', count, expired);
  }
}

/** The sessions that were there before this window, and of which nobody was told yet. */
export function sessionsFromLastTime(
  sessions: readonly WorkbookSession[],
  startedAt: number,
  told: ReadonlySet<string>,
): readonly WorkbookSession[] {
  return sessions.filter(({ key, createdAt }) => createdAt < startedAt && !told.has(key));
}
