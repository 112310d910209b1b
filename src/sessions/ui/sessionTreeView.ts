import * as vscode from 'vscode';
import type { Clock } from '../../base/clock';
import { DisposableStore, type Disposable } from '../../base/disposable';
import { Emitter } from '../../base/event';
import { sessionsViewId, type CommandId } from '../../contributions';
import { RowRepaints } from '../view/rowRepaints';
import { childrenOf, type RowChanges, type TreeNode } from '../view/treeNode';
import type { ViewRows } from '../view/viewRows';

/** How many rows are drawn again at once, so that the extension host is not blocked for long. */
const mostAtOnce = 200;
/** How long to wait before more rows are drawn, in milliseconds. VS Code gathers changes for 200 ms. */
const betweenMs = 250;

/**
 * What VS Code and other extensions know of a row. They can change nothing by it and learn nothing more from
 * it. VS Code finds a row by this object, so it lives as long as the row.
 */
export interface RowHandle {
  /** The ID of the row. */
  readonly id: string;
}

interface SessionTreeViewDeps {
  readonly clock: Clock;
  readonly rows: ViewRows;
  /** The tooltip of a row; undefined if it has none. */
  readonly tooltip: (row: TreeNode) => Promise<string | undefined>;
}

/** The tree view: draws rows and reports which are selected. */
export class SessionTreeView implements Disposable {
  private readonly store = new DisposableStore();
  private readonly disposed = new AbortController();
  private readonly changes = this.store.add(new Emitter<RowHandle[] | undefined>());
  private readonly view: vscode.TreeView<RowHandle>;
  private readonly handles = new WeakMap<TreeNode, RowHandle>();
  private readonly rowsOfHandles = new WeakMap<object, TreeNode>();
  private readonly repaints: RowRepaints;
  private isDrawing = false;
  /** True if rows changed while the view was hidden. */
  private isBehind = false;
  private asked = 0;

  readonly onDidChangeVisibility: vscode.Event<vscode.TreeViewVisibilityChangeEvent>;
  /** Resolves when the view is visible for the first time. */
  readonly whenSeen: Promise<void>;

  constructor(private readonly deps: SessionTreeViewDeps) {
    this.repaints = new RowRepaints((row) => deps.rows.parentOf(row));
    this.view = this.store.add(
      vscode.window.createTreeView<RowHandle>(sessionsViewId, {
        canSelectMany: true,
        showCollapseAll: true,
        treeDataProvider: {
          onDidChangeTreeData: this.changes.event,
          getChildren: (handle) => this.children(handle && this.rowOfHandle(handle)),
          getParent: (handle) => this.parentOf(handle),
          getTreeItem: (handle) => treeItem(this.rowOfHandle(handle)),
          resolveTreeItem: (item, handle) => this.withTooltip(item, this.rowOfHandle(handle)),
        },
      }),
    );
    this.store.add(
      this.view.onDidExpandElement(({ element }) => {
        this.noteFolded(element, false);
      }),
    );
    this.store.add(
      this.view.onDidCollapseElement(({ element }) => {
        this.noteFolded(element, true);
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

  get selection(): readonly RowHandle[] {
    return this.view.selection;
  }

  /** How many rows VS Code has asked for since the start. */
  get rowsAsked(): number {
    return this.asked;
  }

  /** True for a row that VS Code got from this view. Another extension can't make one up. */
  hasHandedOut(row: unknown): boolean {
    return typeof row === 'object' && row !== null && this.rowsOfHandles.has(row);
  }

  /** A session's row, as VS Code passes it to a command. */
  rowOf(key: string): RowHandle | undefined {
    const row = this.deps.rows.rowOf(key);
    return row && this.handOut(row);
  }

  /**
   * Draws the rows that changed and that VS Code has asked for; while the view is hidden, the next call draws
   * them that finds it visible. The selection stays, because VS Code keeps it by a row's ID.
   */
  draw(...changes: readonly RowChanges[]): void {
    changes.forEach((change) => {
      this.repaints.noteChanges(change);
    });
    if (!this.isVisible) {
      this.isBehind = true;
      return;
    }
    if (this.isBehind) {
      this.catchUp();
    }
    void this.drawDue();
  }

  /** Shows a line above the rows. */
  showMessage(message = ''): void {
    if (this.view.message !== message) {
      this.view.message = message;
    }
  }

  /** Shows a number on the icon of the view, also while the view is hidden. */
  showBadge(badge: vscode.ViewBadge | undefined): void {
    if (this.view.badge?.value !== badge?.value) {
      this.view.badge = badge;
    }
  }

  async reveal(key: string, { focus } = { focus: true }): Promise<void> {
    const row = this.deps.rows.rowOf(key);
    if (row) {
      // VS Code finds the row only if it knows the latest rows.
      this.catchUp();
      this.fire(this.repaints.take());
      await this.view.reveal(this.handOut(row), { focus, select: true });
    }
  }

  dispose(): void {
    this.disposed.abort();
    this.store.dispose();
  }

  /** Draws all rows if many have changed: VS Code takes long to find many single rows. */
  private catchUp(): void {
    this.isBehind = false;
    if (this.repaints.size > mostAtOnce) {
      this.repaints.noteEverything();
    }
  }

  private async drawDue(): Promise<void> {
    if (this.isDrawing) {
      return;
    }
    this.isDrawing = true;
    try {
      while (this.isVisible && this.repaints.size > 0) {
        this.fire(this.repaints.take(mostAtOnce));
        await this.deps.clock.delay(betweenMs, this.disposed.signal);
      }
    } catch {
      // The view is disposed.
    } finally {
      this.isDrawing = false;
    }
  }

  private fire(rows: readonly (TreeNode | undefined)[]): void {
    const known = rows.filter((row) => row !== undefined);
    if (rows.length > 0) {
      const isAll = known.length < rows.length;
      this.changes.fire(isAll ? undefined : known.map((row) => this.handOut(row)));
    }
  }

  private noteFolded(handle: RowHandle, isCollapsed: boolean): void {
    this.repaints.noteFolded(this.rowOfHandle(handle), isCollapsed);
  }

  private handOut(row: TreeNode): RowHandle {
    const handle = this.handles.get(row) ?? Object.freeze({ id: row.id });
    this.handles.set(row, handle);
    this.rowsOfHandles.set(handle, row);
    return handle;
  }

  private rowOfHandle(handle: RowHandle): TreeNode {
    const row = this.rowsOfHandles.get(handle);
    if (!row) {
      throw new Error('VS Code asked for a row that it did not get from this view.');
    }
    return row;
  }

  private parentOf(handle: RowHandle): RowHandle | undefined {
    const parent = this.deps.rows.parentOf(this.rowOfHandle(handle));
    return parent && this.handOut(parent);
  }

  private children(parent: TreeNode | undefined): RowHandle[] {
    this.repaints.noteAsked(parent);
    const rows = parent ? childrenOf(parent) : this.deps.rows.rows;
    this.asked += rows.length;
    return rows.map((row) => this.handOut(row));
  }

  private async withTooltip(item: vscode.TreeItem, row: TreeNode): Promise<vscode.TreeItem> {
    item.tooltip = (await this.deps.tooltip(row)) ?? row.content.accessibilityLabel;
    return item;
  }
}

const collapsibleStates: Readonly<Record<TreeNode['folding'], vscode.TreeItemCollapsibleState>> = {
  leaf: vscode.TreeItemCollapsibleState.None,
  expanded: vscode.TreeItemCollapsibleState.Expanded,
  collapsed: vscode.TreeItemCollapsibleState.Collapsed,
};

function treeItem({ kind, id, folding, content }: TreeNode): vscode.TreeItem {
  const { label, description, contextValue, icon, iconColor, accessibilityLabel } = content;
  const item = new vscode.TreeItem(label, collapsibleStates[folding]);
  item.id = id;
  item.description = description;
  item.contextValue = contextValue;
  const color = iconColor === undefined ? undefined : new vscode.ThemeColor(iconColor);
  item.iconPath = new vscode.ThemeIcon(icon, color);
  item.accessibilityInformation = { label: accessibilityLabel };
  if (kind === 'unreadable') {
    const command: CommandId = 'workbookSessions.showLog';
    item.command = { command, title: description };
  }
  return item;
}
