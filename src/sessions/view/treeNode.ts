import type { SessionMode, SessionStatus, WorkbookSession } from '../../model/workbookSession';

/** The codicon of a session. */
export type SessionIcon = 'loading~spin' | 'save' | 'discard' | 'question' | 'error';

/** The codicon of a row. */
export type RowIcon =
  | SessionIcon
  | 'account'
  | 'beaker'
  | 'circle-large-outline'
  | 'circle-slash'
  | 'history'
  | 'pass'
  | 'table'
  | 'terminal'
  | 'warning';

/** The ID of a theme color of VS Code. */
export type RowIconColor = 'disabledForeground' | 'list.errorForeground' | 'list.warningForeground';

/** What a row shows. */
export interface RowContent<Context extends string = string> {
  readonly label: string;
  readonly description: string;
  /** The menus of the row depend on it. */
  readonly contextValue: Context;
  readonly icon: RowIcon;
  readonly iconColor?: RowIconColor;
  readonly accessibilityLabel: string;
}

/** What all rows have. A row stays the same object while it exists. Its content and its children change. */
interface Row<Context extends string> {
  readonly id: string;
  readonly content: RowContent<Context>;
  /** How the row looks when it is first shown; `leaf` if no row is ever under it. */
  readonly folding: 'leaf' | 'expanded' | 'collapsed';
}

/** The context of a group's row; `account.unavailable` if the account is known to be signed out. */
export type GroupContext = 'account' | 'account.unavailable' | 'program' | 'status';

/** The context of a session's row. */
export type SessionContext = `session.${SessionStatus}.${SessionMode}${'' | '.keptAlive'}`;

/** A row above workbooks: an account of one cloud, the sandbox, a status, or a program. */
export interface GroupNode extends Row<GroupContext> {
  readonly kind: 'group';
  readonly workbooks: readonly WorkbookNode[];
}

/** A row for a workbook; its sessions are the rows under it. */
export interface WorkbookNode extends Row<'workbook'> {
  readonly kind: 'workbook';
  readonly sessions: readonly SessionNode[];
}

/** A row for a session; its id is the session's key. */
export interface SessionNode extends Row<SessionContext> {
  readonly kind: 'session';
  readonly key: string;
  readonly session: WorkbookSession;
}

/** The row above the sessions that have ended. */
export interface RecentGroupNode extends Row<'recentlyClosed'> {
  readonly kind: 'recentGroup';
  readonly recents: readonly RecentNode[];
}

/** A row for a session that has ended. */
export interface RecentNode extends Row<`ended.${'closed' | 'alreadyGone'}`> {
  readonly kind: 'recent';
  /** The key that the session had. */
  readonly key: string;
}

/** A row for the records that could not be read. Their sessions are not listed. */
export interface UnreadableNode extends Row<'unreadableRecords'> {
  readonly kind: 'unreadable';
}

export type TreeNode =
  GroupNode | WorkbookNode | SessionNode | RecentGroupNode | RecentNode | UnreadableNode;

/** The rows under a row. */
export function childrenOf(node: TreeNode): readonly TreeNode[] {
  switch (node.kind) {
    case 'group':
      return node.workbooks;
    case 'workbook':
      return node.sessions;
    case 'recentGroup':
      return node.recents;
    default:
      return [];
  }
}

/** The rows of listed sessions, from the top. Rows of ended sessions don't count. */
export function sessionNodesIn(rows: readonly TreeNode[]): readonly SessionNode[] {
  return rows.flatMap((row) => (row.kind === 'session' ? [row] : sessionNodesIn(childrenOf(row))));
}

/** What changed in the tree. */
export class RowChanges {
  /** The rows whose own content or tooltip changed. */
  readonly rows = new Set<TreeNode>();
  /** The rows under which other rows are now; undefined: at the top. */
  readonly parents = new Set<TreeNode | undefined>();
}

/** True if both lists consist of the same rows. */
export function areSameRows(one: readonly TreeNode[], other: readonly TreeNode[]): boolean {
  return one.length === other.length && one.every((row, index) => row === other[index]);
}
