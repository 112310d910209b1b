import type { Clock } from '../base/clock';
import type { Disposable } from '../base/disposable';
import { Emitter } from '../base/event';
import { Mutex } from '../base/mutex';
import type { Logger, SessionStore } from './ports';
import {
  expiryOf,
  idsOfSession,
  isSameSession,
  statusOf,
  type IdleLimits,
  type SessionActivity,
  type SessionPhase,
  type SessionRecord,
  type StoredSession,
  type WorkbookSession,
} from './workbookSession';

/** One session as this window holds it. */
export interface SessionEntry extends StoredSession {
  readonly phase: SessionPhase;
  readonly isSaved: boolean;
}

/** A session that is being created: it has no id yet, so it is on no disk. */
export type OpeningSession = Omit<SessionRecord, 'sessionId'>;

export type StorageState = 'loading' | 'ready' | 'unreadable';

/**
 * The sessions that this window knows: the records on disk, plus what only this window can know
 * (what is under way, what could not be saved). Every change of the disk goes through here.
 */
export class SessionList implements Disposable {
  private readonly changes = new Emitter<undefined>();
  private readonly entries = new Map<string, SessionEntry>();
  private readonly openings = new Map<string, OpeningSession>();
  /** Sessions whose record should be gone but could not be removed. */
  private readonly removed = new Set<string>();
  private readonly disk = new Mutex();
  private state: StorageState = 'loading';

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
    return [...this.entries.values()].find((entry) => isSameSession(entry.record, record));
  }

  /** Every session as it stands now, oldest first. */
  snapshots(): readonly WorkbookSession[] {
    const now = this.clock.now();
    const opening = [...this.openings.values()].map((session) => snapshotOfOpening(session));
    const listed = [...this.entries.values()].map((entry) => this.snapshot(entry, now));
    return [...listed, ...opening].sort((a, b) => a.createdAt - b.createdAt);
  }

  /** Reads the disk again; what this window is doing or could not save stays as it is. */
  reload(): Promise<void> {
    return this.disk.run(async () => {
      try {
        this.replaceSaved(await this.store.readAll());
        this.state = 'ready';
      } catch (error) {
        this.state = 'unreadable';
        this.logger.error(`The session records cannot be read: ${String(error)}`);
      }
      this.changes.fire(undefined);
    });
  }

  showOpening(session: OpeningSession): Disposable {
    this.openings.set(session.key, session);
    this.changes.fire(undefined);
    return {
      dispose: () => {
        this.openings.delete(session.key);
        this.changes.fire(undefined);
      },
    };
  }

  /**
   * Lists the session and writes its record; when that fails the session stays listed as not saved.
   * @throws WorkbookSessionError `recordNotSaved`
   */
  async add(session: StoredSession): Promise<void> {
    const { key } = session.record;
    await this.disk.run(async () => {
      this.entries.set(key, { ...session, phase: 'idle', isSaved: false });
      try {
        await this.store.add(session);
        this.replace(key, { isSaved: true });
      } finally {
        this.changes.fire(undefined);
      }
    });
  }

  setPhase(key: string, phase: SessionPhase): void {
    this.replace(key, { phase });
    this.changes.fire(undefined);
  }

  /** Sets what changes in a session's life, on disk too; a disk that refuses is logged. */
  async setActivity(key: string, activity: SessionActivity): Promise<void> {
    await this.disk.run(async () => {
      this.replace(key, { activity });
      this.changes.fire(undefined);
      if (!this.entries.get(key)?.isSaved) {
        return;
      }
      try {
        await this.store.saveActivity(key, activity);
      } catch (error) {
        this.logger.warn(`What happened to session ${key} could not be saved: ${String(error)}`);
      }
    });
  }

  /** Takes the session off the list and its record off the disk. */
  async remove(key: string): Promise<void> {
    await this.disk.run(async () => {
      this.removed.add(key);
      this.entries.delete(key);
      this.changes.fire(undefined);
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

  private replace(key: string, change: Partial<SessionEntry>): void {
    const entry = this.entries.get(key);
    if (entry) {
      this.entries.set(key, { ...entry, ...change });
    }
  }

  private replaceSaved(stored: readonly StoredSession[]): void {
    const onDisk = new Set(stored.map(({ record }) => record.key));
    for (const [key, entry] of this.entries) {
      if (entry.isSaved && !onDisk.has(key)) {
        this.entries.delete(key);
      }
    }
    for (const session of stored) {
      const { key } = session.record;
      if (!this.removed.has(key)) {
        const phase = this.entries.get(key)?.phase ?? 'idle';
        this.entries.set(key, { ...session, phase, isSaved: true });
      }
    }
  }

  private snapshot(entry: SessionEntry, now: number): WorkbookSession {
    const { record, activity, phase, isSaved } = entry;
    const expiresAt = expiryOf(record.mode, activity.lastActiveAt, this.idleLimits());
    const ids = idsOfSession(record, activity);
    return {
      ...withoutSessionId(record),
      workbookName: activity.workbookName ?? record.workbookName,
      isSaved,
      status: statusOf(phase, activity, expiresAt, now),
      ...(ids && { ids }),
      ...(activity.failure && { failure: activity.failure }),
      ...(activity.lastActiveAt !== undefined && { lastActiveAt: activity.lastActiveAt }),
      ...(expiresAt !== undefined && { expiresAt }),
    };
  }
}

function snapshotOfOpening(session: OpeningSession): WorkbookSession {
  const ids = idsOfSession(session, {});
  return { ...session, status: 'opening', isSaved: true, ...(ids && { ids }) };
}

/** The record as the rest of the product may see it. */
function withoutSessionId(record: SessionRecord): OpeningSession {
  const { key, target, account, address, workbookName, mode, origin, createdAt } = record;
  return {
    ...{ key, target, address, workbookName, mode, origin, createdAt },
    ...(account && { account }),
  };
}
