import type { Clock } from '../base/clock';
import type { Disposable } from '../base/disposable';
import { BurstEmitter } from '../base/event';
import { Mutex } from '../base/mutex';
import { WorkbookSessionError } from './errors';
import type { Logger, SessionStore, StoredSessions } from './ports';
import { SessionEntries, type SessionEntry } from './sessionEntries';
import { takeSnapshots, type OpeningSession, type Snapshots } from './sessionSnapshots';
import type {
  IdleLimits,
  SessionActivity,
  SessionPhase,
  SessionRecord,
  StoredSession,
  WorkbookSession,
} from './workbookSession';

/**
 * How long the disk is left alone after it refused, in milliseconds: a try in vain may touch the folder,
 * which is watched.
 */
const writePauseMs = 30_000;

export type StorageState = 'loading' | 'ready' | 'unreadable';

/**
 * The sessions that this window knows: the records on disk, plus what only this window can know
 * (what is under way, what could not be saved). Every change of the disk goes through here.
 */
export class SessionList implements Disposable {
  private readonly changes = new BurstEmitter();
  private readonly entries = new SessionEntries();
  private readonly openings = new Map<string, OpeningSession>();
  /** Sessions whose record should be gone but could not be removed. */
  private readonly removed = new Set<string>();
  /** Sessions of which this window knows more than the disk, which refused it. */
  private readonly unsavedActivities = new Set<string>();
  /** When the disk last refused to write. */
  private refusedAt = Number.NEGATIVE_INFINITY;
  private readonly disk = new Mutex();
  private queuedReload: Promise<void> | undefined;
  private latest: Snapshots | undefined;
  private state: StorageState = 'loading';

  /** Tells that something changed; several changes at once are told together. */
  readonly onDidChange = this.changes.event;

  constructor(
    private readonly store: SessionStore,
    private readonly clock: Clock,
    private readonly idleLimits: () => IdleLimits,
    private readonly logger: Logger,
  ) {}

  get storageState(): StorageState {
    return this.state;
  }

  get(key: string): SessionEntry | undefined {
    return this.entries.get(key);
  }

  /** The listed session that is the same one of the service, if there is one. */
  findSame(record: Pick<SessionRecord, 'target' | 'sessionId'>): SessionEntry | undefined {
    return this.entries.findSame(record);
  }

  /** Every session as it stands now, oldest first. */
  snapshots(): readonly WorkbookSession[] {
    const now = this.clock.now();
    const limits = this.idleLimits();
    if (!this.latest?.isValid(now, limits)) {
      const openings = [...this.openings.values()];
      this.latest = takeSnapshots(this.entries.all(), openings, now, limits);
    }
    return this.latest.sessions;
  }

  /** Reads the disk again; what this window is doing or could not save stays as it is. */
  reload(): Promise<void> {
    this.queuedReload ??= this.disk.run(async () => {
      this.queuedReload = undefined;
      try {
        const stored = await this.store.readAll();
        const onDisk = keysOnDisk(stored);
        this.replaceSaved(stored, onDisk);
        this.state = 'ready';
        await this.removeAgain(onDisk);
        await this.writeAgain();
      } catch (error) {
        this.state = 'unreadable';
        this.logger.error(`The session records cannot be read: ${String(error)}`);
      }
      this.changed();
    });
    return this.queuedReload;
  }

  showOpening(session: OpeningSession): Disposable {
    this.openings.set(session.key, session);
    this.changed();
    return {
      dispose: () => {
        if (this.openings.delete(session.key)) {
          this.changed();
        }
      },
    };
  }

  /**
   * Writes the session's record, then lists it; when that fails it is listed as not saved.
   * @throws WorkbookSessionError `recordNotSaved`
   */
  add(session: StoredSession): Promise<void> {
    return this.disk.run(() => this.write(session));
  }

  /**
   * Adds the session unless the same one of the service is listed, which is the answer then.
   * @throws WorkbookSessionError `recordNotSaved`
   */
  addUnlessListed(session: StoredSession): Promise<SessionEntry | undefined> {
    return this.disk.run(async () => {
      const same = this.findSame(session.record);
      if (!same) {
        await this.write(session);
      }
      return same;
    });
  }

  /**
   * Writes the record of a session that is listed as not saved.
   * @throws WorkbookSessionError `recordNotSaved`, `sessionNotListed`
   */
  save(key: string): Promise<void> {
    return this.disk.run(async () => {
      const entry = this.entries.get(key);
      if (!entry) {
        throw new WorkbookSessionError('sessionNotListed');
      }
      if (!entry.isSaved) {
        const { record, activity } = entry;
        await this.store.add({ record, activity }).catch((error: unknown) => {
          throw unsaved(key, error);
        });
        this.entries.change(key, { isSaved: true });
        this.changed();
      }
    });
  }

  setPhase(key: string, phase: SessionPhase): void {
    const entry = this.entries.get(key);
    if (entry && entry.phase !== phase) {
      this.entries.change(key, { phase });
      this.changed();
    }
  }

  /** Changes what changes in a session's life, on disk too; a disk that refuses is logged. */
  async changeActivity(
    key: string,
    change: (activity: SessionActivity) => SessionActivity,
  ): Promise<void> {
    await this.disk.run(async () => {
      const entry = this.entries.get(key);
      if (!entry) {
        return;
      }
      const activity = change(entry.activity);
      this.entries.change(key, { activity });
      this.changed();
      if (entry.isSaved) {
        await this.saveActivity(key, activity);
      }
    });
  }

  /** Takes the session off the list and its record off the disk. */
  async remove(key: string): Promise<void> {
    await this.disk.run(async () => {
      this.removed.add(key);
      this.entries.delete(key);
      this.unsavedActivities.delete(key);
      this.changed();
      try {
        await this.store.remove(key);
        this.removed.delete(key);
      } catch (error) {
        this.logger.error(`The record of session ${key} could not be removed: ${String(error)}`);
      }
    });
  }

  dispose(): void {
    this.changes.dispose();
  }

  private changed(): void {
    this.latest = undefined;
    this.changes.fire();
  }

  private async write(session: StoredSession): Promise<void> {
    const { key } = session.record;
    let isSaved = false;
    try {
      await this.store.add(session);
      isSaved = true;
    } catch (error) {
      this.refusedAt = this.clock.now();
      throw unsaved(key, error);
    } finally {
      this.entries.set({ ...session, phase: 'idle', isSaved });
      this.openings.delete(key);
      this.changed();
    }
  }

  private async saveActivity(key: string, activity: SessionActivity): Promise<void> {
    try {
      await this.store.saveActivity(key, activity);
      this.unsavedActivities.delete(key);
    } catch (error) {
      this.unsavedActivities.add(key);
      this.refusedAt = this.clock.now();
      this.logger.warn(`What happened to session ${key} could not be saved: ${String(error)}`);
    }
  }

  /** A record that is there but could not be read just now is not gone: what is known of it stays. */
  private replaceSaved({ sessions }: StoredSessions, onDisk: ReadonlySet<string>): void {
    for (const { isSaved, record } of this.entries.all()) {
      if (isSaved && !onDisk.has(record.key)) {
        this.entries.delete(record.key);
      }
    }
    for (const session of sessions.filter(({ record }) => !this.removed.has(record.key))) {
      this.takeOver(session);
    }
  }

  /** Lists a session as it is on disk; what only this window knows of it stays. */
  private takeOver({ record, activity }: StoredSession): void {
    const known = this.entries.get(record.key);
    this.entries.set({
      record,
      activity: known && this.unsavedActivities.has(record.key) ? known.activity : activity,
      phase: known?.phase ?? 'idle',
      isSaved: true,
    });
  }

  /** Tries once more to write what the disk refused, quietly: that it failed was said before. */
  private async writeAgain(): Promise<void> {
    if (this.clock.now() < this.refusedAt + writePauseMs) {
      return;
    }
    const attempts = this.entries.all().map(async ({ record, activity, isSaved }) => {
      if (!isSaved) {
        await this.store.add({ record, activity });
        this.entries.change(record.key, { isSaved: true });
      } else if (this.unsavedActivities.has(record.key)) {
        await this.store.saveActivity(record.key, activity);
        this.unsavedActivities.delete(record.key);
      }
    });
    const results = await Promise.allSettled(attempts);
    if (results.some(({ status }) => status === 'rejected')) {
      this.refusedAt = this.clock.now();
    }
  }

  /** Tries once more to remove what should be gone, quietly: that it failed was said before. */
  private async removeAgain(onDisk: ReadonlySet<string>): Promise<void> {
    const attempts = [...this.removed].map(async (key) => {
      if (onDisk.has(key)) {
        await this.store.remove(key);
      }
      this.removed.delete(key);
    });
    await Promise.allSettled(attempts);
  }
}

function keysOnDisk({ sessions, unreadableKeys }: StoredSessions): ReadonlySet<string> {
  return new Set([...sessions.map(({ record }) => record.key), ...unreadableKeys]);
}

/** The store's error, with the session that it is about. */
function unsaved(key: string, error: unknown): WorkbookSessionError {
  return new WorkbookSessionError('recordNotSaved', { sessionKey: key }, { cause: error });
}
