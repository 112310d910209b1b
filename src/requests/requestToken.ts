import { WorkbookSessionError } from '../model/errors';
import type { AccessToken } from '../model/ports';
import { isTokenOf } from '../model/tokenAccount';
import type { Principal } from '../model/workbookSession';
import type { CommandTokens } from './commandTokens';

/** What the next attempt has to know about the token that the service rejected. */
export interface Renewal {
  /** True when the last attempt was answered 401: another token is needed. */
  readonly renewToken: boolean;
  /** What the other token has to prove, as JSON. */
  readonly claims?: string;
}

/** The token of one request, from attempt to attempt. */
export class RequestToken {
  private current: AccessToken | undefined;
  /** Only a token that was sent can have been rejected. */
  private sent: AccessToken | undefined;

  constructor(
    private readonly tokens: CommandTokens,
    private readonly principal: Principal,
  ) {}

  /**
   * The token for the next attempt; undefined when it has to be fetched first.
   * @throws WorkbookSessionError `accessTokenForOtherAudience`, `accountUnavailable`
   */
  atHand(renewal: Renewal): AccessToken | undefined {
    if (!this.current) {
      this.current = this.tokens.atHand(this.principal);
      requireMatching(this.current, this.principal);
    }
    const { current } = this;
    return current && this.tokens.isUsable(current) && !this.isRejected(renewal)
      ? current
      : undefined;
  }

  /** Notes that a token goes out now. From here on the command asks the user nothing more. */
  markSent(token: AccessToken): void {
    this.tokens.closeDialogs();
    this.sent = token;
  }

  /**
   * Waits for a token, in the place of a rejected one if there is one.
   * @returns undefined when there is no other token
   * @throws WorkbookSessionError with a sign-in code, `accessTokenForOtherAudience`, `accountUnavailable`
   */
  async fetch(renewal: Renewal): Promise<AccessToken | undefined> {
    const { current, principal, tokens } = this;
    this.current =
      current && this.isRejected(renewal)
        ? await tokens.renew(principal, current, renewal.claims)
        : await tokens.get(principal);
    requireMatching(this.current, principal);
    return this.current;
  }

  private isRejected({ renewToken }: Renewal): boolean {
    return renewToken && this.current === this.sent;
  }
}

/**
 * Whatever a credential answers, a token for another Graph or of another account is not used. A sandbox
 * has no accounts: it takes the same token from everybody.
 * @throws WorkbookSessionError `accessTokenForOtherAudience`, `accountUnavailable`
 */
function requireMatching(token: AccessToken | undefined, { target, account }: Principal): void {
  if (!token) {
    return;
  }
  const isForSandbox = target.cloud === 'sandbox';
  if ((token.audience === 'sandbox') !== isForSandbox) {
    throw new WorkbookSessionError('accessTokenForOtherAudience');
  }
  if (!isForSandbox && account && !isTokenOf(token, account)) {
    throw new WorkbookSessionError('accountUnavailable', { accountLabel: account.label });
  }
}
