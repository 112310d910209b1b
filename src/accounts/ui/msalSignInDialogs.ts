import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { WorkbookSessionError } from '../../model/errors';
import type { Account } from '../../model/workbookSession';
import { plainText } from '../../messages/plainText';
import {
  oauthFlowRows,
  type DeviceCode,
  type OAuthFlow,
  type SignInDialogs,
  type SignInProgress,
} from '../msal/signInDialogs';
import { askModally } from '../../window/modalQuestion';

/** The dialogs of a sign-in with msal-node, as VS Code shows them. */
export class MsalSignInDialogs implements SignInDialogs {
  /** @param isBrowserElsewhere true when the user's browser may not reach a port of this machine */
  constructor(private readonly isBrowserElsewhere: boolean) {}

  chooseAccount(accounts: readonly Account[]): Promise<Account | 'another' | undefined> {
    return pick(accounts, l10n.t('Use Another Account…'), 'another', {
      title: l10n.t('Sign In'),
      placeHolder: l10n.t('Which account do you want to use?'),
    });
  }

  chooseAccountToSignOut(accounts: readonly Account[]): Promise<Account | 'all' | undefined> {
    return pick(accounts, l10n.t('All Accounts'), 'all', {
      title: l10n.t('Sign Out'),
      placeHolder: l10n.t('Which account do you want to sign out?'),
    });
  }

  async chooseFlow(): Promise<OAuthFlow | undefined> {
    const picked = await vscode.window.showQuickPick(oauthFlowRows(this.isBrowserElsewhere), {
      title: l10n.t('Sign In'),
      placeHolder: l10n.t('How do you want to sign in?'),
      ignoreFocusOut: true,
    });
    return picked?.flow;
  }

  async whileSigningIn<T>(
    flow: OAuthFlow,
    work: (progress: SignInProgress) => Promise<T>,
  ): Promise<T> {
    const title =
      flow === 'browser'
        ? l10n.t('Waiting for the sign-in in your browser')
        : l10n.t('Waiting for the sign-in with a code');
    const options = { location: vscode.ProgressLocation.Notification, title, cancellable: true };
    return vscode.window.withProgress(options, (progress, cancellation) => {
      const cancel = new AbortController();
      cancellation.onCancellationRequested(() => {
        cancel.abort();
      });
      return work({
        cancelled: cancel.signal,
        showDeviceCode: (code) => {
          progress.report({ message: l10n.t('{0} at {1}', code.userCode, code.url) });
          return showDeviceCode(code);
        },
      });
    });
  }

  async openPage(url: string): Promise<boolean> {
    return vscode.env.openExternal(vscode.Uri.parse(url, true));
  }
}

async function pick<T>(
  accounts: readonly Account[],
  otherLabel: string,
  other: T,
  options: vscode.QuickPickOptions,
): Promise<Account | T | undefined> {
  const rows: { label: string; choice: Account | T }[] = [
    ...accounts.map((account) => ({ label: plainText(account.label), choice: account })),
    { label: otherLabel, choice: other },
  ];
  return (await vscode.window.showQuickPick(rows, options))?.choice;
}

/** The notification keeps showing the code after this question. */
async function showDeviceCode({ userCode, url }: DeviceCode): Promise<void> {
  const isAccepted = await askModally({
    question: l10n.t('Your code is {0}', userCode),
    detail: l10n.t('Enter it at {0}, on this or another device.', url),
    button: l10n.t('Copy Code and Open Page'),
    severity: 'info',
  });
  if (!isAccepted) {
    throw new WorkbookSessionError('signInCancelled');
  }
  await vscode.env.clipboard.writeText(userCode);
  await vscode.env.openExternal(vscode.Uri.parse(url, true));
}

/** True when the browser may run on another machine than the extension. Then a code is more likely to work. */
export function isFarFromBrowser({ extensionKind }: vscode.Extension<unknown>): boolean {
  const { remoteName, uiKind } = vscode.env;
  const isRemote = remoteName !== undefined && extensionKind === vscode.ExtensionKind.Workspace;
  return uiKind === vscode.UIKind.Web || isRemote;
}
