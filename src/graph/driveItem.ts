import { isJsonObject, type JsonObject } from '../base/json';
import type { Attempt, FoundWorkbook } from '../core/ports';
import { isSafeSegment } from '../core/workbook';

/** Reads a driveItem; one that is only a reference (`remoteItem`) gives the ids of what it refers to. */
export function readDriveItem(body: unknown): Attempt<FoundWorkbook> | undefined {
  const own = objectOr(body, {});
  const item = objectOr(own['remoteItem'], own);
  const itemId = segment(item['id']);
  const driveId = segment(objectOr(item['parentReference'], {})['driveId']);
  const name = text(item['name']) ?? text(own['name']);
  if (itemId === undefined || driveId === undefined || name === undefined) {
    return { ok: false, code: 'unexpectedAnswer', mayRetry: false };
  }
  return isWorkbook(item, name)
    ? { ok: true, value: { driveId, itemId, name } }
    : { ok: false, code: 'notAWorkbook', mayRetry: false };
}

/** Reads where a driveItem is for a browser. */
export function readWebUrl(body: unknown): Attempt<string> {
  const webUrl = text(objectOr(body, {})['webUrl']);
  return webUrl === undefined
    ? { ok: false, code: 'unexpectedAnswer', mayRetry: false }
    : { ok: true, value: webUrl };
}

/**
 * Only Open XML workbooks have sessions (https://learn.microsoft.com/graph/api/resources/excel). What
 * the service says of the file goes before its name; it says nothing of some.
 */
function isWorkbook(item: JsonObject, name: string): boolean {
  if (isJsonObject(item['folder'])) {
    return false;
  }
  const mimeType = text(objectOr(item['file'], {})['mimeType'])?.toLowerCase() ?? unknownType;
  return mimeType === unknownType
    ? /\.(xlsx|xlsm|xlsb|xltx|xltm)$/i.test(name)
    : openXmlTypes.test(mimeType);
}

const unknownType = 'application/octet-stream';
/** The types of .xlsx and .xltx, then those of .xlsm, .xlsb and .xltm; .xls has `application/vnd.ms-excel`. */
const openXmlTypes =
  /^application\/vnd\.(?:openxmlformats-officedocument\.spreadsheetml\.|ms-excel\.\w+\.\w+\.12$)/;

function objectOr(value: unknown, fallback: JsonObject): JsonObject {
  return isJsonObject(value) ? value : fallback;
}

function segment(value: unknown): string | undefined {
  return typeof value === 'string' && isSafeSegment(value) ? value : undefined;
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
