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
import { failureOf, failureOfCodes, type MsalFailure } from './msalErrors';
import { MsalNetwork } from './msalNetwork';
import type { MsalTokenCache } from './msalTokenCache';

/** The user's app registration, in the cloud where they sign in. */
export interface CloudApp {
  readonly clientId: string;
  readonly tenant: string;
  readonly loginHost: string;
}

/** What a token is for. */
export interface TokenRequest {
  readonly scopes: readonly string[];
  /** The claims of a claims challenge, as JSON. */
  readonly claims?: string;
  /** A token that the service rejected, so it must not be returned again. */
  readonly refused?: string;
}

/** What an operation of msal works with. */
export interface MsalOperation {
  readonly application: PublicClientApplication;
  readonly network: MsalNetwork;
}

/**
 * msal-node for one app registration. Each operation gets its own msal application: a call clears the
 * memory of its application, and another call under way would then save that as the whole cache.
 */
export class MsalClient {
  /** Several requests for a token at the same time renew it once. */
  private readonly renewals = new Mutex();

  constructor(
    readonly app: CloudApp,
    private readonly cache: MsalTokenCache,
    private readonly deps: { readonly http: HttpClient; readonly logger: Logger },
  ) {}

  /** Each account once. msal lists a guest once for each tenant. */
  async accounts(): Promise<readonly AccountInfo[]> {
    const all = await this.operate(({ application }) => application.getAllAccounts());
    return [...new Map(all.map((account) => [account.homeAccountId, account])).values()];
  }

  /** A token from the cache, or one from the refresh token. @throws WorkbookSessionError when the user has to sign in */
  renew(
    account: AccountInfo,
    { scopes, claims, refused }: TokenRequest,
  ): Promise<AuthenticationResult> {
    const request = { account, scopes: [...scopes], ...defined({ claims }) };
    const acquire = (forceRefresh: boolean) =>
      this.operate(({ application }) =>
        application.acquireTokenSilent({ ...request, forceRefresh }),
      );
    return this.renewals.run(async () => {
      const result = await acquire(false);
      return result.accessToken === refused ? acquire(true) : result;
    });
  }

  /**
   * Removes accounts and their tokens. Removing the last account removes the whole cache.
   * @returns false when the secret storage may still hold them
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
   * Runs an operation of msal. Its errors aren't kept as a cause, because their texts may hold names and tokens.
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
      // An aborted operation fails with the reason of the abort.
      signal?.throwIfAborted();
      throw error instanceof AuthError ? this.errorOf(failureOf(error, network.entraCodes)) : error;
    }
  }

  /** The error in the service's last answer, for a case where msal itself ignores it. */
  errorOfLastAnswer({ entraCodes }: MsalNetwork): WorkbookSessionError {
    return this.errorOf(failureOfCodes(entraCodes));
  }

  private errorOf({ code, entraCodes }: MsalFailure): WorkbookSessionError {
    const codes = entraCodes.join(', ') || 'no AADSTS code';
    this.deps.logger.warn(`Sign-in with msal-node failed: ${code} (${codes}).`);
    return new WorkbookSessionError(code);
  }

  private applicationOn(network: MsalNetwork): PublicClientApplication {
    const { clientId, tenant, loginHost } = this.app;
    return new PublicClientApplication({
      auth: {
        clientId,
        authority: `https://${loginHost}/${tenant}`,
        // The login hosts are known here, so msal doesn't have to look them up.
        knownAuthorities: [loginHost],
        // We answer claims challenges (https://learn.microsoft.com/entra/identity-platform/claims-challenge).
        clientCapabilities: ['CP1'],
      },
      cache: { cachePlugin: this.cache },
      system: {
        networkClient: network,
        // msal's log lines can hold account names.
        loggerOptions: { loggerCallback: () => undefined, piiLoggingEnabled: false },
      },
    });
  }
}
