import { optional, unknown, type InferOutput } from 'valibot';
import { defined } from '../base/defined';
import { ifValid, jsonObject, nonEmptyText, readAs } from '../base/schema';
import type { FoundItem, ItemPlace } from '../model/foundItem';
import type { Attempt, FoundWorkbook } from '../model/ports';
import { workbookIds, type WorkbookIds } from '../model/workbook';

/** The properties of a driveItem that we read. An invalid property counts as absent. */
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

/** An item that only refers to another item has that item in `remoteItem`. */
const itemOrReference = jsonObject({ ...fields, remoteItem: ifValid(driveItem) });

type DriveItem = InferOutput<typeof driveItem>;

/** Reads a driveItem that must be a workbook. */
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

/** An address can lead into any drive, so a folder without a site may be in another user's drive. */
function placeInAnyDrive({ folder, site }: ItemPlace): Pick<FoundWorkbook, 'place'> {
  if (site !== undefined) {
    return { place: { site, ...defined({ folder }) } };
  }
  return folder === undefined ? {} : { place: { folder, isOtherDrive: true } };
}

/** Reads the web address of a driveItem. */
export function readWebUrl(body: unknown): Attempt<string> {
  const webUrl = readAs(driveItem, body)?.webUrl;
  return webUrl === undefined
    ? { ok: false, code: 'unexpectedAnswer', mayRetry: false }
    : { ok: true, value: webUrl };
}

/**
 * Reads a driveItem. For a reference (`remoteItem`), returns the ids of the item that it refers to.
 * Undefined without usable ids and a name.
 */
export function readFoundItem(body: unknown): FoundItem | undefined {
  return itemIn(body, true);
}

/** @param isInSeenDrive false when the user has not seen the item's drive */
function itemIn(body: unknown, isInSeenDrive: boolean): FoundItem | undefined {
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
    place: placeOf(item, isInSeenDrive && item === own),
    ...(kind === 'other' && isOldFormat(item, name) && { isOldFormat: true }),
  };
}

function idsOf({ id, parentReference }: DriveItem): WorkbookIds | undefined {
  return readAs(workbookIds, { driveId: parentReference?.driveId, itemId: id });
}

/** A file has its own name. A folder has the name of the shortcut to it, because the user sees that name. */
function nameOf(item: DriveItem, own: DriveItem): string | undefined {
  return item.folder ? (own.name ?? item.name) : (item.name ?? own.name);
}

/**
 * Only Open XML workbooks have sessions (https://learn.microsoft.com/graph/api/resources/excel). The file's
 * type goes before its name. The service doesn't know the type of every file.
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
/** The types of .xlsx and .xltx, then those of .xlsm, .xlsb and .xltm. A .xls has `application/vnd.ms-excel`. */
const openXmlTypes =
  /^application\/vnd\.(?:openxmlformats-officedocument\.spreadsheetml\.|ms-excel\.(?:sheet|template)(?:\.binary)?\.macroenabled\.12$)/;

/** Where the item is, as far as known. In a drive that the user has seen, the folder is enough. */
function placeOf({ parentReference, webUrl }: DriveItem, isInSeenDrive: boolean): ItemPlace {
  const folder = folderOf(parentReference?.path);
  const site = folder !== undefined && isInSeenDrive ? undefined : siteOf(webUrl);
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
