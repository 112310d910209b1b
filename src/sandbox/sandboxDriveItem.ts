import { defined } from '../base/defined';
import { type DriveEntry, driveOfEntry, folderAt, parentPathOf, type Shortcut } from './drives';
import { webUrlOf } from './webAddresses';
import { childrenOf } from './workbookFiles';

const lastModifiedDateTime = '2026-11-02T16:05:41Z';
const mimeTypes: Readonly<Record<string, string>> = {
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  xlsm: 'application/vnd.ms-excel.sheet.macroEnabled.12',
  xlsb: 'application/vnd.ms-excel.sheet.binary.macroEnabled.12',
  xls: 'application/vnd.ms-excel',
  txt: 'text/plain',
};

/** The file or folder as a driveItem. */
export function driveItemOf(entry: DriveEntry): Record<string, unknown> {
  return {
    createdDateTime: '2026-01-12T08:30:00Z',
    eTag: `"{${entry.itemId}},1"`,
    id: entry.itemId,
    lastModifiedDateTime,
    name: entry.name,
    webUrl: webUrlOf(entry),
    ...(entry.kind === 'folder' ? {} : { cTag: `"c:{${entry.itemId}},2"` }),
    size: sizeOf(entry),
    parentReference: parentReferenceOf(entry),
    ...facetOf(entry),
  };
}

function facetOf(entry: DriveEntry): Record<string, unknown> {
  switch (entry.kind) {
    case 'file':
      return { file: { mimeType: mimeTypeOf(entry.name) } };
    case 'folder':
      return { folder: { childCount: childrenOf(entry).length } };
    case 'shortcut':
      return { remoteItem: remoteItemOf(entry) };
  }
}

function remoteItemOf({ to }: Shortcut): Record<string, unknown> {
  return {
    id: to.itemId,
    lastModifiedDateTime,
    name: to.name,
    size: sizeOf(to),
    webUrl: webUrlOf(to),
    parentReference: parentReferenceOf(to),
    ...facetOf(to),
  };
}

function sizeOf(entry: DriveEntry): number {
  return entry.kind === 'folder'
    ? childrenOf(entry).reduce((sum, child) => sum + sizeOf(child), 0)
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
