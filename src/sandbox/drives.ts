/** Whose drive is meant, in the forms that Graph's calls take. */
export type DriveOwner =
  | { readonly kind: 'me' }
  | { readonly kind: 'drive' | 'user' | 'site' | 'group'; readonly id: string };

/** One drive of the sandbox and who reaches it by which address. */
export interface Drive {
  readonly id: string;
  readonly name: string;
  readonly type: 'business' | 'documentLibrary';
  readonly webUrl: string;
  /** With which the ids of its items begin. */
  readonly itemIdPrefix: string;
  readonly siteId?: string;
  isOwnedBy(owner: DriveOwner): boolean;
}

const adaIds = ['ada@workbooks.example', '6e7b768e-07e2-4810-8459-485f84f8f204'];
const graceIds = ['grace@workbooks.example', 'e0f0a4c1-54ab-4a5e-8a6f-7d2f1c9b3b57'];
const siteId =
  'workbooks.example,da60e844-ba1d-49bc-b4d4-d5e36bae9019,712a596e-90a1-49e3-9b48-bfa80bee8740';
const groupId = '02bd9fd6-8f93-4758-87c3-1fb73740a315';

/** The OneDrive of the user whom the token stands for. */
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

/** The OneDrive of a colleague, who shares something. */
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

/** The one site, as a resource. */
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
