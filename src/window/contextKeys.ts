import * as vscode from 'vscode';
import { contextKeys, type ContextKey, type ContextValues } from '../contributions';

/** Tells VS Code what the clauses of package.json ask; writes only what changed. */
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
