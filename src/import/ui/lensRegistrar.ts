import * as vscode from 'vscode';
import { DisposableStore, type Disposable } from '../../base/disposable';
import { Emitter } from '../../base/event';
import { Lazy } from '../../base/lazy';
import type { Settings } from '../../window/settings';

/** Where users keep files of their own. Other schemes show copies: of a commit, of a log, of an answer. */
const schemes = ['file', 'untitled', 'vscode-remote', 'vscode-vfs'];
const languages = ['http', 'rest', 'json', 'jsonc'];

/** The documents with lenses. Without an extension for `.http` files, those are plain text. */
export const lensDocuments: vscode.DocumentSelector = schemes.flatMap((scheme) => [
  ...languages.map((language) => ({ scheme, language })),
  { scheme, pattern: '**/*.{http,rest}' },
]);

/** What gives the lenses of a document. */
interface LensSource extends Disposable {
  lensesOf(document: vscode.TextDocument): vscode.CodeLens[];
}

/** @param refresh has VS Code ask for the lenses again */
type LoadLenses = (refresh: () => void) => Promise<LensSource>;

/**
 * Shows lenses above the sessions in the editor while the setting allows it.
 * @param load loads the rest when the first document needs it
 */
export function registerSessionLenses(settings: Settings, load: LoadLenses): Disposable {
  const store = new DisposableStore();
  let registered: Disposable | undefined;
  const follow = () => {
    if (!settings.isCodeLensWanted()) {
      registered?.dispose();
      registered = undefined;
    } else {
      registered ??= register(load);
    }
  };
  store.add(settings.onDidChange(follow));
  store.add({ dispose: () => registered?.dispose() });
  follow();
  return store;
}

function register(load: LoadLenses): Disposable {
  const store = new DisposableStore();
  const changes = store.add(new Emitter<void>());
  const provider = new Lazy(async () => {
    return store.add(
      await load(() => {
        changes.fire();
      }),
    );
  });
  store.add(
    vscode.languages.registerCodeLensProvider(lensDocuments, {
      onDidChangeCodeLenses: changes.event,
      provideCodeLenses: async (document) => (await provider.get()).lensesOf(document),
    }),
  );
  return store;
}
