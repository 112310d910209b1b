import { Emitter } from '../base/event';
import type { SharedState } from '../core/ports';

const stateName = 'signedOut';

/** Whether the user has told this extension not to use VS Code's account until the next Sign In, in any window. */
export class SignedOutFlag {
  private readonly changes = new Emitter<undefined>();
  private told: boolean;

  readonly onDidChange = this.changes.event;

  constructor(private readonly state: SharedState) {
    this.told = this.get();
  }

  get(): boolean {
    return this.state.get(stateName) === true;
  }

  async set(isSignedOut: boolean): Promise<void> {
    if (isSignedOut !== this.get()) {
      await this.state.update(stateName, () => isSignedOut || undefined);
    }
    this.look();
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
