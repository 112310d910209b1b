import type { CloseOutcome, RefreshOutcome } from '../model/closeOutcome';

type Outcome = CloseOutcome | RefreshOutcome;

/** How sessions ended, for the log: counts and codes, and nothing of what they are called. */
export function outcomeLine(what: 'Closing' | 'Refreshing', outcomes: readonly Outcome[]): string {
  const counts = new Map<string, number>();
  for (const outcome of outcomes) {
    const end = wordsOf(outcome);
    counts.set(end, (counts.get(end) ?? 0) + 1);
  }
  const sessions = outcomes.length === 1 ? '1 session' : `${outcomes.length} sessions`;
  const ends = [...counts].map(([end, count]) => `${count} ${end}`);
  return `${what} ${sessions}: ${ends.join(', ')}.`;
}

function wordsOf(one: Outcome): string {
  const words = one.outcome === 'alreadyGone' ? 'already gone' : one.outcome;
  return 'code' in one ? `${words} (${one.code})` : words;
}
