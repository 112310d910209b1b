import * as vscode from 'vscode';
import { DisposableStore, type Disposable } from '../base/disposable';
import { commandIds, type CommandId } from '../contributions';
import type { ErrorPresenter } from './errorPresenter';

/**
 * What a command does. In the tree VS Code passes the clicked row and the selected rows; anybody may
 * call a command with anything, so a handler believes neither.
 */
export type CommandHandler = (node?: unknown, nodes?: unknown) => Promise<void>;

/** Every command and what it does; a forgotten one does not compile. */
export type CommandHandlers = Readonly<Record<CommandId, CommandHandler>>;

/**
 * Registers every command; an error of any of them is logged and told in one place.
 * @param load loads what they do, when the first one is called
 */
export function registerCommands(
  load: () => Promise<CommandHandlers>,
  presenter: ErrorPresenter,
): Disposable {
  const store = new DisposableStore();
  for (const id of commandIds) {
    const run = async (node?: unknown, nodes?: unknown): Promise<void> => {
      try {
        const handlers = await load();
        await handlers[id](node, nodes);
      } catch (error) {
        await presenter.show(error, { tryAgain: () => run(node, nodes) });
      }
    };
    store.add(vscode.commands.registerCommand(id, run));
  }
  return store;
}
