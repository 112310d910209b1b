import { isDeepStrictEqual } from 'node:util';
import type { Clock } from '../base/clock';
import { defined } from '../base/defined';
import { SharedTask } from '../base/mutex';
import { describeError, toWorkbookSessionError } from '../model/errors';
import type { Logger, SessionStore, StoredSessions } from '../model/ports';
import type { SessionActivity, StoredSession } from '../model/workbookSession';
import type { SessionEntries, SessionEntry } from './sessionEntries';
import type { OpeningSession, SessionSnapshots } from './sessionSnapshots';
import { changesSince, mergeActivities, withoutFuture } from './store/activityMerge';

export type StorageState = 'loading' | 'ready' | 'unreadable';

/** How long the window may be busy at a time with what was read, in milliseconds. */
const sliceMs = 10;

/** Reads the disk into the list. What this window is doing or could not save stays unchanged. */
export class RecordReader {
  private readonly reading = new SharedTask(() => this.read());
  /** The keys to read next; `all` for the whole folder. */
  private next: Set<string> | 'all' = new Set();
  private unreadable: ReadonlySet<string> = new Set();
  private isIncomplete = false;
  private stateNow: StorageState = 'loading';

  constructor(
    private readonly deps: {
      readonly store: SessionStore;
      readonly entries: SessionEntries;
      readonly openings: Map<string, OpeningSession>;
      readonly snapshots: SessionSnapshots;
      /** Sessions that this window removed. None comes back, whatever is read. */
      readonly removed: ReadonlySet<string>;
      readonly clock: Clock;
      readonly logger: Logger;
      /** Called for a session whose file lacks what this window knows. */
      readonly onOutdated: (key: string) => void;
      /** Called after each read with the keys of the sessions that changed. */
      readonly onRead: (changed: readonly string[]) => void;
    },
  ) {}

  get state(): StorageState {
    return this.stateNow;
  }

  /** True when something that is on disk couldn't be read but may be readable later. */
  get mustReadAgain(): boolean {
    return this.isIncomplete;
  }

  /** How many records on disk could not be read. */
  get unreadableCount(): number {
    return [...this.unreadable].filter((key) => !this.deps.removed.has(key)).length;
  }

  /** Reads the whole folder. */
  readAll(): Promise<void> {
    this.next = 'all';
    return this.reading.run();
  }

  /** Reads the records with these keys. Until the folder was read once, reads the whole of it. */
  readSome(keys: Iterable<string>): Promise<void> {
    if (this.next !== 'all') {
      for (const key of keys) {
        this.next.add(key);
      }
    }
    return this.reading.run();
  }

  /** Waits for the end of all requested reads. */
  settled(): Promise<void> {
    return this.reading.settled();
  }

  private async read(): Promise<void> {
    const { store, removed, onRead } = this.deps;
    const keys = this.takeKeys();
    const some = [...(keys ?? [])].filter((key) => !removed.has(key));
    if (keys && some.length === 0) {
      return;
    }
    const before = this.entriesOf(keys);
    try {
      const stored = await (keys ? store.read(some) : store.readAll());
      const changed = [...this.dropGone(stored, before), ...(await this.takeOver(stored, before))];
      this.noteUnreadable(stored, keys);
      onRead(changed);
    } catch (error) {
      this.noteFailure(error);
      onRead([]);
    }
  }

  /** The keys to read now; undefined for the whole folder. */
  private takeKeys(): ReadonlySet<string> | undefined {
    const { next } = this;
    this.next = new Set();
    return next === 'all' || this.stateNow !== 'ready' ? undefined : next;
  }

  /** What is listed now. A read that begins now may miss later changes. */
  private entriesOf(keys: Iterable<string> | undefined): Before {
    const { entries } = this.deps;
    return new Map([...(keys ?? entries.keys())].map((key) => [key, entries.get(key)]));
  }

  private noteUnreadable(
    { unreadableKeys, mayRetry }: StoredSessions,
    keys: ReadonlySet<string> | undefined,
  ): void {
    const others = keys ? [...this.unreadable].filter((key) => !keys.has(key)) : [];
    this.unreadable = new Set([...others, ...unreadableKeys]);
    this.isIncomplete = mayRetry || (keys !== undefined && this.isIncomplete);
    this.stateNow = 'ready';
  }

  private noteFailure(error: unknown): void {
    if (this.stateNow !== 'unreadable') {
      const reason = describeError(toWorkbookSessionError(error));
      this.deps.logger.error(`The session records cannot be read: ${reason}`);
    }
    this.isIncomplete = true;
    this.stateNow = 'unreadable';
  }

  /**
   * Takes sessions off the list whose records are gone. A record that is there but could not be read is not gone.
   * @returns their keys
   */
  private dropGone(
    { sessions, unreadableKeys }: StoredSessions,
    before: Before,
  ): readonly string[] {
    const { entries, snapshots } = this.deps;
    const onDisk = new Set([...sessions.map(({ record }) => record.key), ...unreadableKeys]);
    const gone = [...before.keys()].filter((key) => before.get(key)?.isSaved && !onDisk.has(key));
    for (const key of gone) {
      entries.delete(key);
      snapshots.changed(key);
    }
    return gone;
  }

  /** Lists what is on disk. @returns the keys of the sessions that changed */
  private async takeOver({ sessions }: StoredSessions, before: Before): Promise<readonly string[]> {
    const { snapshots, removed } = this.deps;
    const changed: string[] = [];
    let sliceEnd = performance.now() + sliceMs;
    for (const session of sessions) {
      const { key } = session.record;
      if (!removed.has(key) && this.list(session, before.get(key))) {
        snapshots.changed(key);
        changed.push(key);
      }
      if (performance.now() > sliceEnd) {
        await new Promise(setImmediate);
        sliceEnd = performance.now() + sliceMs;
      }
    }
    return changed;
  }

  /** Lists a session as it is on disk, with what only this window knows, which is written again. @returns true if it changed */
  private list(stored: StoredSession, before: SessionEntry | undefined): boolean {
    const { entries, openings, clock, onOutdated } = this.deps;
    const { record } = stored;
    const listed = entries.get(record.key);
    const isOpening = openings.delete(record.key);
    const ours = changedByThisWindow(before, listed);
    if (Object.keys(ours).length === 0 && isSame(listed, stored)) {
      return isOpening;
    }
    const { activity, unwritten } = merge(stored.activity, ours, listed, clock.now());
    const entry = { record, activity, unwritten, isSaved: true };
    entries.set({ phase: 'idle', ...defined({ phase: listed?.phase }), ...entry });
    if (unwritten) {
      onOutdated(record.key);
    }
    return isOpening || !isSame(listed, { record, activity });
  }
}

/** The sessions as they were listed when a read began. */
type Before = ReadonlyMap<string, SessionEntry | undefined>;

/** True when the listed session is saved and says the same. */
function isSame(listed: SessionEntry | undefined, { record, activity }: StoredSession): boolean {
  return (
    listed !== undefined &&
    listed.isSaved &&
    isDeepStrictEqual(listed.activity, activity) &&
    isDeepStrictEqual(listed.record, record)
  );
}

/**
 * The activity on disk with what only this window knows.
 * @param changes of this window, which the disk may lack
 */
function merge(
  stored: SessionActivity,
  changes: SessionActivity,
  listed: SessionEntry | undefined,
  now: number,
): Pick<SessionEntry, 'activity' | 'unwritten'> {
  const onDisk = withoutFuture(stored, now);
  const ours = withoutFuture(changes, now);
  const known = withoutFuture(listed?.activity ?? {}, now);
  const activity = mergeActivities(ours, mergeActivities(onDisk, known));
  // Only a change replaces a time in the future. Otherwise two machines with different clocks would write in turns.
  const isThere = says(onDisk, ours) && says(stored, activity);
  return { activity, unwritten: isThere ? undefined : ours };
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
