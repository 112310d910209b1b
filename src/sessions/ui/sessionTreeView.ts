import * as vscode from 'vscode';
import { DisposableStore, type Disposable } from '../../base/disposable';
import { Emitter } from '../../base/event';
import { sessionsViewId, type CommandId } from '../../contributions';
import {
  childrenOf,
  parentOf,
  sessionNodesIn,
  type SessionNode,
  type TreeNode,
} from '../view/treeNode';

/** What the view shows; read at every rendering. */
export interface SessionTreeSource {
  nodes(): readonly TreeNode[];
  /** The tooltip of a row; undefined if it has none. */
  tooltip(node: TreeNode): Promise<string | undefined>;
}

/** The tree view: draws rows and reports which are selected. */
export class SessionTreeView implements Disposable {
  private readonly store = new DisposableStore();
  private readonly renderings = this.store.add(new Emitter<undefined>());
  private readonly view: vscode.TreeView<TreeNode>;
  private readonly handedOut = new WeakSet<object>();

  readonly onDidChangeVisibility: vscode.Event<vscode.TreeViewVisibilityChangeEvent>;
  /** Resolves when the view is visible for the first time. */
  readonly whenSeen: Promise<void>;

  constructor(private readonly source: SessionTreeSource) {
    this.view = this.store.add(
      vscode.window.createTreeView<TreeNode>(sessionsViewId, {
        canSelectMany: true,
        showCollapseAll: true,
        treeDataProvider: {
          onDidChangeTreeData: this.renderings.event,
          getChildren: (node) => this.handOut(this.children(node)),
          getParent: ({ id }) => parentOf(id, this.source.nodes()),
          getTreeItem: (node) => treeItem(node),
          resolveTreeItem: (item, node) => this.withTooltip(item, node),
        },
      }),
    );
    this.onDidChangeVisibility = this.view.onDidChangeVisibility;
    this.whenSeen = new Promise((resolve) => {
      const seen = ({ visible }: { readonly visible: boolean }) => {
        if (visible) {
          resolve();
        }
      };
      this.store.add(this.view.onDidChangeVisibility(seen));
      seen(this.view);
    });
  }

  get isVisible(): boolean {
    return this.view.visible;
  }

  get selection(): readonly TreeNode[] {
    return this.view.selection;
  }

  /** True for a row that VS Code got from this view. Another extension can't make one up. */
  hasHandedOut(row: unknown): boolean {
    return typeof row === 'object' && row !== null && this.handedOut.has(row);
  }

  /** A session's row, as VS Code passes it to a command. */
  rowOf(key: string): TreeNode | undefined {
    const row = this.find(key);
    return row && this.handOut([row])[0];
  }

  /** Draws the rows again. The selection stays, because VS Code keeps it by a row's ID. */
  render(): void {
    this.renderings.fire(undefined);
  }

  /** Shows a line above the rows. */
  showMessage(message = ''): void {
    if (this.view.message !== message) {
      this.view.message = message;
    }
  }

  async reveal(key: string, { focus } = { focus: true }): Promise<void> {
    const node = this.find(key);
    if (node) {
      await this.view.reveal(node, { focus, select: true });
    }
  }

  dispose(): void {
    this.store.dispose();
  }

  private find(key: string): SessionNode | undefined {
    return sessionNodesIn(this.source.nodes()).find((candidate) => candidate.key === key);
  }

  private handOut(nodes: TreeNode[]): TreeNode[] {
    for (const node of nodes) {
      this.handedOut.add(node);
    }
    return nodes;
  }

  private children(node: TreeNode | undefined): TreeNode[] {
    return [...(node ? childrenOf(node) : this.source.nodes())];
  }

  private async withTooltip(item: vscode.TreeItem, node: TreeNode): Promise<vscode.TreeItem> {
    item.tooltip = (await this.source.tooltip(node)) ?? node.accessibilityLabel;
    return item;
  }
}

const collapsibleStates: Readonly<Record<TreeNode['kind'], vscode.TreeItemCollapsibleState>> = {
  account: vscode.TreeItemCollapsibleState.Expanded,
  workbook: vscode.TreeItemCollapsibleState.Expanded,
  recentGroup: vscode.TreeItemCollapsibleState.Collapsed,
  session: vscode.TreeItemCollapsibleState.None,
  recent: vscode.TreeItemCollapsibleState.None,
  unreadable: vscode.TreeItemCollapsibleState.None,
};

function iconOf(node: TreeNode): vscode.ThemeIcon {
  switch (node.kind) {
    case 'workbook':
      return coloredIcon('table', node.iconColor);
    case 'recentGroup':
      return new vscode.ThemeIcon('history');
    case 'session':
      return coloredIcon(node.icon, node.iconColor);
    default:
      return new vscode.ThemeIcon(node.icon);
  }
}

function coloredIcon(icon: string, color: string | undefined): vscode.ThemeIcon {
  return new vscode.ThemeIcon(icon, color === undefined ? undefined : new vscode.ThemeColor(color));
}

function treeItem(node: TreeNode): vscode.TreeItem {
  const item = new vscode.TreeItem(node.label, collapsibleStates[node.kind]);
  item.id = node.id;
  item.contextValue = node.contextValue;
  item.iconPath = iconOf(node);
  item.accessibilityInformation = { label: node.accessibilityLabel };
  if (node.kind === 'unreadable') {
    const command: CommandId = 'workbookSessions.showLog';
    item.command = { command, title: node.description };
  }
  item.description = node.description;
  return item;
}
