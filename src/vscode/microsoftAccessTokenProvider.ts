import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { DisposableStore, type Disposable } from '../base/disposable';
import { Emitter } from '../base/event';
import { WorkbookSessionError } from '../core/errors';
import type { AccessToken, AccessTokenProvider, AccessTokenRequest, Logger } from '../core/ports';
import type { Account, PermissionSet } from '../core/workbookSession';
import type { AppRegistration } from './adminConsentLink';
import { plainText } from '../presentation/plainText';
import type { Settings } from './settings';
import type { SignedOutFlag } from './signedOutFlag';

const providerId = 'microsoft';
/** One stable set for each: a scope more would ask the user for consent again. */
const graphScopes: Readonly<Record<PermissionSet, string>> = {
  files: 'Files.ReadWrite',
  allFiles: 'Files.ReadWrite.All',
};

/** Access tokens from VS Code's own Microsoft sign-in, for the app registration that the user named. */
export class MicrosoftAccessTokenProvider implements AccessTokenProvider, Disposable {
  private readonly store = new DisposableStore();
  private readonly changes = this.store.add(new Emitter<undefined>());

  readonly onDidChangeAccounts = this.changes.event;

  constructor(
    private readonly settings: Settings,
    private readonly signedOut: SignedOutFlag,
    private readonly logger: Logger,
  ) {
    this.store.add(
      signedOut.onDidChange(() => {
        this.changes.fire(undefined);
      }),
    );
    this.store.add(
      vscode.authentication.onDidChangeSessions(({ provider }) => {
        if (provider.id === providerId) {
          this.changes.fire(undefined);
        }
      }),
    );
  }

  async getAccessToken(request: AccessTokenRequest): Promise<AccessToken> {
    const app = this.app();
    if (this.signedOut.get()) {
      throw new WorkbookSessionError('signInRequired');
    }
    try {
      const scopes = scopesOf(app, request.permissions ?? 'files');
      return tokenOf(await getSession(scopes, request), request.account);
    } catch (error) {
      throw this.errorOf(error);
    }
  }

  dispose(): void {
    this.store.dispose();
  }

  private app(): AppRegistration {
    const clientId = this.settings.clientId();
    if (!clientId) {
      throw new WorkbookSessionError('clientIdMissing');
    }
    return { clientId, tenant: this.settings.tenant() };
  }

  private errorOf(error: unknown): WorkbookSessionError {
    if (error instanceof WorkbookSessionError) {
      return error;
    }
    const message = error instanceof Error ? error.message : '';
    const entraCode = /AADSTS\d{3,7}/.exec(message)?.[0] ?? 'no AADSTS code';
    const code = codeOfSignInMessage(message);
    this.logger.warn(`Sign-in with VS Code's Microsoft provider failed: ${code} (${entraCode}).`);
    return new WorkbookSessionError(code, {}, { cause: error });
  }
}

function scopesOf({ clientId, tenant }: AppRegistration, permissions: PermissionSet): string[] {
  return [graphScopes[permissions], `VSCODE_CLIENT_ID:${clientId}`, `VSCODE_TENANT:${tenant}`];
}

/** The provider rejects with texts, not with codes. */
function codeOfSignInMessage(
  message: string,
): 'providerUnavailable' | 'adminConsentRequired' | 'signInCancelled' | 'signInFailed' {
  if (/timed out waiting for authentication provider|no authentication provider/i.test(message)) {
    return 'providerUnavailable';
  }
  if (/AADSTS(?:65001|90094)\b/.test(message)) {
    return 'adminConsentRequired';
  }
  return /did not consent|cancell?ed/i.test(message) ? 'signInCancelled' : 'signInFailed';
}

/** Without a dialog where that is possible, with one where it is allowed. */
async function getSession(
  scopes: readonly string[],
  { account, interactive, chooseAccount }: AccessTokenRequest,
): Promise<vscode.AuthenticationSession | undefined> {
  const known = account && (await findAccount(account));
  const options = known ? { account: known } : {};
  const detail = l10n.t('Workbook sessions are opened and closed with your account.');
  const dialog = { ...options, createIfNone: { detail } };
  if (chooseAccount) {
    const isAnother = await wantsAnotherAccount();
    const chosen = isAnother ? { forceNewSession: { detail } } : dialog;
    return ask(scopes, { ...chosen, clearSessionPreference: true });
  }
  const session = await ask(scopes, { ...options, silent: true });
  return session ?? (interactive ? ask(scopes, dialog) : undefined);
}

/** VS Code lets the user choose among several accounts, but takes a single one without a question. */
async function wantsAnotherAccount(): Promise<boolean> {
  const [account, ...others] = await vscode.authentication.getAccounts(providerId);
  if (!account || others.length > 0) {
    return false;
  }
  const another = { label: l10n.t('Use Another Account…') };
  const picked = await vscode.window.showQuickPick([{ label: plainText(account.label) }, another], {
    title: l10n.t('Sign In'),
    placeHolder: l10n.t('Which account do you want to use?'),
  });
  if (!picked) {
    throw new WorkbookSessionError('signInCancelled');
  }
  return picked === another;
}

function ask(
  scopes: readonly string[],
  options: vscode.AuthenticationGetSessionOptions,
): PromiseLike<vscode.AuthenticationSession | undefined> {
  return vscode.authentication.getSession(providerId, scopes, options);
}

async function findAccount({
  id,
  label,
}: Account): Promise<vscode.AuthenticationSessionAccountInformation> {
  const accounts = await vscode.authentication.getAccounts(providerId);
  const known = accounts.find((account) => account.id === id);
  if (!known) {
    throw new WorkbookSessionError('accountUnavailable', { accountLabel: label });
  }
  return known;
}

function tokenOf(
  session: vscode.AuthenticationSession | undefined,
  wanted: Account | undefined,
): AccessToken {
  if (!session) {
    throw new WorkbookSessionError('signInRequired');
  }
  const { id, label } = session.account;
  if (wanted && wanted.id !== id) {
    throw new WorkbookSessionError('accountUnavailable', { accountLabel: wanted.label });
  }
  return { value: session.accessToken, account: { id, label }, audience: 'graph' };
}
