import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { AccessTokenProvider, Telemetry } from '../../core/ports';
import { countedSignIn } from '../../core/telemetryFacts';
import type { GraphTarget } from '../../core/workbookSession';
import { plainText } from '../../presentation/plainText';
import type { CommandHandler } from '../commandRegistrar';
import type { SignedOutFlag } from '../signedOutFlag';
import type { PastedTokenHolder } from './useAccessToken';

/** Sign In: the user says which of VS Code's accounts to use; a pasted token is used no longer. */
export function signIn(deps: {
  readonly tokens: AccessTokenProvider;
  readonly pastedToken: PastedTokenHolder;
  readonly signedOut: SignedOutFlag;
  readonly graphTarget: () => GraphTarget;
  readonly telemetry: Telemetry;
}): CommandHandler {
  return async () => {
    deps.pastedToken.forget();
    await deps.signedOut.set(false);
    const target = deps.graphTarget();
    const { account } = await countedSignIn(deps.telemetry, 'microsoft', target, () =>
      deps.tokens.getAccessToken({ target, interactive: true, signIn: true }),
    );
    void vscode.window.showInformationMessage(
      account
        ? l10n.t('Workbook Sessions uses the account {0}.', plainText(account.label))
        : l10n.t('Workbook Sessions uses an access token whose account cannot be read.'),
    );
  };
}
