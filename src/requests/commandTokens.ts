import { defined } from '../base/defined';
import { untilAborted } from '../base/abort';
import type { Clock } from '../base/clock';
import type { Disposable } from '../base/disposable';
import { toWorkbookSessionError, WorkbookSessionError, type ErrorCode } from '../model/errors';
import type { AccessToken, Credential, AccessTokenRequest } from '../model/ports';
import { targetKey, type Account, type Principal } from '../model/workbookSession';

/** How long a token is used inside one command before the provider is asked again, in milliseconds. */
export const tokenUseLimitMs = 60_000;

/** Two owners with the same text can use the same token. */
export function principalKey({ target, account, permissions = 'files' }: Principal): string {
  return JSON.stringify([targetKey(target), account?.id ?? null, permissions]);
}

/** A token, or the question for it. */
interface HeldToken {
  readonly promise: Promise<AccessToken>;
  /** The token once it has come. */
  token?: AccessToken;
}

/** How a token is asked for, beyond whose it is to be. */
type Asking = Pick<AccessTokenRequest, 'account' | 'claims' | 'interactive' | 'refused'>;

/**
 * The tokens of ONE command, and its end. Each is asked for once, used for a minute at most, dropped at its end, on a 401
 * and when accounts change. A dialog may open until the first request goes out, and once more for each
 * owner when the service then wants more of the sign-in than it had before.
 */
export class CommandTokens implements Disposable {
  private readonly held = new Map<string, HeldToken>();
  private readonly met = new Map<string, Promise<AccessToken>>();
  /** When each token came, unless it was dropped since. */
  private readonly arrivals = new Map<AccessToken, number>();
  private readonly subscription: Disposable;
  private mayOpenDialog: boolean;

  constructor(
    private readonly provider: Credential,
    private readonly clock: Clock,
    private readonly isInteractive: boolean,
    /** Ends the command. */
    readonly signal: AbortSignal,
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

  /** True when a token that came from here may be used without asking again. */
  isUsable(token: AccessToken): boolean {
    const arrivedAt = this.arrivals.get(token);
    return arrivedAt !== undefined && this.clock.monotonicNow() - arrivedAt < tokenUseLimitMs;
  }

  /**
   * A token in the place of one that the service refused; undefined when there is no other.
   * @param claims what the service wants the other one to prove: asked for once, then that is the end
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

  /** From now on a request is under way: nobody is asked anything any more. */
  closeDialogs(): void {
    this.mayOpenDialog = false;
  }

  dispose(): void {
    this.subscription.dispose();
    this.held.clear();
    this.arrivals.clear();
  }

  /** Drops the token, which the service refused; another one that has come meanwhile stays. */
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

  /** Asks as the account that was refused, once; whoever comes later goes by what came of that. */
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
    // Whatever came meanwhile does not prove it.
    this.held.delete(key);
    const asking = { claims, interactive, ...defined({ account }) };
    const asked = this.getAsking(owner, asking).catch((error: unknown) => {
      throw unmet(error);
    });
    this.met.set(key, asked);
    return asked;
  }

  private async getAsking(owner: Principal, asking: Asking): Promise<AccessToken> {
    try {
      this.signal.throwIfAborted();
      return await untilAborted(this.heldOrNew(owner, asking), this.signal);
    } catch (error) {
      throw this.signal.aborted ? new WorkbookSessionError('cancelled') : error;
    }
  }

  private async heldOrNew(owner: Principal, asking: Asking): Promise<AccessToken> {
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

  /** The token of the account in use is the one of that account by name, too. */
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

/** A step that was not taken is still wanted: to say that nothing was sent would be wrong by now. */
function unmet(thrown: unknown): WorkbookSessionError {
  const error = toWorkbookSessionError(thrown);
  return notTaken.has(error.code)
    ? new WorkbookSessionError('moreSignInRequired', {}, { cause: error })
    : error;
}

/**
 * Whose the new session is to be: who is wanted, else the account in use. More is asked for as that
 * account alone: another one may have been granted it before, and would be taken unasked.
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
