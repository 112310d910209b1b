import * as l10n from '@vscode/l10n';
import type { SessionMode, WorkbookSession } from '../../model/workbookSession';
import { workbookName } from './sessionTexts';

/** An answer to the question which mode a session has that another program opened. */
export interface ModeRow {
  readonly label: string;
  readonly detail: string;
  readonly mode: SessionMode;
}

export function modeRows(): readonly ModeRow[] {
  return [
    {
      label: l10n.t('I don’t know'),
      detail: l10n.t('You are asked before the session is closed.'),
      mode: 'unknownMode',
    },
    {
      label: l10n.t('Persistent'),
      detail: l10n.t('It was created with persistChanges: true.'),
      mode: 'persistent',
    },
    {
      label: l10n.t('Non-persistent'),
      detail: l10n.t('It was created with persistChanges: false.'),
      mode: 'nonPersistent',
    },
  ];
}

/** True for a session whose mode the service didn't report. */
export function canSetMode({ origin, mode }: Pick<WorkbookSession, 'origin' | 'mode'>): boolean {
  return origin !== 'created' || mode === 'unknownMode';
}

/** What a question needs to name a session. */
type NamedSession = Pick<WorkbookSession, 'workbookName' | 'shortId'>;

/** The question about found sessions whose mode is unknown. */
export function unknownModeQuestion(sessions: readonly NamedSession[]): string {
  return (
    questionOfOne(sessions) ??
    l10n.t('Which mode do the {0} sessions of unknown mode have?', sessions.length)
  );
}

/**
 * The question about sessions that the user chose.
 * @param kept how many other chosen sessions keep the mode that the service reported
 */
export function setModeQuestion(sessions: readonly NamedSession[], kept: number): string {
  const question =
    questionOfOne(sessions) ?? l10n.t('Which mode do the {0} sessions have?', sessions.length);
  switch (kept) {
    case 0:
      return question;
    case 1:
      return `${question} ${l10n.t('1 more keeps the mode that the service reported.')}`;
    default:
      return `${question} ${l10n.t('{0} more keep the mode that the service reported.', kept)}`;
  }
}

/** Undefined for several sessions. */
function questionOfOne([only, ...others]: readonly NamedSession[]): string | undefined {
  if (!only || others.length > 0) {
    return undefined;
  }
  const name = workbookName(only);
  return only.shortId === undefined
    ? l10n.t('Which mode does the session of “{0}” have?', name)
    : l10n.t('Which mode does session {0} of “{1}” have?', only.shortId, name);
}
