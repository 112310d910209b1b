import { isJsonObject, parseJson, type JsonObject } from '../base/json';
import { errorCodes } from '../core/errors';
import { isSafeSegment, type WorkbookIds } from '../core/workbook';
import { permissionSets, sessionModes, type SessionActivity } from '../core/workbookSession';
import { isTime, oneOf, own } from './guards';

const activityVersion = 1;

export function formatActivity(activity: SessionActivity): string {
  const { lastActiveAt, failure, ids, permissions, workbookName, mode } = activity;
  return JSON.stringify({
    version: activityVersion,
    ...{ lastActiveAt, permissions, workbookName, mode },
    ...(failure && { failure: { code: failure.code, at: failure.at } }),
    ...(ids && { ids: { driveId: ids.driveId, itemId: ids.itemId } }),
  });
}

/** What the text holds of a session's life; whatever is torn, foreign or of another version counts as nothing. */
export function parseActivity(text: string): SessionActivity {
  const json = parseJson(text);
  if (!isJsonObject(json) || own(json, 'version') !== activityVersion) {
    return {};
  }
  const lastActiveAt = own(json, 'lastActiveAt');
  const failure = failureOf(own(json, 'failure'));
  const permissions = oneOf(own(json, 'permissions'), permissionSets);
  return {
    ...(isTime(lastActiveAt) && { lastActiveAt }),
    ...(failure && { failure }),
    ...(permissions && { permissions }),
    ...whatIsKnown(json),
  };
}

/** What was learned of the session and its workbook later on. */
function whatIsKnown(json: JsonObject): Pick<SessionActivity, 'ids' | 'workbookName' | 'mode'> {
  const ids = idsOf(own(json, 'ids'));
  const workbookName = own(json, 'workbookName');
  const mode = oneOf(own(json, 'mode'), sessionModes);
  return {
    ...(ids && { ids }),
    ...(typeof workbookName === 'string' && { workbookName }),
    ...(mode && { mode }),
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
