import { createHash } from 'node:crypto';

/** The owner of a drive, in the forms that Graph's calls accept. */
export type DriveOwner =
  | { readonly kind: 'me' }
  | { readonly kind: 'drive' | 'user' | 'site' | 'group'; readonly id: string };

/** A drive of the sandbox. */
export interface Drive {
  readonly id: string;
  readonly name: string;
  readonly type: 'business' | 'documentLibrary';
  readonly webUrl: string;
  /** The beginning of the ids of its items. */
  readonly itemIdPrefix: string;
  readonly siteId?: string;
  isOwnedBy(owner: DriveOwner): boolean;
}

const adaIds = ['ada@workbooks.example', '6e7b768e-07e2-4810-8459-485f84f8f204'];
const graceIds = ['grace@workbooks.example', 'e0f0a4c1-54ab-4a5e-8a6f-7d2f1c9b3b57'];
const siteId =
  'workbooks.example,da60e844-ba1d-49bc-b4d4-d5e36bae9019,712a596e-90a1-49e3-9b48-bfa80bee8740';
const groupId = '02bd9fd6-8f93-4758-87c3-1fb73740a315';

/** The OneDrive of the user who is signed in. */
export const ownDrive: Drive = {
  id: 'b!t18F8ybsHUq1z3LTz8xvZqP8zaSWjkFNhsME-Fepo75dTf9vQKfeRblBZjoSQrd7',
  name: 'OneDrive',
  type: 'business',
  webUrl: 'https://contoso-my.sharepoint.example/personal/ada_workbooks_example/Documents',
  itemIdPrefix: '01BYE5RZ',
  isOwnedBy: (owner) =>
    owner.kind === 'me' ||
    (owner.kind === 'user' && adaIds.includes(owner.id)) ||
    (owner.kind === 'drive' && owner.id === ownDrive.id),
};

/** A document library of a SharePoint site. */
export const siteDrive: Drive = {
  id: 'b!ROhg2h26vEm01NXja66QGW5ZKnGhkONJm0i_qAvuh0D-5WqQJxNlTqmVd5kXRDNw',
  name: 'Documents',
  type: 'documentLibrary',
  webUrl: 'https://contoso.sharepoint.example/sites/team/Shared%20Documents',
  itemIdPrefix: '01SXKFTR',
  siteId,
  isOwnedBy: (owner) =>
    (owner.kind === 'site' && owner.id === siteId) ||
    (owner.kind === 'group' && owner.id === groupId) ||
    (owner.kind === 'drive' && owner.id === siteDrive.id),
};

/** The OneDrive of a colleague who shares files. */
export const colleagueDrive: Drive = {
  id: 'b!9cKx1mPZJ0yWqH7uRkVtAeT3nLbSfXdGhQ2oY8iCzM5vUwB6aEjIrNp4KslODgy1',
  name: 'OneDrive',
  type: 'business',
  webUrl: 'https://contoso-my.sharepoint.example/personal/grace_workbooks_example/Documents',
  itemIdPrefix: '01QH7MVC',
  isOwnedBy: (owner) =>
    (owner.kind === 'user' && graceIds.includes(owner.id)) ||
    (owner.kind === 'drive' && owner.id === colleagueDrive.id),
};

export const drives: readonly Drive[] = [ownDrive, siteDrive, colleagueDrive];

/** The only site, as a resource. */
export const site = {
  createdDateTime: '2026-01-08T09:00:00Z',
  description: 'Plans and orders of the team',
  displayName: 'Team',
  id: siteId,
  lastModifiedDateTime: '2026-11-02T16:05:41Z',
  name: 'team',
  webUrl: 'https://contoso.sharepoint.example/sites/team',
} as const;

export function findDrive(owner: DriveOwner): Drive | undefined {
  return drives.find((candidate) => candidate.isOwnedBy(owner));
}

/** The drive as a resource. */
export function driveOf({ id, name, type, webUrl }: Drive): Record<string, unknown> {
  return {
    createdDateTime: '2026-01-08T09:00:00Z',
    driveType: type,
    id,
    lastModifiedDateTime: '2026-11-02T16:05:41Z',
    name,
    webUrl,
  };
}

interface Entry {
  readonly driveId: string;
  readonly itemId: string;
  readonly name: string;
  /** The path from the drive's root, without a leading slash, not encoded. Empty for the root. */
  readonly path: string;
  /** In bytes. */
  readonly size: number;
}

/** A file of the sandbox. */
export interface WorkbookFile extends Entry {
  readonly kind: 'file';
  /** Opens so slowly that Graph answers 202, or 504 without `Prefer: respond-async`. */
  readonly isSlow?: true;
  /** Another user reaches it only after redeeming the link to it. */
  readonly isBehindLink?: true;
}

export interface Folder extends Entry {
  readonly kind: 'folder';
}

/** A shortcut to an item of another drive. */
export interface Shortcut extends Entry {
  readonly kind: 'shortcut';
  readonly to: WorkbookFile | Folder;
}

export type DriveEntry = WorkbookFile | Folder | Shortcut;

/** A file or folder in the form that a call names it. */
export interface ItemReference {
  readonly drive: DriveOwner;
  readonly item:
    | { readonly kind: 'id'; readonly id: string }
    | { readonly kind: 'path'; readonly path: string }
    | { readonly kind: 'root' };
}

const base32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
/** The end of the id of each drive's root. */
const rootIdEnd = '56Y2GOVW7725BZO354PWSELRRZ';

/** An id that looks like a real one and is the same at each start. */
function itemIdOf({ itemIdPrefix }: Drive, path: string): string {
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

/** The path of the folder of an entry; undefined for the root. */
export function parentPathOf(path: string): string | undefined {
  return path === '' ? undefined : path.slice(0, Math.max(path.lastIndexOf('/'), 0));
}

export function folderAt(drive: Drive, path: string): Folder {
  const name = path === '' ? 'root' : path.slice(path.lastIndexOf('/') + 1);
  return { kind: 'folder', driveId: drive.id, itemId: itemIdOf(drive, path), name, path, size: 0 };
}

/** Creates a file of the drive. Its id follows from its path by default. */
export function fileAt(
  drive: Drive,
  path: string,
  size: number,
  change: Partial<Pick<WorkbookFile, 'itemId' | 'isSlow' | 'isBehindLink'>> = {},
): WorkbookFile {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const itemId = itemIdOf(drive, path);
  return { kind: 'file', driveId: drive.id, itemId, name, path, size, ...change };
}

export function shortcutAt(drive: Drive, path: string, to: WorkbookFile | Folder): Shortcut {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const itemId = itemIdOf(drive, path);
  return { kind: 'shortcut', driveId: drive.id, itemId, name, path, size: to.size, to };
}

/** True for a file that is shared only by a link. */
export function isBehindLink(entry: DriveEntry): boolean {
  return entry.kind === 'file' && entry.isBehindLink === true;
}

/** True for the Office Open XML formats. Graph's workbook calls open no other format. */
export function isOpenXml({ name }: Pick<Entry, 'name'>): boolean {
  return /\.xls[xmb]$/i.test(name);
}
