import type { Dirent } from 'node:fs';
import { temporaryEnding } from '../../storage/files';

const keyPattern = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const keyLength = 36;
const recordEnding = '.json';
const activityEnding = '.activity.json';

/** True for a session's key. Any other text could name a file outside the folder. */
export function isKey(text: string): boolean {
  return keyPattern.test(text);
}

export function recordName(key: string): string {
  return `${key}${recordEnding}`;
}

export function activityName(key: string): string {
  return `${key}${activityEnding}`;
}

/** The key of the session to which a file with this name belongs. */
export function keyOfName(name: string): string | undefined {
  const key = name.slice(0, keyLength);
  return isKey(key) ? key : undefined;
}

/** The files in the folder, as their names say. */
export interface FolderContent {
  /** The keys of the sessions that have a record. */
  readonly records: ReadonlySet<string>;
  /** The keys of the sessions that have an activity. */
  readonly activities: ReadonlySet<string>;
  /** The names of unfinished files, by the key of their session. */
  readonly temporaries: ReadonlyMap<string, readonly string[]>;
  /** The names of files with a record's ending but not with a key. */
  readonly foreign: readonly string[];
  /** The names of links, folders, and everything else that is not a file. */
  readonly irregular: ReadonlySet<string>;
}

/** The session to which a file belongs, and what it is of it; undefined for a file that is not ours. */
function partOf(
  name: string,
): { key: string; part: 'record' | 'activity' | 'temporary' } | undefined {
  const key = keyOfName(name);
  if (!key) {
    return undefined;
  }
  if (name.endsWith(temporaryEnding)) {
    return { key, part: 'temporary' };
  }
  const isRecord = name === recordName(key);
  const part = isRecord ? 'record' : 'activity';
  return isRecord || name === activityName(key) ? { key, part } : undefined;
}

export function contentOf(files: readonly Pick<Dirent, 'name' | 'isFile'>[]): FolderContent {
  const records = new Set<string>();
  const activities = new Set<string>();
  const temporaries = new Map<string, string[]>();
  const others: string[] = [];
  for (const { name } of files) {
    const { key, part } = partOf(name) ?? {};
    if (!key) {
      others.push(name);
    } else if (part === 'temporary') {
      temporaries.set(key, [...(temporaries.get(key) ?? []), name]);
    } else {
      (part === 'record' ? records : activities).add(key);
    }
  }
  const irregular = new Set(files.filter((file) => !file.isFile()).map(({ name }) => name));
  const foreign = others.filter((name) => name.endsWith(recordEnding));
  return { records, activities, temporaries, foreign, irregular };
}
