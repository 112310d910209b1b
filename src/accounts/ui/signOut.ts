import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { WorkbookSessionError } from '../../model/errors';
import type { SignInMethod } from '../../model/signInMethod';
import type { Account } from '../../model/workbookSession';
import { plainText } from '../../messages/plainText';
import type { CommandHandler } from '../../window/commandRegistrar';
import type { SignedOutFlag } from '../signedOutFlag';
import type { CredentialWithSignOut } from '../lazyCredential';
import type { PastedCredential } from '../pastedCredential';

export interface SignOutDeps {
  readonly msal: Pick<CredentialWithSignOut, 'signOut'>;
  readonly pastedToken: PastedCredential;
  readonly signInMethod: () => SignInMethod;
  readonly signedOut: SignedOutFlag;
}

/** Sign Out: forgets a pasted token. Otherwise it removes an msal account, or stops using VS Code's account. */
export function signOut({
  msal,
  pastedToken,
  signInMethod,
  signedOut,
}: SignOutDeps): CommandHandler {
  return async () => {
    if (pastedToken.current()) {
      pastedToken.forget();
      show(l10n.t('The access token is forgotten.'));
    } else if (signInMethod() === 'msal') {
      const accounts = await msal.signOut();
      if (accounts) {
        show(signedOutText(accounts));
      }
    } else if (!(await signedOut.set(true))) {
      throw new WorkbookSessionError('signOutNotSaved');
    } else {
      show(
        l10n.t(
          'Workbook Sessions no longer uses your account. To sign out of VS Code itself, open the Accounts menu at the bottom of the activity bar.',
        ),
      );
    }
  };
}

function signedOutText(accounts: readonly Account[]): string {
  const names = accounts.map(({ label }) => plainText(label)).join(', ');
  return names
    ? l10n.t('Signed out: {0}. The sign-in was deleted.', names)
    : l10n.t('You aren’t signed in.');
}

function show(text: string): void {
  void vscode.window.showInformationMessage(text);
}
