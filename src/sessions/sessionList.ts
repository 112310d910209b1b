import type { Clock } from '../base/clock';
import type { Disposable } from '../base/disposable';
import { BurstEmitter } from '../base/event';
import { KeyedMutex } from '../base/mutex';
import { inOrder, mergeActivities, withoutFuture } from './store/activityMerge';
import type { Logger, SessionStore } from '../model/ports';
import { RecordReader, type StorageState } from './recordReader';
import { RecordWriter } from './recordWriter';
import { RetryTimer } from '../storage/retryTimer';
import { SessionEntries, type SessionEntry, type SessionToFind } from './sessionEntries';
import { SessionSnapshots, type OpeningSession } from './sessionSnapshots';
import {
  sessionName,
  type IdleLimits,
  type KeepAliveState,
  type SessionActivity,
  type SessionPhase,
  type StoredSession,
  type WorkbookSession,
} from '../model/workbookSession';

export type { StorageState };

/**
 * The sessions that this window knows: the records on disk, plus what only this window knows (what is
 * under way, what could not be saved). A change appears in the list at once and is written afterwards.
 */
export class SessionList implements Disposable {
  private readonly changes = new BurstEmitter<string>();
  private readonly entries = new SessionEntries();
  private readonly openings = new Map<string, OpeningSession>();
  private readonly keepAlive = new Map<string, KeepAliveState>();
  private readonly programRunning = new Map<string, boolean>();
  private readonly snapshotsTaken = new SessionSnapshots(
    this.entries,
    this.openings,
    this.keepAlive,
    this.programRunning,
  );
  /** Every session that this window removed. None comes back, whatever a read of the disk finds. */
  private readonly removed = new Set<string>();
  private readonly reader: RecordReader;
  private readonly writer: RecordWriter;
  private readonly retries: RetryTimer;
  private readonly additions = new KeyedMutex();

  /** Fires with the keys of the sessions that changed, were added, or were removed, several at once. */
  readonly onDidChange = this.changes.event;

  constructor(
    store: SessionStore,
    private readonly clock: Clock,
    private readonly idleLimits: () => IdleLimits,
    logger: Logger,
  ) {
    const { entries, openings, removed, snapshotsTaken: snapshots } = this;
    const onRefused = () => {
      this.retries.wake();
    };
    this.writer = new RecordWriter({ store, entries, logger, onRefused });
    this.reader = new RecordReader({
      ...{ store, entries, openings, snapshots, removed, clock, logger },
      onOutdated: (key) => {
        this.writer.writeActivity(key);
      },
      onRead: (changed) => {
        this.changes.fire(...changed);
        if (this.reader.mustReadAgain) {
          this.retries.wake();
        }
      },
    });
    this.retries = new RetryTimer(
      clock,
      () => this.writer.hasUnwritten || this.reader.mustReadAgain,
      () => this.retry(),
    );
  }

  get storageState(): StorageState {
    return this.reader.state;
  }

  get(key: string): SessionEntry | undefined {
    return this.entries.get(key);
  }

  /** The listed session with the same ID in the same Graph, if there is one. */
  findSame(record: SessionToFind): SessionEntry | undefined {
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
    return this.reader.unreadableCount;
  }

  /**
   * Reads the disk again. What this window is doing or could not save stays unchanged.
   * @param keys the sessions whose files may have changed; absent: all
   */
  reload(keys?: Iterable<string>): Promise<void> {
    return keys ? this.reader.readSome(keys) : this.reader.readAll();
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
    return this.additions.run(sessionName(session.record), async () => {
      await (this.storageState === 'loading' ? this.reader.settled() : undefined);
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

  /** Notes whether the program of a recorded session runs; undefined if that is not known. Nothing is written. */
  setProgramRunning(key: string, isRunning: boolean | undefined): void {
    if (isRunning === this.programRunning.get(key)) {
      return;
    }
    if (isRunning === undefined) {
      this.programRunning.delete(key);
    } else {
      this.programRunning.set(key, isRunning);
    }
    this.changed(key);
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

  /** Waits until all changes of the session so far are on disk, or the disk refused one. */
  written(key: string): Promise<void> {
    return this.writer.settled(key);
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
    await (this.reader.mustReadAgain ? this.reload() : undefined);
    this.changed(...keys);
  }
}
