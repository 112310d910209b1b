import * as vscode from 'vscode';
import { DisposableStore, type Disposable } from '../base/disposable';

const scheme = 'workbook-sessions-guide';

/** The guide to an app registration as a read-only Markdown document, shown as its preview. */
export class SignInGuideDocument implements Disposable {
  private readonly store = new DisposableStore();
  private readonly changes = this.store.add(new vscode.EventEmitter<vscode.Uri>());
  private text = '';

  constructor() {
    this.store.add(
      vscode.workspace.registerTextDocumentContentProvider(scheme, {
        onDidChange: this.changes.event,
        provideTextDocumentContent: () => this.text,
      }),
    );
  }

  /** @param name what the document's tab says */
  async show(name: string, text: string): Promise<void> {
    this.update(name, text);
    const uri = uriOf(name);
    try {
      await vscode.commands.executeCommand('markdown.showPreviewToSide', uri);
    } catch {
      // The built-in Markdown extension can be switched off.
      await vscode.window.showTextDocument(uri, { viewColumn: vscode.ViewColumn.Beside });
    }
  }

  /** Changes what is read where it is open. */
  update(name: string, text: string): void {
    this.text = text;
    this.changes.fire(uriOf(name));
  }

  dispose(): void {
    this.store.dispose();
  }
}

function uriOf(name: string): vscode.Uri {
  return vscode.Uri.from({ scheme, path: `/${name}.md` });
}
