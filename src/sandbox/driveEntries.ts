import {
  type DriveEntry,
  driveOfEntry,
  drives,
  findDrive,
  type Folder,
  folderAt,
  type ItemReference,
  parentPathOf,
} from './drives';

/** The files and folders in the drives of one sandbox. */
export class DriveEntries {
  /** Roots and folders included, sorted by path. */
  readonly all: readonly DriveEntry[];

  /** @param listed all entries except the folders that follow from their paths; a later one replaces an earlier one at its path */
  constructor(listed: readonly DriveEntry[]) {
    this.all = withFolders(listed);
  }

  /** The file or folder that a call names, if it exists. */
  find({ drive, item }: ItemReference): DriveEntry | undefined {
    const driveId = findDrive(drive)?.id;
    return this.all.find((entry) => entry.driveId === driveId && isNamed(entry, item));
  }

  /** The entry with these ids, if it exists. */
  withIds(ids: Pick<DriveEntry, 'driveId' | 'itemId'>): DriveEntry | undefined {
    return this.all.find(({ driveId, itemId }) => driveId === ids.driveId && itemId === ids.itemId);
  }

  childrenOf(folder: DriveEntry): readonly DriveEntry[] {
    return this.all.filter(
      ({ driveId, path }) => driveId === folder.driveId && parentPathOf(path) === folder.path,
    );
  }

  /** The entries below a folder, at any depth, that have the text in their name. */
  searchBelow(folder: DriveEntry, text: string): readonly DriveEntry[] {
    const start = folder.path === '' ? '' : `${folder.path}/`;
    return this.all.filter(
      ({ driveId, path, name }) =>
        driveId === folder.driveId &&
        path !== '' &&
        path.startsWith(start) &&
        folded(name).includes(folded(text)),
    );
  }
}

/** The text in a form for comparison. Names and paths are case-insensitive. */
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

function withFolders(listed: readonly DriveEntry[]): DriveEntry[] {
  const entries = new Map<string, DriveEntry>();
  const add = (entry: DriveEntry) =>
    entries.set(JSON.stringify([entry.driveId, folded(entry.path)]), entry);
  drives.forEach((drive) => add(folderAt(drive, '')));
  for (const entry of listed) {
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
