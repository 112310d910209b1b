import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { toWorkbookSessionError } from '../../core/errors';
import type { Account } from '../../core/workbookSession';
import { errorMessage } from '../../presentation/errorMessages';
import type { CommandHandler } from '../commandRegistrar';

/** What can be read from a pasted token. */
export interface PastedTokenFacts {
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

/** Use an Access Token: the one way to a first real close without an app registration. */
export function useAccessToken(pastedToken: PastedTokenHolder): CommandHandler {
  return async () => {
    const text = await vscode.window.showInputBox({
      title: l10n.t('Use an Access Token'),
      prompt: l10n.t(
        'Paste an access token for Microsoft Graph with Files.ReadWrite, for example from Graph Explorer (tab "Access token"). It stays in the memory of this window.',
      ),
      password: true,
      ignoreFocusOut: true,
      validateInput: (value) => (value.trim() === '' ? undefined : refusalOf(value, pastedToken)),
    });
    if (!text?.trim()) {
      return;
    }
    void vscode.window.showInformationMessage(inUse(pastedToken.use(text)));
  };
}

function refusalOf(text: string, pastedToken: PastedTokenHolder): string | undefined {
  try {
    pastedToken.read(text);
    return undefined;
  } catch (error) {
    const { what, advice } = errorMessage(toWorkbookSessionError(error).code);
    return `${what} ${advice}`;
  }
}

function inUse({ account, expiresAt }: PastedTokenFacts): string {
  const who = account?.label ?? l10n.t('an account that cannot be read');
  const end =
    expiresAt === undefined
      ? l10n.t('at a time that cannot be read')
      : new Date(expiresAt).toLocaleTimeString(vscode.env.language, { timeStyle: 'short' });
  return l10n.t('Using the access token of {0} in this window. It ends {1}.', who, end);
}
