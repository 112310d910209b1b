import { accountKey, workbookKey, type WorkbookSession } from '../../model/workbookSession';
import { defaultArrangement, type Arrangement } from './arrangement';
import { groupingsBy } from './groupings';
import { GroupRow, SessionRow, WorkbookRow, type TreeFacts } from './sessionRows';
import { mergedSummary, type SessionSummary } from './sessionSummary';
import { areSameRows, RowChanges, type TreeNode } from './treeNode';

/** True if the session's account is known to be signed out. */
export type IsAccountUnavailable = (session: WorkbookSession) => boolean;

/** A session that changed, by its key; undefined if it is no longer listed. */
export type ChangedSession = readonly [key: string, session: WorkbookSession | undefined];

/**
 * The rows of the sessions: groups, under each its workbooks, and under each its sessions. An update takes time
 * for the sessions that changed and for the workbooks, but not for the other sessions.
 */
export class SessionTree {
  private readonly facts: TreeFacts;
  private readonly groupBy: Arrangement['groupBy'];
  private readonly sessions = new Map<string, SessionRow>();
  private readonly workbooks = new Map<string, WorkbookRow>();
  private readonly groups = new Map<string, GroupRow>();
  /** How many sessions each account has. */
  private readonly accounts = new Map<string, number>();
  private all: SessionSummary = mergedSummary([]);
  private top: readonly (GroupRow | WorkbookRow)[] = [];
  /** True if an update has put a row under another one. */
  private hasMoved = false;

  /** @param locale the language of times */
  constructor(locale?: string, { groupBy, sortBy } = defaultArrangement) {
    this.groupBy = groupBy;
    const grouping = groupingsBy[groupBy];
    this.facts = { now: -Infinity, count: 0, areOwnersShown: false, locale, grouping, sortBy };
  }

  /** The rows at the top. */
  get rows(): readonly (GroupRow | WorkbookRow)[] {
    return this.top;
  }

  /** The summary of all sessions. */
  get summary(): SessionSummary {
    return this.all;
  }

  /** The keys of all sessions in the tree. */
  get keys(): Iterable<string> {
    return this.sessions.keys();
  }

  /** One session of each account that has a row. */
  get accountSessions(): readonly WorkbookSession[] {
    const hasAccountRows = this.groupBy === 'account' && this.hasGroupRows;
    return hasAccountRows ? [...this.groups.values()].map(({ oldest }) => oldest) : [];
  }

  /** True if a session is of a sandbox, or else of Microsoft Graph. */
  has(graph: 'sandbox' | 'graph'): boolean {
    return [...this.accounts.keys()].some((key) => (key === 'sandbox') === (graph === 'sandbox'));
  }

  /** The row of a session. */
  rowOf(key: string): SessionRow | undefined {
    return this.sessions.get(key);
  }

  /** The row above a row; undefined at the top. */
  parentOf(row: TreeNode): TreeNode | undefined {
    if (row instanceof SessionRow) {
      return row.workbook;
    }
    return row instanceof WorkbookRow && this.hasGroupRows ? row.group : undefined;
  }

  /** Takes over changes and the time. @returns the rows that have changed by it */
  update(
    changed: Iterable<ChangedSession>,
    now: number,
    isUnavailable: IsAccountUnavailable,
  ): RowChanges {
    const changes = new RowChanges();
    const isClockSetBack = now < this.facts.now;
    this.facts.now = now;
    for (const [key, session] of changed) {
      this.place(key, session);
    }
    this.facts.count = this.sessions.size;
    this.regroup(isClockSetBack);
    const isAllDue = this.showOwners() || isClockSetBack;
    for (const workbook of this.workbooks.values()) {
      this.updateWorkbook(workbook, changes, isAllDue);
    }
    this.updateGroups(changes, isUnavailable);
    this.updateTop(changes);
    if (this.hasMoved) {
      // VS Code refuses a row that it knows under another row, so it has to read all rows anew.
      changes.parents.add(undefined);
      this.hasMoved = false;
    }
    return changes;
  }

  private get hasGroupRows(): boolean {
    return this.facts.grouping.hasRows(this.groups.size);
  }

  /** Moves the sessions whose group has changed because time has passed. */
  private regroup(isAllDue: boolean): void {
    const { grouping, now } = this.facts;
    if (!grouping.followsTime) {
      return;
    }
    const due = [...this.workbooks.values()].filter(
      ({ summary }) => isAllDue || summary.nextExpiry <= now,
    );
    for (const row of due.flatMap(({ sessions }) => sessions)) {
      const workbook = this.workbookOf(row.session);
      if (this.sessions.get(row.key) === row && workbook !== row.workbook) {
        this.move(row, workbook, row.session);
      }
    }
  }

  /** The rows of workbooks say whose they are if there are several accounts and the rows above don't. */
  private showOwners(): boolean {
    const before = this.facts.areOwnersShown;
    this.facts.areOwnersShown = this.groupBy !== 'account' && this.accounts.size > 1;
    return before !== this.facts.areOwnersShown;
  }

  private updateWorkbook(workbook: WorkbookRow, changes: RowChanges, isAllDue: boolean): void {
    if (workbook.isEmpty) {
      this.workbooks.delete(workbook.id);
      workbook.group.remove(workbook);
    } else {
      workbook.update(changes, isAllDue);
    }
  }

  private updateGroups(changes: RowChanges, isUnavailable: IsAccountUnavailable): void {
    for (const group of this.groups.values()) {
      if (group.isEmpty) {
        this.groups.delete(group.id);
      }
    }
    for (const group of this.groups.values()) {
      const shown = this.hasGroupRows ? changes : new RowChanges();
      group.update(shown, isUnavailable(group.oldest));
    }
  }

  private updateTop(changes: RowChanges): void {
    const groups = [...this.groups.values()].sort((one, other) => this.compare(one, other));
    const [only] = groups;
    const rows = only && !this.hasGroupRows ? only.workbooks : groups;
    if (!areSameRows(rows, this.top)) {
      changes.parents.add(undefined);
    }
    this.top = rows;
    this.all = mergedSummary(groups.map(({ summary }) => summary));
  }

  private compare(one: GroupRow, other: GroupRow): number {
    const { grouping, now } = this.facts;
    const [first, second] = [one.oldest, other.oldest];
    return (
      grouping.rankOf(first, now) - grouping.rankOf(second, now) ||
      grouping.nameOf(first, now).localeCompare(grouping.nameOf(second, now)) ||
      one.id.localeCompare(other.id)
    );
  }

  /** Puts a session under the row of its workbook, from where it was. */
  private place(key: string, session: WorkbookSession | undefined): void {
    const row = this.sessions.get(key);
    const before = row?.session;
    if (before === session) {
      return;
    }
    this.count(before, -1);
    this.count(session, 1);
    if (!session) {
      row?.workbook.remove(row);
      this.sessions.delete(key);
      return;
    }
    const workbook = this.workbookOf(session);
    const isInPlace = row?.workbook === workbook && row.session.createdAt === session.createdAt;
    if (isInPlace) {
      row.replace(session);
    } else {
      this.move(row, workbook, session);
    }
  }

  private count(session: WorkbookSession | undefined, change: number): void {
    if (session) {
      const key = accountKey(session);
      const count = (this.accounts.get(key) ?? 0) + change;
      this.accounts.set(key, count);
      if (count === 0) {
        this.accounts.delete(key);
      }
    }
  }

  private move(row: SessionRow | undefined, workbook: WorkbookRow, session: WorkbookSession): void {
    this.hasMoved ||= row !== undefined && row.workbook !== workbook;
    row?.workbook.remove(row);
    const placed = row ?? new SessionRow(session, workbook, this.facts);
    placed.workbook = workbook;
    placed.replace(session);
    workbook.add(placed);
    this.sessions.set(session.key, placed);
  }

  private workbookOf(session: WorkbookSession): WorkbookRow {
    const group = this.groupOf(session);
    // Each account has its own row of a workbook.
    const owner = this.groupBy === 'account' ? '' : ` of ${accountKey(session)}`;
    const id = `${group.id} workbook ${workbookKey(session)}${owner}`;
    const known = this.workbooks.get(id);
    if (known) {
      return known;
    }
    const workbook = new WorkbookRow(id, group, session, this.facts);
    group.add(workbook);
    this.workbooks.set(id, workbook);
    return workbook;
  }

  private groupOf(session: WorkbookSession): GroupRow {
    const { grouping, now } = this.facts;
    const id = grouping.keyOf(session, now);
    const group = this.groups.get(id) ?? new GroupRow(id, session, this.facts);
    this.groups.set(id, group);
    return group;
  }
}
