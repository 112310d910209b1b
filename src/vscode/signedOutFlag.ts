import type * as vscode from 'vscode';
import { Emitter } from '../base/event';

const stateKey = 'signedOut';

/** Whether the user has told this extension not to use VS Code's account until the next Sign In. */
export class SignedOutFlag {
  private readonly changes = new Emitter<undefined>();

  readonly onDidChange = this.changes.event;

  constructor(private readonly state: vscode.Memento) {}

  get(): boolean {
    return this.state.get(stateKey) === true;
  }

  async set(isSignedOut: boolean): Promise<void> {
    if (isSignedOut !== this.get()) {
      await this.state.update(stateKey, isSignedOut || undefined);
      this.changes.fire(undefined);
    }
  }
}
