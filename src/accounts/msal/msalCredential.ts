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
import type { OwnCredential } from '../lazyCredential';
import { maySignIn, meantAccount } from './accountChoice';
import { idOf, toAccount, unavailable } from './msalAccount';
import type { WantedToken } from './msalClient';
import { MsalRegistrations, type Registration, type RegistrationDeps } from './msalRegistrations';
import type { SignInDialogs } from './signInDialogs';
import { signInWith } from './signInFlows';

export interface MsalDeps extends RegistrationDeps {
  readonly clock: Clock;
  readonly dialogs: SignInDialogs;
}

/** What only a sign-in cures. */
const needsUser: ReadonlySet<ErrorCode> = new Set<ErrorCode>(['signInRequired', 'consentRequired']);

/** Access tokens from msal-node, for the app registration that the user named: it needs no provider of VS Code's. */
export class MsalCredential implements OwnCredential {
  private readonly store = new DisposableStore();
  private readonly changes = this.store.add(new Emitter<undefined>());
  private readonly registrations: MsalRegistrations;
  /** One question to the user at a time. */
  private readonly questions = new Mutex();

  readonly onDidChangeAccounts = this.changes.event;

  constructor(private readonly deps: MsalDeps) {
    this.registrations = this.store.add(new MsalRegistrations(deps));
    this.registrations.onDidChangeAccounts(() => {
      this.changes.fire(undefined);
    });
  }

  async getAccessToken(request: AccessTokenRequest): Promise<AccessToken> {
    const registration = this.registrations.of(request.target);
    const account = await this.meant(registration, request);
    if (account) {
      return this.tokenOf(registration, account, request);
    }
    if (!maySignIn(request)) {
      throw request.account
        ? unavailable(request.account)
        : new WorkbookSessionError('signInRequired');
    }
    return this.question(request, () => this.signInAnybody(registration, request));
  }

  async signOut(): Promise<readonly Account[] | undefined> {
    const registrations = this.registrations.all();
    const known = new Map<string, AccountInfo>();
    for (const { client } of registrations) {
      (await client.accounts()).forEach((account) => known.set(account.homeAccountId, account));
    }
    const chosen = await this.chooseToSignOut([...known.values()]);
    let isRemoved = true;
    for (const registration of chosen ? registrations : []) {
      isRemoved = (await this.signOutOf(registration, new Set(chosen?.map(idOf)))) && isRemoved;
    }
    if (!isRemoved) {
      throw new WorkbookSessionError('signInNotRemoved');
    }
    return chosen?.map(toAccount);
  }

  dispose(): void {
    this.store.dispose();
  }

  /** What a command asks of the user, when it is its turn and nobody has cancelled it by then. */
  private question<T>({ signal }: AccessTokenRequest, ask: () => Promise<T>): Promise<T> {
    return this.questions.run(() => {
      requireGoingOn(signal);
      return ask();
    });
  }

  private async meant(
    { key, client }: Registration,
    request: AccessTokenRequest,
  ): Promise<AccountInfo | undefined> {
    return meantAccount(await client.accounts(), request, this.deps.state.get(key));
  }

  private async signInAnybody(
    registration: Registration,
    request: AccessTokenRequest,
  ): Promise<AccessToken> {
    // Another question may have settled it.
    const settled = await this.meant(registration, request);
    if (settled) {
      return this.renewOrSignIn(registration, settled, request);
    }
    const known = await registration.client.accounts();
    const isToChoose = known.length > 0 && !request.account;
    requireGoingOn(request.signal);
    const chosen = isToChoose ? await this.chooseAccount(known) : undefined;
    return chosen
      ? this.renewOrSignIn(registration, chosen, request)
      : this.signIn(registration, request, request.account);
  }

  /** Undefined: another one than those known. */
  private async chooseAccount(known: readonly AccountInfo[]): Promise<AccountInfo | undefined> {
    const chosen = answered(await this.deps.dialogs.chooseAccount(known.map(toAccount)));
    return known.find(({ homeAccountId }) => chosen !== 'another' && homeAccountId === chosen.id);
  }

  private async tokenOf(
    registration: Registration,
    account: AccountInfo,
    request: AccessTokenRequest,
  ): Promise<AccessToken> {
    try {
      const token = await this.renew(registration, account, request);
      await (request.signIn && this.remember(registration, token, request));
      return token;
    } catch (error) {
      const { code } = toWorkbookSessionError(error);
      if (!needsUser.has(code)) {
        throw error;
      }
      if (!request.interactive) {
        const { label } = toAccount(account);
        const told = request.claims === undefined ? code : 'moreSignInRequired';
        throw new WorkbookSessionError(told, { accountLabel: label });
      }
    }
    return this.question(request, () => this.renewOrSignIn(registration, account, request));
  }

  /** Tries without the user first: another question may have settled it. */
  private async renewOrSignIn(
    registration: Registration,
    account: AccountInfo,
    request: AccessTokenRequest,
  ): Promise<AccessToken> {
    try {
      const token = await this.renew(registration, account, request);
      await this.remember(registration, token, request);
      return token;
    } catch (error) {
      if (!needsUser.has(toWorkbookSessionError(error).code)) {
        throw error;
      }
    }
    return this.signIn(registration, request, toAccount(account));
  }

  private async renew(
    { client }: Registration,
    account: AccountInfo,
    request: AccessTokenRequest,
  ): Promise<AccessToken> {
    const token = tokenFrom(await client.renew(account, wantedToken(request)));
    return ofAccount(token, request.account);
  }

  /** @param as who is expected to sign in; where it matters, another one's token is not used instead */
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
    const hint = as && { loginHint: as.label };
    const wanted = { ...wantedToken(request), ...hint, ...defined({ signal }) };
    const result = await signInWith(flow, client, wanted, this.deps);
    // Whoever it was: something of them is kept from now on.
    await this.registrations.noteUsed(registration);
    const required = request.claims === undefined ? request.account : as;
    const token = ofAccount(tokenFrom(result), required);
    await this.remember(registration, token, request);
    return token;
  }

  /** From now on it is the account that was signed in, or that the user named; not that of a mere session. */
  private async remember(
    { key }: Registration,
    { account }: AccessToken,
    { account: wanted, signIn }: AccessTokenRequest,
  ): Promise<void> {
    const isMeant = signIn !== undefined || !wanted;
    if (isMeant && account && this.deps.state.get(key) !== account.id) {
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

  /** False when the store of secrets has not let go of them. */
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

function wantedToken({
  target,
  permissions = 'files',
  claims,
  refused,
}: AccessTokenRequest): WantedToken {
  const scopes = [`${graphOrigins[cloudOfSignIn(target)]}/${permissionNames[permissions]}`];
  return {
    scopes,
    ...defined({ claims, refused }),
  };
}

function tokenFrom({
  accessToken,
  account,
  uniqueId,
  tenantId,
}: AuthenticationResult): AccessToken {
  return {
    ...{ value: accessToken, audience: 'graph' },
    ...(account && { account: toAccount(account), idInTenant: `${uniqueId}.${tenantId}` }),
  };
}

/** The token, if it is this account's: a guest's own tenant may be another one than the settings name. */
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
