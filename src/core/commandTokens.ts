import { untilAborted } from '../base/abort';
import type { Clock } from '../base/clock';
import type { Disposable } from '../base/disposable';
import { WorkbookSessionError } from './errors';
import type { AccessToken, AccessTokenProvider } from './ports';
import { targetKey, type Account, type GraphTarget, type PermissionSet } from './workbookSession';

/** How long a token is used inside one command before the provider is asked again, in milliseconds. */
export const tokenUseLimitMs = 60_000;

/** For whom a token is needed. */
export interface TokenOwner {
  readonly target: GraphTarget;
  readonly account?: Account;
  /** What the token must allow; absent: `files`. */
  readonly permissions?: PermissionSet;
}

/** Two owners with the same text can use the same token. */
export function ownerKey({ target, account, permissions = 'files' }: TokenOwner): string {
  return JSON.stringify([targetKey(target), account?.id ?? null, permissions]);
}

/** A token, or the question for it; it is used from its arrival on. */
interface HeldToken {
  readonly promise: Promise<AccessToken>;
  arrived?: { readonly token: AccessToken; readonly at: number };
}

/**
 * The tokens of ONE command: asked for once, used for a minute at most, dropped at its end, on a 401
 * and when accounts change. A dialog may open only until the first request goes out.
 */
export class CommandTokens implements Disposable {
  private readonly held = new Map<string, HeldToken>();
  private readonly subscription: Disposable;

  constructor(
    private readonly provider: AccessTokenProvider,
    private readonly clock: Clock,
    private mayOpenDialog: boolean,
    private readonly signal: AbortSignal,
  ) {
    this.subscription = provider.onDidChangeAccounts(() => {
      this.held.clear();
    });
  }

  /** True while a dialog may open. */
  get canAsk(): boolean {
    return this.mayOpenDialog;
  }

  /** @throws WorkbookSessionError with a sign-in code, or `cancelled` when the command has ended */
  async get(owner: TokenOwner): Promise<AccessToken> {
    try {
      this.signal.throwIfAborted();
      return await untilAborted(this.heldOrNew(owner), this.signal);
    } catch (error) {
      throw this.signal.aborted ? new WorkbookSessionError('cancelled') : error;
    }
  }

  /** From now on a request is under way: nobody is asked anything any more. */
  closeDialogs(): void {
    this.mayOpenDialog = false;
  }

  /** Drops the token, which the service refused; another one that has come meanwhile stays. */
  drop(refused: AccessToken): void {
    for (const [key, { arrived }] of this.held) {
      if (arrived?.token.value === refused.value) {
        this.held.delete(key);
      }
    }
  }

  dispose(): void {
    this.subscription.dispose();
    this.held.clear();
  }

  private async heldOrNew(owner: TokenOwner): Promise<AccessToken> {
    const key = ownerKey(owner);
    const held = this.held.get(key);
    if (held && !this.isTooOld(held)) {
      return held.promise;
    }
    const { target, account, permissions } = owner;
    const asked: HeldToken = {
      promise: this.provider.getAccessToken({
        target,
        ...(account && { account }),
        ...(permissions && { permissions }),
        interactive: this.mayOpenDialog,
      }),
    };
    this.held.set(key, asked);
    try {
      const token = await asked.promise;
      asked.arrived = { token, at: this.clock.now() };
      this.holdForItsAccount(owner, token, asked);
      return token;
    } catch (error) {
      this.forget(key, asked);
      throw error;
    }
  }

  private isTooOld({ arrived }: HeldToken): boolean {
    return arrived !== undefined && this.clock.now() - arrived.at >= tokenUseLimitMs;
  }

  /** The token of the account in use is the one of that account by name, too. */
  private holdForItsAccount(owner: TokenOwner, { account }: AccessToken, asked: HeldToken): void {
    const isCurrent = this.held.get(ownerKey(owner)) === asked;
    const { target, permissions = 'files' } = owner;
    const key = ownerKey({ target, permissions, ...(account && { account }) });
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

/**
 * Whose the new session is to be: who is wanted, else the account in use. More is asked for as that
 * account alone: another one may have been granted it before, and would be taken unasked.
 */
export async function ownerOfNew(
  { target, account: wanted, permissions = 'files' }: TokenOwner,
  tokens: CommandTokens,
): Promise<Account | undefined> {
  const inUse =
    wanted ?? (permissions === 'files' ? undefined : (await tokens.get({ target })).account);
  const { account } = await tokens.get({
    ...{ target, permissions },
    ...(inUse && { account: inUse }),
  });
  return account;
}
