import type { AccountInfo, AuthenticationResult } from '@azure/msal-node';
import type { Clock } from '../../base/clock';
import { DisposableStore } from '../../base/disposable';
import { Emitter } from '../../base/event';
import type { HttpClient } from '../../base/http';
import { Mutex } from '../../base/mutex';
import { graphOrigins, loginHosts } from '../../core/clouds';
import { WorkbookSessionError, toWorkbookSessionError, type ErrorCode } from '../../core/errors';
import type { AccessToken, AccessTokenRequest, Logger } from '../../core/ports';
import type { Account, GraphCloud, GraphTarget, PermissionSet } from '../../core/workbookSession';
import type { OwnCredential } from '../lazyCredential';
import { maySignIn, meantAccount } from './accountChoice';
import { idOf, toAccount, unavailable } from './msalAccount';
import { MsalClient, type WantedToken } from './msalClient';
import { MsalTokenCache, type SecretStore } from './msalTokenCache';
import { readUsedApps, usedAppsKey, type UsedApp } from './usedApps';
import type { SignInDialogs } from './signInDialogs';
import { signInWith } from './signInFlows';

/** Remembers which account was chosen last; the same shape as VS Code's Memento. No secret is in it. */
export interface ChosenAccounts {
  get(key: string): unknown;
  update(key: string, accountId: string | undefined): PromiseLike<void>;
}

export interface MsalParts {
  /** The user's app registration; without a client id nobody can sign in. */
  readonly app: () => { readonly clientId?: string | undefined; readonly tenant: string };
  readonly cloud: () => GraphCloud;
  readonly chosen: ChosenAccounts;
  readonly clock: Clock;
  readonly dialogs: SignInDialogs;
  readonly http: HttpClient;
  readonly logger: Logger;
  readonly secrets: SecretStore;
}

/** One stable set for each: a scope more would ask the user for consent again. */
const graphScopes: Readonly<Record<PermissionSet, string>> = {
  files: 'Files.ReadWrite',
  allFiles: 'Files.ReadWrite.All',
};

/** What only a sign-in cures. */
const needsUser: ReadonlySet<ErrorCode> = new Set<ErrorCode>(['signInRequired', 'consentRequired']);

/** msal for one app registration in one cloud. */
interface Registration {
  /** The name of its secret, and of the account chosen in it. */
  readonly key: string;
  readonly client: MsalClient;
  readonly app: UsedApp;
}

/** Access tokens from msal-node, for the app registration that the user named: it needs no provider of VS Code's. */
export class MsalAccessTokenProvider implements OwnCredential {
  private readonly store = new DisposableStore();
  private readonly changes = this.store.add(new Emitter<undefined>());
  private readonly caches = new Map<string, MsalTokenCache>();
  private readonly clients = new Map<string, MsalClient>();
  /** One question to the user at a time. */
  private readonly questions = new Mutex();

  readonly onDidChangeAccounts = this.changes.event;

  constructor(private readonly parts: MsalParts) {}

  async getAccessToken(request: AccessTokenRequest): Promise<AccessToken> {
    const registration = this.registration(request.target);
    const account = await this.meant(registration, request);
    if (account) {
      return this.tokenOf(registration, account, request);
    }
    if (!maySignIn(request)) {
      throw request.account
        ? unavailable(request.account)
        : new WorkbookSessionError('signInRequired');
    }
    return this.questions.run(() => this.signInAnybody(registration, request));
  }

  async signOut(): Promise<readonly Account[] | undefined> {
    const registrations = this.everyRegistration();
    const known = new Map<string, AccountInfo>();
    for (const { client } of registrations) {
      (await client.accounts()).forEach((account) => known.set(account.homeAccountId, account));
    }
    const chosen = await this.chooseToSignOut([...known.values()]);
    for (const registration of chosen ? registrations : []) {
      await this.signOutOf(registration, new Set(chosen?.map(idOf)));
    }
    return chosen?.map(toAccount);
  }

  dispose(): void {
    this.store.dispose();
  }

  private async meant(
    { key, client }: Registration,
    request: AccessTokenRequest,
  ): Promise<AccountInfo | undefined> {
    return meantAccount(await client.accounts(), request, this.parts.chosen.get(key));
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
    const chosen = isToChoose ? await this.chooseAccount(known) : undefined;
    return chosen
      ? this.renewOrSignIn(registration, chosen, request)
      : this.signIn(registration, request, request.account);
  }

  /** Undefined: another one than those known. */
  private async chooseAccount(known: readonly AccountInfo[]): Promise<AccountInfo | undefined> {
    const chosen = answered(await this.parts.dialogs.chooseAccount(known.map(toAccount)));
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
    return this.questions.run(() => this.renewOrSignIn(registration, account, request));
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
    return tokenFrom(await client.renew(account, wantedToken(request)));
  }

  /** @param as who is expected to sign in; where it matters, another one's token is not used instead */
  private async signIn(
    registration: Registration,
    request: AccessTokenRequest,
    as: Account | undefined,
  ): Promise<AccessToken> {
    const { client } = registration;
    const flow = answered(await this.parts.dialogs.chooseFlow());
    const hint = as && { loginHint: as.label };
    const result = await signInWith(flow, client, { ...wantedToken(request), ...hint }, this.parts);
    const token = tokenFrom(result);
    const required = request.claims === undefined ? request.account : as;
    if (required && token.account?.id !== required.id) {
      throw unavailable(required);
    }
    await this.noteUsed(registration);
    await this.remember(registration, token, request);
    return token;
  }

  /** From now on it is the account that was signed in, or that the user named; not that of a mere session. */
  private async remember(
    { key }: Registration,
    { account }: AccessToken,
    { account: wanted, signIn }: AccessTokenRequest,
  ): Promise<void> {
    const isMeant = signIn === true || !wanted;
    if (isMeant && account && this.parts.chosen.get(key) !== account.id) {
      await this.parts.chosen.update(key, account.id);
      this.changes.fire(undefined);
    }
  }

  private async chooseToSignOut(
    known: readonly AccountInfo[],
  ): Promise<readonly AccountInfo[] | undefined> {
    if (known.length < 2) {
      return known;
    }
    const chosen = await this.parts.dialogs.chooseAccountToSignOut(known.map(toAccount));
    return chosen && known.filter(({ homeAccountId: id }) => chosen === 'all' || id === chosen.id);
  }

  private async signOutOf({ key, client }: Registration, ids: ReadonlySet<string>): Promise<void> {
    for (const account of await client.accounts()) {
      if (ids.has(account.homeAccountId)) {
        await client.remove(account);
      }
    }
    const chosenId = this.parts.chosen.get(key);
    if (typeof chosenId === 'string' && ids.has(chosenId)) {
      await this.parts.chosen.update(key, undefined);
    }
  }

  private registration(target: GraphTarget): Registration {
    const { clientId, tenant } = this.parts.app();
    if (!clientId) {
      throw new WorkbookSessionError('clientIdMissing');
    }
    return this.registrationOf({ cloud: cloudOf(target), clientId, tenant });
  }

  /** The one that the settings name, and those in which somebody has signed in under other settings. */
  private everyRegistration(): readonly Registration[] {
    const { clientId, tenant } = this.parts.app();
    const named = clientId ? [{ cloud: this.parts.cloud(), clientId, tenant }] : [];
    const all = [...named, ...readUsedApps(this.parts.chosen.get(usedAppsKey))];
    return all.map((app) => this.registrationOf(app));
  }

  /** So that signing out finds what is kept of it, whatever the settings say by then. */
  private async noteUsed({ app }: Registration): Promise<void> {
    const others = readUsedApps(this.parts.chosen.get(usedAppsKey)).filter(
      (used) => JSON.stringify(used) !== JSON.stringify(app),
    );
    await this.parts.chosen.update(usedAppsKey, JSON.stringify([app, ...others]));
  }

  private registrationOf(used: UsedApp): Registration {
    const { cloud, clientId, tenant } = used;
    const key = `msal.${cloud}.${clientId.toLowerCase()}`;
    const name = `${key}.${tenant}`;
    const app = { clientId, tenant, loginHost: loginHosts[cloud] };
    const client = this.clients.get(name) ?? new MsalClient(app, this.cache(key), this.parts);
    this.clients.set(name, client);
    return { key, client, app: used };
  }

  private cache(key: string): MsalTokenCache {
    const held = this.caches.get(key);
    if (held) {
      return held;
    }
    const cache = this.store.add(new MsalTokenCache(this.parts.secrets, key, this.parts.logger));
    cache.onDidChangeAccounts(() => {
      this.changes.fire(undefined);
    });
    this.caches.set(key, cache);
    return cache;
  }
}

/** A sandbox has a credential of its own, which comes first. */
function cloudOf({ cloud }: GraphTarget): GraphCloud {
  return cloud === 'sandbox' ? 'global' : cloud;
}

function wantedToken({ target, permissions = 'files', claims }: AccessTokenRequest): WantedToken {
  const scopes = [`${graphOrigins[cloudOf(target)]}/${graphScopes[permissions]}`];
  return { scopes, ...(claims !== undefined && { claims }) };
}

function tokenFrom({ accessToken, account }: AuthenticationResult): AccessToken {
  return { value: accessToken, ...(account && { account: toAccount(account) }), audience: 'graph' };
}

function answered<T>(answer: T | undefined): T {
  if (answer === undefined) {
    throw new WorkbookSessionError('signInCancelled');
  }
  return answer;
}
