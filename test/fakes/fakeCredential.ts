import { Emitter } from '../../src/base/event';
import { WorkbookSessionError, type ErrorCode } from '../../src/model/errors';
import type { AccessToken, Credential, AccessTokenRequest } from '../../src/model/ports';
import type { Account } from '../../src/model/workbookSession';

/** Returns a new token for each request. */
export class FakeCredential implements Credential {
  private readonly changes = new Emitter<void>();
  private tokens = 0;

  readonly onDidChangeAccounts = this.changes.event;
  /** All requests in order. */
  readonly requests: AccessTokenRequest[] = [];
  /** The error for an account, by account id (`''`: the account in use). */
  readonly refusals = new Map<string, ErrorCode>();
  /** The error for requests that aren't interactive. */
  quietRefusal: ErrorCode | undefined;
  /** The error for requests with claims. */
  claimsRefusal: ErrorCode | undefined;
  /** If set, each answer waits for this promise. */
  gate: Promise<unknown> | undefined;
  /** If set, every request returns this token. */
  fixedToken: string | undefined;
  /** The account of the token if the request names none. */
  accountInUse: Account | undefined;

  get interactiveFlags(): readonly boolean[] {
    return this.requests.map(({ interactive }) => interactive);
  }

  async getAccessToken(request: AccessTokenRequest): Promise<AccessToken> {
    this.requests.push(request);
    this.tokens += 1;
    const value = this.fixedToken ?? `token-${this.tokens}`;
    await this.gate;
    const account = request.account ?? this.accountInUse;
    const code = this.refusalOf(request);
    if (code) {
      throw new WorkbookSessionError(code);
    }
    const audience = request.target.cloud === 'sandbox' ? 'sandbox' : 'graph';
    return { value, audience, ...(account && { account }) };
  }

  private refusalOf({ account, claims, interactive }: AccessTokenRequest): ErrorCode | undefined {
    if (claims !== undefined && this.claimsRefusal) {
      return this.claimsRefusal;
    }
    return this.refusals.get(account?.id ?? '') ?? (interactive ? undefined : this.quietRefusal);
  }

  /** Makes all further requests for the account fail. */
  signOut(accountId: string): void {
    this.refusals.set(accountId, 'accountUnavailable');
    this.changes.fire();
  }

  changeAccounts(): void {
    this.changes.fire();
  }
}
