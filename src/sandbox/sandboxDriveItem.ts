import { defined } from '../base/defined';
import type { DriveEntries } from './driveEntries';
import { type DriveEntry, driveOfEntry, folderAt, parentPathOf, type Shortcut } from './drives';
import { webUrlOf } from './webAddresses';

const lastModifiedDateTime = '2026-11-02T16:05:41Z';
const mimeTypes: Readonly<Record<string, string>> = {
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  xlsm: 'application/vnd.ms-excel.sheet.macroEnabled.12',
  xlsb: 'application/vnd.ms-excel.sheet.binary.macroEnabled.12',
  xls: 'application/vnd.ms-excel',
  txt: 'text/plain',
};

/** The file or folder as a driveItem. */
export function driveItemOf(entry: DriveEntry, entries: DriveEntries): Record<string, unknown> {
  return {
    createdDateTime: '2026-01-12T08:30:00Z',
    eTag: `"{${entry.itemId}},1"`,
    id: entry.itemId,
    lastModifiedDateTime,
    name: entry.name,
    webUrl: webUrlOf(entry),
    ...(entry.kind === 'folder' ? {} : { cTag: `"c:{${entry.itemId}},2"` }),
    size: sizeOf(entry, entries),
    parentReference: parentReferenceOf(entry),
    ...facetOf(entry, entries),
  };
}

function facetOf(entry: DriveEntry, entries: DriveEntries): Record<string, unknown> {
  switch (entry.kind) {
    case 'file':
      return { file: { mimeType: mimeTypeOf(entry.name) } };
    case 'folder':
      return { folder: { childCount: entries.childrenOf(entry).length } };
    case 'shortcut':
      return { remoteItem: remoteItemOf(entry, entries) };
  }
}

function remoteItemOf({ to }: Shortcut, entries: DriveEntries): Record<string, unknown> {
  return {
    id: to.itemId,
    lastModifiedDateTime,
    name: to.name,
    size: sizeOf(to, entries),
    webUrl: webUrlOf(to),
    parentReference: parentReferenceOf(to),
    ...facetOf(to, entries),
  };
}

function sizeOf(entry: DriveEntry, entries: DriveEntries): number {
  return entry.kind === 'folder'
    ? entries.childrenOf(entry).reduce((sum, child) => sum + sizeOf(child, entries), 0)
    : entry.size;
}

/** The reference to the folder of the entry. */
export function parentReferenceOf(entry: DriveEntry): Record<string, unknown> {
  const drive = driveOfEntry(entry);
  const folder = parentPathOf(entry.path);
  const root = `/drives/${drive.id}/root:`;
  return {
    driveType: drive.type,
    driveId: drive.id,
    ...(folder === undefined
      ? {}
      : {
          id: folderAt(drive, folder).itemId,
          path: folder ? `${root}/${encodeURI(folder)}` : root,
        }),
    ...defined({ siteId: drive.siteId }),
  };
}

function mimeTypeOf(name: string): string {
  const ending = name.slice(name.lastIndexOf('.') + 1).toLowerCase();
  return mimeTypes[ending] ?? 'application/octet-stream';
}
