import { Emitter } from '../base/event';
import type { SharedState } from '../model/ports';

const stateName = 'signedOut';

/** Set in all windows from Sign Out until the next sign-in: the extension doesn't use VS Code's account meanwhile. */
export class SignedOutFlag {
  private readonly changes = new Emitter<undefined>();
  private lastRead: boolean;

  readonly onDidChange = this.changes.event;

  constructor(private readonly state: SharedState) {
    this.lastRead = this.read();
  }

  /** Reads the flag, and fires if another window has changed it. */
  get(): boolean {
    const isSignedOut = this.read();
    if (isSignedOut !== this.lastRead) {
      this.lastRead = isSignedOut;
      this.changes.fire(undefined);
    }
    return isSignedOut;
  }

  /** @returns false when it couldn't be saved: until then it applies to this window only */
  async set(isSignedOut: boolean): Promise<boolean> {
    const isSaved = await this.state.update(stateName, () => isSignedOut || undefined);
    this.get();
    return isSaved;
  }

  /** A flag that can't be read counts as set: another sign-in is better than using the account without consent. */
  private read(): boolean {
    return this.state.get(stateName) !== undefined;
  }
}
