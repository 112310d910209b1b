import * as l10n from '@vscode/l10n';
import type { WorkbookSession } from '../core/workbookSession';
import { timeLeft } from './sessionWords';
import { stateCountsText, type StateCount } from './stateCounts';

/** What is left of an earlier run, in words: how many sessions, and of how many the time is over or unknown. */
export function restartNoticeText(sessions: readonly WorkbookSession[], now: number): string {
  const count = sessions.length;
  const words = timeWords(sessions, now);
  if (words === '') {
    return count === 1
      ? l10n.t('1 session from last time.')
      : l10n.t('{0} sessions from last time.', count);
  }
  return count === 1
    ? l10n.t('1 session from last time: {0}.', words)
    : l10n.t('{0} sessions from last time: {1}.', count, words);
}

function timeWords(sessions: readonly WorkbookSession[], now: number): string {
  const times = sessions.map((session) => timeLeft(session, now));
  const counts: readonly StateCount[] = [
    { state: 'maybeExpired', count: times.filter((time) => time === 'none').length },
    { state: 'unchecked', count: times.filter((time) => time === 'unknown').length },
  ];
  return stateCountsText(
    counts.filter(({ count }) => count > 0),
    sessions.length,
  );
}

/** The sessions that were there before this window, and of which nobody was told yet. */
export function sessionsFromLastTime(
  sessions: readonly WorkbookSession[],
  startedAt: number,
  told: ReadonlySet<string>,
): readonly WorkbookSession[] {
  return sessions.filter(({ key, createdAt }) => createdAt < startedAt && !told.has(key));
}
