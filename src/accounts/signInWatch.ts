import { Emitter, type Event } from '../base/event';
import { DisposableStore, type Disposable } from '../base/disposable';
import { toWorkbookSessionError, type ErrorCode } from '../model/errors';
import type { Credential } from '../model/ports';
import { accountKey, type GraphTarget, type Principal } from '../model/workbookSession';
import type { SignInState } from '../model/signInMethod';

interface SignInWatchDeps {
  readonly tokens: Credential;
  /** Where new sessions are created. */
  readonly target: () => GraphTarget;
  /** True while the view that shows the state is visible. */
  readonly isWatched: () => boolean;
  /** The owners of the listed sessions, each account once. Empty when the view doesn't show owners. */
  readonly owners: () => readonly Principal[];
}

/**
 * Knows who has to sign in: the account in use, and the owners of the listed sessions. It requests their
 * tokens without a dialog, and only while the view is visible.
 */
export class SignInWatch implements Disposable {
  private readonly store = new DisposableStore();
  private readonly changes = this.store.add(new Emitter<undefined>());
  private checks = 0;
  private checkedOwners = '';
  private current: SignInState = 'unknown';
  private unavailable: ReadonlySet<string> = new Set();

  readonly onDidChange: Event<undefined> = this.changes.event;

  constructor(private readonly deps: SignInWatchDeps) {
    this.store.add(
      deps.tokens.onDidChangeAccounts(() => {
        if (deps.isWatched()) {
          void this.check();
        } else {
          this.forget();
        }
      }),
    );
  }

  get state(): SignInState {
    return this.current;
  }

  /** True when this account is known to need a sign-in. */
  isUnavailable(owner: Principal): boolean {
    return this.unavailable.has(accountKey(owner));
  }

  /** Checks again, without a dialog. */
  async check(): Promise<void> {
    if (!this.deps.isWatched()) {
      return;
    }
    this.checks += 1;
    const check = this.checks;
    const owners = this.deps.owners();
    this.checkedOwners = namesOf(owners);
    const [code, unavailable] = await Promise.all([
      this.errorFor({ target: this.deps.target() }),
      this.unavailableOf(owners),
    ]);
    if (check === this.checks) {
      this.set(stateOf(code), unavailable);
    }
  }

  /** Checks again if the owners have changed since the last check. */
  async checkNewOwners(): Promise<void> {
    if (namesOf(this.deps.owners()) !== this.checkedOwners) {
      await this.check();
    }
  }

  dispose(): void {
    this.store.dispose();
  }

  /** Drops what may be out of date. The next check comes when the view is visible. */
  private forget(): void {
    this.checks += 1;
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
    const codes = await Promise.all(owners.map((owner) => this.errorFor(owner)));
    return new Set(
      owners.filter((_, index) => isSignInNeeded(codes[index])).map((owner) => accountKey(owner)),
    );
  }

  /** The code of the error; undefined when there is a token. */
  private async errorFor(owner: Principal): Promise<ErrorCode | undefined> {
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

/** Other errors, such as a lost network, say nothing about the account. */
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
