import { defined } from '../base/defined';
import type { Clock } from '../base/clock';
import type { Disposable } from '../base/disposable';
import { Emitter } from '../base/event';
import { WorkbookSessionError } from '../model/errors';
import type { AccessToken, Credential, AccessTokenRequest } from '../model/ports';
import { isTokenOf } from '../model/tokenAccount';
import type { GraphCloud } from '../model/workbookSession';
import { parsePastedAccessToken, type PastedAccessToken } from './pastedAccessToken';

/** What may be shown of a pasted token. */
export type PastedAccessTokenFacts = Pick<PastedAccessToken, 'account' | 'expiresAt'>;

/** The token in use; what is known of it outlives its value. */
interface HeldToken {
  readonly facts: PastedAccessTokenFacts;
  readonly cloud: GraphCloud;
  /** Undefined once the token has ended. */
  value: string | undefined;
  /** Aborts when another token is used, or none. */
  readonly given: AbortController;
}

/** How often the end is looked for, in milliseconds: no timer runs while the machine sleeps. */
const lookForEndMs = 60_000;

/**
 * Holds the token that the user pasted, in the memory of this window and nowhere else. After its end the
 * holder keeps refusing, until the user pastes another one or wants none: an end is no choice of theirs.
 */
export class PastedCredential implements Credential, Disposable {
  private readonly changes = new Emitter<undefined>();
  private held: HeldToken | undefined;

  readonly onDidChangeAccounts = this.changes.event;

  /** @param cloudInUse the one that takes a token which does not name its own: no other gets it */
  constructor(
    private readonly clock: Clock,
    private readonly cloudInUse: () => GraphCloud,
  ) {}

  /** What is known of the token in use, also when it has ended. */
  current(): PastedAccessTokenFacts | undefined {
    return this.held?.facts;
  }

  /** True from the end of the token in use until the user does something about it. */
  hasEnded(): boolean {
    return this.held !== undefined && this.valueOf(this.held) === undefined;
  }

  /** Reads a token without using it. @throws WorkbookSessionError why it is refused */
  read(text: string): PastedAccessTokenFacts {
    return factsOf(parsePastedAccessToken(text, this.clock.now()));
  }

  /** From now on this token is used. @throws WorkbookSessionError why it is refused */
  use(text: string): PastedAccessTokenFacts {
    const token = parsePastedAccessToken(text, this.clock.now());
    const { value, cloud = this.cloudInUse() } = token;
    const held = { facts: factsOf(token), cloud, value, given: new AbortController() };
    this.hold(held);
    void this.endOnTime(held);
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
    this.held?.given.abort();
    this.changes.dispose();
  }

  private hold(held: HeldToken | undefined): void {
    this.held?.given.abort();
    this.held = held;
    this.changes.fire(undefined);
  }

  private tokenFor({ target, account: wanted }: AccessTokenRequest): AccessToken {
    if (!this.held) {
      throw new WorkbookSessionError('signInRequired');
    }
    const { cloud, facts } = this.held;
    if (cloud !== target.cloud) {
      throw new WorkbookSessionError('accessTokenForOtherAudience');
    }
    // Not even perhaps another's token for a session whose owner is known.
    if (wanted && !isTokenOf(facts, wanted)) {
      throw new WorkbookSessionError('accountUnavailable', { accountLabel: wanted.label });
    }
    const value = this.valueOf(this.held);
    if (value === undefined) {
      throw new WorkbookSessionError('accessTokenExpired');
    }
    return { value, audience: 'graph', ...defined({ account: facts.account }) };
  }

  private async endOnTime(held: HeldToken): Promise<void> {
    const { expiresAt } = held.facts;
    try {
      while (expiresAt !== undefined && this.valueOf(held) !== undefined) {
        const left = expiresAt - this.clock.now();
        await this.clock.delay(Math.min(left, lookForEndMs), held.given.signal);
      }
    } catch {
      // Another token is used by now, or none.
    }
  }

  /** The token itself; from its end on it is nowhere any more. */
  private valueOf(held: HeldToken): string | undefined {
    const { expiresAt } = held.facts;
    const isOver = expiresAt !== undefined && expiresAt <= this.clock.now();
    if (isOver && held.value !== undefined) {
      held.value = undefined;
      this.changes.fire(undefined);
    }
    return held.value;
  }
}

function factsOf({ account, expiresAt }: PastedAccessToken): PastedAccessTokenFacts {
  return defined({ account, expiresAt });
}
