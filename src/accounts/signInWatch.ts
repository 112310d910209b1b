import { Emitter, type Event } from '../base/event';
import { DisposableStore, type Disposable } from '../base/disposable';
import { toWorkbookSessionError, type ErrorCode } from '../model/errors';
import type { Credential } from '../model/ports';
import { accountKey, type GraphTarget, type Principal } from '../model/workbookSession';
import type { SignInState } from '../model/signInMethod';

interface SignInWatchDeps {
  readonly tokens: Credential;
  /** Where new sessions are opened. */
  readonly target: () => GraphTarget;
  /** True while somebody can see the answer. */
  readonly isWatched: () => boolean;
  /** Whose sessions are told apart, each account once; empty where they are not. */
  readonly owners: () => readonly Principal[];
}

/**
 * Knows for whom a token can be had without a dialog: for the account in use, and for the owners of the
 * listed sessions. It asks only once somebody wants to see the answer.
 */
export class SignInWatch implements Disposable {
  private readonly store = new DisposableStore();
  private readonly changes = this.store.add(new Emitter<undefined>());
  private asked = 0;
  private askedFor = '';
  private current: SignInState = 'unknown';
  private unavailable: ReadonlySet<string> = new Set();

  readonly onDidChange: Event<undefined> = this.changes.event;

  constructor(private readonly deps: SignInWatchDeps) {
    this.store.add(
      deps.tokens.onDidChangeAccounts(() => {
        if (deps.isWatched()) {
          void this.look();
        } else {
          this.forget();
        }
      }),
    );
  }

  get state(): SignInState {
    return this.current;
  }

  /** True when it is known that somebody has to sign in for this account's sessions. */
  isUnavailable(owner: Principal): boolean {
    return this.unavailable.has(accountKey(owner));
  }

  /** Asks anew, without a dialog. */
  async look(): Promise<void> {
    if (!this.deps.isWatched()) {
      return;
    }
    this.asked += 1;
    const question = this.asked;
    const owners = this.deps.owners();
    this.askedFor = namesOf(owners);
    const [code, unavailable] = await Promise.all([
      this.ask({ target: this.deps.target() }),
      this.unavailableOf(owners),
    ]);
    if (question === this.asked) {
      this.set(stateOf(code), unavailable);
    }
  }

  /** Asks anew when the owners are others than those that were asked for. */
  async lookForOwners(): Promise<void> {
    if (namesOf(this.deps.owners()) !== this.askedFor) {
      await this.look();
    }
  }

  dispose(): void {
    this.store.dispose();
  }

  /** What was known may not be so any more, and nobody wants to see it now. */
  private forget(): void {
    this.asked += 1;
    this.set('unknown', new Set());
  }

  private set(state: SignInState, unavailable: ReadonlySet<string>): void {
    const isSame = state === this.current && isSameSet(unavailable, this.unavailable);
    this.current = state;
    this.unavailable = unavailable;
    if (!isSame) {
      this.changes.fire(undefined);
    }
  }

  private async unavailableOf(owners: readonly Principal[]): Promise<ReadonlySet<string>> {
    const codes = await Promise.all(owners.map((owner) => this.ask(owner)));
    return new Set(
      owners.filter((_, index) => isSignInNeeded(codes[index])).map((owner) => accountKey(owner)),
    );
  }

  /** Why there is no token; undefined when there is one. */
  private async ask(owner: Principal): Promise<ErrorCode | undefined> {
    try {
      await this.deps.tokens.getAccessToken({ ...owner, interactive: false });
      return undefined;
    } catch (error) {
      return toWorkbookSessionError(error).code;
    }
  }
}

function isSameSet(one: ReadonlySet<string>, other: ReadonlySet<string>): boolean {
  return one.size === other.size && [...one].every((name) => other.has(name));
}

function namesOf(owners: readonly Principal[]): string {
  return owners.map((owner) => accountKey(owner)).join('\n');
}

/** What else went wrong says nothing of the account. */
function isSignInNeeded(code: ErrorCode | undefined): boolean {
  return code === 'accountUnavailable' || code === 'signInRequired';
}

function stateOf(code: ErrorCode | undefined): SignInState {
  switch (code) {
    case undefined:
      return 'ready';
    case 'clientIdMissing':
      return 'noClientId';
    case 'signInRequired':
      return 'signedOut';
    case 'accessTokenExpired':
      return 'tokenEnded';
    default:
      return 'unknown';
  }
}
