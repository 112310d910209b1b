import { childrenOf, type RowChanges, type TreeNode } from './treeNode';

/** A row to draw again with the rows under it; undefined for all rows. */
type Repaint = TreeNode | undefined;

/**
 * Knows which rows VS Code has to draw again. VS Code asks for the rows under a row when it expands. Rows that
 * VS Code never asked for need no repaint, because it reads them when it does.
 */
export class RowRepaints {
  /** Stands for the top of the tree. */
  private readonly top = {};
  /** The rows under which VS Code knows the rows. */
  private asked = new WeakSet();
  /** The rows that the user expanded or collapsed. */
  private readonly folded = new WeakMap<TreeNode, boolean>();
  private readonly due = new Set<Repaint>();

  constructor(private readonly parentOf: (row: TreeNode) => TreeNode | undefined) {}

  /** How many repaints are due. */
  get size(): number {
    return this.due.size;
  }

  /** VS Code has asked for the rows under this row; undefined: at the top. */
  noteAsked(parent: TreeNode | undefined): void {
    this.asked.add(parent ?? this.top);
  }

  /** The user has expanded or collapsed a row. */
  noteFolded(row: TreeNode, isCollapsed: boolean): void {
    this.folded.set(row, isCollapsed);
  }

  /** These rows have changed. */
  noteChanges({ rows, parents }: RowChanges): void {
    for (const parent of parents) {
      if (this.asked.has(parent ?? this.top)) {
        this.due.add(parent);
      }
    }
    for (const row of rows) {
      if (this.asked.has(this.parentOf(row) ?? this.top)) {
        this.due.add(this.shownOf(row));
      }
    }
  }

  /** All rows have to be drawn again. */
  noteEverything(): void {
    this.due.add(undefined);
  }

  /** The rows to draw now, no more than `most`; undefined in the list: all rows. */
  take(most = Infinity): readonly Repaint[] {
    if (this.due.has(undefined)) {
      this.due.clear();
      this.asked = new WeakSet();
      return [undefined];
    }
    const taken: TreeNode[] = [];
    for (const row of this.due) {
      if (taken.length >= most) {
        break;
      }
      this.due.delete(row);
      if (row && !this.isBelow(row, this.due)) {
        this.forgetBelow(row);
        taken.push(row);
      }
    }
    return taken;
  }

  /**
   * The row itself, or else the collapsed row that hides it. VS Code drops what it knows under a collapsed row
   * that is drawn again, so this costs little.
   */
  private shownOf(row: TreeNode): TreeNode {
    let shown = row;
    for (let above = this.parentOf(row); above; above = this.parentOf(above)) {
      shown = this.isCollapsed(above) ? above : shown;
    }
    return shown;
  }

  private isCollapsed(row: TreeNode): boolean {
    return this.folded.get(row) ?? row.folding === 'collapsed';
  }

  private isBelow(row: TreeNode, others: ReadonlySet<Repaint>): boolean {
    const above = this.parentOf(row);
    return above !== undefined && (others.has(above) || this.isBelow(above, others));
  }

  /** VS Code forgets the rows under a row that it draws again, and asks for them anew if it is expanded. */
  private forgetBelow(row: TreeNode): void {
    if (this.asked.delete(row)) {
      for (const child of childrenOf(row)) {
        this.due.delete(child);
        this.forgetBelow(child);
      }
    }
  }
}
