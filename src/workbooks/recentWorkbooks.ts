import { fallback, object, picklist, pipe, transform } from 'valibot';
import { defined } from '../base/defined';
import { ifValid, listOfValid, readAs } from '../base/schema';
import type { SharedState } from '../model/ports';
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
  /** Absent if the place isn't known. */
  readonly place?: ItemPlace;
  /** The permissions that found it; absent if they aren't known. */
  readonly permissions?: PermissionSet;
}

/** The workbooks that were chosen last, the newest first. They hold no secrets: clouds, names, IDs, places, and permissions. */
export interface RecentWorkbooks {
  /** The workbooks of one cloud. An ID means nothing in another cloud. */
  list(cloud: GraphCloud): readonly RecentWorkbook[];
  remember(workbook: RecentWorkbook): Promise<void>;
}

const mostRecent = 10;

const recentWorkbooks = pipe(
  listOfValid(
    object({
      ...workbookIds.entries,
      // A value without a cloud is from a release that knew only the global one.
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

/** Puts a workbook first, each workbook once. Keeps its known place and permissions if the new ones are absent. */
export function withRecent(
  list: readonly RecentWorkbook[],
  workbook: RecentWorkbook,
): readonly RecentWorkbook[] {
  const isSame = ({ cloud, driveId, itemId }: RecentWorkbook) =>
    cloud === workbook.cloud && driveId === workbook.driveId && itemId === workbook.itemId;
  const newest = { ...list.find(isSame), ...workbook };
  return readRecent([newest, ...list.filter((one) => !isSame(one))]);
}

/** Reads the valid workbooks of a stored value, which may be anything. */
export function readRecent(value: unknown): readonly RecentWorkbook[] {
  return readAs(recentWorkbooks, value) ?? [];
}

const stateName = 'recentWorkbooks';

/** Keeps the workbooks that were chosen last in any window. */
export class RecentWorkbookList implements RecentWorkbooks {
  constructor(private readonly state: SharedState) {}

  list(wanted: GraphCloud): readonly RecentWorkbook[] {
    return readRecent(this.state.get(stateName)).filter(({ cloud }) => cloud === wanted);
  }

  async remember(workbook: RecentWorkbook): Promise<void> {
    await this.state.update(stateName, (kept) => withRecent(readRecent(kept), workbook));
  }
}
