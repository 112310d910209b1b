import * as vscode from 'vscode';
import { viewStateKey, type ViewState } from '../contributions';

/** Tells VS Code why the view has no rows; writes only what changed. */
export class ViewStateKey {
  private written: ViewState | undefined;

  set(state: ViewState): void {
    if (state !== this.written) {
      this.written = state;
      void vscode.commands.executeCommand('setContext', viewStateKey, state);
    }
  }
}
