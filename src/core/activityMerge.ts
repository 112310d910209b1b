import type { SessionActivity } from './workbookSession';

/**
 * One activity of two that different windows wrote: the later success and the later failure count, and a
 * failure counts until a later success. What has no time is kept, ours before theirs.
 */
export function mergeActivities(ours: SessionActivity, theirs: SessionActivity): SessionActivity {
  const lastActiveAt = latest(ours.lastActiveAt, theirs.lastActiveAt);
  const failure = latestFailure(ours.failure, theirs.failure);
  const { lastActiveAt: ourTime, failure: ourFailure, ...known } = ours;
  const { lastActiveAt: theirTime, failure: theirFailure, ...others } = theirs;
  return {
    ...others,
    ...known,
    ...(lastActiveAt !== undefined && { lastActiveAt }),
    ...(failure && failure.at >= (lastActiveAt ?? 0) && { failure }),
  };
}

/**
 * The activity that follows another one, with times that say so although the clock may have been set back:
 * else a merge would take the older one for the newer.
 */
export function inOrder(before: SessionActivity, after: SessionActivity): SessionActivity {
  const { lastActiveAt = 0, failure } = after;
  if (failure) {
    const at = Math.max(failure.at, lastActiveAt);
    return at === failure.at ? after : { ...after, failure: { ...failure, at } };
  }
  const isSuccess = after.lastActiveAt !== before.lastActiveAt;
  const clearedAt = isSuccess ? (before.failure?.at ?? -1) : -1;
  return clearedAt < lastActiveAt ? after : { ...after, lastActiveAt: clearedAt + 1 };
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
