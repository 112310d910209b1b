import { isDeepStrictEqual } from 'node:util';
import { defined } from '../../base/defined';
import type { SessionActivity } from '../../model/workbookSession';

/**
 * Merges two activities. The later success and the later failure count, and a later success clears a failure.
 * For values without a time, ours win, so ours must be a change or must have been read later.
 */
export function mergeActivities(ours: SessionActivity, theirs: SessionActivity): SessionActivity {
  const lastActiveAt = latest(ours.lastActiveAt, theirs.lastActiveAt);
  const failure = latestFailure(ours.failure, theirs.failure);
  const isOver = failure !== undefined && failure.at < (lastActiveAt ?? 0);
  const { lastActiveAt: ourTime, failure: ourFailure, ...known } = ours;
  const { lastActiveAt: theirTime, failure: theirFailure, ...others } = theirs;
  return {
    ...others,
    ...known,
    ...defined({ lastActiveAt, failure: isOver ? undefined : failure }),
  };
}

/** How far the clocks of two machines that share a folder may differ, in milliseconds. */
const clockDifferenceMs = 60_000;

/**
 * The activity without times in the future. A wrong clock wrote them, and they would win every merge until
 * that time comes.
 */
export function withoutFuture(activity: SessionActivity, now: number): SessionActivity {
  const { lastActiveAt, failure, ...timeless } = activity;
  const latest = now + clockDifferenceMs;
  return {
    ...timeless,
    ...defined({
      lastActiveAt: lastActiveAt !== undefined && lastActiveAt <= latest ? lastActiveAt : undefined,
      failure: failure && failure.at <= latest ? failure : undefined,
    }),
  };
}

/**
 * The change with times after those of `before`, even if the clock was set back. Otherwise, a merge would take
 * the older activity for the newer one.
 */
export function inOrder(before: SessionActivity, change: SessionActivity): SessionActivity {
  const { lastActiveAt: time, failure } = change;
  const failedAt = before.failure?.at ?? -1;
  const earliest = before.lastActiveAt ?? 0;
  return {
    ...change,
    ...defined({
      lastActiveAt: time === undefined ? undefined : Math.max(time, failedAt + 1),
      failure: failure && { ...failure, at: Math.max(failure.at, earliest) },
    }),
  };
}

/** The values of an activity that are new or different. */
export function changesSince(before: SessionActivity, activity: SessionActivity): SessionActivity {
  const earlier = new Map<string, unknown>(Object.entries(before));
  const changes = { ...activity };
  for (const [name, value] of Object.entries(activity)) {
    if (isDeepStrictEqual(value, earlier.get(name))) {
      Reflect.deleteProperty(changes, name);
    }
  }
  return changes;
}

type CloseFailure = NonNullable<SessionActivity['failure']>;

function latest(one: number | undefined, other: number | undefined): number | undefined {
  return one === undefined || other === undefined ? (one ?? other) : Math.max(one, other);
}

/** For two failures at the same moment, all windows must choose the same one. */
function latestFailure(
  one: CloseFailure | undefined,
  other: CloseFailure | undefined,
): CloseFailure | undefined {
  if (!one || !other) {
    return one ?? other;
  }
  const isOneFirst = one.at === other.at ? one.code < other.code : one.at > other.at;
  return isOneFirst ? one : other;
}
