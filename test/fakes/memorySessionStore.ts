import { mergeActivities } from '../../src/sessions/store/activityMerge';
import { WorkbookSessionError } from '../../src/model/errors';
import type { SessionStore, StoredSessions } from '../../src/model/ports';
import type {
  SessionActivity,
  SessionRecord,
  StoredSession,
} from '../../src/model/workbookSession';

/** Session records in memory. Two stores with the same `disk` stand for two windows. */
export class MemorySessionStore implements SessionStore {
  /** The methods that fail. */
  readonly faults = new Set<keyof SessionStore>();
  /** All calls in order. */
  readonly calls: (keyof SessionStore)[] = [];
  /** The keys that were read one by one, in order. */
  readonly keysRead: string[] = [];
  /** The keys of records that the system refuses to read. */
  readonly unreadable = new Set<string>();
  /** The keys of damaged records. */
  readonly torn = new Set<string>();
  /** If set, each call waits for this promise before it uses the disk. */
  gate: Promise<unknown> | undefined;

  constructor(readonly disk = new MemoryDisk()) {}

  async readAll(): Promise<StoredSessions> {
    await this.begin('readAll');
    return this.stored([...this.disk.records.values()]);
  }

  async read(keys: readonly string[]): Promise<StoredSessions> {
    await this.begin('read');
    this.keysRead.push(...keys);
    return this.stored(keys.flatMap((key) => this.disk.records.get(key) ?? []));
  }
  async add({ record, activity }: StoredSession): Promise<void> {
    await this.begin('add');
    if (this.disk.records.has(record.key)) {
      throw new WorkbookSessionError('recordNotSaved');
    }
    this.disk.records.set(record.key, record);
    this.disk.activities.set(record.key, activity);
  }

  async saveActivity(
    key: string,
    change: SessionActivity,
    known: SessionActivity = {},
  ): Promise<void> {
    await this.begin('saveActivity');
    const theirs = this.disk.activities.get(key) ?? {};
    const filled = mergeActivities(theirs, known);
    this.disk.activities.set(key, mergeActivities(change, filled));
  }

  async remove(key: string): Promise<void> {
    await this.begin('remove');
    this.disk.records.delete(key);
    this.disk.activities.delete(key);
  }

  private stored(records: readonly SessionRecord[]): StoredSessions {
    const { activities } = this.disk;
    const isReadable = ({ key }: SessionRecord) => !this.unreadable.has(key) && !this.torn.has(key);
    return {
      sessions: records
        .filter(isReadable)
        .map((record) => ({ record, activity: activities.get(record.key) ?? {} })),
      unreadableKeys: records.filter((record) => !isReadable(record)).map(({ key }) => key),
      mayRetry: records.some(({ key }) => this.unreadable.has(key)),
    };
  }

  private async begin(method: keyof SessionStore): Promise<void> {
    this.calls.push(method);
    await this.gate;
    if (this.faults.has(method)) {
      const code =
        method === 'readAll' || method === 'read' ? 'storageUnreadable' : 'recordNotSaved';
      throw new WorkbookSessionError(code);
    }
  }
}

/** The records and activities that several windows share. */
export class MemoryDisk {
  readonly records = new Map<string, SessionRecord>();
  readonly activities = new Map<string, SessionActivity>();
}
