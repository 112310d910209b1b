import { Emitter } from '../base/event';
import type { SharedState } from '../model/ports';

const stateName = 'signedOut';

/** Whether the user has told this extension not to use VS Code's account until the next Sign In, in any window. */
export class SignedOutFlag {
  private readonly changes = new Emitter<undefined>();
  private told: boolean;

  readonly onDidChange = this.changes.event;

  constructor(private readonly state: SharedState) {
    this.told = this.get();
  }

  /** What cannot be read counts as signed out: to sign in once more is better than to be in use unasked. */
  get(): boolean {
    return this.state.get(stateName) !== undefined;
  }

  /** @returns false when it holds in this window alone, until it can be kept for the others */
  async set(isSignedOut: boolean): Promise<boolean> {
    const isKept = await this.state.update(stateName, () => isSignedOut || undefined);
    this.look();
    return isKept;
  }

  /** Tells of a change that another window made. */
  look(): void {
    const isSignedOut = this.get();
    if (isSignedOut !== this.told) {
      this.told = isSignedOut;
      this.changes.fire(undefined);
    }
  }
}
