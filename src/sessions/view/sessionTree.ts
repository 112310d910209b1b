import { accountKey, workbookKey, type WorkbookSession } from '../../model/workbookSession';
import { mergedSummary, type SessionSummary } from './sessionSummary';
import { AccountRow, inAccountOrder, SessionRow, WorkbookRow, type TreeFacts } from './sessionRows';
import { areSameRows, RowChanges, type TreeNode } from './treeNode';

/** True if the session's account is known to be signed out. */
export type IsAccountUnavailable = (session: WorkbookSession) => boolean;

/** A session that changed, by its key; undefined if it is no longer listed. */
export type ChangedSession = readonly [key: string, session: WorkbookSession | undefined];

/**
 * The rows of the sessions: workbooks by name, each with its sessions, oldest first. With several accounts,
 * each account has a row above. An update takes time for the sessions that changed and for the workbooks,
 * but not for the other sessions.
 */
export class SessionTree {
  private readonly facts: TreeFacts;
  private readonly sessions = new Map<string, SessionRow>();
  private readonly workbooks = new Map<string, WorkbookRow>();
  private readonly accounts = new Map<string, AccountRow>();
  private all: SessionSummary = mergedSummary([]);
  private top: readonly (AccountRow | WorkbookRow)[] = [];

  /** @param locale the language of times */
  constructor(locale?: string) {
    this.facts = { now: -Infinity, count: 0, locale };
  }

  /** The rows at the top. */
  get rows(): readonly (AccountRow | WorkbookRow)[] {
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

  /** One session of each account, if there are several accounts. */
  get accountSessions(): readonly WorkbookSession[] {
    return this.isGrouped ? [...this.accounts.values()].map(({ oldest }) => oldest) : [];
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
    return row instanceof WorkbookRow && this.isGrouped ? row.account : undefined;
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
    for (const workbook of this.workbooks.values()) {
      this.updateWorkbook(workbook, changes, isClockSetBack);
    }
    this.updateAccounts(changes, isUnavailable);
    this.updateTop(changes);
    return changes;
  }

  private get isGrouped(): boolean {
    return this.accounts.size > 1;
  }

  private updateWorkbook(workbook: WorkbookRow, changes: RowChanges, isAllDue: boolean): void {
    if (workbook.isEmpty) {
      this.workbooks.delete(workbook.id);
      workbook.account.remove(workbook);
    } else {
      workbook.update(changes, isAllDue);
    }
  }

  private updateAccounts(changes: RowChanges, isUnavailable: IsAccountUnavailable): void {
    for (const account of this.accounts.values()) {
      if (account.isEmpty) {
        this.accounts.delete(account.key);
      }
    }
    for (const account of this.accounts.values()) {
      // A single account has no row.
      const shown = this.isGrouped ? changes : new RowChanges();
      account.update(shown, isUnavailable(account.oldest));
    }
  }

  private updateTop(changes: RowChanges): void {
    const accounts = [...this.accounts.values()].sort(inAccountOrder);
    const [only] = accounts;
    const rows = only && !this.isGrouped ? only.workbooks : accounts;
    if (!areSameRows(rows, this.top)) {
      changes.parents.add(undefined);
    }
    this.top = rows;
    this.all = mergedSummary(accounts.map(({ summary }) => summary));
  }

  /** Puts a session under the row of its workbook, from where it was. */
  private place(key: string, session: WorkbookSession | undefined): void {
    const row = this.sessions.get(key);
    if (row?.session === session) {
      return;
    }
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

  private move(row: SessionRow | undefined, workbook: WorkbookRow, session: WorkbookSession): void {
    row?.workbook.remove(row);
    const placed = row ?? new SessionRow(session, workbook, this.facts);
    placed.workbook = workbook;
    placed.replace(session);
    workbook.add(placed);
    this.sessions.set(session.key, placed);
  }

  private workbookOf(session: WorkbookSession): WorkbookRow {
    const account = this.accountOf(session);
    const id = `${account.id} workbook ${workbookKey(session)}`;
    const known = this.workbooks.get(id);
    if (known) {
      return known;
    }
    const workbook = new WorkbookRow(id, account, session, this.facts);
    account.add(workbook);
    this.workbooks.set(id, workbook);
    return workbook;
  }

  private accountOf(session: WorkbookSession): AccountRow {
    const key = accountKey(session);
    const account = this.accounts.get(key) ?? new AccountRow(key, session, this.facts);
    this.accounts.set(key, account);
    return account;
  }
}
