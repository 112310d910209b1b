import { isDeepStrictEqual } from 'node:util';
import { defined } from '../base/defined';
import { isJsonObject, parseJson, type JsonObject } from '../base/json';
import { errorCodes } from '../model/errors';
import { readPlace } from '../model/foundItem';
import { isSafeSegment, type WorkbookIds } from '../model/workbook';
import { permissionSets, sessionModes, type SessionActivity } from '../model/workbookSession';
import { isTime, oneOf, own } from '../storage/guards';

const activityVersion = 1;
const beginning = `{"version":${activityVersion}`;

/** What lies in the place of an activity. */
export type ActivityFile =
  | {
      readonly kind: 'activity';
      readonly activity: SessionActivity;
      /** The whole object, with what a later release of the same version wrote besides. */
      readonly json: JsonObject;
    }
  /** Nothing that anybody could read: it may be replaced. */
  | { readonly kind: 'torn' }
  /** Somebody else's, or of another version: it is not ours to change. */
  | { readonly kind: 'foreign' };

/**
 * @param json what is there already: only the parts that differ from what this release reads there are
 * written, so what a later release knows besides stays
 */
export function formatActivity(activity: SessionActivity, json: JsonObject = {}): string {
  const { lastActiveAt, failure, ids, permissions, workbookName, mode, place } = activity;
  const { version, ...there } = json;
  const read = activityOf(json);
  const parts = {
    ...{ lastActiveAt, permissions, workbookName, mode },
    failure: failure && { code: failure.code, at: failure.at },
    ids: ids && { driveId: ids.driveId, itemId: ids.itemId },
    place: readPlace(place),
  };
  const changed = Object.entries(parts).filter(
    ([name, value]) => !isDeepStrictEqual(value, own({ ...read }, name)),
  );
  // The version goes first, since a torn file is known as ours by its beginning.
  return JSON.stringify({ version: activityVersion, ...there, ...Object.fromEntries(changed) });
}

export function parseActivity(text: string): ActivityFile {
  const json = parseJson(text);
  if (!isJsonObject(json) || own(json, 'version') !== activityVersion) {
    return { kind: json === undefined && isTorn(text) ? 'torn' : 'foreign' };
  }
  return { kind: 'activity', activity: activityOf(json), json };
}

/** True for what is left of a file of this version that was cut off, or whose content was never written. */
function isTorn(text: string): boolean {
  return /^\0*$/.test(text) || beginning.startsWith(text) || text.startsWith(`${beginning},`);
}

/** Each part that is valid; what is not counts as nothing. */
function activityOf(json: JsonObject): SessionActivity {
  const lastActiveAt = own(json, 'lastActiveAt');
  const failure = failureOf(own(json, 'failure'));
  const permissions = oneOf(own(json, 'permissions'), permissionSets);
  return {
    ...(isTime(lastActiveAt) && { lastActiveAt }),
    ...defined({ failure, permissions }),
    ...whatIsKnown(json),
  };
}

/** What was learned of the session and its workbook later on. */
function whatIsKnown(
  json: JsonObject,
): Pick<SessionActivity, 'ids' | 'workbookName' | 'mode' | 'place'> {
  const ids = idsOf(own(json, 'ids'));
  const workbookName = own(json, 'workbookName');
  const mode = oneOf(own(json, 'mode'), sessionModes);
  const place = readPlace(own(json, 'place'));
  return {
    ...defined({ ids }),
    ...(typeof workbookName === 'string' && { workbookName }),
    ...defined({ mode, place }),
  };
}

function failureOf(value: unknown): SessionActivity['failure'] | undefined {
  if (!isJsonObject(value)) {
    return undefined;
  }
  const code = oneOf(own(value, 'code'), errorCodes);
  const at = own(value, 'at');
  return code && isTime(at) ? { code, at } : undefined;
}

function idsOf(value: unknown): WorkbookIds | undefined {
  if (!isJsonObject(value)) {
    return undefined;
  }
  const driveId = own(value, 'driveId');
  const itemId = own(value, 'itemId');
  return isSafeId(driveId) && isSafeId(itemId) ? { driveId, itemId } : undefined;
}

function isSafeId(value: unknown): value is string {
  return typeof value === 'string' && isSafeSegment(value);
}
