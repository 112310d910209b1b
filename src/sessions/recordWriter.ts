import { KeyedMutex } from '../base/mutex';
import { describeError, toWorkbookSessionError, WorkbookSessionError } from '../model/errors';
import type { Logger, SessionStore } from '../model/ports';
import type { SessionEntries } from './sessionEntries';
import type { StoredSession } from '../model/workbookSession';

/**
 * Makes the disk say what the list says. Each session's files are written in their own order, and no
 * session waits for another. What the disk refuses stays to be written, and is logged once.
 */
export class RecordWriter {
  /** Sessions that are off the list and whose files may still be there. */
  private readonly toRemove = new Set<string>();
  private readonly turns = new KeyedMutex();
  private isRefusalLogged = false;

  constructor(
    private readonly deps: {
      readonly store: SessionStore;
      readonly entries: SessionEntries;
      readonly logger: Logger;
      /** Called when the disk refused something: it is to be tried again. */
      readonly onRefused: () => void;
    },
  ) {}

  /** True while the disk lacks something that this window knows. */
  get hasUnwritten(): boolean {
    return this.unwritten().length > 0;
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

  /** Writes in the background what happened to a listed session. */
  writeActivity(key: string): void {
    void this.writeInBackground(key);
  }

  /** Removes in the background the files of a session that is off the list. */
  remove(key: string): void {
    this.toRemove.add(key);
    void this.writeInBackground(key);
  }

  /** Tries once more to write what the disk refused. */
  async writeAgain(): Promise<void> {
    await Promise.all(this.unwritten().map((key) => this.writeInBackground(key)));
    this.isRefusalLogged &&= this.hasUnwritten;
  }

  private unwritten(): readonly string[] {
    const listed = this.deps.entries.all().filter(({ unwritten }) => unwritten);
    return [...this.toRemove, ...listed.map(({ record }) => record.key)];
  }

  private async writeInBackground(key: string): Promise<void> {
    try {
      await this.turns.run(key, () => this.write(key));
    } catch (error) {
      if (!this.isRefusalLogged) {
        this.isRefusalLogged = true;
        this.deps.logger.warn(
          `The session records cannot be changed, which is tried again: ${reasonOf(error)}`,
        );
      }
      this.deps.onRefused();
    }
  }

  /** Writes what the list says of the session by then, until the disk says the same. */
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

  /** The store's error, with the session that it is about. */
  private notSaved(key: string, error: unknown): WorkbookSessionError {
    this.deps.logger.warn(`Session ${key} could not be saved: ${reasonOf(error)}`);
    this.deps.onRefused();
    return new WorkbookSessionError('recordNotSaved', { sessionKey: key }, { cause: error });
  }
}

function reasonOf(error: unknown): string {
  return describeError(toWorkbookSessionError(error));
}
