import * as l10n from '@vscode/l10n';
import type { WorkbookSession } from '../../model/workbookSession';
import { countText, rowText, stateAt, stateText, type SessionState } from './sessionTexts';

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
export function stateCounts(
  sessions: readonly WorkbookSession[],
  now: number,
): readonly StateCount[] {
  const counts = new Map<SessionState, number>();
  for (const session of sessions) {
    const state = stateAt(session, now);
    counts.set(state, (counts.get(state) ?? 0) + 1);
  }
  return worstFirst.flatMap((state) => {
    const count = counts.get(state);
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
export function groupText(sessions: readonly WorkbookSession[], now: number): string {
  return [`${sessions.length}`, ...worstTexts(sessions, now, rowText)].join(' · ');
}

/** The same in full words, for a screen reader. */
export function groupFullText(sessions: readonly WorkbookSession[], now: number): string {
  return [countText(sessions.length), ...worstTexts(sessions, now, stateText)].join(', ');
}

function worstTexts(
  sessions: readonly WorkbookSession[],
  now: number,
  textOf: (session: WorkbookSession, now: number) => string,
): readonly string[] {
  const [worst] = stateCounts(sessions, now);
  const [first, ...others] = sessions;
  if (!worst || !first) {
    return [];
  }
  const isTextOfOne = worst.state === 'open' || others.length === 0;
  return [
    isTextOfOne
      ? textOf(others.reduce(firstToExpire, first), now)
      : stateCountsText([worst], sessions.length),
  ];
}

function firstToExpire(one: WorkbookSession, other: WorkbookSession): WorkbookSession {
  return (other.expiresAt ?? Infinity) < (one.expiresAt ?? Infinity) ? other : one;
}
