import { Emitter } from '../../src/base/event';
import { WorkbookSessionError, type ErrorCode } from '../../src/model/errors';
import type { AccessToken, Credential, AccessTokenRequest } from '../../src/model/ports';
import type { Account } from '../../src/model/workbookSession';

/** Hands out a new token per question, for the accounts that are signed in. */
export class FakeCredential implements Credential {
  private readonly changes = new Emitter<void>();
  private tokens = 0;

  readonly onDidChangeAccounts = this.changes.event;
  /** Every question in order. */
  readonly requests: AccessTokenRequest[] = [];
  /** Who is refused, by account id (`''`: the account in use), and why. */
  readonly refusals = new Map<string, ErrorCode>();
  /** When set, who may not be asked is refused with it. */
  quietRefusal: ErrorCode | undefined;
  /** When set, whoever is to prove more is refused with it. */
  claimsRefusal: ErrorCode | undefined;
  /** When set, each answer waits for this promise. */
  gate: Promise<unknown> | undefined;
  /** When set, the token that is given each time. */
  fixedToken: string | undefined;
  /** Whose token it is when nobody in particular was asked for. */
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

  /** The account is gone: from now on it is refused. */
  signOut(accountId: string): void {
    this.refusals.set(accountId, 'accountUnavailable');
    this.changes.fire();
  }

  changeAccounts(): void {
    this.changes.fire();
  }
}
