import * as vscode from 'vscode';
import { contextKeys, type ContextKey, type ContextValues } from '../contributions';

/** Sets the context keys of the `when` clauses in package.json. Writes only changes. */
export class ContextKeys {
  private readonly written = new Map<ContextKey, string | boolean>();

  set(values: ContextValues): void {
    for (const key of contextKeys) {
      const value = values[key];
      if (this.written.get(key) !== value) {
        this.written.set(key, value);
        void vscode.commands.executeCommand('setContext', key, value);
      }
    }
  }
}
