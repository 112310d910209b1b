import * as vscode from 'vscode';
import { DisposableStore, type Disposable } from '../base/disposable';
import { commandIds, type CommandId } from '../contributions';
import { commandRunner, type CommandSurroundings } from './commandRunner';

/**
 * What a command does. In the tree VS Code passes the clicked row and the selected rows; anybody may
 * call a command with anything, so a handler believes neither.
 */
export type CommandHandler = (node?: unknown, nodes?: unknown) => Promise<void>;

/** Every command and what it does; a forgotten one does not compile. */
export type CommandHandlers = Readonly<Record<CommandId, CommandHandler>>;

/** Registers every command. */
export function registerCommands(surroundings: CommandSurroundings): Disposable {
  const store = new DisposableStore();
  for (const id of commandIds) {
    store.add(vscode.commands.registerCommand(id, commandRunner(id, surroundings)));
  }
  return store;
}
