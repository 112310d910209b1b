import type { WorkbookSession } from '../../model/workbookSession';
import { accountContent, accountLabel, sessionContent, workbookContent } from './rowContents';
import { byAge, mergedSummary, summaryOf, type SessionSummary } from './sessionSummary';
import { nextTextChange, workbookName } from './sessionTexts';
import { groupFingerprint } from './stateCounts';
import {
  areSameRows,
  type AccountContext,
  type AccountNode,
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
  /** The language of times. */
  readonly locale: string | undefined;
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
    return (this.written ??= sessionContent(this.current, this.facts.now, this.facts.locale));
  }

  /** Takes over a new snapshot of the session. */
  replace(session: WorkbookSession): void {
    const { workbookName, place } = this.current;
    const isRenamed = session.workbookName !== workbookName || session.place !== place;
    this.workbook.noteChange(isRenamed);
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
  private written: RowContent<'workbook'> | undefined;
  private firstFolding: 'expanded' | 'collapsed' | undefined;
  private fingerprint = '';
  private isDue = true;
  private isOrderDue = true;
  private isRenamed = false;

  /** @param newest any of its sessions, until the first update */
  constructor(
    readonly id: string,
    readonly account: AccountRow,
    private newest: WorkbookSession,
    private readonly facts: TreeFacts,
  ) {}

  get folding(): 'expanded' | 'collapsed' {
    return (this.firstFolding ??= this.facts.count > mostExpanded ? 'collapsed' : 'expanded');
  }

  get content(): RowContent<'workbook'> {
    return (this.written ??= workbookContent(this.newest, this.summary, this.facts.now));
  }

  get isEmpty(): boolean {
    return this.members.size === 0;
  }

  get oldest(): WorkbookSession {
    return this.sessions[0]?.session ?? this.newest;
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

  /** Call this when one of its sessions changes. @param isRenamed true if its name or place changed */
  noteChange(isRenamed: boolean): void {
    this.isDue = true;
    this.isRenamed ||= isRenamed;
  }

  /** Updates the row and the rows under it if something changed or the time changes a text. */
  update(changes: RowChanges, isAllDue: boolean): void {
    const { now } = this.facts;
    if (!isAllDue && !this.isDue && now < this.summary.nextText) {
      return;
    }
    this.sort(changes);
    for (const row of this.sessions) {
      row.update(changes, isAllDue);
    }
    const sessions = this.sessions.map(({ session }) => session);
    this.newest = sessions.at(-1) ?? this.newest;
    this.summary = summaryOf(sessions, now);
    this.updateContent(changes);
    this.account.noteChange();
    this.isDue = false;
  }

  private sort(changes: RowChanges): void {
    if (this.isOrderDue) {
      this.sessions = [...this.members].sort((one, other) => byAge(one.session, other.session));
      this.isOrderDue = false;
      // The oldest session decides between workbooks with the same name.
      this.account.noteOrder();
      changes.parents.add(this);
    }
  }

  private updateContent(changes: RowChanges): void {
    const { summary, facts, newest } = this;
    const name = workbookName(newest);
    if (name !== this.name) {
      this.name = name;
      this.account.noteOrder();
    }
    const fingerprint = `${groupFingerprint(summary, facts.now)} ${name}`;
    if (this.isRenamed || fingerprint !== this.fingerprint) {
      this.fingerprint = fingerprint;
      this.isRenamed = false;
      this.written = undefined;
      changes.rows.add(this);
    }
  }
}

/** An account's row and the summary of its sessions. */
export class AccountRow implements AccountNode {
  readonly kind = 'account';
  readonly folding = 'expanded';
  readonly id: string;
  workbooks: readonly WorkbookRow[] = [];
  summary: SessionSummary = summaryOf([], 0);
  private readonly members = new Set<WorkbookRow>();
  private written: RowContent<AccountContext> | undefined;
  private fingerprint = '';
  private isDue = true;
  private isOrderDue = true;
  private isSignedOut = false;

  /** @param first any of its sessions, until the first update */
  constructor(
    readonly key: string,
    private first: WorkbookSession,
    private readonly facts: TreeFacts,
  ) {
    this.id = `account ${key}`;
  }

  get content(): RowContent<AccountContext> {
    const { first, summary, facts, isSignedOut } = this;
    return (this.written ??= accountContent(first, summary, facts.now, isSignedOut));
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

  /** Call this when a workbook of the account is added, removed, or renamed. */
  noteOrder(): void {
    this.isDue = true;
    this.isOrderDue = true;
  }

  /** Updates the row; the rows under it must be up to date. */
  update(changes: RowChanges, isSignedOut: boolean): void {
    if (this.isDue) {
      this.sort(changes);
      this.summary = mergedSummary(this.workbooks.map(({ summary }) => summary));
      this.first = this.summary.oldest[0] ?? this.first;
      this.isDue = false;
    }
    this.isSignedOut = isSignedOut;
    const texts = groupFingerprint(this.summary, this.facts.now);
    const fingerprint = `${texts} ${isSignedOut} ${accountLabel(this.first)}`;
    if (fingerprint !== this.fingerprint) {
      this.fingerprint = fingerprint;
      this.written = undefined;
      changes.rows.add(this);
    }
  }

  private sort(changes: RowChanges): void {
    if (this.isOrderDue) {
      const workbooks = [...this.members].sort(byName);
      if (!areSameRows(workbooks, this.workbooks)) {
        changes.parents.add(this);
      }
      this.workbooks = workbooks;
      this.isOrderDue = false;
    }
  }
}

/** The order of accounts: known accounts by name, then the unknown account, then the sandbox. */
export function inAccountOrder(one: AccountRow, other: AccountRow): number {
  return (
    rankOf(one) - rankOf(other) ||
    accountLabel(one.oldest).localeCompare(accountLabel(other.oldest)) ||
    one.id.localeCompare(other.id)
  );
}

function rankOf({ oldest: { target, account } }: AccountRow): number {
  if (target.cloud === 'sandbox') {
    return 2;
  }
  return account ? 0 : 1;
}

function byName(one: WorkbookRow, other: WorkbookRow): number {
  return one.name.localeCompare(other.name) || byAge(one.oldest, other.oldest);
}
