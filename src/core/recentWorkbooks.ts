import { isSafeSegment, type WorkbookIds } from './workbook';

/** A workbook that was chosen before. */
export interface RecentWorkbook extends WorkbookIds {
  readonly name: string;
}

/** The workbooks chosen last in Graph, the newest first. Neither secrets nor records: names and ids. */
export interface RecentWorkbooks {
  list(): readonly RecentWorkbook[];
  remember(workbook: RecentWorkbook): Promise<void>;
}

const mostRecent = 10;
const longestName = 400;

/** The list with the workbook at its head, each one once. */
export function withRecent(
  list: readonly RecentWorkbook[],
  { driveId, itemId, name }: RecentWorkbook,
): readonly RecentWorkbook[] {
  const others = list.filter((one) => one.driveId !== driveId || one.itemId !== itemId);
  return [{ driveId, itemId, name: name.slice(0, longestName) }, ...others].slice(0, mostRecent);
}

/** What of a kept value can be used: anything may stand there. */
export function readRecent(value: unknown): readonly RecentWorkbook[] {
  return Array.isArray(value) ? value.filter(isRecent).slice(0, mostRecent) : [];
}

function isRecent(value: unknown): value is RecentWorkbook {
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
