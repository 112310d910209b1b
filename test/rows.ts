import type { WorkbookSession } from '../src/model/workbookSession';
import { defaultArrangement, type Arrangement } from '../src/sessions/view/arrangement';
import { SessionTree, type IsAccountUnavailable } from '../src/sessions/view/sessionTree';
import type { GroupNode, SessionNode, TreeNode, WorkbookNode } from '../src/sessions/view/treeNode';

/** The parts of a row that a test reads, without the rows that hold it. */
type Flat<Node extends TreeNode> = Pick<Node, 'kind' | 'id'> & Node['content'];

type FlatSession = Flat<SessionNode> & { readonly key: string };
export type FlatWorkbook = Flat<WorkbookNode> & { readonly sessions: readonly FlatSession[] };
export type FlatGroup = Flat<GroupNode> & { readonly workbooks: readonly FlatWorkbook[] };

/** A tree with these sessions. */
export function aTree(
  sessions: readonly WorkbookSession[],
  now: number,
  isUnavailable: IsAccountUnavailable = () => false,
  arrangement: Partial<Arrangement> = {},
): SessionTree {
  const tree = new SessionTree(undefined, { ...defaultArrangement, ...arrangement });
  tree.update(
    sessions.map((session) => [session.key, session] as const),
    now,
    isUnavailable,
  );
  return tree;
}

/** What the rows of a tree show. */
export function flatRows({ rows }: SessionTree): readonly (FlatGroup | FlatWorkbook)[] {
  return rows.map((row) => (row.kind === 'group' ? flatGroup(row) : flatWorkbook(row)));
}

/** The rows for sessions of one account. */
export function workbookRows(
  sessions: readonly WorkbookSession[],
  now: number,
): readonly FlatWorkbook[] {
  return flatRows(aTree(sessions, now)).flatMap((row) => (row.kind === 'workbook' ? [row] : []));
}

/** The rows for accounts; none if there is only one account. */
export function accountRows(
  sessions: readonly WorkbookSession[],
  now: number,
  isUnavailable?: IsAccountUnavailable,
): readonly FlatGroup[] {
  const rows = flatRows(aTree(sessions, now, isUnavailable));
  return rows.flatMap((row) => (row.kind === 'group' ? [row] : []));
}

function flatGroup({ kind, id, content, workbooks }: GroupNode): FlatGroup {
  return { kind, id, ...content, workbooks: workbooks.map(flatWorkbook) };
}

function flatWorkbook({ kind, id, content, sessions }: WorkbookNode): FlatWorkbook {
  return { kind, id, ...content, sessions: sessions.map(flatSession) };
}

function flatSession({ kind, id, key, content }: SessionNode): FlatSession {
  return { kind, id, key, ...content };
}
