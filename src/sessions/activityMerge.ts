import { isDeepStrictEqual } from 'node:util';
import { defined } from '../base/defined';
import type { SessionActivity } from '../model/workbookSession';

/**
 * One activity of two: the later success and the later failure count, and a failure counts until a later
 * success. What has no time is kept, ours before theirs: so ours must be a change, or what was read later.
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
 * The activity without times that lie ahead: a clock that was wrong noted them, and they would go before
 * all that happens until then.
 */
export function withoutFuture(activity: SessionActivity, now: number): SessionActivity {
  const { lastActiveAt, failure, ...timeless } = activity;
  const latest = now + clockDifferenceMs;
  return {
    ...timeless,
    ...(lastActiveAt !== undefined && lastActiveAt <= latest && { lastActiveAt }),
    ...(failure && failure.at <= latest && { failure }),
  };
}

/**
 * A change, with times that say that it follows `before` although the clock may have been set back: else a
 * merge would take the older one for the newer.
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

/** What of an activity was not so before. */
export function changesSince(before: SessionActivity, activity: SessionActivity): SessionActivity {
  const earlier = new Map<string, unknown>(Object.entries(before));
  const changes = { ...activity };
  for (const [part, value] of Object.entries(activity)) {
    if (isDeepStrictEqual(value, earlier.get(part))) {
      Reflect.deleteProperty(changes, part);
    }
  }
  return changes;
}

type Failure = NonNullable<SessionActivity['failure']>;

function latest(one: number | undefined, other: number | undefined): number | undefined {
  return one === undefined || other === undefined ? (one ?? other) : Math.max(one, other);
}

/** Of two failures of the same moment it does not matter which is told, only that all windows tell the same. */
function latestFailure(one: Failure | undefined, other: Failure | undefined): Failure | undefined {
  if (!one || !other) {
    return one ?? other;
  }
  const isOneFirst = one.at === other.at ? one.code < other.code : one.at > other.at;
  return isOneFirst ? one : other;
}
