import { defined } from '../base/defined';
import type { DriveEntries } from './driveEntries';
import {
  colleagueDrive,
  type Drive,
  fileAt,
  ownDrive,
  siteDrive,
  type WorkbookFile,
} from './drives';

/** A drive of the sandbox: of the user who is signed in, of the SharePoint site, or of a colleague. */
export type SeedDrive = 'own' | 'site' | 'colleague';

/** A file to start with. */
export interface SeedWorkbook {
  /** The path from the drive's root, for example `Reports/Plan.xlsx`. */
  readonly path: string;
  /** Default: `own`. */
  readonly drive?: SeedDrive;
  /** Default: an id that follows from the path. */
  readonly itemId?: string;
  /** In bytes. Default: 10,240. */
  readonly size?: number;
  /** True for a workbook that opens so slowly that createSession answers 202, or 504 without `Prefer: respond-async`. */
  readonly isSlow?: boolean;
}

/** A session to start with. It is open, and no program has opened it. */
export interface SeedSession {
  /** The path of a workbook of the seed or of the sandbox itself. */
  readonly path: string;
  /** Default: `own`. */
  readonly drive?: SeedDrive;
  readonly persistChanges: boolean;
  /** Default: a new id. */
  readonly sessionId?: string;
}

/** What a sandbox has when it starts, in addition to its own sample files. */
export interface SandboxSeed {
  readonly workbooks?: readonly SeedWorkbook[];
  readonly sessions?: readonly SeedSession[];
}

/** The drives by their names in a seed. */
const seedDrives: Readonly<Record<SeedDrive, Drive>> = {
  own: ownDrive,
  site: siteDrive,
  colleague: colleagueDrive,
};

const defaultSize = 10_240;

/** The files of a seed. */
export function filesOfSeed({ workbooks = [] }: SandboxSeed): readonly WorkbookFile[] {
  return workbooks.map(({ path, drive = 'own', itemId, size = defaultSize, isSlow = false }) =>
    fileAt(seedDrives[drive], path, size, defined({ itemId, isSlow: isSlow ? true : undefined })),
  );
}

/** The file that a session of a seed names, if it exists. */
export function fileOfSession(
  { path, drive = 'own' }: SeedSession,
  entries: DriveEntries,
): WorkbookFile | undefined {
  const named = { kind: 'drive', id: seedDrives[drive].id } as const;
  const entry = entries.find({ drive: named, item: { kind: 'path', path } });
  return entry?.kind === 'file' ? entry : undefined;
}
