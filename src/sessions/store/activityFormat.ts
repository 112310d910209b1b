import { isDeepStrictEqual } from 'node:util';
import { object, parse, picklist, string } from 'valibot';
import { defined } from '../../base/defined';
import { isJsonObject, parseJson, type JsonObject } from '../../base/json';
import { ifValid, readAs, timestamp } from '../../base/schema';
import { errorCodes } from '../../model/errors';
import { itemPlace } from '../../model/foundItem';
import { workbookIds } from '../../model/workbook';
import { permissionSets, sessionModes, type SessionActivity } from '../../model/workbookSession';

const activityVersion = 1;
const beginning = `{"version":${activityVersion}`;

const activityFields = object({
  lastActiveAt: ifValid(timestamp),
  failure: ifValid(object({ code: picklist(errorCodes), at: timestamp })),
  permissions: ifValid(picklist(permissionSets)),
  ids: ifValid(workbookIds),
  workbookName: ifValid(string()),
  mode: ifValid(picklist(sessionModes)),
  label: ifValid(string()),
  place: ifValid(itemPlace),
});

/** The content of an activity's file. */
export type ActivityFile =
  | {
      readonly kind: 'activity';
      readonly activity: SessionActivity;
      /** The whole object, including values that only a later release knows. */
      readonly json: JsonObject;
    }
  /** Nobody can read it, so it may be replaced. */
  | { readonly kind: 'torn' }
  /** Of another program or version, so it must not be changed. */
  | { readonly kind: 'foreign' };

/**
 * @param json the object in the file. Only values that differ from what this release reads in it are written,
 * so values that only a later release knows stay
 */
export function formatActivity(activity: SessionActivity, json: JsonObject = {}): string {
  const { version, ...there } = json;
  const read = new Map<string, unknown>(Object.entries(activityOf(json)));
  const changed = Object.entries(valuesOf(activity)).filter(
    ([name, value]) => !isDeepStrictEqual(value, read.get(name)),
  );
  // The version comes first, because a torn file is recognized by its beginning.
  return JSON.stringify({ version: activityVersion, ...there, ...Object.fromEntries(changed) });
}

export function parseActivity(text: string): ActivityFile {
  const json = parseJson(text);
  if (!isJsonObject(json) || json['version'] !== activityVersion) {
    return { kind: json === undefined && isTorn(text) ? 'torn' : 'foreign' };
  }
  return { kind: 'activity', activity: activityOf(json), json };
}

/** The values to write, without properties that other code may have added to the objects. */
export function valuesOf(activity: SessionActivity): JsonObject {
  const { lastActiveAt, failure, ids, permissions, workbookName, mode, label, place } = activity;
  return {
    ...{ lastActiveAt, permissions, workbookName, mode, label },
    failure: failure && { code: failure.code, at: failure.at },
    ids: ids && { driveId: ids.driveId, itemId: ids.itemId },
    place: readAs(itemPlace, place),
  };
}

/** True for the rest of a file of this version that was cut off or whose content was never written. */
function isTorn(text: string): boolean {
  return /^\0*$/.test(text) || beginning.startsWith(text) || text.startsWith(`${beginning},`);
}

/** Only the valid values. */
export function activityOf(json: JsonObject): SessionActivity {
  return defined(parse(activityFields, json));
}
