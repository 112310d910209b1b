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

/** The key of the session whose record has this file name. */
export function keyOfRecord(name: string): string | undefined {
  return keyBefore(recordEnding, name);
}

/** The key of the session whose activity has this file name. */
export function keyOfActivity(name: string): string | undefined {
  return keyBefore(activityEnding, name);
}

/** The key of the session whose unfinished file has this name. */
export function keyOfTemporary(name: string): string | undefined {
  const key = name.endsWith(temporaryEnding) ? name.slice(0, keyLength) : '';
  return isKey(key) ? key : undefined;
}

/** True for a file with a record's ending but not with a key. */
export function isForeign(name: string): boolean {
  const isOurs = keyOfRecord(name) !== undefined || keyOfActivity(name) !== undefined;
  return name.endsWith(recordEnding) && !isOurs;
}

function keyBefore(ending: string, name: string): string | undefined {
  const key = name.endsWith(ending) ? name.slice(0, -ending.length) : '';
  return isKey(key) ? key : undefined;
}
