import { fallback, object, picklist, pipe, transform } from 'valibot';
import { defined } from '../base/defined';
import { ifValid, listOfValid, readAs } from '../base/schema';
import { itemPlace, shortName, type ItemPlace } from '../model/foundItem';
import { workbookIds, type WorkbookIds } from '../model/workbook';
import {
  graphClouds,
  permissionSets,
  type GraphCloud,
  type PermissionSet,
} from '../model/workbookSession';

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

const recentWorkbooks = pipe(
  listOfValid(
    object({
      ...workbookIds.entries,
      // The clouds were not always told apart.
      cloud: fallback(picklist(graphClouds), 'global'),
      name: shortName,
      place: ifValid(itemPlace),
      permissions: ifValid(picklist(permissionSets)),
    }),
  ),
  transform((list) =>
    list.slice(0, mostRecent).map((workbook): RecentWorkbook => defined(workbook)),
  ),
);

/** The list with the workbook at its head, each one once; a place and permissions that are not told stay. */
export function withRecent(
  list: readonly RecentWorkbook[],
  workbook: RecentWorkbook,
): readonly RecentWorkbook[] {
  const isSame = ({ cloud, driveId, itemId }: RecentWorkbook) =>
    cloud === workbook.cloud && driveId === workbook.driveId && itemId === workbook.itemId;
  const newest = { ...list.find(isSame), ...workbook };
  return readRecent([newest, ...list.filter((one) => !isSame(one))]);
}

/** What of a kept value can be used: anything may stand there. */
export function readRecent(value: unknown): readonly RecentWorkbook[] {
  return readAs(recentWorkbooks, value) ?? [];
}
