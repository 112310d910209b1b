import * as l10n from '@vscode/l10n';
import type { SessionMode } from '../core/workbookSession';

/** An answer to the question which mode a session has that somebody else opened. */
export interface ModeRow {
  readonly label: string;
  readonly detail: string;
  readonly mode: SessionMode;
}

export function modeRows(): readonly ModeRow[] {
  return [
    {
      label: l10n.t('I do not know'),
      detail: l10n.t('You are asked before it is closed.'),
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

/** @param count how many sessions it is about */
export function modeQuestion(count: number): string {
  return count === 1
    ? l10n.t('Which mode does the session have?')
    : l10n.t('Which mode do the {0} sessions have whose mode is unknown?', count);
}
