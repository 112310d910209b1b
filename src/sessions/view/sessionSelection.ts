import { childrenOf, sessionNodesIn, type SessionNode, type TreeNode } from './treeNode';

/**
 * The keys of the sessions that these rows stand for, each once. The row of an account or a workbook stands
 * for its sessions. Any extension can call a command with any argument, so only the IDs of the arguments are
 * read, and only rows that exist now count.
 */
export function keysOfRows(args: readonly unknown[], rows: readonly TreeNode[]): readonly string[] {
  const ids = new Set(args.map(idOf));
  return chosenIn(rows, ids)
    .filter(isActionable)
    .map(({ key }) => key);
}

function chosenIn(rows: readonly TreeNode[], ids: ReadonlySet<unknown>): readonly SessionNode[] {
  return rows.flatMap((row) =>
    ids.has(row.id) ? sessionNodesIn([row]) : chosenIn(childrenOf(row), ids),
  );
}

/** The keys of the ended sessions that these rows stand for. Only rows that exist now count. */
export function endedKeysOfRows(
  args: readonly unknown[],
  rows: readonly TreeNode[],
): readonly string[] {
  const ids = new Set(args.map(idOf));
  const ended = rows.flatMap((row) => (row.kind === 'recentGroup' ? row.recents : []));
  return ended.filter(({ id }) => ids.has(id)).map(({ key }) => key);
}

function idOf(row: unknown): unknown {
  return typeof row === 'object' && row !== null && 'id' in row ? row.id : undefined;
}

/** A session that is being opened has no ID yet. */
function isActionable({ session }: SessionNode): boolean {
  return session.status !== 'opening';
}
