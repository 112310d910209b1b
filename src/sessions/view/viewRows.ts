import {
  isSameTarget,
  type GraphTarget,
  type Principal,
  type WorkbookSession,
} from '../../model/workbookSession';
import type { RecentSession } from '../recentSessions';
import { defaultArrangement, type Arrangement } from './arrangement';
import { OtherRows } from './otherRows';
import type { SessionRow } from './sessionRows';
import type { SessionSummary } from './sessionSummary';
import { SessionTree, type IsAccountUnavailable } from './sessionTree';
import { sessionNodesIn, type RowChanges, type TreeNode } from './treeNode';

/** Where the rows come from. */
export interface ViewRowsDeps {
  readonly sessions: () => readonly WorkbookSession[];
  readonly session: (key: string) => WorkbookSession | undefined;
  readonly recents: () => readonly RecentSession[];
  readonly unreadableCount: () => number;
  readonly isUnavailable: IsAccountUnavailable;
  readonly locale: string | undefined;
}

/** All rows of the view, and which sessions they don't show as they are yet. */
export class ViewRows {
  private tree: SessionTree;
  private readonly others = new OtherRows();
  private readonly changed = new Set<string>();

  constructor(
    private readonly deps: ViewRowsDeps,
    private arrangement = defaultArrangement,
  ) {
    this.tree = new SessionTree(deps.locale, arrangement);
  }

  /** How the rows are arranged. */
  get arranged(): Arrangement {
    return this.arrangement;
  }

  /** Arranges the rows in another way with the next update. */
  arrange(arrangement: Arrangement): void {
    this.arrangement = arrangement;
    this.tree = new SessionTree(this.deps.locale, arrangement);
    this.noteAll();
  }

  /** The rows at the top. */
  get rows(): readonly TreeNode[] {
    return [...this.tree.rows, ...this.others.rows];
  }

  /** The summary of all sessions. */
  get summary(): SessionSummary {
    return this.tree.summary;
  }

  /** How many changed sessions the next update has to take over. */
  get changedCount(): number {
    return this.changed.size;
  }

  /** Which rows the view has. */
  get content(): {
    readonly hasGraphSession: boolean;
    readonly hasSandboxSession: boolean;
    /** True if no running program can close one of the sessions of Graph. */
    readonly needsAccount: boolean;
    readonly hasOther: boolean;
  } {
    return {
      hasGraphSession: this.tree.has('graph'),
      hasSandboxSession: this.tree.has('sandbox'),
      needsAccount: this.tree.summary.needingAccount > 0,
      hasOther: this.others.rows.length > 0,
    };
  }

  /** The accounts that have a row of their own; none if all sessions belong to the same account. */
  get owners(): readonly Principal[] {
    return this.tree.accountSessions.flatMap(({ target, account }) =>
      account && target.cloud !== 'sandbox' ? [{ target, account }] : [],
    );
  }

  /** The row of a session. */
  rowOf(key: string): SessionRow | undefined {
    return this.tree.rowOf(key);
  }

  /** The row above a row; undefined at the top. */
  parentOf(row: TreeNode): TreeNode | undefined {
    return row.kind === 'recent' ? this.others.recentGroup : this.tree.parentOf(row);
  }

  /** The key of the first row whose session is in this Graph. */
  firstKeyOf(target: GraphTarget): string | undefined {
    const isThere = ({ session }: { readonly session: WorkbookSession }) =>
      isSameTarget(session.target, target);
    return sessionNodesIn(this.tree.rows).find(isThere)?.key;
  }

  /** The sessions with these keys changed, were added, or were removed. */
  noteChanged(keys: Iterable<string>): void {
    for (const key of keys) {
      this.changed.add(key);
    }
  }

  /** Every session may have changed. */
  noteAll(): void {
    this.noteChanged(this.tree.keys);
    this.noteChanged(this.deps.sessions().map(({ key }) => key));
  }

  /**
   * Takes over the changes.
   * @param most how many changed sessions to take over; the others stay for the next update
   * @returns the rows that have changed by it
   */
  update(now: number, most = Infinity): readonly RowChanges[] {
    const { session, recents, unreadableCount, isUnavailable, locale } = this.deps;
    const keys = [...this.changed].slice(0, most);
    keys.forEach((key) => this.changed.delete(key));
    const changed = keys.map((key) => [key, session(key)] as const);
    return [
      this.tree.update(changed, now, isUnavailable),
      this.others.update(recents(), unreadableCount(), locale),
    ];
  }
}
