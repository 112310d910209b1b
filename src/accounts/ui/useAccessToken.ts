import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Telemetry } from '../../telemetry/telemetryEvents';
import { countedSignIn } from '../../telemetry/telemetryFacts';
import type { GraphTarget } from '../../model/workbookSession';
import { plainText } from '../../messages/plainText';
import type { CommandHandler } from '../../window/commandRegistrar';
import { validationMessage } from '../../window/steps';
import { back, enterText } from '../../window/steps';
import type { PastedCredential, PastedTokenFacts } from '../pastedCredential';

export interface UseAccessTokenDeps {
  readonly pastedToken: PastedCredential;
  readonly telemetry: Telemetry;
  readonly graphTarget: () => GraphTarget;
  /** Called after each sign-in. */
  readonly onSignedIn: () => void;
}

/** Use an Access Token: the only way to Microsoft Graph without an app registration. */
export function useAccessToken({
  pastedToken,
  telemetry,
  graphTarget,
  onSignedIn,
}: UseAccessTokenDeps): CommandHandler {
  return async () => {
    const frame = { title: l10n.t('Use an Access Token'), hasBack: false, ignoreFocusOut: true };
    const text = await enterText(frame, {
      prompt: l10n.t(
        'Paste an access token for Microsoft Graph with Files.ReadWrite, for example from Graph Explorer (tab "Access token"). It stays in the memory of this window.',
      ),
      password: true,
      validate: (value) => validationMessage(() => pastedToken.read(value)),
    });
    if (text === undefined || text === back) {
      return;
    }
    const facts = await countedSignIn(telemetry, 'accessToken', graphTarget(), () =>
      Promise.resolve(pastedToken.use(text)),
    );
    onSignedIn();
    void vscode.window.showInformationMessage(inUse(facts));
  };
}

function inUse({ account, expiresAt }: PastedTokenFacts): string {
  const using = account
    ? l10n.t('Using the access token of {0} in this window.', plainText(account.label))
    : l10n.t('Using an access token in this window. Its account can’t be read.');
  const end =
    expiresAt === undefined
      ? l10n.t('Its expiry time can’t be read.')
      : l10n.t('It expires at {0}.', timeOf(expiresAt));
  return `${using} ${end}`;
}

function timeOf(ms: number): string {
  return new Date(ms).toLocaleTimeString(vscode.env.language, { timeStyle: 'short' });
}
