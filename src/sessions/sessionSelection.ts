import { childrenOf, sessionNodesIn, type SessionNode, type TreeNode } from './treeNode';

/**
 * The keys of the sessions that the given rows mean, each once; the row of an account or a
 * workbook means its sessions.
 * Anybody can call a command with anything, so of what is given only the ids are read, and only the
 * rows that exist now count.
 */
export function keysOfRows(
  given: readonly unknown[],
  rows: readonly TreeNode[],
): readonly string[] {
  const ids = new Set(given.map(idOf));
  return chosenIn(rows, ids)
    .filter(isActionable)
    .map(({ key }) => key);
}

function chosenIn(rows: readonly TreeNode[], ids: ReadonlySet<unknown>): readonly SessionNode[] {
  return rows.flatMap((row) =>
    ids.has(row.id) ? sessionNodesIn([row]) : chosenIn(childrenOf(row), ids),
  );
}

/** The keys that the given rows of ended sessions had; those that exist now count. */
export function endedKeysOfRows(
  given: readonly unknown[],
  rows: readonly TreeNode[],
): readonly string[] {
  const ids = new Set(given.map(idOf));
  const ended = rows.flatMap((row) => (row.kind === 'recentGroup' ? row.recents : []));
  return ended.filter(({ id }) => ids.has(id)).map(({ key }) => key);
}

function idOf(row: unknown): unknown {
  return typeof row === 'object' && row !== null && 'id' in row ? row.id : undefined;
}

/** A session that is still being opened has no id yet: nothing can be done with it. */
function isActionable({ contextValue }: SessionNode): boolean {
  return !contextValue.startsWith('session.opening.');
}
