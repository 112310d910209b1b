import { defined } from '../base/defined';
import { graphClouds, type GraphCloud, type PermissionSet } from '../model/workbookSession';
import { longestName, readPlace, type ItemPlace } from '../model/foundItem';
import { isSafeSegment, type WorkbookIds } from '../model/workbook';

/** A workbook that was chosen before. */
export interface RecentWorkbook extends WorkbookIds {
  readonly cloud: GraphCloud;
  readonly name: string;
  /** Where it lies; absent: not known. */
  readonly place?: ItemPlace;
  /** What it took to find it; absent: not known. */
  readonly permissions?: PermissionSet;
}

/** The workbooks chosen last in Graph, the newest first. Neither secrets nor records: clouds, names, ids, places and permissions. */
export interface RecentWorkbooks {
  /** Those of one cloud: the others' mean nothing there. */
  list(cloud: GraphCloud): readonly RecentWorkbook[];
  remember(workbook: RecentWorkbook): Promise<void>;
}

const mostRecent = 10;

/** The list with the workbook at its head, each one once; a place and permissions that are not told stay. */
export function withRecent(
  list: readonly RecentWorkbook[],
  workbook: RecentWorkbook,
): readonly RecentWorkbook[] {
  const isSame = ({ cloud, driveId, itemId }: RecentWorkbook) =>
    cloud === workbook.cloud && driveId === workbook.driveId && itemId === workbook.itemId;
  const newest = readable({ ...list.find(isSame), ...workbook });
  return [newest, ...list.filter((one) => !isSame(one))].slice(0, mostRecent);
}

/** What of a kept value can be used: anything may stand there. */
export function readRecent(value: unknown): readonly RecentWorkbook[] {
  return Array.isArray(value) ? value.filter(isKept).slice(0, mostRecent).map(readable) : [];
}

/** A workbook as it is kept: the clouds were not always told apart. */
type KeptWorkbook = Omit<RecentWorkbook, 'cloud' | 'place'> & {
  readonly cloud?: unknown;
  readonly place?: unknown;
};

/** Nothing but what is kept; permissions that nobody knows are none. */
function readable(kept: KeptWorkbook): RecentWorkbook {
  const { cloud, driveId, itemId, name, permissions } = kept;
  const place = readPlace(kept.place);
  const isKnown = permissions === 'files' || permissions === 'allFiles';
  return {
    cloud: graphClouds.find((one) => one === cloud) ?? 'global',
    ...{ driveId, itemId, name: name.slice(0, longestName) },
    ...defined({ place }),
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
