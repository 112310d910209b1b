import { defined } from '../base/defined';
import type { Clock } from '../base/clock';
import type { Disposable } from '../base/disposable';
import { Emitter } from '../base/event';
import { WorkbookSessionError } from '../model/errors';
import type { AccessToken, Credential, AccessTokenRequest } from '../model/ports';
import { isTokenOf } from '../model/tokenAccount';
import type { GraphCloud } from '../model/workbookSession';
import { parsePastedAccessToken, type PastedAccessToken } from './pastedAccessToken';

/** The facts about a pasted token that may be shown. */
export type PastedTokenFacts = Pick<PastedAccessToken, 'account' | 'expiresAt'>;

/** The token in use. Its facts stay after its value is gone. */
interface TokenInUse {
  readonly facts: PastedTokenFacts;
  readonly cloud: GraphCloud;
  /** Undefined once the token has expired. */
  value: string | undefined;
  /** Aborts when the user replaces or forgets the token. */
  readonly replaced: AbortController;
}

/** How often the expiry is checked. One long timer would be late, because timers stop while the machine sleeps. */
const expiryCheckMs = 60_000;

/**
 * Holds the token that the user pasted, only in the memory of this window. After it expires, every request
 * fails until the user pastes another token or signs in. Only the user changes the credential in use.
 */
export class PastedCredential implements Credential, Disposable {
  private readonly changes = new Emitter<undefined>();
  private held: TokenInUse | undefined;

  readonly onDidChangeAccounts = this.changes.event;

  /** @param cloudInUse the cloud of a token that doesn't name its own */
  constructor(
    private readonly clock: Clock,
    private readonly cloudInUse: () => GraphCloud,
  ) {}

  /** The facts about the token in use, even after it has expired. */
  current(): PastedTokenFacts | undefined {
    return this.held?.facts;
  }

  /** True from the expiry of the token in use until the user replaces or forgets it. */
  hasEnded(): boolean {
    return this.held !== undefined && this.valueOf(this.held) === undefined;
  }

  /** Reads a token without using it. @throws WorkbookSessionError with the reason when the token is not accepted */
  read(text: string): PastedTokenFacts {
    return factsOf(parsePastedAccessToken(text, this.clock.now()));
  }

  /** Makes this token the one in use. @throws WorkbookSessionError with the reason when the token is not accepted */
  use(text: string): PastedTokenFacts {
    const token = parsePastedAccessToken(text, this.clock.now());
    const { value, cloud = this.cloudInUse() } = token;
    const held = { facts: factsOf(token), cloud, value, replaced: new AbortController() };
    this.hold(held);
    void this.expireOnTime(held);
    return held.facts;
  }

  forget(): void {
    this.hold(undefined);
  }

  getAccessToken(request: AccessTokenRequest): Promise<AccessToken> {
    return new Promise((resolve) => {
      resolve(this.tokenFor(request));
    });
  }

  dispose(): void {
    this.held?.replaced.abort();
    this.changes.dispose();
  }

  private hold(held: TokenInUse | undefined): void {
    this.held?.replaced.abort();
    this.held = held;
    this.changes.fire(undefined);
  }

  private tokenFor({ target, account: required }: AccessTokenRequest): AccessToken {
    if (!this.held) {
      throw new WorkbookSessionError('signInRequired');
    }
    const { cloud, facts } = this.held;
    if (cloud !== target.cloud) {
      throw new WorkbookSessionError('accessTokenForOtherAudience');
    }
    // A token without a readable account isn't used either when the owner is known.
    if (required && !isTokenOf(facts, required)) {
      throw new WorkbookSessionError('accountUnavailable', { accountLabel: required.label });
    }
    const value = this.valueOf(this.held);
    if (value === undefined) {
      throw new WorkbookSessionError('accessTokenExpired');
    }
    return { value, audience: 'graph', ...defined({ account: facts.account }) };
  }

  private async expireOnTime(held: TokenInUse): Promise<void> {
    const { expiresAt } = held.facts;
    try {
      while (expiresAt !== undefined && this.valueOf(held) !== undefined) {
        const left = expiresAt - this.clock.now();
        await this.clock.delay(Math.min(left, expiryCheckMs), held.replaced.signal);
      }
    } catch {
      // The token was replaced or forgotten.
    }
  }

  /** The token's value, which is dropped as soon as the token has expired. */
  private valueOf(held: TokenInUse): string | undefined {
    const { expiresAt } = held.facts;
    const isOver = expiresAt !== undefined && expiresAt <= this.clock.now();
    if (isOver && held.value !== undefined) {
      held.value = undefined;
      this.changes.fire(undefined);
    }
    return held.value;
  }
}

function factsOf({ account, expiresAt }: PastedAccessToken): PastedTokenFacts {
  return defined({ account, expiresAt });
}
