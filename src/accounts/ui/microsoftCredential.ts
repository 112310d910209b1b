import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { defined } from '../../base/defined';
import { DisposableStore, type Disposable } from '../../base/disposable';
import { Emitter } from '../../base/event';
import { cloudOfSignIn, graphOrigins, permissionNames } from '../../model/clouds';
import { requireGoingOn } from '../../requests/command';
import { WorkbookSessionError } from '../../model/errors';
import {
  codeOfSignInFailure,
  entraCodesIn,
  wasCancelledInBrowser,
} from '../../requests/signInErrors';
import type { AccessToken, Credential, AccessTokenRequest, Logger } from '../../model/ports';
import { claimsOf, idInTenant, isTokenOf } from '../../model/tokenAccount';
import type { Account, GraphCloud, GraphTarget } from '../../model/workbookSession';
import type { AppRegistration } from '../appRegistration';
import { plainText } from '../../messages/plainText';
import type { Settings } from '../../window/settings';
import type { SignedOutFlag } from '../signedOutFlag';

/** VS Code's authentication provider for each cloud. */
const providerIds: Readonly<Record<GraphCloud, string>> = {
  global: 'microsoft',
  usGov: 'microsoft-sovereign-cloud',
  usGovDoD: 'microsoft-sovereign-cloud',
};

/** Access tokens from VS Code's Microsoft provider, for the app registration in the settings. */
export class MicrosoftCredential implements Credential, Disposable {
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
        if (Object.values(providerIds).includes(provider.id)) {
          this.changes.fire(undefined);
        }
      }),
    );
  }

  async getAccessToken(request: AccessTokenRequest): Promise<AccessToken> {
    const app = this.app();
    if (this.signedOut.get() && !request.signIn) {
      throw new WorkbookSessionError('signInRequired');
    }
    requireEnvironment(request.target, this.settings.sovereignEnvironment());
    try {
      const providerRequest = providerRequestOf(app, request);
      return tokenOf(await getSession(providerRequest, request), request.account);
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
    const entraCodes = entraCodesIn(message).join(', ') || 'no AADSTS code';
    const code = codeOfSignInFailure(message);
    this.logger.warn(`Sign-in with VS Code's Microsoft provider failed: ${code} (${entraCodes}).`);
    const wasInBrowser = wasCancelledInBrowser(message);
    return new WorkbookSessionError(code, { wasInBrowser }, { cause: error });
  }
}

/**
 * Checks VS Code's setting first. Without it, VS Code would wait a long time for a provider that doesn't
 * exist, and with another value it would sign in to China.
 * @param environment the setting `microsoft-sovereign-cloud.environment`
 */
function requireEnvironment({ cloud }: GraphTarget, environment: string): void {
  const isSovereign = cloud === 'usGov' || cloud === 'usGovDoD';
  if (isSovereign && environment === 'ChinaCloud') {
    throw new WorkbookSessionError('cloudWithoutWorkbooks');
  }
  if (isSovereign && !['USGovernment', 'custom'].includes(environment)) {
    throw new WorkbookSessionError('sovereignCloudNotSet');
  }
}

/** What VS Code's provider is called with. */
interface ProviderRequest {
  readonly providerId: string;
  readonly scopes: readonly string[];
  /** Aborts when no more dialogs may open. */
  readonly signal: AbortSignal | undefined;
}

function providerRequestOf(
  { clientId, tenant }: AppRegistration,
  { target, permissions = 'files', signal }: AccessTokenRequest,
): ProviderRequest {
  const cloud = cloudOfSignIn(target);
  // A scope without a resource belongs to the global Microsoft Graph.
  const resource = cloud === 'global' ? '' : `${graphOrigins[cloud]}/`;
  const scope = `${resource}${permissionNames[permissions]}`;
  return {
    providerId: providerIds[cloud],
    scopes: [scope, `VSCODE_CLIENT_ID:${clientId}`, `VSCODE_TENANT:${tenant}`],
    signal,
  };
}

/** Tries without a dialog first. Opens one only if that is allowed. */
async function getSession(
  request: ProviderRequest,
  { account, interactive, signIn, claims }: AccessTokenRequest,
): Promise<vscode.AuthenticationSession | undefined> {
  if (signIn) {
    return account ? signInAs(request, account) : signInAsChosen(request);
  }
  const options = account ? { account: await knownAccount(request, account) } : {};
  const silently = { ...options, silent: true };
  if (claims !== undefined) {
    return askForMore(request, claims, interactive ? { ...options, ...stepDialog() } : silently);
  }
  const session = await ask(request, silently);
  return session ?? (interactive ? ask(request, { ...options, ...dialog() }) : undefined);
}

function dialog() {
  return { createIfNone: { detail: reason() } };
}

function stepDialog() {
  const detail = l10n.t('Your organization requires another sign-in step.');
  return { createIfNone: { detail } };
}

/** VS Code shows this text before a sign-in. */
function reason(): string {
  return l10n.t('Workbook sessions are opened and closed with your account.');
}

/** The browser only proposes the account, so the caller checks who has signed in. */
async function signInAs(
  request: ProviderRequest,
  account: Account,
): Promise<vscode.AuthenticationSession | undefined> {
  const known = await findAccount(request, account);
  return ask(
    request,
    known ? { account: known, ...dialog() } : { account, forceNewSession: { detail: reason() } },
  );
}

/**
 * VS Code asks which of several accounts to use, and forgets the earlier choice first. When the user cancels,
 * it asks again with the next command.
 */
async function signInAsChosen(
  request: ProviderRequest,
): Promise<vscode.AuthenticationSession | undefined> {
  const isAnother = await wantsAnotherAccount(request);
  const chosen = isAnother ? { forceNewSession: { detail: reason() } } : dialog();
  return ask(request, { ...chosen, clearSessionPreference: true });
}

/** VS Code asks only when there are several accounts. When there is one, this asks. */
async function wantsAnotherAccount({ providerId, signal }: ProviderRequest): Promise<boolean> {
  const [account, ...others] = await vscode.authentication.getAccounts(providerId);
  if (!account || others.length > 0) {
    return false;
  }
  requireGoingOn(signal);
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

async function ask(
  { providerId, scopes, signal }: ProviderRequest,
  options: vscode.AuthenticationGetSessionOptions,
): Promise<vscode.AuthenticationSession | undefined> {
  requireGoingOn(signal);
  return vscode.authentication.getSession(providerId, scopes, options);
}

/** Builds the challenge anew, because a `scope` in the service's challenge would replace our scopes. */
async function askForMore(
  { providerId, scopes, signal }: ProviderRequest,
  claims: string,
  options: vscode.AuthenticationGetSessionOptions,
): Promise<vscode.AuthenticationSession> {
  requireGoingOn(signal);
  const wwwAuthenticate = `Bearer claims="${Buffer.from(claims).toString('base64')}"`;
  const challenge = { wwwAuthenticate, fallbackScopes: scopes };
  const session = await vscode.authentication.getSession(providerId, challenge, options);
  if (!session) {
    throw new WorkbookSessionError('moreSignInRequired');
  }
  return session;
}

/** The account with that id, or else the guest whose token has that id in its tenant. */
async function findAccount(
  request: ProviderRequest,
  required: Account,
): Promise<vscode.AuthenticationSessionAccountInformation | undefined> {
  const accounts = await vscode.authentication.getAccounts(request.providerId);
  const known = accounts.find(({ id }) => id === required.id);
  if (known) {
    return known;
  }
  for (const account of accounts) {
    const session = await ask(request, { account, silent: true });
    if (session && isTokenOf(tokenFrom(session), required)) {
      return account;
    }
  }
  return undefined;
}

async function knownAccount(
  request: ProviderRequest,
  account: Account,
): Promise<vscode.AuthenticationSessionAccountInformation> {
  const known = await findAccount(request, account);
  if (!known) {
    throw new WorkbookSessionError('accountUnavailable', { accountLabel: account.label });
  }
  return known;
}

function tokenOf(
  session: vscode.AuthenticationSession | undefined,
  required: Account | undefined,
): AccessToken {
  if (!session) {
    throw new WorkbookSessionError('signInRequired');
  }
  const token = tokenFrom(session);
  if (required && !isTokenOf(token, required)) {
    throw new WorkbookSessionError('accountUnavailable', { accountLabel: required.label });
  }
  return token;
}

function tokenFrom({
  accessToken: value,
  account: { id, label },
}: vscode.AuthenticationSession): AccessToken {
  const ownId = idInTenant(claimsOf(value));
  const account = { id, label };
  return { value, account, audience: 'graph', ...defined({ idInTenant: ownId }) };
}
