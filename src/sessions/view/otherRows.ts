import type { RecentSession } from '../recentSessions';
import { recentTree } from './recentTree';
import { RowChanges, type RecentGroupNode, type RecentNode, type UnreadableNode } from './treeNode';
import { unreadableTree } from './unreadableTree';

/** The rows below the sessions: the sessions that have ended, and the records that could not be read. */
export class OtherRows {
  private recents: readonly RecentSession[] = [];
  private unreadableCount = 0;
  private group: RecentGroupNode | undefined;
  private unreadable: UnreadableNode | undefined;
  private ended: ReadonlyMap<string, RecentNode> = new Map();

  get rows(): readonly (RecentGroupNode | UnreadableNode)[] {
    const { group, unreadable, recents, unreadableCount } = this;
    return [
      ...(group && recents.length > 0 ? [group] : []),
      ...(unreadable && unreadableCount > 0 ? [unreadable] : []),
    ];
  }

  /** The row above the ended sessions. */
  get recentGroup(): RecentGroupNode | undefined {
    return this.group;
  }

  /** Takes over what changed. @returns the rows that have changed by it */
  update(
    recents: readonly RecentSession[],
    unreadableCount: number,
    locale: string | undefined,
  ): RowChanges {
    const changes = new RowChanges();
    const before = this.rows.length;
    if (recents !== this.recents) {
      this.recents = recents;
      recentTree(recents, locale).forEach((fresh) => {
        this.updateGroup(fresh, changes);
      });
    }
    if (unreadableCount !== this.unreadableCount) {
      this.unreadableCount = unreadableCount;
      unreadableTree(unreadableCount).forEach((fresh) => {
        this.unreadable = Object.assign(this.unreadable ?? fresh, fresh);
        changes.rows.add(this.unreadable);
      });
    }
    if (this.rows.length !== before) {
      changes.parents.add(undefined);
    }
    return changes;
  }

  /** The rows of sessions that were there before stay the same objects. */
  private updateGroup(fresh: RecentGroupNode, changes: RowChanges): void {
    const recents = fresh.recents.map((row) => this.ended.get(row.id) ?? row);
    this.ended = new Map(recents.map((row) => [row.id, row]));
    this.group = Object.assign(this.group ?? fresh, { ...fresh, recents });
    changes.rows.add(this.group);
    changes.parents.add(this.group);
  }
}
