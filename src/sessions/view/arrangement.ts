import { object, picklist } from 'valibot';
import { ifValid, readAs } from '../../base/schema';
import type { WorkbookSession } from '../../model/workbookSession';
import { byAge, type SessionSummary } from './sessionSummary';

/** What the rows above the workbooks stand for; `workbook`: there are none. */
export const groupings = ['account', 'workbook', 'status', 'program'] as const;

export type GroupBy = (typeof groupings)[number];

/** What decides the order of the workbooks, and of the sessions under each. */
export const sortings = ['name', 'timeLeft', 'age'] as const;

export type SortBy = (typeof sortings)[number];

/** How the user wants to see the sessions. */
export interface Arrangement {
  readonly groupBy: GroupBy;
  readonly sortBy: SortBy;
}

export const defaultArrangement: Arrangement = { groupBy: 'account', sortBy: 'name' };

const kept = object({ groupBy: ifValid(picklist(groupings)), sortBy: ifValid(picklist(sortings)) });

/** The arrangement that was kept on disk, with the default for what is missing or wrong. */
export function arrangementOf(value: unknown): Arrangement {
  const { groupBy, sortBy } = readAs(kept, value) ?? {};
  return {
    groupBy: groupBy ?? defaultArrangement.groupBy,
    sortBy: sortBy ?? defaultArrangement.sortBy,
  };
}

/** What decides where a workbook is among the workbooks. */
export interface WorkbookOrder {
  readonly name: string;
  readonly oldest: WorkbookSession;
  readonly summary: Pick<SessionSummary, 'firstToExpire'>;
}

type Compare<Item> = (one: Item, other: Item) => number;

/** The order of the sessions of a workbook. */
export const sessionOrders: Readonly<Record<SortBy, Compare<WorkbookSession>>> = {
  name: (one, other) => byLabel(one, other) || byAge(one, other),
  timeLeft: (one, other) => byExpiry(one, other) || byAge(one, other),
  age: byAge,
};

/** The order of workbooks. */
export const workbookOrders: Readonly<Record<SortBy, Compare<WorkbookOrder>>> = {
  name: byName,
  timeLeft: (one, other) =>
    byExpiry(one.summary.firstToExpire, other.summary.firstToExpire) || byName(one, other),
  age: (one, other) => byAge(one.oldest, other.oldest),
};

function byName(one: WorkbookOrder, other: WorkbookOrder): number {
  return one.name.localeCompare(other.name) || byAge(one.oldest, other.oldest);
}

/** A session without a label comes last. */
function byLabel(
  { label: one = '' }: WorkbookSession,
  { label: other = '' }: WorkbookSession,
): number {
  return one === '' || other === '' ? other.length - one.length : one.localeCompare(other);
}

/** A session whose time is unknown comes last. */
function byExpiry(one: WorkbookSession | undefined, other: WorkbookSession | undefined): number {
  const [first, second] = [one?.expiresAt ?? Infinity, other?.expiresAt ?? Infinity];
  return first === second ? 0 : first - second;
}
