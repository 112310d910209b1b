import * as l10n from '@vscode/l10n';

/** The setting that says when the user confirms a close. */
export type ConfirmCloseSetting = 'nonPersistent' | 'always' | 'never';

/** A question for the user, with its details and its buttons. */
export interface Confirmation {
  readonly question: string;
  readonly detail: string;
  /** Says yes. */
  readonly button: string;
  /** Says no, and has the focus, so that Enter does no harm. Without this button, Enter says yes. */
  readonly refusal?: string;
  /** The question is a warning unless this says otherwise. */
  readonly severity?: 'info';
}

/** Adds the reason to a question that is asked only because it is the first time in this window. */
export function firstUseConfirmation(confirmation: Confirmation): Confirmation {
  const reason = l10n.t(
    'You’re asked this once in each window, because another extension could run this command.',
  );
  return {
    ...confirmation,
    detail: [confirmation.detail, reason].filter((line) => line !== '').join('\n\n'),
  };
}
