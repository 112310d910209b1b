import {
  AuthError,
  PublicClientApplication,
  type AccountInfo,
  type AuthenticationResult,
} from '@azure/msal-node';
import { defined } from '../../base/defined';
import type { HttpClient } from '../../base/http';
import { Mutex } from '../../base/mutex';
import { WorkbookSessionError } from '../../model/errors';
import type { Logger } from '../../model/ports';
import { failureOf, refusalOf, type MsalFailure } from './msalErrors';
import { MsalNetwork } from './msalNetwork';
import type { MsalTokenCache } from './msalTokenCache';

/** The user's app registration, in the cloud where they sign in. */
export interface CloudApp {
  readonly clientId: string;
  readonly tenant: string;
  readonly loginHost: string;
}

/** What a token must allow and prove. */
export interface WantedToken {
  readonly scopes: readonly string[];
  /** As JSON. */
  readonly claims?: string;
  /** What it must not be. */
  readonly refused?: string;
}

/** What one operation of msal's works with. */
export interface MsalOperation {
  readonly application: PublicClientApplication;
  readonly network: MsalNetwork;
}

/**
 * msal-node for one app registration. Each operation has an application of its own: any call empties
 * the memory of the one it is made on, which another call under way would then save as the whole cache.
 */
export class MsalClient {
  /** A token is renewed once, however many ask for it at the same time. */
  private readonly renewals = new Mutex();

  constructor(
    readonly app: CloudApp,
    private readonly cache: MsalTokenCache,
    private readonly deps: { readonly http: HttpClient; readonly logger: Logger },
  ) {}

  /** Each once: msal lists a guest for every tenant. */
  async accounts(): Promise<readonly AccountInfo[]> {
    const all = await this.operate(({ application }) => application.getAllAccounts());
    return [...new Map(all.map((account) => [account.homeAccountId, account])).values()];
  }

  /** From the cache, else with the refresh token. @throws WorkbookSessionError when the user is needed */
  renew(
    account: AccountInfo,
    { scopes, claims, refused }: WantedToken,
  ): Promise<AuthenticationResult> {
    const request = {
      ...{ account, scopes: [...scopes] },
      ...defined({ claims }),
    };
    const ask = (forceRefresh: boolean) =>
      this.operate(({ application }) =>
        application.acquireTokenSilent({ ...request, forceRefresh }),
      );
    return this.renewals.run(async () => {
      const result = await ask(false);
      return result.accessToken === refused ? ask(true) : result;
    });
  }

  /**
   * Removes accounts with their tokens; with the last one nothing of the cache is left.
   * @returns false when they are gone from this window only: the store may have them still
   */
  async remove(ids: ReadonlySet<string>): Promise<boolean> {
    const known = await this.accounts();
    const leaving = known.filter(({ homeAccountId }) => ids.has(homeAccountId));
    for (const account of leaving) {
      await this.operate(({ application }) => application.signOut({ account }));
    }
    if (leaving.length > 0 && leaving.length === known.length) {
      await this.cache.clear();
    }
    return !this.cache.mayHoldMore;
  }

  /**
   * Runs one operation of msal's. Its errors become ours and are not kept: their texts may hold names and
   * tokens.
   * @throws WorkbookSessionError
   */
  async operate<T>(
    operation: (deps: MsalOperation) => Promise<T>,
    signal?: AbortSignal,
  ): Promise<T> {
    const network = new MsalNetwork(this.deps.http, this.app.loginHost, signal);
    try {
      return await operation({ application: this.applicationOn(network), network });
    } catch (error) {
      // What was given up has failed of that.
      signal?.throwIfAborted();
      throw error instanceof AuthError ? this.errorOf(failureOf(error, network.entraCodes)) : error;
    }
  }

  /** The error for an answer by which the service refuses what msal asked, if msal itself overlooks that. */
  refusedBy({ entraCodes }: MsalNetwork): WorkbookSessionError {
    return this.errorOf(refusalOf(entraCodes));
  }

  private errorOf({ code, entraCodes }: MsalFailure): WorkbookSessionError {
    const codes = entraCodes.join(', ') || 'no AADSTS code';
    this.deps.logger.warn(`Sign-in without VS Code's provider failed: ${code} (${codes}).`);
    return new WorkbookSessionError(code);
  }

  private applicationOn(network: MsalNetwork): PublicClientApplication {
    const { clientId, tenant, loginHost } = this.app;
    return new PublicClientApplication({
      auth: {
        clientId,
        authority: `https://${loginHost}/${tenant}`,
        // Which hosts are Microsoft's is known here and need not be asked for.
        knownAuthorities: [loginHost],
        // We answer claims challenges (https://learn.microsoft.com/entra/identity-platform/claims-challenge).
        clientCapabilities: ['CP1'],
      },
      cache: { cachePlugin: this.cache },
      system: {
        networkClient: network,
        // Its lines can hold account names.
        loggerOptions: { loggerCallback: () => undefined, piiLoggingEnabled: false },
      },
    });
  }
}
