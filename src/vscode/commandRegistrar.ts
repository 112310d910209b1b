import * as vscode from 'vscode';
import { DisposableStore, type Disposable } from '../base/disposable';
import { commandIds, type CommandId } from '../contributions';
import type { ErrorPresenter } from './errorPresenter';

/**
 * What a command does. In the tree VS Code passes the clicked row and the selected rows; anybody may
 * call a command with anything, so a handler believes neither.
 */
export type CommandHandler = (node?: unknown, nodes?: unknown) => Promise<void>;

/**
 * What a handler gets for a row that was clicked just as the view was drawn anew: VS Code passes
 * undefined then, where the palette passes nothing at all.
 */
export const lostRow = Symbol('lostRow');

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
    const run = async (...args: readonly unknown[]): Promise<void> => {
      try {
        const handlers = await load();
        const isLost = args.length > 0 && args.every((arg) => arg === undefined);
        await handlers[id](...(isLost ? [lostRow] : args));
      } catch (error) {
        await presenter.show(error, { tryAgain: () => run(...args) });
      }
    };
    store.add(vscode.commands.registerCommand(id, run));
  }
  return store;
}
