import * as l10n from '@vscode/l10n';
import type { WorkbookSession } from '../model/workbookSession';
import type { SessionState } from './sessionTexts';
import { stateCounts, stateCountsText } from './stateCounts';

/** What is left of an earlier run, in words: how many sessions, and how many of them need a look. */
export function restartNoticeText(sessions: readonly WorkbookSession[], now: number): string {
  const count = sessions.length;
  const words = stateWords(sessions, now);
  if (words === '') {
    return count === 1
      ? l10n.t('1 session from last time.')
      : l10n.t('{0} sessions from last time.', count);
  }
  return count === 1
    ? l10n.t('1 session from last time: {0}.', words)
    : l10n.t('{0} sessions from last time: {1}.', count, words);
}

function stateWords(sessions: readonly WorkbookSession[], now: number): string {
  const told = stateCounts(sessions, now).filter(({ state }) => toldStates.includes(state));
  return stateCountsText(told, sessions.length);
}

const toldStates: readonly SessionState[] = ['closeFailed', 'maybeExpired', 'unchecked'];

/** The sessions that were there before this window, and of which nobody was told yet. */
export function sessionsFromLastTime(
  sessions: readonly WorkbookSession[],
  startedAt: number,
  told: ReadonlySet<string>,
): readonly WorkbookSession[] {
  return sessions.filter(({ key, createdAt }) => createdAt < startedAt && !told.has(key));
}
