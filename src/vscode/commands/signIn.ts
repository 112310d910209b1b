import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { AccessTokenProvider } from '../../core/ports';
import type { GraphTarget } from '../../core/workbookSession';
import { plainText } from '../../presentation/plainText';
import type { CommandHandler } from '../commandRegistrar';
import type { SignedOutFlag } from '../signedOutFlag';

/** Sign In: asks VS Code's Microsoft sign-in for an account, with a dialog where one is needed. */
export function signIn(deps: {
  readonly tokens: AccessTokenProvider;
  readonly signedOut: SignedOutFlag;
  readonly graphTarget: GraphTarget;
}): CommandHandler {
  return async () => {
    await deps.signedOut.set(false);
    const { account } = await deps.tokens.getAccessToken({
      target: deps.graphTarget,
      interactive: true,
    });
    void vscode.window.showInformationMessage(
      account
        ? l10n.t('Workbook Sessions uses the account {0}.', plainText(account.label))
        : l10n.t('Workbook Sessions uses an access token whose account cannot be read.'),
    );
  };
}
