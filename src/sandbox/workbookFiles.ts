/** A file of the sandbox, with what the Graph says of it. */
export interface WorkbookFile {
  readonly driveId: string;
  readonly itemId: string;
  readonly name: string;
  /** From the root of its drive, without a leading slash, not encoded. */
  readonly path: string;
  /** In bytes. */
  readonly size: number;
}

/** Whose drive is meant, in the forms that Graph's workbook calls take. */
export type DriveOwner =
  | { readonly kind: 'me' }
  | { readonly kind: 'drive' | 'user' | 'site' | 'group'; readonly id: string };

/** How a call names its file. */
export interface WorkbookReference {
  readonly drive: DriveOwner;
  readonly item:
    { readonly kind: 'id'; readonly id: string } | { readonly kind: 'path'; readonly path: string };
}

/** A workbook on which a session is worth opening when the sandbox starts. */
export interface SampleSession {
  readonly driveId: string;
  readonly itemId: string;
  readonly name: string;
  readonly persistChanges: boolean;
}

/** One drive of the sandbox and who reaches it by which address. */
interface Drive {
  readonly id: string;
  readonly type: 'business' | 'documentLibrary';
  /** Under a name that is kept for examples (RFC 2606): nothing is there, and nothing can be. */
  readonly webUrl: string;
  readonly siteId?: string;
  isOwnedBy(owner: DriveOwner): boolean;
}

const userIds = ['ada@workbooks.example', '6e7b768e-07e2-4810-8459-485f84f8f204'];
const siteId =
  'workbooks.example,da60e844-ba1d-49bc-b4d4-d5e36bae9019,712a596e-90a1-49e3-9b48-bfa80bee8740';
const groupId = '02bd9fd6-8f93-4758-87c3-1fb73740a315';

const ownDrive: Drive = {
  id: 'b!t18F8ybsHUq1z3LTz8xvZqP8zaSWjkFNhsME-Fepo75dTf9vQKfeRblBZjoSQrd7',
  type: 'business',
  webUrl: 'https://workbooks.example/personal/ada/Documents',
  isOwnedBy: (owner) =>
    owner.kind === 'me' ||
    (owner.kind === 'user' && userIds.includes(owner.id)) ||
    (owner.kind === 'drive' && owner.id === ownDrive.id),
};

const siteDrive: Drive = {
  id: 'b!ROhg2h26vEm01NXja66QGW5ZKnGhkONJm0i_qAvuh0D-5WqQJxNlTqmVd5kXRDNw',
  type: 'documentLibrary',
  webUrl: 'https://workbooks.example/sites/team/Shared%20Documents',
  siteId,
  isOwnedBy: (owner) =>
    (owner.kind === 'site' && owner.id === siteId) ||
    (owner.kind === 'group' && owner.id === groupId) ||
    (owner.kind === 'drive' && owner.id === siteDrive.id),
};

const drives = [ownDrive, siteDrive];

/** Every file of the sandbox; the last one is of the old format, which Excel online cannot open. */
export const workbookFiles = [
  ownFile('01BYE5RZ6QN3ZWBTUFOFD3GSPGOHDJD36K', 'Orçamento 2026.xlsx', '', 48_211),
  ownFile('01BYE5RZ7ZDX5PGFXEXBEK3HLQYHVTEWVO', 'Sales report Q3.xlsx', 'Reports/', 1_204_832),
  ownFile('01BYE5RZ53CPZGL4Z75FAZJRC7PVHGMZ2U', 'Budget.xlsx', '', 9_216),
  siteFile('01SXKFTR2PVVXNQWNZKZEJ6ZK3KQFWQG4C', 'Team plan.xlsx', 'General/', 87_040),
  siteFile('01SXKFTR6JKNOXCLDU5VHYQLOVRGXMTS5N', 'Inventory & orders 100%.xlsx', '', 310_784),
  ownFile('01BYE5RZ4LEGACYXLSFILE2003WORKBOOK', 'Archive 2003.xls', '', 26_624),
] as const satisfies readonly WorkbookFile[];

/** Sessions that make a first look at the product worth it: both modes, two drives. */
export const sampleSessions: readonly SampleSession[] = [
  sample(workbookFiles[0], true),
  sample(workbookFiles[0], false),
  sample(workbookFiles[1], false),
  sample(workbookFiles[3], true),
];

/** The file that a call names, unless there is none. */
export function findWorkbook({ drive, item }: WorkbookReference): WorkbookFile | undefined {
  const driveId = drives.find((candidate) => candidate.isOwnedBy(drive))?.id;
  return workbookFiles.find(
    (file) =>
      file.driveId === driveId &&
      (item.kind === 'id' ? file.itemId === item.id : isSamePath(file.path, item.path)),
  );
}

/** True for the formats that Graph's workbook calls open (resource page `excel`). */
export function isOpenXml({ name }: WorkbookFile): boolean {
  return name.toLowerCase().endsWith('.xlsx');
}

/** The file as a driveItem. */
export function driveItemOf(file: WorkbookFile): Record<string, unknown> {
  const drive = drives.find(({ id }) => id === file.driveId);
  const folder = file.path.slice(0, -file.name.length).replace(/\/$/, '');
  const root = `/drives/${file.driveId}/root:`;
  return {
    createdDateTime: '2026-01-12T08:30:00Z',
    eTag: `"{${file.itemId}},1"`,
    id: file.itemId,
    lastModifiedDateTime: '2026-11-02T16:05:41Z',
    name: file.name,
    webUrl: `${drive?.webUrl ?? ''}/${file.path.split('/').map(encodeURIComponent).join('/')}`,
    cTag: `"c:{${file.itemId}},2"`,
    size: file.size,
    parentReference: {
      driveType: drive?.type,
      driveId: file.driveId,
      id: `${file.itemId.slice(0, 8)}56Y2GOVW7725BZO354PWSELRRZ`,
      path: folder ? `${root}/${encodeURI(folder)}` : root,
      ...(drive?.siteId ? { siteId: drive.siteId } : {}),
    },
    file: {
      mimeType: isOpenXml(file)
        ? 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'
        : 'application/vnd.ms-excel',
    },
  };
}

/** Paths of a drive do not tell capitals apart. */
function isSamePath(one: string, other: string): boolean {
  return one.normalize().toLowerCase() === other.normalize().toLowerCase();
}

function ownFile(itemId: string, name: string, folder: string, size: number): WorkbookFile {
  return { driveId: ownDrive.id, itemId, name, path: folder + name, size };
}

function siteFile(itemId: string, name: string, folder: string, size: number): WorkbookFile {
  return { driveId: siteDrive.id, itemId, name, path: folder + name, size };
}

function sample({ driveId, itemId, name }: WorkbookFile, persistChanges: boolean): SampleSession {
  return { driveId, itemId, name, persistChanges };
}
