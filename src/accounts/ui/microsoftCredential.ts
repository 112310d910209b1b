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
import type { AppRegistration } from '../adminConsentLink';
import { plainText } from '../../messages/plainText';
import type { Settings } from '../../window/settings';
import type { SignedOutFlag } from '../signedOutFlag';

/** Who signs in to which cloud. */
const providerIds: Readonly<Record<GraphCloud, string>> = {
  global: 'microsoft',
  usGov: 'microsoft-sovereign-cloud',
  usGovDoD: 'microsoft-sovereign-cloud',
};

/** Access tokens from VS Code's own Microsoft sign-in, for the app registration that the user named. */
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
      const question = questionOf(app, request);
      return tokenOf(await getSession(question, request), request.account);
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
 * VS Code would wait long for a provider that is not there, and would sign in to China where the settings say so.
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

/** Which provider is asked, and for what. */
interface Question {
  readonly providerId: string;
  readonly scopes: readonly string[];
  /** Aborts when no dialog may open any more. */
  readonly signal: AbortSignal | undefined;
}

function questionOf(
  { clientId, tenant }: AppRegistration,
  { target, permissions = 'files', signal }: AccessTokenRequest,
): Question {
  const cloud = cloudOfSignIn(target);
  // A bare name is the global Graph's.
  const resource = cloud === 'global' ? '' : `${graphOrigins[cloud]}/`;
  const scope = `${resource}${permissionNames[permissions]}`;
  return {
    providerId: providerIds[cloud],
    scopes: [scope, `VSCODE_CLIENT_ID:${clientId}`, `VSCODE_TENANT:${tenant}`],
    signal,
  };
}

/** Without a dialog where that is possible, with one where it is allowed. */
async function getSession(
  question: Question,
  { account, interactive, signIn, claims }: AccessTokenRequest,
): Promise<vscode.AuthenticationSession | undefined> {
  if (signIn) {
    return account ? signInAs(question, account) : signInAsChosen(question);
  }
  const options = account ? { account: await knownAccount(question, account) } : {};
  const silently = { ...options, silent: true };
  if (claims !== undefined) {
    return askForMore(question, claims, interactive ? { ...options, ...stepDialog() } : silently);
  }
  const session = await ask(question, silently);
  return session ?? (interactive ? ask(question, { ...options, ...dialog() }) : undefined);
}

function dialog() {
  return { createIfNone: { detail: reason() } };
}

function stepDialog() {
  const detail = l10n.t('Your organization asks for another step of the sign-in.');
  return { createIfNone: { detail } };
}

/** What VS Code says before a sign-in. */
function reason(): string {
  return l10n.t('Workbook sessions are opened and closed with your account.');
}

/** The account is only proposed in the browser: whoever has signed in there is looked at afterwards. */
async function signInAs(
  question: Question,
  account: Account,
): Promise<vscode.AuthenticationSession | undefined> {
  const known = await findAccount(question, account);
  return ask(
    question,
    known ? { account: known, ...dialog() } : { account, forceNewSession: { detail: reason() } },
  );
}

/**
 * Among several accounts VS Code lets the user choose, and forgets the earlier choice before that: when
 * they cancel, it asks again with the next command rather than take any of them.
 */
async function signInAsChosen(
  question: Question,
): Promise<vscode.AuthenticationSession | undefined> {
  const isAnother = await wantsAnotherAccount(question);
  const chosen = isAnother ? { forceNewSession: { detail: reason() } } : dialog();
  return ask(question, { ...chosen, clearSessionPreference: true });
}

/** VS Code lets the user choose among several accounts, but takes a single one without a question. */
async function wantsAnotherAccount({ providerId, signal }: Question): Promise<boolean> {
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
  { providerId, scopes, signal }: Question,
  options: vscode.AuthenticationGetSessionOptions,
): Promise<vscode.AuthenticationSession | undefined> {
  requireGoingOn(signal);
  return vscode.authentication.getSession(providerId, scopes, options);
}

/** Claims go in a challenge that we word: a `scope` in the service's own would take the place of ours. */
async function askForMore(
  { providerId, scopes, signal }: Question,
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

/** The account of that id, else the guest whose token says that the id is theirs in its tenant. */
async function findAccount(
  question: Question,
  wanted: Account,
): Promise<vscode.AuthenticationSessionAccountInformation | undefined> {
  const accounts = await vscode.authentication.getAccounts(question.providerId);
  const known = accounts.find(({ id }) => id === wanted.id);
  if (known) {
    return known;
  }
  for (const account of accounts) {
    const session = await ask(question, { account, silent: true });
    if (session && isTokenOf(tokenFrom(session), wanted)) {
      return account;
    }
  }
  return undefined;
}

async function knownAccount(
  question: Question,
  account: Account,
): Promise<vscode.AuthenticationSessionAccountInformation> {
  const known = await findAccount(question, account);
  if (!known) {
    throw new WorkbookSessionError('accountUnavailable', { accountLabel: account.label });
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
  const token = tokenFrom(session);
  if (wanted && !isTokenOf(token, wanted)) {
    throw new WorkbookSessionError('accountUnavailable', { accountLabel: wanted.label });
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
