import * as l10n from '@vscode/l10n';
import type { SessionStatus, WorkbookSession } from '../core/workbookSession';
import { statusAt, stateText, workbookName } from './sessionWords';

/** What the status bar says. */
export interface SessionStatusText {
  readonly text: string;
  readonly tooltip: string;
  readonly accessibilityLabel: string;
  readonly severity: 'info' | 'warning';
}

const worstFirst: readonly SessionStatus[] = [
  'closeFailed',
  'maybeExpired',
  'closing',
  'opening',
  'open',
];
/** How many sessions the tooltip names. */
const mostNamed = 10;

/** The number of sessions and how the worst of them fare; undefined when there is none. */
export function sessionStatus(
  sessions: readonly WorkbookSession[],
  now: number,
): SessionStatusText | undefined {
  const statuses = sessions.map((session) => statusAt(session, now));
  const worst = worstFirst.find((status) => statuses.includes(status));
  if (!worst) {
    return undefined;
  }
  const affected = statuses.filter((status) => status === worst).length;
  const words = statusWords(worst, affected, sessions.length);
  return {
    text: `$(table) ${sessions.length} · ${words}`,
    tooltip: [summary(sessions.length, words), ...namedSessions(sessions, now)].join('\n'),
    accessibilityLabel: summary(sessions.length, words),
    severity: worst === 'closeFailed' ? 'warning' : 'info',
  };
}

function summary(count: number, words: string): string {
  return count === 1
    ? l10n.t('1 workbook session: {0}', words)
    : l10n.t('{0} workbook sessions: {1}', count, words);
}

/** The words for some of the sessions; for a single one the number before them says enough. */
function statusWords(status: SessionStatus, affected: number, all: number): string {
  if (all === 1) {
    return wordsForOne(status);
  }
  switch (status) {
    case 'closeFailed':
      return l10n.t('{0} not closed', affected);
    case 'maybeExpired':
      return affected === 1
        ? l10n.t('1 may have expired')
        : l10n.t('{0} may have expired', affected);
    case 'closing':
      return l10n.t('{0} closing', affected);
    case 'opening':
      return l10n.t('{0} opening', affected);
    case 'open':
      return l10n.t('all open');
  }
}

function wordsForOne(status: SessionStatus): string {
  switch (status) {
    case 'closeFailed':
      return l10n.t('not closed');
    case 'maybeExpired':
      return l10n.t('may have expired');
    case 'closing':
      return l10n.t('closing…');
    case 'opening':
      return l10n.t('opening…');
    case 'open':
      return l10n.t('open');
  }
}

function namedSessions(sessions: readonly WorkbookSession[], now: number): readonly string[] {
  const named = sessions
    .slice(0, mostNamed)
    .map((session) => `${workbookName(session)}: ${stateText(session, now)}`);
  return sessions.length > mostNamed ? [...named, '…'] : named;
}
