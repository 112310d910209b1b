import type { SessionNode, TreeNode } from './sessionTree';

/**
 * The keys of the sessions that the given rows mean, each once; a workbook row means its sessions.
 * Anybody can call a command with anything, so of what is given only the ids are read, and only the
 * rows that exist now count.
 */
export function keysOfRows(
  given: readonly unknown[],
  rows: readonly TreeNode[],
): readonly string[] {
  const ids = new Set(given.map(idOf));
  const chosen = rows.flatMap((row) =>
    ids.has(row.id) ? sessionsOf(row) : sessionsOf(row).filter(({ id }) => ids.has(id)),
  );
  return chosen.filter(isActionable).map(({ key }) => key);
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

/** A session that has ended can be closed no more. */
function sessionsOf(row: TreeNode): readonly SessionNode[] {
  switch (row.kind) {
    case 'workbook':
      return row.sessions;
    case 'session':
      return [row];
    default:
      return [];
  }
}

/** A session that is still being opened has no id yet: nothing can be done with it. */
function isActionable({ contextValue }: SessionNode): boolean {
  return !contextValue.startsWith('session.opening.');
}
