import type { Attempt, FoundWorkbook } from '../core/ports';
import { isSafeSegment } from '../core/workbook';
import { isObject, type JsonObject } from './json';

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
  return isWorkbook(name)
    ? { ok: true, value: { driveId, itemId, name } }
    : { ok: false, code: 'unsupportedWorkbook', mayRetry: false };
}

/** Reads where a driveItem is for a browser. */
export function readWebUrl(body: unknown): Attempt<string> {
  const webUrl = text(objectOr(body, {})['webUrl']);
  return webUrl === undefined
    ? { ok: false, code: 'unexpectedAnswer', mayRetry: false }
    : { ok: true, value: webUrl };
}

/** Only Open XML workbooks have sessions (https://learn.microsoft.com/graph/api/resources/excel). */
function isWorkbook(name: string): boolean {
  return /\.(xlsx|xlsm|xlsb|xltx|xltm)$/i.test(name);
}

function objectOr(value: unknown, fallback: JsonObject): JsonObject {
  return isObject(value) ? value : fallback;
}

function segment(value: unknown): string | undefined {
  return typeof value === 'string' && isSafeSegment(value) ? value : undefined;
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
