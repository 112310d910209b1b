import { isJsonObject, parseJson } from '../base/json';
import { errorCodes } from '../core/errors';
import { isSafeSegment, type WorkbookIds } from '../core/workbook';
import { permissionSets, type SessionActivity } from '../core/workbookSession';
import { isTime, oneOf, own } from './guards';

const activityVersion = 1;

export function formatActivity(activity: SessionActivity): string {
  const { lastActiveAt, failure, ids, permissions, workbookName } = activity;
  return JSON.stringify({
    version: activityVersion,
    ...{ lastActiveAt, permissions, workbookName },
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
  const ids = idsOf(own(json, 'ids'));
  const permissions = oneOf(own(json, 'permissions'), permissionSets);
  const workbookName = own(json, 'workbookName');
  return {
    ...(isTime(lastActiveAt) && { lastActiveAt }),
    ...(failure && { failure }),
    ...(ids && { ids }),
    ...(permissions && { permissions }),
    ...(typeof workbookName === 'string' && { workbookName }),
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
