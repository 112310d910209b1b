import { defined } from '../base/defined';
import { withoutFuture } from './store/activityMerge';
import type { SessionEntry } from './sessionEntries';
import {
  expiryOf,
  idsOfSession,
  statusOf,
  type IdleLimits,
  type SessionRecord,
  type WorkbookSession,
} from '../model/workbookSession';

/** A session that is being created. It has no ID yet, so it is not on disk. */
export type OpeningSession = Omit<SessionRecord, 'sessionId'>;

/** The sessions at one moment, and how long that view stays valid. */
export interface Snapshots {
  /** Oldest first. */
  readonly sessions: readonly WorkbookSession[];
  isValid(now: number, limits: IdleLimits): boolean;
}

export function takeSnapshots(
  entries: readonly SessionEntry[],
  openings: readonly OpeningSession[],
  now: number,
  limits: IdleLimits,
): Snapshots {
  const { persistent, nonPersistent } = limits;
  const listed = entries.map((entry) => snapshotOf(entry, limits, now));
  const sessions = [...listed, ...openings.map(snapshotOfOpening)];
  sessions.sort((a, b) => a.createdAt - b.createdAt);
  const nextExpiry = sessions.reduce(
    (next, { expiresAt }) =>
      expiresAt !== undefined && expiresAt > now ? Math.min(next, expiresAt) : next,
    Number.POSITIVE_INFINITY,
  );
  const isValid = (later: number, current: IdleLimits) =>
    later >= now &&
    later < nextExpiry &&
    current.persistent === persistent &&
    current.nonPersistent === nonPersistent;
  return { sessions, isValid };
}

function snapshotOf(entry: SessionEntry, limits: IdleLimits, now: number): WorkbookSession {
  const { record, phase, isSaved } = entry;
  const activity = withoutFuture(entry.activity, now);
  const mode = activity.mode ?? record.mode;
  const expiresAt = expiryOf(mode, activity.lastActiveAt, limits);
  const ids = idsOfSession(record, activity);
  // IDs that another account resolved are not used.
  const { ids: _, ...known } = activity;
  return {
    ...withoutSessionId(entry),
    ...known,
    mode,
    workbookName: activity.workbookName ?? record.workbookName,
    isSaved,
    status: statusOf(phase, activity, expiresAt, now),
    ...defined({ ids, expiresAt }),
  };
}

function snapshotOfOpening(session: OpeningSession): WorkbookSession {
  const ids = idsOfSession(session, {});
  return { ...session, status: 'opening', isSaved: true, ...defined({ ids }) };
}

/** The record as the rest of the product may see it. */
function withoutSessionId({
  record,
  shortId,
}: SessionEntry): OpeningSession & Pick<WorkbookSession, 'shortId'> {
  const { key, target, account, address, workbookName, mode, origin, createdAt } = record;
  return {
    ...{ key, target, address, workbookName, mode, origin, createdAt },
    ...defined({ account, shortId }),
  };
}
