import { KeyedMutex } from '../base/mutex';
import { describeError, toWorkbookSessionError, WorkbookSessionError } from '../model/errors';
import type { Logger, SessionStore } from '../model/ports';
import type { SessionEntries } from './sessionEntries';
import type { StoredSession } from '../model/workbookSession';

/**
 * Writes the list to the disk. The files of each session are written in order, and no session waits for
 * another. What the disk refuses is written again later, and is logged once.
 */
export class RecordWriter {
  /** Sessions that are off the list but may still have files. */
  private readonly toRemove = new Set<string>();
  private readonly turns = new KeyedMutex();
  private isRefusalLogged = false;

  constructor(
    private readonly deps: {
      readonly store: SessionStore;
      readonly entries: SessionEntries;
      readonly logger: Logger;
      /** Called when the disk refused something, which must be tried again. */
      readonly onRefused: () => void;
    },
  ) {}

  /** True while this window knows something that is not on the disk. */
  get hasUnwritten(): boolean {
    return this.toRemove.size > 0 || this.deps.entries.unwrittenKeys().size > 0;
  }

  /** Writes a session that is not listed yet. @throws WorkbookSessionError `recordNotSaved` */
  async add(session: StoredSession): Promise<void> {
    const { key } = session.record;
    try {
      await this.turns.run(key, () => this.deps.store.add(session));
    } catch (error) {
      throw this.notSaved(key, error);
    }
  }

  /**
   * Writes a listed session that is not saved.
   * @throws WorkbookSessionError `recordNotSaved`, `sessionNotListed`
   */
  async save(key: string): Promise<void> {
    await this.turns.run(key, async () => {
      if (!this.deps.entries.get(key)) {
        throw new WorkbookSessionError('sessionNotListed');
      }
      await this.write(key).catch((error: unknown) => {
        throw this.notSaved(key, error);
      });
    });
  }

  /** Writes the activity of a listed session in the background. */
  writeActivity(key: string): void {
    void this.writeInBackground(key);
  }

  /** Removes the files of an unlisted session in the background. */
  remove(key: string): void {
    this.toRemove.add(key);
    void this.writeInBackground(key);
  }

  /** Waits for the end of all writes of the session so far, including those that fail. */
  settled(key: string): Promise<void> {
    return this.turns.run(key, () => Promise.resolve());
  }

  /** Tries once more to write what the disk refused. */
  async writeAgain(): Promise<void> {
    await Promise.all(this.unwritten().map((key) => this.writeInBackground(key)));
    this.isRefusalLogged &&= this.hasUnwritten;
  }

  /** The keys of the sessions whose files still have to be written or removed. */
  unwritten(): readonly string[] {
    return [...this.toRemove, ...this.deps.entries.unwrittenKeys()];
  }

  private async writeInBackground(key: string): Promise<void> {
    try {
      await this.turns.run(key, () => this.write(key));
    } catch (error) {
      if (!this.isRefusalLogged) {
        this.isRefusalLogged = true;
        this.deps.logger.warn(
          `The session records cannot be changed. This is tried again: ${reasonOf(error)}`,
        );
      }
      this.deps.onRefused();
    }
  }

  /** Writes the current state of the session until the disk has the same. */
  private async write(key: string): Promise<void> {
    const { store, entries } = this.deps;
    if (this.toRemove.has(key)) {
      await store.remove(key);
      this.toRemove.delete(key);
      return;
    }
    const entry = entries.get(key);
    if (!entry?.unwritten) {
      return;
    }
    const { record, activity, isSaved, unwritten } = entry;
    await (isSaved
      ? store.saveActivity(key, unwritten, activity)
      : store.add({ record, activity }));
    const isWritten = entries.get(key)?.unwritten === unwritten;
    entries.change(key, { isSaved: true, ...(isWritten && { unwritten: undefined }) });
    await (isWritten ? undefined : this.write(key));
  }

  /** The store's error with the key of its session. */
  private notSaved(key: string, error: unknown): WorkbookSessionError {
    this.deps.logger.warn(`Session ${key} could not be saved: ${reasonOf(error)}`);
    this.deps.onRefused();
    return new WorkbookSessionError('recordNotSaved', { sessionKey: key }, { cause: error });
  }
}

function reasonOf(error: unknown): string {
  return describeError(toWorkbookSessionError(error));
}
