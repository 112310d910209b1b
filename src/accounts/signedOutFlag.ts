import { Emitter } from '../base/event';
import type { SharedState } from '../model/ports';

const stateName = 'signedOut';

/** Set in all windows from Sign Out until the next sign-in: the extension doesn't use VS Code's account meanwhile. */
export class SignedOutFlag {
  private readonly changes = new Emitter<undefined>();
  private notified: boolean;

  readonly onDidChange = this.changes.event;

  constructor(private readonly state: SharedState) {
    this.notified = this.get();
  }

  /** A flag that can't be read counts as set: another sign-in is better than using the account without consent. */
  get(): boolean {
    return this.state.get(stateName) !== undefined;
  }

  /** @returns false when it couldn't be saved: until then it applies to this window only */
  async set(isSignedOut: boolean): Promise<boolean> {
    const isSaved = await this.state.update(stateName, () => isSignedOut || undefined);
    this.reload();
    return isSaved;
  }

  /** Reads the flag again, and fires if another window changed it. */
  reload(): void {
    const isSignedOut = this.get();
    if (isSignedOut !== this.notified) {
      this.notified = isSignedOut;
      this.changes.fire(undefined);
    }
  }
}
