import { defined } from '../base/defined';
import { untilAborted } from '../base/abort';
import type { Clock } from '../base/clock';
import type { Disposable } from '../base/disposable';
import { toWorkbookSessionError, WorkbookSessionError, type ErrorCode } from '../model/errors';
import type { AccessToken, Credential, AccessTokenRequest } from '../model/ports';
import { targetKey, type Account, type Principal } from '../model/workbookSession';

/** How long a token is used inside one command before the provider is asked again, in milliseconds. */
export const tokenUseLimitMs = 60_000;

/** The same text for two principals that can use the same token. */
export function principalKey({ target, account, permissions = 'files' }: Principal): string {
  return JSON.stringify([targetKey(target), account?.id ?? null, permissions]);
}

/** A token, or the request for it. */
interface HeldToken {
  readonly promise: Promise<AccessToken>;
  /** The token once it has come. */
  token?: AccessToken;
}

/** How to ask for a token, beyond the principal. */
type TokenRequestOptions = Pick<
  AccessTokenRequest,
  'account' | 'claims' | 'interactive' | 'refused'
>;

/**
 * The tokens of ONE command, and the command's end. Each token is requested once and used for at most a
 * minute. It is dropped on a 401 and when accounts change. A dialog may open until the first request goes
 * out, and once more for each principal that gets a claims challenge.
 */
export class CommandTokens implements Disposable {
  private readonly held = new Map<string, HeldToken>();
  private readonly met = new Map<string, Promise<AccessToken>>();
  /** When each token arrived. Dropped tokens are not in here. */
  private readonly arrivals = new Map<AccessToken, number>();
  private readonly subscription: Disposable;
  private mayOpenDialog: boolean;

  constructor(
    private readonly provider: Credential,
    private readonly clock: Clock,
    private readonly isInteractive: boolean,
    /** Ends the command. */
    readonly signal: AbortSignal,
    /** Ends its attempts too, because the window closes. */
    readonly windowSignal: AbortSignal,
  ) {
    this.mayOpenDialog = isInteractive;
    this.subscription = provider.onDidChangeAccounts(() => {
      this.held.clear();
      this.arrivals.clear();
    });
  }

  /** True while a dialog may open. */
  get canAsk(): boolean {
    return this.mayOpenDialog;
  }

  /** @throws WorkbookSessionError with a sign-in code, or `cancelled` when the command has ended */
  async get(owner: Principal): Promise<AccessToken> {
    return this.getAsking(owner, { interactive: this.mayOpenDialog });
  }

  /** The token that `get` would return without asking anybody; undefined if it would have to ask. */
  atHand(owner: Principal): AccessToken | undefined {
    const token = this.held.get(principalKey(owner))?.token;
    return token && this.isUsable(token) ? token : undefined;
  }

  /** True while a token from here may be used without asking again. */
  isUsable(token: AccessToken): boolean {
    const arrivedAt = this.arrivals.get(token);
    return arrivedAt !== undefined && this.clock.monotonicNow() - arrivedAt < tokenUseLimitMs;
  }

  /**
   * A token in place of one that the service rejected; undefined if there is no other.
   * @param claims what the other token has to prove; the user is asked for that once
   * @throws WorkbookSessionError as `get` does
   */
  async renew(
    owner: Principal,
    refused: AccessToken,
    claims?: string,
  ): Promise<AccessToken | undefined> {
    this.drop(refused);
    const asking = { interactive: this.mayOpenDialog, refused: refused.value };
    const token =
      claims === undefined
        ? await this.getAsking(owner, asking)
        : await this.meet(owner, refused, claims);
    return token.value === refused.value ? undefined : token;
  }

  /** From now on requests are under way, so no dialog opens. */
  closeDialogs(): void {
    this.mayOpenDialog = false;
  }

  dispose(): void {
    this.subscription.dispose();
    this.held.clear();
    this.arrivals.clear();
  }

  /** Drops a rejected token. Another token that arrived meanwhile stays. */
  private drop(refused: AccessToken): void {
    for (const [key, { token }] of this.held) {
      if (token?.value === refused.value) {
        this.held.delete(key);
      }
    }
    for (const token of this.arrivals.keys()) {
      if (token.value === refused.value) {
        this.arrivals.delete(token);
      }
    }
  }

  /** Meets a claims challenge as the account that got it, once. Later challenges get the same result. */
  private async meet(
    owner: Principal,
    { account }: AccessToken,
    claims: string,
  ): Promise<AccessToken> {
    const key = principalKey(owner);
    const earlier = this.met.get(key);
    if (earlier) {
      await earlier;
      return this.get(owner);
    }
    const interactive = this.isInteractive;
    // A token that arrived meanwhile has no claims.
    this.held.delete(key);
    const asking = { claims, interactive, ...defined({ account }) };
    const asked = this.getAsking(owner, asking).catch((error: unknown) => {
      throw unmet(error);
    });
    this.met.set(key, asked);
    return asked;
  }

  private async getAsking(owner: Principal, asking: TokenRequestOptions): Promise<AccessToken> {
    try {
      this.signal.throwIfAborted();
      return await untilAborted(this.heldOrNew(owner, asking), this.signal);
    } catch (error) {
      throw this.signal.aborted ? new WorkbookSessionError('cancelled') : error;
    }
  }

  private async heldOrNew(owner: Principal, asking: TokenRequestOptions): Promise<AccessToken> {
    const key = principalKey(owner);
    const held = this.held.get(key);
    if (held && (!held.token || this.isUsable(held.token))) {
      return held.promise;
    }
    const { target, account, permissions } = owner;
    const asked: HeldToken = {
      promise: this.provider.getAccessToken({
        ...{ target, signal: this.signal },
        ...asking,
        ...defined({ account, permissions }),
      }),
    };
    this.held.set(key, asked);
    try {
      const token = await asked.promise;
      asked.token = token;
      this.arrivals.set(token, this.clock.monotonicNow());
      this.holdForItsAccount(owner, token, asked);
      return token;
    } catch (error) {
      this.forget(key, asked);
      throw error;
    }
  }

  /** The token of the account in use serves requests that name that account, too. */
  private holdForItsAccount(owner: Principal, { account }: AccessToken, asked: HeldToken): void {
    const isCurrent = this.held.get(principalKey(owner)) === asked;
    const { target, permissions = 'files' } = owner;
    const key = principalKey({ target, permissions, ...defined({ account }) });
    if (isCurrent && !this.held.has(key)) {
      this.held.set(key, asked);
    }
  }

  private forget(key: string, asked: HeldToken): void {
    if (this.held.get(key) === asked) {
      this.held.delete(key);
    }
  }
}

const notTaken: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'signInCancelled',
  'signInRequired',
  'signInTimedOut',
]);

/** If the user did not sign in, the service still asks for it. Requests were sent, so "nothing was sent" would be wrong. */
function unmet(thrown: unknown): WorkbookSessionError {
  const error = toWorkbookSessionError(thrown);
  return notTaken.has(error.code)
    ? new WorkbookSessionError('moreSignInRequired', {}, { cause: error })
    : error;
}

/**
 * The account of a new session: the requested one, or else the account in use. Only that account is asked
 * for more permissions, because another account that already has them would be taken without a question.
 */
export async function principalOfNew(
  { target, account: wanted, permissions = 'files' }: Principal,
  tokens: CommandTokens,
): Promise<Account | undefined> {
  const inUse =
    wanted ?? (permissions === 'files' ? undefined : (await tokens.get({ target })).account);
  const { account } = await tokens.get({
    ...{ target, permissions },
    ...defined({ account: inUse }),
  });
  return account;
}
