import { temporaryEnding } from '../storage/files';

const keyPattern = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const keyLength = 36;
const recordEnding = '.json';
const activityEnding = '.activity.json';

/** True for what names a session; anything else may lead out of the folder. */
export function isKey(text: string): boolean {
  return keyPattern.test(text);
}

export function recordName(key: string): string {
  return `${key}${recordEnding}`;
}

export function activityName(key: string): string {
  return `${key}${activityEnding}`;
}

/** The key of the session whose record has that name. */
export function keyOfRecord(name: string): string | undefined {
  return keyBefore(recordEnding, name);
}

/** The key of the session whose activity has that name. */
export function keyOfActivity(name: string): string | undefined {
  return keyBefore(activityEnding, name);
}

/** The key of the session for whose files that name is used until they are whole. */
export function keyOfTemporary(name: string): string | undefined {
  const key = name.endsWith(temporaryEnding) ? name.slice(0, keyLength) : '';
  return isKey(key) ? key : undefined;
}

/** A record by its ending, but not by its name. */
export function isForeign(name: string): boolean {
  const isOurs = keyOfRecord(name) !== undefined || keyOfActivity(name) !== undefined;
  return name.endsWith(recordEnding) && !isOurs;
}

function keyBefore(ending: string, name: string): string | undefined {
  const key = name.endsWith(ending) ? name.slice(0, -ending.length) : '';
  return isKey(key) ? key : undefined;
}
