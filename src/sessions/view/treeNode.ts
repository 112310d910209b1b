import type { SessionMode, SessionStatus } from '../../model/workbookSession';
import type { RecentGroupNode, RecentNode } from './recentTree';
import type { UnreadableNode } from './unreadableTree';

/** The codicon of a session. */
export type SessionIcon = 'loading~spin' | 'save' | 'discard' | 'question' | 'error';

/** A row's icon. */
export interface RowIcon {
  readonly icon: SessionIcon;
  /** The ID of a theme color of VS Code. */
  readonly iconColor?: 'disabledForeground' | 'list.errorForeground' | 'list.warningForeground';
}

/** A row for an account of one cloud or for the sandbox; shown only if there are several. */
export interface AccountNode {
  readonly kind: 'account';
  readonly id: string;
  readonly label: string;
  readonly description: string;
  /** `account.unavailable` if the account is known to be signed out. */
  readonly contextValue: 'account' | 'account.unavailable';
  readonly icon: 'account' | 'beaker';
  readonly accessibilityLabel: string;
  readonly workbooks: readonly WorkbookNode[];
}

/** A row for a workbook; its sessions are the rows under it. */
export interface WorkbookNode {
  readonly kind: 'workbook';
  readonly id: string;
  readonly label: string;
  readonly description: string;
  readonly contextValue: 'workbook';
  /** Shows the worst state of its sessions. */
  readonly iconColor?: RowIcon['iconColor'];
  readonly accessibilityLabel: string;
  readonly sessions: readonly SessionNode[];
}

/** A row for a session; its id is the session's key. */
export interface SessionNode extends RowIcon {
  readonly kind: 'session';
  readonly id: string;
  readonly key: string;
  readonly label: string;
  readonly description: string;
  readonly contextValue: `session.${SessionStatus}.${SessionMode}${'' | '.keptAlive'}`;
  readonly accessibilityLabel: string;
}

export type TreeNode =
  AccountNode | WorkbookNode | SessionNode | RecentGroupNode | RecentNode | UnreadableNode;

/** The rows under a row. */
export function childrenOf(node: TreeNode): readonly TreeNode[] {
  switch (node.kind) {
    case 'account':
      return node.workbooks;
    case 'workbook':
      return node.sessions;
    case 'recentGroup':
      return node.recents;
    default:
      return [];
  }
}

/** The row above the row with this ID; undefined at the top. */
export function parentOf(id: string, rows: readonly TreeNode[]): TreeNode | undefined {
  for (const row of rows) {
    const children = childrenOf(row);
    const parent = children.some((child) => child.id === id) ? row : parentOf(id, children);
    if (parent) {
      return parent;
    }
  }
  return undefined;
}

/** The rows of listed sessions, from the top. Rows of ended sessions don't count. */
export function sessionNodesIn(rows: readonly TreeNode[]): readonly SessionNode[] {
  return rows.flatMap((row) => (row.kind === 'session' ? [row] : sessionNodesIn(childrenOf(row))));
}
