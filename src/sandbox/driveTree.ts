import {
  type DriveEntry,
  driveOfEntry,
  type Folder,
  folderAt,
  type ItemReference,
  parentPathOf,
} from './driveEntries';
import { drives, findDrive } from './drives';
import { givenEntries } from './workbookFiles';

/** Everything in the drives, roots and folders included, sorted by path. */
export const driveEntries: readonly DriveEntry[] = withFolders(givenEntries);

/** The file or folder that a call names, unless there is none. */
export function findEntry({ drive, item }: ItemReference): DriveEntry | undefined {
  const driveId = findDrive(drive)?.id;
  return driveEntries.find((entry) => entry.driveId === driveId && isNamed(entry, item));
}

export function childrenOf(folder: DriveEntry): readonly DriveEntry[] {
  return driveEntries.filter(
    ({ driveId, path }) => driveId === folder.driveId && parentPathOf(path) === folder.path,
  );
}

/** What lies in the folder or in a folder of it, and has the text in its name. */
export function searchBelow(folder: DriveEntry, text: string): readonly DriveEntry[] {
  const start = folder.path === '' ? '' : `${folder.path}/`;
  return driveEntries.filter(
    ({ driveId, path, name }) =>
      driveId === folder.driveId &&
      path !== '' &&
      path.startsWith(start) &&
      folded(name).includes(folded(text)),
  );
}

/** Names and paths do not tell capitals apart. */
export function folded(text: string): string {
  return text.normalize().toLowerCase();
}

function isNamed({ itemId, path }: DriveEntry, item: ItemReference['item']): boolean {
  switch (item.kind) {
    case 'id':
      return itemId === item.id;
    case 'path':
      return path !== '' && folded(path) === folded(item.path.replace(/\/$/, ''));
    case 'root':
      return path === '';
  }
}

function withFolders(given: readonly DriveEntry[]): DriveEntry[] {
  const entries = new Map<string, DriveEntry>();
  const add = (entry: DriveEntry) =>
    entries.set(JSON.stringify([entry.driveId, entry.path]), entry);
  drives.forEach((drive) => add(folderAt(drive, '')));
  for (const entry of given) {
    foldersOf(entry).forEach(add);
    add(entry);
  }
  return [...entries.values()].sort((one, other) => one.path.localeCompare(other.path));
}

function foldersOf(entry: DriveEntry): Folder[] {
  const parent = parentPathOf(entry.path);
  if (!parent) {
    return [];
  }
  const folder = folderAt(driveOfEntry(entry), parent);
  return [...foldersOf(folder), folder];
}
