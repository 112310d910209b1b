import { isDeepStrictEqual } from 'node:util';
import type { Clock } from '../base/clock';
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
    const { store, entries, removed, onRead } = this.deps;
    const { next } = this;
    this.next = new Set();
    const keys = next === 'all' || this.stateNow !== 'ready' ? undefined : next;
    const some = [...(keys ?? [])].filter((key) => !removed.has(key));
    if (keys && some.length === 0) {
      return;
    }
    const before = new Map<string, SessionEntry | undefined>();
    for (const key of keys ?? entries.keys()) {
      before.set(key, entries.get(key));
    }
    try {
      const stored = await (keys ? store.read(some) : store.readAll());
      const changed = await this.takeOver(stored, before);
      const others = keys ? [...this.unreadable].filter((key) => !keys.has(key)) : [];
      this.unreadable = new Set([...others, ...stored.unreadableKeys]);
      this.isIncomplete = stored.mayRetry || (keys !== undefined && this.isIncomplete);
      this.stateNow = 'ready';
      onRead(changed);
    } catch (error) {
      this.noteFailure(error);
      onRead([]);
    }
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
   * Lists what is on disk. A record that is there but could not be read is not gone: its session stays.
   * @param before what was listed when the read began; the read may have missed later changes
   * @returns the keys of the sessions that changed
   */
  private async takeOver(
    { sessions, unreadableKeys }: StoredSessions,
    before: ReadonlyMap<string, SessionEntry | undefined>,
  ): Promise<readonly string[]> {
    const { entries, snapshots, removed } = this.deps;
    const changed: string[] = [];
    const onDisk = new Set([...sessions.map(({ record }) => record.key), ...unreadableKeys]);
    const note = (key: string) => {
      snapshots.changed(key);
      changed.push(key);
    };
    for (const [key, entry] of before) {
      if (entry?.isSaved && !onDisk.has(key) && entries.has(key)) {
        entries.delete(key);
        note(key);
      }
    }
    let sliceEnd = performance.now() + sliceMs;
    for (const session of sessions) {
      const { key } = session.record;
      if (!removed.has(key) && this.list(session, before.get(key))) {
        note(key);
      }
      if (performance.now() > sliceEnd) {
        await new Promise(setImmediate);
        sliceEnd = performance.now() + sliceMs;
      }
    }
    return changed;
  }

  /** Lists a session as it is on disk, with what only this window knows, which is written again. @returns true if it changed */
  private list({ record, activity }: StoredSession, before: SessionEntry | undefined): boolean {
    const { entries, openings, clock, onOutdated } = this.deps;
    const { key } = record;
    const listed = entries.get(key);
    const isOpening = openings.delete(key);
    if (listed && isSame(listed, { record, activity }) && !before?.unwritten) {
      return isOpening;
    }
    const now = clock.now();
    const onDisk = withoutFuture(activity, now);
    const ours = withoutFuture(changedByThisWindow(before, listed), now);
    const known = withoutFuture(listed?.activity ?? {}, now);
    const merged = mergeActivities(ours, mergeActivities(onDisk, known));
    // Only a change replaces a time in the future. Otherwise two machines with different clocks would write in turns.
    const isThere = says(onDisk, ours) && says(activity, merged);
    const unwritten = isThere ? undefined : ours;
    entries.set({
      ...{ record, unwritten },
      activity: merged,
      phase: listed?.phase ?? 'idle',
      isSaved: true,
    });
    if (unwritten) {
      onOutdated(key);
    }
    return isOpening || !listed?.isSaved || !isDeepStrictEqual(listed.activity, merged);
  }
}

/** True when the listed session is on disk just as it is listed. */
function isSame(
  { isSaved, unwritten, ...listed }: SessionEntry,
  { record, activity }: StoredSession,
): boolean {
  return (
    isSaved &&
    !unwritten &&
    isDeepStrictEqual(listed.activity, activity) &&
    isDeepStrictEqual(listed.record, record)
  );
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
