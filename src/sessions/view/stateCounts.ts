import * as l10n from '@vscode/l10n';
import type { WorkbookSession } from '../../model/workbookSession';
import type { SessionSummary } from './sessionSummary';
import { countText, minutesLeft, rowText, stateText, type SessionState } from './sessionTexts';

/** How many sessions are in one state. */
export interface StateCount {
  readonly state: SessionState;
  readonly count: number;
}

/** What the user can act on comes first. An expired session is certain; an unchecked one may be alive. */
const worstFirst: readonly SessionState[] = [
  'closeFailed',
  'maybeExpired',
  'unchecked',
  'closing',
  'opening',
  'open',
];

/** How many sessions are in each state, the worst state first. States without sessions are left out. */
export function stateCounts({ states }: SessionSummary): readonly StateCount[] {
  return worstFirst.flatMap((state) => {
    const count = states.get(state);
    return count === undefined ? [] : [{ state, count }];
  });
}

/**
 * For example “2 may have expired, 1 unchecked”; for a single session only its state.
 * @param all how many sessions there are, including those that are not counted
 */
export function stateCountsText(counts: readonly StateCount[], all: number): string {
  const [first] = counts;
  if (first && all === 1) {
    return textForOne(first.state);
  }
  return first?.count === all && first.state === 'open'
    ? l10n.t('all open')
    : counts.map(({ state, count }) => countTexts[state](count)).join(', ');
}

function textForOne(state: SessionState): string {
  switch (state) {
    case 'closeFailed':
      return l10n.t('not closed');
    case 'maybeExpired':
      return l10n.t('may have expired');
    case 'unchecked':
      return l10n.t('unchecked');
    case 'closing':
      return l10n.t('closing…');
    case 'opening':
      return l10n.t('opening…');
    case 'open':
      return l10n.t('open');
  }
}

const countTexts: Readonly<Record<SessionState, (count: number) => string>> = {
  closeFailed: (count) => (count === 1 ? l10n.t('1 not closed') : l10n.t('{0} not closed', count)),
  maybeExpired: (count) =>
    count === 1 ? l10n.t('1 may have expired') : l10n.t('{0} may have expired', count),
  unchecked: (count) => (count === 1 ? l10n.t('1 unchecked') : l10n.t('{0} unchecked', count)),
  closing: (count) => l10n.t('{0} closing', count),
  opening: (count) => l10n.t('{0} opening', count),
  open: (count) => (count === 1 ? l10n.t('1 open') : l10n.t('{0} open', count)),
};

/**
 * How many sessions a row stands for and their worst state, because the row may hide their rows:
 * “3 · 1 not closed”, “2 · ~4 min”.
 */
export function groupText(summary: SessionSummary, now: number): string {
  return [`${summary.count}`, ...worstTexts(summary, now, rowText)].join(' · ');
}

/** The same in full words, for a screen reader. */
export function groupFullText(summary: SessionSummary, now: number): string {
  return [countText(summary.count), ...worstTexts(summary, now, stateText)].join(', ');
}

function worstTexts(
  summary: SessionSummary,
  now: number,
  textOf: (session: WorkbookSession, now: number) => string,
): readonly string[] {
  const { count, firstToExpire } = summary;
  const [worst] = stateCounts(summary);
  if (!worst || !firstToExpire) {
    return [];
  }
  const isTextOfOne = worst.state === 'open' || count === 1;
  return [isTextOfOne ? textOf(firstToExpire, now) : stateCountsText([worst], count)];
}

/** Changes whenever one of these texts or the number of sessions in a state does. Cheaper than the texts. */
export function groupFingerprint(summary: SessionSummary, now: number): string {
  const { count, states, firstToExpire } = summary;
  const counts = worstFirst.map((state) => states.get(state) ?? 0);
  const isTimeShown = firstToExpire && states.get('open') === count;
  return [
    ...counts,
    isTimeShown && minutesLeft(firstToExpire, now),
    count === 1 && firstToExpire?.failure?.code,
  ].join();
}
