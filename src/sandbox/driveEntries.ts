import { createHash } from 'node:crypto';
import { type Drive, type DriveOwner, drives } from './drives';

interface Entry {
  readonly driveId: string;
  readonly itemId: string;
  readonly name: string;
  /** From the root of its drive, without a leading slash, not encoded; empty for the root itself. */
  readonly path: string;
  /** In bytes. */
  readonly size: number;
}

/** A file of the sandbox, with what the Graph says of it. */
export interface WorkbookFile extends Entry {
  readonly kind: 'file';
  /** Takes so long to open that the Graph answers 202, or 504 to those who would not wait. */
  readonly isSlow?: true;
  /** Nobody but its owner reaches it, except who redeems the link to it. */
  readonly isBehindLink?: true;
}

export interface Folder extends Entry {
  readonly kind: 'folder';
}

/** Something of another drive, shown in this one. */
export interface Shortcut extends Entry {
  readonly kind: 'shortcut';
  readonly to: WorkbookFile | Folder;
}

export type DriveEntry = WorkbookFile | Folder | Shortcut;

/** How a call names a file or folder. */
export interface ItemReference {
  readonly drive: DriveOwner;
  readonly item:
    | { readonly kind: 'id'; readonly id: string }
    | { readonly kind: 'path'; readonly path: string }
    | { readonly kind: 'root' };
}

const base32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
/** With which the id of each drive's root ends. */
const rootIdEnd = '56Y2GOVW7725BZO354PWSELRRZ';

/** An id in the shape of the real ones, the same at each start. */
export function itemIdOf({ itemIdPrefix }: Drive, path: string): string {
  const bytes = createHash('sha256').update(path).digest().subarray(0, rootIdEnd.length);
  const end = path === '' ? rootIdEnd : [...bytes].map((byte) => base32.charAt(byte % 32)).join('');
  return itemIdPrefix + end;
}

export function driveOfEntry({ driveId }: Pick<Entry, 'driveId'>): Drive {
  const drive = drives.find(({ id }) => id === driveId);
  if (!drive) {
    throw new Error(`The sandbox has no drive ${driveId}.`);
  }
  return drive;
}

/** The path of the folder that holds an entry; undefined for the root. */
export function parentPathOf(path: string): string | undefined {
  return path === '' ? undefined : path.slice(0, Math.max(path.lastIndexOf('/'), 0));
}

export function folderAt(drive: Drive, path: string): Folder {
  const name = path === '' ? 'root' : path.slice(path.lastIndexOf('/') + 1);
  return { kind: 'folder', driveId: drive.id, itemId: itemIdOf(drive, path), name, path, size: 0 };
}

/** A file of the drive; its id comes from its path unless it is given. */
export function fileAt(
  drive: Drive,
  path: string,
  size: number,
  given: Partial<Pick<WorkbookFile, 'itemId' | 'isSlow' | 'isBehindLink'>> = {},
): WorkbookFile {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const itemId = itemIdOf(drive, path);
  return { kind: 'file', driveId: drive.id, itemId, name, path, size, ...given };
}

export function shortcutAt(drive: Drive, path: string, to: WorkbookFile | Folder): Shortcut {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const itemId = itemIdOf(drive, path);
  return { kind: 'shortcut', driveId: drive.id, itemId, name, path, size: to.size, to };
}

/** True when a link leads there and nothing else does. */
export function isBehindLink(entry: DriveEntry): boolean {
  return entry.kind === 'file' && entry.isBehindLink === true;
}

/** True for the formats that Graph's workbook calls open: not the one before Office Open XML. */
export function isOpenXml({ name }: Pick<Entry, 'name'>): boolean {
  return /\.xls[xmb]$/i.test(name);
}
