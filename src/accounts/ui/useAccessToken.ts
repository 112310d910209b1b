import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Telemetry } from '../../telemetry/telemetryEvents';
import { countedSignIn } from '../../telemetry/telemetryFacts';
import type { Account, GraphTarget } from '../../model/workbookSession';
import { plainText } from '../../messages/plainText';
import type { CommandHandler } from '../../window/commandRegistrar';
import { back, enterText, validationMessage } from '../../window/steps';

/** What can be read from a pasted token. */
interface PastedTokenFacts {
  readonly account?: Account;
  /** Milliseconds since 1970. */
  readonly expiresAt?: number;
}

/** Holds the access token that the user pasted, in the memory of this window. */
export interface PastedTokenHolder {
  current(): PastedTokenFacts | undefined;
  /** @throws WorkbookSessionError with the reason why the text is refused */
  read(text: string): PastedTokenFacts;
  use(text: string): PastedTokenFacts;
  forget(): void;
}

export interface UseAccessTokenDeps {
  readonly pastedToken: PastedTokenHolder;
  readonly telemetry: Telemetry;
  readonly graphTarget: () => GraphTarget;
  /** Told each time when the user has said who they are. */
  readonly onSignedIn: () => void;
}

/** Use an Access Token: the one way to a first real close without an app registration. */
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
    : l10n.t('Using an access token whose account cannot be read, in this window.');
  const end =
    expiresAt === undefined
      ? l10n.t('When it ends cannot be read.')
      : l10n.t('It ends at {0}.', timeOf(expiresAt));
  return `${using} ${end}`;
}

function timeOf(ms: number): string {
  return new Date(ms).toLocaleTimeString(vscode.env.language, { timeStyle: 'short' });
}
