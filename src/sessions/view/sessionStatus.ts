import * as l10n from '@vscode/l10n';
import type { WorkbookSession } from '../../model/workbookSession';
import { stateText, workbookName } from './sessionTexts';
import { stateCounts, stateCountsText, type StateCount } from './stateCounts';

/** The texts of the status bar item. */
export interface SessionStatusText {
  readonly text: string;
  readonly tooltip: string;
  readonly accessibilityLabel: string;
  readonly severity: 'info' | 'warning';
}

/** How many sessions the tooltip names at most. */
const mostNamed = 10;

/** The number of sessions and their worst state; undefined without sessions. */
export function sessionStatus(
  sessions: readonly WorkbookSession[],
  now: number,
): SessionStatusText | undefined {
  const counts = stateCounts(sessions, now);
  const [worst] = counts;
  if (!worst) {
    return undefined;
  }
  const all = summary(counts, sessions.length);
  return {
    text: `$(table) ${sessions.length} · ${stateCountsText([worst], sessions.length)}`,
    tooltip: [all, ...namedSessions(sessions, now)].join('\n'),
    accessibilityLabel: all,
    severity: worst.state === 'closeFailed' ? 'warning' : 'info',
  };
}

function summary(counts: readonly StateCount[], all: number): string {
  const states = stateCountsText(counts, all);
  return all === 1
    ? l10n.t('1 workbook session: {0}', states)
    : l10n.t('{0} workbook sessions: {1}', all, states);
}

function namedSessions(sessions: readonly WorkbookSession[], now: number): readonly string[] {
  const named = sessions
    .slice(0, mostNamed)
    .map((session) => `${workbookName(session)}: ${stateText(session, now)}`);
  return sessions.length > mostNamed ? [...named, '…'] : named;
}
