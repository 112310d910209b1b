import { defined } from '../base/defined';
import { withoutFuture } from './store/activityMerge';
import type { SessionEntries, SessionEntry } from './sessionEntries';
import {
  expiryOf,
  idsOfSession,
  statusOf,
  type IdleLimits,
  type KeepAliveState,
  type SessionRecord,
  type WorkbookSession,
} from '../model/workbookSession';

/** A session that is being created. It has no ID yet, so it is not on disk. */
export type OpeningSession = Omit<SessionRecord, 'sessionId'>;

/** A snapshot, and from when until when it holds, in milliseconds since 1970. */
interface TakenSnapshot {
  readonly session: WorkbookSession;
  readonly limits: IdleLimits;
  readonly from: number;
  readonly until: number;
}

/** All snapshots, oldest first, and from when until when they hold. */
interface TakenList extends Omit<TakenSnapshot, 'session'> {
  readonly sessions: readonly WorkbookSession[];
}

/** The sessions as the rest of the product sees them. Each snapshot is taken anew only when it changes. */
export class SessionSnapshots {
  private readonly taken = new Map<string, TakenSnapshot>();
  private latest: TakenList | undefined;
  /** The keys, oldest session first; undefined when a session was added or removed. */
  private order: readonly string[] | undefined;

  constructor(
    private readonly entries: SessionEntries,
    private readonly openings: ReadonlyMap<string, OpeningSession>,
    private readonly keepAlive: ReadonlyMap<string, KeepAliveState>,
    private readonly programRunning: ReadonlyMap<string, boolean>,
  ) {}

  /** Call this for each session that changed, was added, or was removed. */
  changed(key: string): void {
    const isKnown = this.taken.delete(key);
    const isListed = this.entries.has(key) || this.openings.has(key);
    this.order = isKnown && isListed ? this.order : undefined;
    this.latest = undefined;
  }

  /** One session; undefined if it is not listed. */
  one(key: string, now: number, limits: IdleLimits): WorkbookSession | undefined {
    const taken = this.taken.get(key);
    if (taken && isValid(taken, now, limits)) {
      return taken.session;
    }
    const session = this.take(key, now, limits);
    if (session) {
      this.taken.set(key, {
        session,
        limits: { ...limits },
        from: now,
        until: endOf(session, now),
      });
    }
    return session;
  }

  /** All sessions, oldest first. */
  all(now: number, limits: IdleLimits): readonly WorkbookSession[] {
    if (this.latest && isValid(this.latest, now, limits)) {
      return this.latest.sessions;
    }
    const keys = this.order ?? [...this.entries.keys(), ...this.openings.keys()];
    const sessions = keys.flatMap((key) => this.one(key, now, limits) ?? []);
    if (!this.order) {
      sessions.sort((one, other) => one.createdAt - other.createdAt);
      this.order = sessions.map(({ key }) => key);
    }
    const until = sessions.reduce((end, session) => Math.min(end, endOf(session, now)), Infinity);
    this.latest = { sessions, limits: { ...limits }, from: now, until };
    return sessions;
  }

  private take(key: string, now: number, limits: IdleLimits): WorkbookSession | undefined {
    const entry = this.entries.get(key);
    if (entry) {
      return {
        ...snapshotOf(entry, limits, now),
        ...this.keepAlive.get(key),
        ...defined({ isProgramRunning: this.programRunning.get(key) }),
      };
    }
    const opening = this.openings.get(key);
    return opening && snapshotOfOpening(opening);
  }
}

/** When a snapshot taken at `now` stops being true by itself. */
function endOf({ expiresAt }: WorkbookSession, now: number): number {
  return expiresAt !== undefined && expiresAt > now ? expiresAt : Infinity;
}

function isValid(
  { from, until, limits: { persistent, nonPersistent } }: Omit<TakenSnapshot, 'session'>,
  now: number,
  limits: IdleLimits,
): boolean {
  return (
    now >= from &&
    now < until &&
    limits.persistent === persistent &&
    limits.nonPersistent === nonPersistent
  );
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
  const { program, appId } = record;
  return {
    ...{ key, target, address, workbookName, mode, origin, createdAt },
    ...defined({ account, program, appId, shortId }),
  };
}
