import * as l10n from '@vscode/l10n';

/** When the user is asked before a session is closed. */
export type ConfirmCloseSetting = 'nonPersistent' | 'always' | 'never';

/** A question, what there is to know before it is answered, and its buttons besides Cancel. */
export interface Confirmation {
  readonly question: string;
  readonly detail: string;
  /** Says yes. */
  readonly button: string;
  /** Says no and has the focus, so that Enter does no harm; without it, Enter says yes. */
  readonly refusal?: string;
  /** A warning unless told otherwise. */
  readonly severity?: 'info';
}

/** What is asked only because it is the first time in this window, and why. */
export function firstUseConfirmation(asked: Confirmation): Confirmation {
  const reason = l10n.t(
    'You’re asked this once in each window, because another extension could run this command.',
  );
  return { ...asked, detail: [asked.detail, reason].filter((line) => line !== '').join('\n\n') };
}
