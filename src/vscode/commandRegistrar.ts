import * as vscode from 'vscode';
import { DisposableStore, type Disposable } from '../base/disposable';
import { commandIds, type CommandId } from '../contributions';
import type { ErrorPresenter } from './errorPresenter';

/**
 * What a command does. In the tree VS Code passes the clicked row and the selected rows; anybody may
 * call a command with anything, so a handler believes neither.
 */
export type CommandHandler = (node?: unknown, nodes?: unknown) => Promise<void>;

/** Registers every command; an error of any of them is logged and told in one place. */
export function registerCommands(
  handlers: Readonly<Record<CommandId, CommandHandler>>,
  presenter: ErrorPresenter,
): Disposable {
  const store = new DisposableStore();
  for (const id of commandIds) {
    const run = async (node?: unknown, nodes?: unknown): Promise<void> => {
      try {
        await handlers[id](node, nodes);
      } catch (error) {
        await presenter.show(error, { tryAgain: () => run(node, nodes) });
      }
    };
    store.add(vscode.commands.registerCommand(id, run));
  }
  return store;
}
