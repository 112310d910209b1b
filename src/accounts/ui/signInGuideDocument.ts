import * as vscode from 'vscode';
import { DisposableStore, type Disposable } from '../../base/disposable';

const scheme = 'workbook-sessions-guide';

/** Shows the guide to an app registration as a Markdown preview. */
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

  /** @param name the title of the tab */
  async show(name: string, text: string): Promise<void> {
    this.update(name, text);
    const tabs = previewTabs(name);
    if (tabs.some(({ tab, group }) => group.activeTab === tab)) {
      return;
    }
    await vscode.window.tabGroups.close(tabs.map(({ tab }) => tab));
    const uri = uriOf(name);
    const isBeside = vscode.window.activeTextEditor !== undefined;
    try {
      const command = isBeside ? 'markdown.showPreviewToSide' : 'markdown.showPreview';
      await vscode.commands.executeCommand(command, uri);
    } catch {
      // The built-in Markdown extension may be turned off.
      const viewColumn = isBeside ? vscode.ViewColumn.Beside : vscode.ViewColumn.Active;
      await vscode.window.showTextDocument(uri, { viewColumn });
    }
  }

  /** Updates the text of an open preview. */
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

/** The tabs of the preview. VS Code would open a second preview if the first is in another group. */
function previewTabs(name: string): readonly { tab: vscode.Tab; group: vscode.TabGroup }[] {
  return vscode.window.tabGroups.all.flatMap((group) =>
    group.tabs
      .filter(({ input, label }) => isMarkdownPreview(input) && label.includes(`${name}.md`))
      .map((tab) => ({ tab, group })),
  );
}

function isMarkdownPreview(input: unknown): boolean {
  return input instanceof vscode.TabInputWebview && input.viewType.endsWith('markdown.preview');
}
