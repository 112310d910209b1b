import * as l10n from '@vscode/l10n';
import type { WorkbookSession } from '../../model/workbookSession';
import type { SessionState } from './sessionTexts';
import { summaryOf } from './sessionSummary';
import { stateCounts, stateCountsText } from './stateCounts';

/** How many sessions an earlier run left, and how many of them need attention. */
export function restartNoticeText(sessions: readonly WorkbookSession[], now: number): string {
  const count = sessions.length;
  const states = statesText(sessions, now);
  if (states === '') {
    return count === 1
      ? l10n.t('1 session from last time.')
      : l10n.t('{0} sessions from last time.', count);
  }
  return count === 1
    ? l10n.t('1 session from last time: {0}.', states)
    : l10n.t('{0} sessions from last time: {1}.', count, states);
}

function statesText(sessions: readonly WorkbookSession[], now: number): string {
  const counts = stateCounts(summaryOf(sessions, now));
  const named = counts.filter(({ state }) => namedStates.includes(state));
  return stateCountsText(named, sessions.length);
}

const namedStates: readonly SessionState[] = ['closeFailed', 'maybeExpired', 'unchecked'];

/** The sessions that are older than this window and that no earlier notice was about. */
export function sessionsFromLastTime(
  sessions: readonly WorkbookSession[],
  startedAt: number,
  notified: ReadonlySet<string>,
): readonly WorkbookSession[] {
  return sessions.filter(({ key, createdAt }) => createdAt < startedAt && !notified.has(key));
}
