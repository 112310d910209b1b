import * as vscode from 'vscode';
import { DisposableStore, type Disposable } from '../../base/disposable';
import { toolNames, type ToolName } from '../../contributions';

export type Tool = Required<vscode.LanguageModelTool<unknown>>;

/** The tools for language models. A missing one is a compile error. */
export type Tools = Readonly<Record<ToolName, Tool>>;

/**
 * Registers every tool.
 * @param load loads the tools when the first one is called
 */
export function registerTools(load: () => Promise<Tools>): Disposable {
  const store = new DisposableStore();
  for (const name of toolNames) {
    store.add(
      vscode.lm.registerTool<unknown>(name, {
        prepareInvocation: async (...call) => (await load())[name].prepareInvocation(...call),
        invoke: async (...call) => (await load())[name].invoke(...call),
      }),
    );
  }
  return store;
}
