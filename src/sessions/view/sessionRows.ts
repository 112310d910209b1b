import type { WorkbookSession } from '../../model/workbookSession';
import { sessionOrders, workbookOrders, type SortBy } from './arrangement';
import type { Grouping } from './groupings';
import { sessionContent, workbookContent } from './rowContents';
import { byAge, mergedSummary, summaryOf, type SessionSummary } from './sessionSummary';
import { nextTextChange, workbookName } from './sessionTexts';
import { groupFingerprint } from './stateCounts';
import {
  areSameRows,
  type GroupContext,
  type GroupNode,
  type RowChanges,
  type RowContent,
  type SessionContext,
  type SessionNode,
  type WorkbookNode,
} from './treeNode';

/** With more sessions, the rows of workbooks start collapsed. */
const mostExpanded = 200;

/** What all rows of a tree need to know. */
export interface TreeFacts {
  /** The time of the last update. */
  now: number;
  /** How many sessions the tree has. */
  count: number;
  /** True if the rows of workbooks say whose they are. */
  areOwnersShown: boolean;
  /** The language of times. */
  readonly locale: string | undefined;
  readonly grouping: Grouping;
  readonly sortBy: SortBy;
}

/** A session's row. Its content is written when it is first read, because most rows are never shown. */
export class SessionRow implements SessionNode {
  readonly kind = 'session';
  readonly folding = 'leaf';
  readonly id: string;
  readonly key: string;
  private written: RowContent<SessionContext> | undefined;
  private nextText = -Infinity;

  constructor(
    private current: WorkbookSession,
    public workbook: WorkbookRow,
    private readonly facts: TreeFacts,
  ) {
    this.id = current.key;
    this.key = current.key;
  }

  get session(): WorkbookSession {
    return this.current;
  }

  get content(): RowContent<SessionContext> {
    const { now, locale, grouping } = this.facts;
    return (this.written ??= sessionContent(this.current, now, locale, grouping.namesProgram));
  }

  /** Takes over a new snapshot of the session. */
  replace(session: WorkbookSession): void {
    const { workbookName, place, expiresAt, label } = this.current;
    const isRenamed = session.workbookName !== workbookName || session.place !== place;
    const hasMoved = session.expiresAt !== expiresAt || session.label !== label;
    this.workbook.noteChange(isRenamed, hasMoved);
    this.current = session;
    this.nextText = -Infinity;
  }

  /** Forgets the content if it may have changed. */
  update(changes: RowChanges, isDue: boolean): void {
    const { now } = this.facts;
    if (isDue || this.nextText <= now) {
      this.nextText = nextTextChange(this.current, now);
      this.written = undefined;
      changes.rows.add(this);
    }
  }
}

/** A workbook's row, the summary of its sessions, and what has to be updated. */
export class WorkbookRow implements WorkbookNode {
  readonly kind = 'workbook';
  sessions: readonly SessionRow[] = [];
  summary: SessionSummary = summaryOf([], 0);
  name = '';
  private readonly members = new Set<SessionRow>();
  /** Its sessions, oldest first. */
  private byAge: readonly WorkbookSession[] = [];
  private written: RowContent<'workbook'> | undefined;
  private firstFolding: 'expanded' | 'collapsed' | undefined;
  private fingerprint = '';
  private isDue = true;
  private isOrderDue = true;
  private isRenamed = false;

  /** @param newest any of its sessions, until the first update */
  constructor(
    readonly id: string,
    readonly group: GroupRow,
    private newest: WorkbookSession,
    private readonly facts: TreeFacts,
  ) {}

  get folding(): 'expanded' | 'collapsed' {
    return (this.firstFolding ??= this.facts.count > mostExpanded ? 'collapsed' : 'expanded');
  }

  get content(): RowContent<'workbook'> {
    const { now, areOwnersShown } = this.facts;
    return (this.written ??= workbookContent(this.newest, this.summary, now, areOwnersShown));
  }

  get isEmpty(): boolean {
    return this.members.size === 0;
  }

  get oldest(): WorkbookSession {
    return this.byAge[0] ?? this.newest;
  }

  add(row: SessionRow): void {
    this.members.add(row);
    this.isDue = true;
    this.isOrderDue = true;
  }

  remove(row: SessionRow): void {
    this.members.delete(row);
    this.isDue = true;
    this.isOrderDue = true;
  }

  /**
   * Call this when one of its sessions changes.
   * @param isRenamed true if its name or place changed
   * @param hasMoved true if its sessions may have another order
   */
  noteChange(isRenamed: boolean, hasMoved: boolean): void {
    this.isDue = true;
    this.isRenamed ||= isRenamed;
    this.isOrderDue ||= hasMoved;
  }

  /** Updates the row and the rows under it if something changed or the time changes a text. */
  update(changes: RowChanges, isAllDue: boolean): void {
    const { now } = this.facts;
    const { nextText, nextExpiry } = this.summary;
    if (!isAllDue && !this.isDue && now < Math.min(nextText, nextExpiry)) {
      return;
    }
    this.sort(changes);
    for (const row of this.sessions) {
      row.update(changes, isAllDue);
    }
    this.byAge = this.sessions.map(({ session }) => session).sort(byAge);
    this.newest = this.byAge.at(-1) ?? this.newest;
    this.summary = summaryOf(this.byAge, now);
    this.updateContent(changes);
    this.group.noteChange();
    this.isDue = false;
  }

  private sort(changes: RowChanges): void {
    if (this.isOrderDue) {
      const compare = sessionOrders[this.facts.sortBy];
      const sessions = [...this.members].sort((one, other) => compare(one.session, other.session));
      if (!areSameRows(sessions, this.sessions)) {
        changes.parents.add(this);
      }
      this.sessions = sessions;
      this.isOrderDue = false;
      // Its sessions may decide its place.
      this.group.noteOrder();
    }
  }

  private updateContent(changes: RowChanges): void {
    const { summary, facts, newest } = this;
    const name = workbookName(newest);
    if (name !== this.name) {
      this.name = name;
      this.group.noteOrder();
    }
    const fingerprint = `${groupFingerprint(summary, facts.now)} ${facts.areOwnersShown} ${name}`;
    if (this.isRenamed || fingerprint !== this.fingerprint) {
      this.fingerprint = fingerprint;
      this.isRenamed = false;
      this.written = undefined;
      changes.rows.add(this);
    }
  }
}

/** A row above workbooks and the summary of its sessions. Without a row, it keeps their order. */
export class GroupRow implements GroupNode {
  readonly kind = 'group';
  readonly folding = 'expanded';
  workbooks: readonly WorkbookRow[] = [];
  summary: SessionSummary = summaryOf([], 0);
  private readonly members = new Set<WorkbookRow>();
  private written: RowContent<GroupContext> | undefined;
  private fingerprint = '';
  private isDue = true;
  private isOrderDue = true;
  private isSignedOut = false;

  /** @param first any of its sessions, until the first update */
  constructor(
    readonly id: string,
    private first: WorkbookSession,
    private readonly facts: TreeFacts,
  ) {}

  get content(): RowContent<GroupContext> {
    const { first, summary, facts, isSignedOut } = this;
    const { grouping, now } = facts;
    return (this.written ??= grouping.content({ first, summary, now, isSignedOut }));
  }

  get isEmpty(): boolean {
    return this.members.size === 0;
  }

  get oldest(): WorkbookSession {
    return this.first;
  }

  add(workbook: WorkbookRow): void {
    this.members.add(workbook);
    this.noteOrder();
  }

  remove(workbook: WorkbookRow): void {
    this.members.delete(workbook);
    this.noteOrder();
  }

  noteChange(): void {
    this.isDue = true;
  }

  /** Call this when a workbook is added or removed, or when its place may be another one. */
  noteOrder(): void {
    this.isDue = true;
    this.isOrderDue = true;
  }

  /** Updates the row; the rows under it must be up to date. */
  update(changes: RowChanges, isSignedOut: boolean): void {
    const { grouping, now } = this.facts;
    if (this.isDue) {
      this.sort(changes);
      this.summary = mergedSummary(this.workbooks.map(({ summary }) => summary));
      this.first = this.summary.oldest[0] ?? this.first;
      this.isDue = false;
    }
    this.isSignedOut = isSignedOut;
    const texts = groupFingerprint(this.summary, now);
    const fingerprint = `${texts} ${isSignedOut} ${grouping.nameOf(this.first, now)}`;
    if (fingerprint !== this.fingerprint) {
      this.fingerprint = fingerprint;
      this.written = undefined;
      changes.rows.add(this);
    }
  }

  private sort(changes: RowChanges): void {
    if (this.isOrderDue) {
      const workbooks = [...this.members].sort(workbookOrders[this.facts.sortBy]);
      if (!areSameRows(workbooks, this.workbooks)) {
        changes.parents.add(this);
      }
      this.workbooks = workbooks;
      this.isOrderDue = false;
    }
  }
}
