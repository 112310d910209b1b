import { Emitter, type Event } from '../base/event';
import { DisposableStore, type Disposable } from '../base/disposable';
import { toWorkbookSessionError } from '../core/errors';
import type { AccessTokenProvider } from '../core/ports';
import type { GraphTarget } from '../core/workbookSession';
import type { SignInState } from '../presentation/viewState';

/** Knows whether a token can be had without a dialog; it asks only once somebody wants to see the answer. */
export class SignInWatch implements Disposable {
  private readonly store = new DisposableStore();
  private readonly changes = this.store.add(new Emitter<undefined>());
  private asked = 0;
  private current: SignInState = 'unknown';

  readonly onDidChange: Event<undefined> = this.changes.event;

  constructor(
    private readonly tokens: AccessTokenProvider,
    private readonly target: () => GraphTarget,
    private readonly isWatched: () => boolean,
  ) {
    this.store.add(
      tokens.onDidChangeAccounts(() => {
        void this.look();
      }),
    );
  }

  get state(): SignInState {
    return this.current;
  }

  /** Asks anew, without a dialog. */
  async look(): Promise<void> {
    if (!this.isWatched()) {
      return;
    }
    this.asked += 1;
    const question = this.asked;
    const state = await this.ask();
    if (question === this.asked && state !== this.current) {
      this.current = state;
      this.changes.fire(undefined);
    }
  }

  dispose(): void {
    this.store.dispose();
  }

  private async ask(): Promise<SignInState> {
    try {
      await this.tokens.getAccessToken({ target: this.target(), interactive: false });
      return 'ready';
    } catch (error) {
      switch (toWorkbookSessionError(error).code) {
        case 'clientIdMissing':
          return 'noClientId';
        case 'signInRequired':
        case 'accessTokenExpired':
          return 'signedOut';
        default:
          return 'unknown';
      }
    }
  }
}
