import { isDeepStrictEqual } from 'node:util';
import type { Clock } from '../base/clock';
import type { Disposable } from '../base/disposable';
import { BurstEmitter } from '../base/event';
import { KeyedMutex, SharedTask } from '../base/mutex';
import { changesSince, inOrder, mergeActivities, withoutFuture } from './store/activityMerge';
import { describeError, toWorkbookSessionError } from '../model/errors';
import type { Logger, SessionStore, StoredSessions } from '../model/ports';
import { RecordWriter } from './recordWriter';
import { RetryTimer } from '../storage/retryTimer';
import { SessionEntries, type SessionEntry } from './sessionEntries';
import { SessionSnapshots, type OpeningSession } from './sessionSnapshots';
import {
  targetKey,
  type IdleLimits,
  type KeepAliveState,
  type SessionActivity,
  type SessionPhase,
  type SessionRecord,
  type StoredSession,
  type WorkbookSession,
} from '../model/workbookSession';

export type StorageState = 'loading' | 'ready' | 'unreadable';

/**
 * The sessions that this window knows: the records on disk, plus what only this window knows (what is
 * under way, what could not be saved). A change appears in the list at once and is written afterwards.
 */
export class SessionList implements Disposable {
  private readonly changes = new BurstEmitter<string>();
  private readonly entries = new SessionEntries();
  private readonly openings = new Map<string, OpeningSession>();
  private readonly keepAlive = new Map<string, KeepAliveState>();
  private readonly snapshotsTaken = new SessionSnapshots(
    this.entries,
    this.openings,
    this.keepAlive,
  );
  /** Every session that this window removed. None comes back, whatever a read of the disk finds. */
  private readonly removed = new Set<string>();
  private readonly writer: RecordWriter;
  private readonly retries: RetryTimer;
  private readonly reading = new SharedTask(() => this.read());
  private readonly additions = new KeyedMutex();
  private unreadableKeys: readonly string[] = [];
  private isReadingToRetry = false;
  private state: StorageState = 'loading';

  /** Fires with the keys of the sessions that changed, were added, or were removed, several at once. */
  readonly onDidChange = this.changes.event;

  constructor(
    private readonly store: SessionStore,
    private readonly clock: Clock,
    private readonly idleLimits: () => IdleLimits,
    private readonly logger: Logger,
  ) {
    const { entries } = this;
    const onRefused = () => {
      this.retries.wake();
    };
    this.writer = new RecordWriter({ store, entries, logger, onRefused });
    this.retries = new RetryTimer(
      clock,
      () => this.writer.hasUnwritten || this.isReadingToRetry,
      () => this.retry(),
    );
  }

  get storageState(): StorageState {
    return this.state;
  }

  get(key: string): SessionEntry | undefined {
    return this.entries.get(key);
  }

  /** The listed session with the same ID in the same Graph, if there is one. */
  findSame(record: Pick<SessionRecord, 'target' | 'sessionId'>): SessionEntry | undefined {
    return this.entries.findSame(record);
  }

  /** Every session as it is now, oldest first. */
  snapshots(): readonly WorkbookSession[] {
    return this.snapshotsTaken.all(this.clock.now(), this.idleLimits());
  }

  /** One session as it is now; undefined if it is not listed. */
  snapshot(key: string): WorkbookSession | undefined {
    return this.snapshotsTaken.one(key, this.clock.now(), this.idleLimits());
  }

  /** How many records on disk could not be read. */
  get unreadableCount(): number {
    return this.unreadableKeys.filter((key) => !this.removed.has(key)).length;
  }

  /** Reads the disk again. What this window is doing or could not save stays unchanged. */
  reload(): Promise<void> {
    return this.reading.run();
  }

  showOpening(session: OpeningSession): Disposable {
    const { key } = session;
    this.openings.set(key, session);
    this.changed(key);
    return {
      dispose: () => {
        if (this.openings.delete(key)) {
          this.changed(key);
        }
      },
    };
  }

  /**
   * Writes the session's record, then lists it. If the write fails, it is listed as not saved.
   * @throws WorkbookSessionError `recordNotSaved`
   */
  async add(session: StoredSession): Promise<void> {
    let isSaved = false;
    try {
      await this.writer.add(session);
      isSaved = true;
    } finally {
      const unwritten = isSaved ? undefined : session.activity;
      this.entries.set({ ...session, phase: 'idle', isSaved, unwritten });
      this.openings.delete(session.record.key);
      this.changed(session.record.key);
    }
  }

  /**
   * Adds the session unless the same one is listed. Waits for the first read of the disk, not for later ones.
   * @returns the listed one, if there is one
   * @throws WorkbookSessionError `recordNotSaved`
   */
  addUnlessListed(session: StoredSession): Promise<SessionEntry | undefined> {
    const { target, sessionId } = session.record;
    return this.additions.run(`${targetKey(target)} ${sessionId}`, async () => {
      await (this.state === 'loading' ? this.reading.settled() : undefined);
      const same = this.findSame(session.record);
      await (same ? undefined : this.add(session));
      return same;
    });
  }

  /**
   * Writes the record of a session that is listed as not saved.
   * @throws WorkbookSessionError `recordNotSaved`, `sessionNotListed`
   */
  async save(key: string): Promise<void> {
    await this.writer.save(key);
    this.changed(key);
  }

  setPhase(key: string, phase: SessionPhase): void {
    const entry = this.entries.get(key);
    if (entry && entry.phase !== phase) {
      this.entries.change(key, { phase });
      this.changed(key);
    }
  }

  /** Notes how this window keeps a session alive; without a state, that it doesn't. Nothing is written. */
  setKeepAlive(key: string, state?: KeepAliveState): void {
    const isKnown = this.keepAlive.delete(key);
    if (state) {
      this.keepAlive.set(key, state);
    }
    if (state !== undefined || isKnown) {
      this.changed(key);
    }
  }

  /** Notes what happened to a session. A success ends an earlier failure. */
  changeActivity(key: string, change: SessionActivity): void {
    const entry = this.entries.get(key);
    if (!entry) {
      return;
    }
    const now = this.clock.now();
    const known = withoutFuture(entry.activity, now);
    const latest = inOrder(known, change);
    this.entries.change(key, {
      activity: mergeActivities(latest, known),
      unwritten: mergeActivities(latest, withoutFuture(entry.unwritten ?? {}, now)),
    });
    this.changed(key);
    if (entry.isSaved) {
      this.writer.writeActivity(key);
    }
  }

  /** Takes the session off the list. Its files are removed afterwards. */
  remove(key: string): void {
    this.removed.add(key);
    this.entries.delete(key);
    this.changed(key);
    this.writer.remove(key);
  }

  dispose(): void {
    this.retries.dispose();
    this.changes.dispose();
  }

  private changed(...keys: readonly string[]): void {
    for (const key of keys) {
      this.snapshotsTaken.changed(key);
    }
    this.changes.fire(...keys);
  }

  private async retry(): Promise<void> {
    const keys = this.writer.unwritten();
    await this.writer.writeAgain();
    await (this.isReadingToRetry ? this.reload() : undefined);
    this.changed(...keys);
  }

  private async read(): Promise<void> {
    const before = this.entries.all();
    let changed: readonly string[] = [];
    try {
      const stored = await this.store.readAll();
      changed = this.takeOver(stored, before);
      this.unreadableKeys = stored.unreadableKeys;
      this.isReadingToRetry = stored.mayRetry;
      this.state = 'ready';
    } catch (error) {
      if (this.state !== 'unreadable') {
        const reason = describeError(toWorkbookSessionError(error));
        this.logger.error(`The session records cannot be read: ${reason}`);
      }
      this.isReadingToRetry = true;
      this.state = 'unreadable';
    }
    this.changed(...changed);
    if (this.isReadingToRetry) {
      this.retries.wake();
    }
  }

  /**
   * Lists what is on disk. A record that is there but could not be read is not gone: its session stays.
   * @param before what was listed when the read began; the read may have missed later changes
   * @returns the keys of the sessions that changed
   */
  private takeOver(
    { sessions, unreadableKeys }: StoredSessions,
    before: readonly SessionEntry[],
  ): readonly string[] {
    const changed: string[] = [];
    const onDisk = new Set([...sessions.map(({ record }) => record.key), ...unreadableKeys]);
    for (const { isSaved, record } of before) {
      if (isSaved && !onDisk.has(record.key)) {
        this.entries.delete(record.key);
        changed.push(record.key);
      }
    }
    const earlier = new Map(before.map((entry) => [entry.record.key, entry]));
    for (const session of sessions.filter(({ record }) => !this.removed.has(record.key))) {
      if (this.list(session, earlier.get(session.record.key))) {
        changed.push(session.record.key);
      }
    }
    return changed;
  }

  /** Lists a session as it is on disk, with what only this window knows, which is written again. @returns true if it changed */
  private list({ record, activity }: StoredSession, before: SessionEntry | undefined): boolean {
    const { key } = record;
    const listed = this.entries.get(key);
    const now = this.clock.now();
    const onDisk = withoutFuture(activity, now);
    const ours = withoutFuture(changedByThisWindow(before, listed), now);
    const known = withoutFuture(listed?.activity ?? {}, now);
    const merged = mergeActivities(ours, mergeActivities(onDisk, known));
    // Only a change replaces a time in the future. Otherwise two machines with different clocks would write in turns.
    const isThere = says(onDisk, ours) && says(activity, merged);
    const unwritten = isThere ? undefined : ours;
    const entry = { record, activity: merged, phase: listed?.phase ?? 'idle', isSaved: true };
    const isOpening = this.openings.delete(key);
    const isSame = listed && isDeepStrictEqual(visible(listed), entry);
    this.entries.set({ ...entry, unwritten });
    if (unwritten) {
      this.writer.writeActivity(key);
    }
    return isOpening || !isSame;
  }
}

/** The part of an entry that a snapshot shows. */
function visible({ record, activity, phase, isSaved }: SessionEntry) {
  return { record, activity, phase, isSaved };
}

/** True when the other activity would bring nothing new. */
function says(activity: SessionActivity, other: SessionActivity): boolean {
  return isDeepStrictEqual(mergeActivities(other, activity), activity);
}

/**
 * What a read may have missed: changes that were unwritten when it began, and later ones.
 * @param before the session as it was listed when the read began
 */
function changedByThisWindow(
  before: SessionEntry | undefined,
  listed: SessionEntry | undefined,
): SessionActivity {
  return {
    ...before?.unwritten,
    ...changesSince(before?.activity ?? {}, listed?.activity ?? {}),
    ...listed?.unwritten,
  };
}
