import type { AccountInfo, AuthenticationResult } from '@azure/msal-node';
import { defined } from '../../base/defined';
import type { Clock } from '../../base/clock';
import { DisposableStore } from '../../base/disposable';
import { Emitter } from '../../base/event';
import { Mutex } from '../../base/mutex';
import { cloudOfSignIn, graphOrigins, permissionNames } from '../../model/clouds';
import { requireGoingOn } from '../../requests/command';
import { WorkbookSessionError, toWorkbookSessionError, type ErrorCode } from '../../model/errors';
import type { AccessToken, AccessTokenRequest } from '../../model/ports';
import { isTokenOf } from '../../model/tokenAccount';
import type { Account } from '../../model/workbookSession';
import type { CredentialWithSignOut } from '../lazyCredential';
import { accountFor, maySignIn } from './accountChoice';
import type { TokenRequest } from './msalClient';
import { MsalRegistrations, type Registration, type RegistrationDeps } from './msalRegistrations';
import type { SignInDialogs } from './signInDialogs';
import { signInWith } from './signInFlows';

export interface MsalDeps extends RegistrationDeps {
  readonly clock: Clock;
  readonly dialogs: SignInDialogs;
}

/** The errors that only a sign-in resolves. */
const needsSignIn: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'signInRequired',
  'consentRequired',
]);

/** Access tokens from msal-node, for the app registration in the settings. */
export class MsalCredential implements CredentialWithSignOut {
  private readonly store = new DisposableStore();
  private readonly changes = this.store.add(new Emitter<undefined>());
  private readonly registrations: MsalRegistrations;
  /** One dialog at a time. */
  private readonly dialogs = new Mutex();

  readonly onDidChangeAccounts = this.changes.event;

  constructor(private readonly deps: MsalDeps) {
    this.registrations = this.store.add(new MsalRegistrations(deps));
    this.registrations.onDidChangeAccounts(() => {
      this.changes.fire(undefined);
    });
  }

  async getAccessToken(request: AccessTokenRequest): Promise<AccessToken> {
    const registration = this.registrations.of(request.target);
    const account = await this.accountFor(registration, request);
    if (account) {
      return this.tokenOf(registration, account, request);
    }
    if (!maySignIn(request)) {
      throw request.account
        ? unavailable(request.account)
        : new WorkbookSessionError('signInRequired');
    }
    return this.inTurn(request, () => this.chooseAndSignIn(registration, request));
  }

  async signOut(): Promise<readonly Account[] | undefined> {
    const registrations = this.registrations.all();
    const known = new Map<string, AccountInfo>();
    for (const { client } of registrations) {
      (await client.accounts()).forEach((account) => known.set(account.homeAccountId, account));
    }
    const chosen = await this.chooseToSignOut([...known.values()]);
    const ids = new Set(chosen?.map(({ homeAccountId }) => homeAccountId));
    let isRemoved = true;
    for (const registration of chosen ? registrations : []) {
      isRemoved = (await this.signOutOf(registration, ids)) && isRemoved;
    }
    if (!isRemoved) {
      throw new WorkbookSessionError('signInNotRemoved');
    }
    return chosen?.map(toAccount);
  }

  dispose(): void {
    this.store.dispose();
  }

  /** Opens dialogs when no others are open, unless the command has been cancelled by then. */
  private inTurn<T>({ signal }: AccessTokenRequest, ask: () => Promise<T>): Promise<T> {
    return this.dialogs.run(() => {
      requireGoingOn(signal);
      return ask();
    });
  }

  private async accountFor(
    { key, client }: Registration,
    request: AccessTokenRequest,
  ): Promise<AccountInfo | undefined> {
    return accountFor(await client.accounts(), request, this.deps.state.get(key));
  }

  private async chooseAndSignIn(
    registration: Registration,
    request: AccessTokenRequest,
  ): Promise<AccessToken> {
    // The user may have chosen the account in an earlier dialog.
    const account = await this.accountFor(registration, request);
    if (account) {
      return this.renewOrSignIn(registration, account, request);
    }
    const known = await registration.client.accounts();
    const canChoose = known.length > 0 && !request.account;
    requireGoingOn(request.signal);
    const chosen = canChoose ? await this.chooseAccount(known) : undefined;
    return chosen
      ? this.renewOrSignIn(registration, chosen, request)
      : this.signIn(registration, request, request.account);
  }

  /** Undefined when the user wants another account than the known ones. */
  private async chooseAccount(known: readonly AccountInfo[]): Promise<AccountInfo | undefined> {
    const chosen = answered(await this.deps.dialogs.chooseAccount(known.map(toAccount)));
    return known.find(({ homeAccountId }) => chosen !== 'another' && homeAccountId === chosen.id);
  }

  private async tokenOf(
    registration: Registration,
    account: AccountInfo,
    request: AccessTokenRequest,
  ): Promise<AccessToken> {
    const token = await this.renew(registration, account, request);
    if (typeof token !== 'string') {
      await (request.signIn && this.remember(registration, token, request));
      return token;
    }
    if (!request.interactive) {
      const { label } = toAccount(account);
      const code = request.claims === undefined ? token : 'moreSignInRequired';
      throw new WorkbookSessionError(code, { accountLabel: label });
    }
    return this.inTurn(request, () => this.renewOrSignIn(registration, account, request));
  }

  /** Tries without a dialog first, because the user may have signed in during an earlier dialog. */
  private async renewOrSignIn(
    registration: Registration,
    account: AccountInfo,
    request: AccessTokenRequest,
  ): Promise<AccessToken> {
    const token = await this.renew(registration, account, request);
    if (typeof token === 'string') {
      return this.signIn(registration, request, toAccount(account));
    }
    await this.remember(registration, token, request);
    return token;
  }

  /** A token without a dialog, or the error code if the user has to sign in for it. */
  private async renew(
    { client }: Registration,
    account: AccountInfo,
    request: AccessTokenRequest,
  ): Promise<AccessToken | ErrorCode> {
    try {
      const token = tokenFrom(await client.renew(account, tokenRequest(request)));
      return ofAccount(token, request.account);
    } catch (error) {
      const { code } = toWorkbookSessionError(error);
      if (needsSignIn.has(code)) {
        return code;
      }
      throw error;
    }
  }

  /** @param as the account that is expected to sign in */
  private async signIn(
    registration: Registration,
    request: AccessTokenRequest,
    as: Account | undefined,
  ): Promise<AccessToken> {
    const { client } = registration;
    const { signal } = request;
    requireGoingOn(signal);
    const flow = answered(await this.deps.dialogs.chooseFlow());
    requireGoingOn(signal);
    const signInRequest = {
      ...tokenRequest(request),
      ...defined({ loginHint: as?.label, signal }),
    };
    const result = await signInWith(flow, client, signInRequest, this.deps);
    // msal now keeps the account that signed in, even if it's not the one that is required.
    await this.registrations.noteUsed(registration);
    const required = request.claims === undefined ? request.account : as;
    const token = ofAccount(tokenFrom(result), required);
    await this.remember(registration, token, request);
    return token;
  }

  /** Makes the account the one chosen last, unless only a session needed it. */
  private async remember(
    { key }: Registration,
    { account }: AccessToken,
    { account: required, signIn }: AccessTokenRequest,
  ): Promise<void> {
    const isChosen = signIn !== undefined || !required;
    if (isChosen && account && this.deps.state.get(key) !== account.id) {
      await this.deps.state.update(key, () => account.id);
      this.changes.fire(undefined);
    }
  }

  private async chooseToSignOut(
    known: readonly AccountInfo[],
  ): Promise<readonly AccountInfo[] | undefined> {
    if (known.length < 2) {
      return known;
    }
    const chosen = await this.deps.dialogs.chooseAccountToSignOut(known.map(toAccount));
    return chosen && known.filter(({ homeAccountId: id }) => chosen === 'all' || id === chosen.id);
  }

  /** False when the secret storage may still hold them. */
  private async signOutOf(
    { key, client }: Registration,
    ids: ReadonlySet<string>,
  ): Promise<boolean> {
    const isRemoved = await client.remove(ids);
    const chosenId = this.deps.state.get(key);
    if (typeof chosenId === 'string' && ids.has(chosenId)) {
      await this.deps.state.update(key, () => undefined);
    }
    return isRemoved;
  }
}

function tokenRequest(request: AccessTokenRequest): TokenRequest {
  const { target, permissions = 'files', claims, refused } = request;
  const scopes = [`${graphOrigins[cloudOfSignIn(target)]}/${permissionNames[permissions]}`];
  return { scopes, ...defined({ claims, refused }) };
}

function tokenFrom(result: AuthenticationResult): AccessToken {
  const { accessToken: value, account, uniqueId, tenantId } = result;
  return account
    ? {
        ...{ value, audience: 'graph', account: toAccount(account) },
        idInTenant: `${uniqueId}.${tenantId}`,
      }
    : { value, audience: 'graph' };
}

/** The id and the form of the label are the same as with VS Code's provider. */
function toAccount({ homeAccountId, username, name }: AccountInfo): Account {
  const label = [username.toLowerCase(), name].find((text) => text);
  return { id: homeAccountId, label: label ?? homeAccountId };
}

function unavailable({ label }: Account): WorkbookSessionError {
  return new WorkbookSessionError('accountUnavailable', { accountLabel: label });
}

/** @throws WorkbookSessionError `accountUnavailable` when it is another account's token */
function ofAccount(token: AccessToken, required: Account | undefined): AccessToken {
  if (required && !isTokenOf(token, required)) {
    throw unavailable(required);
  }
  return token;
}

function answered<T>(answer: T | undefined): T {
  if (answer === undefined) {
    throw new WorkbookSessionError('signInCancelled');
  }
  return answer;
}
