import * as l10n from '@vscode/l10n';
import type { SessionSummary } from './sessionSummary';
import { nextTextChange, stateText, workbookName } from './sessionTexts';
import { stateCounts, stateCountsText, type StateCount } from './stateCounts';

/** The texts of the status bar item. */
export interface SessionStatusText {
  readonly text: string;
  readonly tooltip: string;
  readonly accessibilityLabel: string;
  readonly severity: 'info' | 'warning';
}

/** The number of sessions and their worst state; undefined without sessions. */
export function sessionStatus(summary: SessionSummary, now: number): SessionStatusText | undefined {
  const { count } = summary;
  const counts = stateCounts(summary);
  const [worst] = counts;
  if (!worst) {
    return undefined;
  }
  const all = countsText(counts, count);
  const leftOpen = leftOpenTexts(summary);
  const first = worst.state === 'open' ? leftOpen[0] : undefined;
  return {
    text: `$(table) ${count} · ${first ?? stateCountsText([worst], count)}`,
    tooltip: [all, ...leftOpen, ...namedSessions(summary, now)].join('\n'),
    accessibilityLabel: [all, ...leftOpen].join(', '),
    severity: worst.state === 'closeFailed' ? 'warning' : 'info',
  };
}

/** The number on the icon of the view, and what it means; undefined if no session needs attention. */
export function sessionBadge({
  needingAttention: value,
}: Pick<SessionSummary, 'needingAttention'>):
  { readonly value: number; readonly tooltip: string } | undefined {
  const tooltip =
    value === 1
      ? l10n.t('1 session needs attention')
      : l10n.t('{0} sessions need attention', value);
  return value === 0 ? undefined : { value, tooltip };
}

/** When one of these texts changes next because time passes, milliseconds since 1970, or Infinity. */
export function nextStatusChange({ oldest, nextExpiry }: SessionSummary, now: number): number {
  return Math.min(nextExpiry, ...oldest.map((session) => nextTextChange(session, now)));
}

/** How many sessions programs left open, if any. */
function leftOpenTexts({ leftOpen }: SessionSummary): readonly string[] {
  if (leftOpen === 0) {
    return [];
  }
  return [
    leftOpen === 1
      ? l10n.t('1 left open by a program')
      : l10n.t('{0} left open by programs', leftOpen),
  ];
}

function countsText(counts: readonly StateCount[], all: number): string {
  const states = stateCountsText(counts, all);
  return all === 1
    ? l10n.t('1 workbook session: {0}', states)
    : l10n.t('{0} workbook sessions: {1}', all, states);
}

function namedSessions({ count, oldest }: SessionSummary, now: number): readonly string[] {
  const named = oldest.map((session) => `${workbookName(session)}: ${stateText(session, now)}`);
  return count > named.length ? [...named, '…'] : named;
}
