import * as vscode from 'vscode';
import { DisposableStore, type Disposable } from '../base/disposable';
import { commandIds, type CommandId } from '../contributions';
import { commandRunner, type CommandRunnerDeps } from './commandRunner';

/**
 * What a command does. VS Code passes the clicked row and the selected rows of the tree, but any extension
 * can call a command with any argument, so a handler checks both.
 */
export type CommandHandler = (node?: unknown, nodes?: unknown) => Promise<void>;

/** The handler of every command. A missing one is a compile error. */
export type CommandHandlers = Readonly<Record<CommandId, CommandHandler>>;

/**
 * Registers every command.
 * @param load loads the handlers when the first command is called
 */
export function registerCommands(
  deps: CommandRunnerDeps,
  load: () => Promise<CommandHandlers>,
): Disposable {
  const store = new DisposableStore();
  for (const id of commandIds) {
    store.add(vscode.commands.registerCommand(id, commandRunner(id, deps, load)));
  }
  return store;
}
