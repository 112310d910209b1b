import * as vscode from 'vscode';
import { DisposableStore, type Disposable } from '../base/disposable';
import { Emitter } from '../base/event';
import { sessionsViewId } from '../contributions';
import { sessionTooltip, type SessionNode, type TreeNode } from '../presentation/sessionTree';
import type { WorkbookSession } from '../core/workbookSession';

/** What the view shows, read anew at every rendering. */
export interface SessionTreeSource {
  nodes(): readonly TreeNode[];
  session(key: string): WorkbookSession | undefined;
}

/** The tree view: renders nodes that `presentation` made and reports what is selected. */
export class SessionTreeView implements Disposable {
  private readonly store = new DisposableStore();
  private readonly renderings = this.store.add(new Emitter<undefined>());
  private readonly view: vscode.TreeView<TreeNode>;

  readonly onDidChangeVisibility: vscode.Event<vscode.TreeViewVisibilityChangeEvent>;

  constructor(private readonly source: SessionTreeSource) {
    this.view = this.store.add(
      vscode.window.createTreeView<TreeNode>(sessionsViewId, {
        canSelectMany: true,
        showCollapseAll: true,
        treeDataProvider: {
          onDidChangeTreeData: this.renderings.event,
          getChildren: (node) => this.children(node),
          getParent: (node) => this.parent(node),
          getTreeItem: (node) => treeItem(node),
          resolveTreeItem: (item, node) => this.withTooltip(item, node),
        },
      }),
    );
    this.onDidChangeVisibility = this.view.onDidChangeVisibility;
  }

  get isVisible(): boolean {
    return this.view.visible;
  }

  get selection(): readonly TreeNode[] {
    return this.view.selection;
  }

  /** Draws the rows again; the selection stays, since a row's id does. */
  render(message: string | undefined): void {
    this.view.message = message ?? '';
    this.renderings.fire(undefined);
  }

  async reveal(key: string): Promise<void> {
    const node = this.sessionNodes().find((candidate) => candidate.key === key);
    if (node) {
      await this.view.reveal(node, { focus: true, select: true });
    }
  }

  dispose(): void {
    this.store.dispose();
  }

  private children(node: TreeNode | undefined): TreeNode[] {
    if (!node) {
      return [...this.source.nodes()];
    }
    return node.kind === 'workbook' ? [...node.sessions] : [];
  }

  private parent(node: TreeNode): TreeNode | undefined {
    return this.source
      .nodes()
      .find(
        (candidate) =>
          candidate.kind === 'workbook' && candidate.sessions.some(({ id }) => id === node.id),
      );
  }

  private sessionNodes(): readonly SessionNode[] {
    return this.source.nodes().flatMap((node) => (node.kind === 'workbook' ? node.sessions : []));
  }

  private withTooltip(item: vscode.TreeItem, node: TreeNode): vscode.TreeItem {
    const session = node.kind === 'session' ? this.source.session(node.key) : undefined;
    item.tooltip = session
      ? sessionTooltip(session, Date.now(), vscode.env.language)
      : node.accessibilityLabel;
    return item;
  }
}

function treeItem(node: TreeNode): vscode.TreeItem {
  const item = new vscode.TreeItem(
    node.label,
    node.kind === 'workbook'
      ? vscode.TreeItemCollapsibleState.Expanded
      : vscode.TreeItemCollapsibleState.None,
  );
  item.id = node.id;
  item.contextValue = node.contextValue;
  item.iconPath = new vscode.ThemeIcon(node.kind === 'workbook' ? 'table' : node.icon);
  item.accessibilityInformation = { label: node.accessibilityLabel };
  if (node.description) {
    item.description = node.description;
  }
  return item;
}
