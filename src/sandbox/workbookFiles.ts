import {
  colleagueDrive,
  type DriveEntry,
  fileAt,
  folderAt,
  ownDrive,
  shortcutAt,
  siteDrive,
  type WorkbookFile,
} from './drives';

/** A session to open when the sandbox starts. */
export interface SampleSession {
  readonly driveId: string;
  readonly itemId: string;
  readonly name: string;
  readonly persistChanges: boolean;
}

/** The files to try. The last one has the old format, which Excel for the web can't open. */
export const workbookFiles = [
  own('01BYE5RZ6QN3ZWBTUFOFD3GSPGOHDJD36K', 'Orçamento 2026.xlsx', 48_211),
  own('01BYE5RZ7ZDX5PGFXEXBEK3HLQYHVTEWVO', 'Reports/Sales report Q3.xlsx', 1_204_832),
  own('01BYE5RZ53CPZGL4Z75FAZJRC7PVHGMZ2U', 'Budget.xlsx', 9_216),
  ofSite('01SXKFTR2PVVXNQWNZKZEJ6ZK3KQFWQG4C', 'General/Team plan.xlsx', 87_040),
  ofSite('01SXKFTR6JKNOXCLDU5VHYQLOVRGXMTS5N', 'Inventory & orders 100%.xlsx', 310_784),
  own('01BYE5RZ4LEGACYXLSFILE2003WORKBOOK', 'Archive 2003.xls', 26_624),
] as const satisfies readonly WorkbookFile[];

/** Sessions for a first look at the product: both modes, two drives. */
export const sampleSessions: readonly SampleSession[] = [
  sample(workbookFiles[0], true),
  sample(workbookFiles[0], false),
  sample(workbookFiles[1], false),
  sample(workbookFiles[3], true),
];

/** Files that each have one special property. */
export const specialFiles = {
  /** createSession answers 202 with `Prefer: respond-async`, else 504. */
  slow: fileAt(ownDrive, 'Models/Slow model.xlsx', 73_400_320, { isSlow: true }),
  slowOfSite: fileAt(siteDrive, 'General/Consolidated accounts.xlsx', 91_226_112, { isSlow: true }),
  macro: fileAt(ownDrive, 'Models/Macros.xlsm', 61_440),
  binary: fileAt(ownDrive, 'Models/Large data.xlsb', 8_388_608),
  awkward: fileAt(ownDrive, "Pläne & Übersicht/Größe #1 + 100% 'neu'.xlsx", 20_480),
  text: fileAt(ownDrive, 'Notes.txt', 512),
  /** In the drive of a colleague. */
  shared: fileAt(colleagueDrive, 'Shared/Forecast of Grace.xlsx', 40_960),
} as const satisfies Record<string, WorkbookFile>;

/** The number of workbooks in a folder with more than one page. */
export const measurementCount = 230;

/** A file in a colleague's drive, shared only by a link. */
export const linkedFile = fileAt(colleagueDrive, 'Private/Salaries of Grace.xlsx', 30_720, {
  isBehindLink: true,
});

const measurements = Array.from({ length: measurementCount }, (_, index) =>
  fileAt(ownDrive, `Measurements/Measurement ${String(index + 1).padStart(3, '0')}.xlsx`, 10_240),
);

/** The entries of every sandbox except the folders that follow from their paths. */
export const builtInEntries: readonly DriveEntry[] = [
  ...workbookFiles,
  ...Object.values(specialFiles),
  linkedFile,
  ...measurements,
  folderAt(ownDrive, 'Empty folder'),
  shortcutAt(ownDrive, 'Forecast of Grace.xlsx', specialFiles.shared),
  shortcutAt(ownDrive, 'Team files', folderAt(siteDrive, 'General')),
];

function own(itemId: string, path: string, size: number): WorkbookFile {
  return fileAt(ownDrive, path, size, { itemId });
}

function ofSite(itemId: string, path: string, size: number): WorkbookFile {
  return fileAt(siteDrive, path, size, { itemId });
}

function sample({ driveId, itemId, name }: WorkbookFile, persistChanges: boolean): SampleSession {
  return { driveId, itemId, name, persistChanges };
}
