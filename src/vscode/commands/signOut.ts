import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { CommandHandler } from '../commandRegistrar';
import type { SignedOutFlag } from '../signedOutFlag';
import type { PastedTokenHolder } from './useAccessToken';

/** Sign Out: forgets a pasted token; else stops using VS Code's account here. */
export function signOut(deps: {
  readonly pastedToken: PastedTokenHolder;
  readonly signedOut: SignedOutFlag;
}): CommandHandler {
  return async () => {
    if (deps.pastedToken.current()) {
      deps.pastedToken.forget();
      void vscode.window.showInformationMessage(l10n.t('The access token is forgotten.'));
      return;
    }
    await deps.signedOut.set(true);
    void vscode.window.showInformationMessage(
      l10n.t(
        'Workbook Sessions no longer uses your account. To sign out of VS Code itself, open the Accounts menu at the bottom of the activity bar.',
      ),
    );
  };
}
