import type { Clock } from '../base/clock';
import type { Disposable } from '../base/disposable';
import type { AccessToken, AccessTokenProvider } from './ports';
import type { Account, GraphTarget } from './workbookSession';

/** How long a token is used inside one command before the provider is asked again, in milliseconds. */
export const tokenUseLimitMs = 60_000;

/** For whom a token is needed. */
export interface TokenOwner {
  readonly target: GraphTarget;
  readonly account?: Account;
}

/** Two owners with the same text can use the same token. */
export function ownerKey({ target, account }: TokenOwner): string {
  const instance = target.cloud === 'sandbox' ? target.sandbox.instanceId : '';
  return JSON.stringify([target.cloud, instance, account?.id ?? null]);
}

interface HeldToken {
  readonly token: Promise<AccessToken>;
  readonly askedAt: number;
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
  ) {
    this.subscription = provider.onDidChangeAccounts(() => {
      this.held.clear();
    });
  }

  /** @throws WorkbookSessionError with a sign-in code */
  async get(owner: TokenOwner): Promise<AccessToken> {
    const key = ownerKey(owner);
    const held = this.held.get(key);
    if (held && this.clock.now() - held.askedAt < tokenUseLimitMs) {
      return held.token;
    }
    const token = this.provider.getAccessToken({
      target: owner.target,
      ...(owner.account && { account: owner.account }),
      interactive: this.mayOpenDialog,
    });
    this.held.set(key, { token, askedAt: this.clock.now() });
    token.catch(() => this.held.delete(key));
    return token;
  }

  /** From now on a request is under way: nobody is asked anything any more. */
  closeDialogs(): void {
    this.mayOpenDialog = false;
  }

  /** Drops the tokens of this owner: the service refused them. */
  drop(owner: TokenOwner): void {
    this.held.delete(ownerKey(owner));
  }

  dispose(): void {
    this.subscription.dispose();
    this.held.clear();
  }
}
