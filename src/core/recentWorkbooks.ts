import { graphClouds, type GraphCloud, type PermissionSet } from './workbookSession';
import { isSafeSegment, type WorkbookIds } from './workbook';

/** A workbook that was chosen before. */
export interface RecentWorkbook extends WorkbookIds {
  readonly cloud: GraphCloud;
  readonly name: string;
  /** What it took to find it; absent: not known. */
  readonly permissions?: PermissionSet;
}

/** The workbooks chosen last in Graph, the newest first. Neither secrets nor records: clouds, names, ids and permissions. */
export interface RecentWorkbooks {
  /** Those of one cloud: the others' mean nothing there. */
  list(cloud: GraphCloud): readonly RecentWorkbook[];
  remember(workbook: RecentWorkbook): Promise<void>;
}

const mostRecent = 10;
const longestName = 400;

/** The list with the workbook at its head, each one once; permissions that are not told stay. */
export function withRecent(
  list: readonly RecentWorkbook[],
  workbook: RecentWorkbook,
): readonly RecentWorkbook[] {
  const isSame = ({ cloud, driveId, itemId }: RecentWorkbook) =>
    cloud === workbook.cloud && driveId === workbook.driveId && itemId === workbook.itemId;
  const permissions = workbook.permissions ?? list.find(isSame)?.permissions;
  const newest = readable({ ...workbook, ...(permissions && { permissions }) });
  return [newest, ...list.filter((one) => !isSame(one))].slice(0, mostRecent);
}

/** What of a kept value can be used: anything may stand there. */
export function readRecent(value: unknown): readonly RecentWorkbook[] {
  return Array.isArray(value) ? value.filter(isKept).slice(0, mostRecent).map(readable) : [];
}

/** A workbook as it is kept: the clouds were not always told apart. */
type KeptWorkbook = Omit<RecentWorkbook, 'cloud'> & { readonly cloud?: unknown };

/** Nothing but what is kept; permissions that nobody knows are none. */
function readable({ cloud, driveId, itemId, name, permissions }: KeptWorkbook): RecentWorkbook {
  const isKnown = permissions === 'files' || permissions === 'allFiles';
  return {
    cloud: graphClouds.find((one) => one === cloud) ?? 'global',
    ...{ driveId, itemId, name: name.slice(0, longestName) },
    ...(isKnown && { permissions }),
  };
}

function isKept(value: unknown): value is KeptWorkbook {
  return (
    typeof value === 'object' &&
    value !== null &&
    'driveId' in value &&
    'itemId' in value &&
    'name' in value &&
    [value.driveId, value.itemId].every((id) => typeof id === 'string' && isSafeSegment(id)) &&
    typeof value.name === 'string'
  );
}
