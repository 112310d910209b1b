import { optional, unknown, type InferOutput } from 'valibot';
import { defined } from '../base/defined';
import { ifValid, jsonObject, nonEmptyText, readAs } from '../base/schema';
import type { FoundItem, ItemPlace } from '../model/foundItem';
import type { Attempt, FoundWorkbook } from '../model/ports';
import { workbookIds, type WorkbookIds } from '../model/workbook';

/** What we read of a driveItem, each part where it is valid. */
const fields = {
  id: optional(unknown()),
  name: ifValid(nonEmptyText),
  webUrl: ifValid(nonEmptyText),
  parentReference: ifValid(
    jsonObject({ driveId: optional(unknown()), path: ifValid(nonEmptyText) }),
  ),
  file: ifValid(jsonObject({ mimeType: ifValid(nonEmptyText) })),
  folder: ifValid(jsonObject({})),
  package: ifValid(jsonObject({})),
};
const driveItem = jsonObject(fields);

/** One that is only a reference has in `remoteItem` what it refers to. */
const itemOrReference = jsonObject({ ...fields, remoteItem: ifValid(driveItem) });

type DriveItem = InferOutput<typeof driveItem>;

/** Reads a driveItem that is to be a workbook. */
export function readDriveItem(body: unknown): Attempt<FoundWorkbook> {
  const item = itemIn(body, false);
  if (!item) {
    return { ok: false, code: 'unexpectedAnswer', mayRetry: false };
  }
  const { driveId, itemId, name, place } = item;
  return item.kind === 'workbook'
    ? { ok: true, value: { driveId, itemId, name, ...placeInAnyDrive(place) } }
    : { ok: false, code: 'notAWorkbook', mayRetry: false };
}

/** An address may lead into any drive: a folder without its site is not taken for one of the user's own. */
function placeInAnyDrive({ folder, site }: ItemPlace): Pick<FoundWorkbook, 'place'> {
  if (site !== undefined) {
    return { place: { site, ...defined({ folder }) } };
  }
  return folder === undefined ? {} : { place: { folder, isOtherDrive: true } };
}

/** Reads where a driveItem is for a browser. */
export function readWebUrl(body: unknown): Attempt<string> {
  const webUrl = readAs(driveItem, body)?.webUrl;
  return webUrl === undefined
    ? { ok: false, code: 'unexpectedAnswer', mayRetry: false }
    : { ok: true, value: webUrl };
}

/**
 * Reads a driveItem; one that is only a reference (`remoteItem`) gives the ids of what it refers to.
 * Undefined when it lacks what makes it usable.
 */
export function readFoundItem(body: unknown): FoundItem | undefined {
  return itemIn(body, true);
}

/** @param isWhereMet false for an item whose drive the user has not seen */
function itemIn(body: unknown, isWhereMet: boolean): FoundItem | undefined {
  const own = readAs(itemOrReference, body) ?? {};
  const item: DriveItem = own.remoteItem ?? own;
  const ids = idsOf(item);
  const name = nameOf(item, own);
  if (!ids || name === undefined) {
    return undefined;
  }
  const kind = kindOf(item, name);
  return {
    kind,
    ...ids,
    name,
    place: placeOf(item, isWhereMet && item === own),
    ...(kind === 'other' && isOldFormat(item, name) && { isOldFormat: true }),
  };
}

function idsOf({ id, parentReference }: DriveItem): WorkbookIds | undefined {
  return readAs(workbookIds, { driveId: parentReference?.driveId, itemId: id });
}

/** A file's own name; of a folder, that of the shortcut to it, since that is what the user sees there. */
function nameOf(item: DriveItem, own: DriveItem): string | undefined {
  return item.folder ? (own.name ?? item.name) : (item.name ?? own.name);
}

/**
 * Only Open XML workbooks have sessions (https://learn.microsoft.com/graph/api/resources/excel). What
 * the service says of the file goes before its name; it says nothing of some.
 */
function kindOf(item: DriveItem, name: string): FoundItem['kind'] {
  if (item.folder) {
    return 'folder';
  }
  const type = mimeTypeOf(item);
  const isWorkbook = type === unknownType ? openXmlEndings.test(name) : openXmlTypes.test(type);
  return isWorkbook && !item.package ? 'workbook' : 'other';
}

function isOldFormat(item: DriveItem, name: string): boolean {
  const type = mimeTypeOf(item);
  return type === unknownType
    ? /\.xl[sta]$/i.test(name)
    : type === 'application/vnd.ms-excel' && !/\.csv$/i.test(name);
}

function mimeTypeOf({ file }: DriveItem): string {
  return file?.mimeType?.toLowerCase() ?? unknownType;
}

const unknownType = 'application/octet-stream';
const openXmlEndings = /\.(xlsx|xlsm|xlsb|xltx|xltm)$/i;
/** The types of .xlsx and .xltx, then those of .xlsm, .xlsb and .xltm; .xls has `application/vnd.ms-excel`. */
const openXmlTypes =
  /^application\/vnd\.(?:openxmlformats-officedocument\.spreadsheetml\.|ms-excel\.(?:sheet|template)(?:\.binary)?\.macroenabled\.12$)/;

/**
 * Where the item lies, as far as that is told. One that was met where it lies needs no site beside its
 * folder.
 */
function placeOf({ parentReference, webUrl }: DriveItem, isWhereMet: boolean): ItemPlace {
  const folder = folderOf(parentReference?.path);
  const site = folder !== undefined && isWhereMet ? undefined : siteOf(webUrl);
  return defined({ folder, site });
}

/** The folder in `/drives/{id}/root:/Folder/Other`. */
function folderOf(path = ''): string | undefined {
  const folder = /root:\/?(.*)$/s.exec(path)?.[1];
  return folder === undefined ? undefined : decoded(folder);
}

function siteOf(webUrl = ''): string | undefined {
  const [, host, site = ''] =
    /^https:\/\/([\w.-]+)(?:\/:\w:\/[a-z])?(\/(?:sites|teams|personal)\/[^/?#]+)?/i.exec(webUrl) ??
    [];
  return host === undefined ? undefined : `${host}${decoded(site)}`;
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
