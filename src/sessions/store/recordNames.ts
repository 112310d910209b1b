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
}

export function contentOf(names: readonly string[]): FolderContent {
  const records = new Set<string>();
  const activities = new Set<string>();
  const temporaries = new Map<string, string[]>();
  const foreign: string[] = [];
  for (const name of names) {
    const key = keyOfName(name);
    const ending = name.slice(keyLength);
    if (key && ending === recordEnding) {
      records.add(key);
    } else if (key && ending === activityEnding) {
      activities.add(key);
    } else if (key && ending.endsWith(temporaryEnding)) {
      temporaries.set(key, [...(temporaries.get(key) ?? []), name]);
    } else if (name.endsWith(recordEnding)) {
      foreign.push(name);
    }
  }
  return { records, activities, temporaries, foreign };
}
