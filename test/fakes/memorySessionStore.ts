import { mergeActivities } from '../../src/sessions/activityMerge';
import { WorkbookSessionError } from '../../src/model/errors';
import type { SessionStore, StoredSessions } from '../../src/model/ports';
import type {
  SessionActivity,
  SessionRecord,
  StoredSession,
} from '../../src/model/workbookSession';

/** Session records in memory; two stores made of the same `disk` are two windows. */
export class MemorySessionStore implements SessionStore {
  /** Methods that fail, for as long as they are in here. */
  readonly faults = new Set<keyof SessionStore>();
  /** Every call in order. */
  readonly calls: (keyof SessionStore)[] = [];
  /** Keys whose record the system refuses, for as long as they are in here. */
  readonly unreadable = new Set<string>();
  /** Keys whose record is torn. */
  readonly torn = new Set<string>();
  /** When set, each call waits for this promise before it touches the disk. */
  gate: Promise<unknown> | undefined;

  constructor(readonly disk = new MemoryDisk()) {}

  async readAll(): Promise<StoredSessions> {
    await this.begin('readAll');
    const { records, activities } = this.disk;
    const refused = [...records.keys()].filter((key) => this.unreadable.has(key));
    const unreadableKeys = [...refused, ...[...records.keys()].filter((key) => this.torn.has(key))];
    const readable = [...records.values()].filter(({ key }) => !unreadableKeys.includes(key));
    return {
      sessions: readable.map((record) => ({ record, activity: activities.get(record.key) ?? {} })),
      unreadableKeys,
      mayRetry: refused.length > 0,
    };
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

  private async begin(method: keyof SessionStore): Promise<void> {
    this.calls.push(method);
    await this.gate;
    if (this.faults.has(method)) {
      const code = method === 'readAll' ? 'storageUnreadable' : 'recordNotSaved';
      throw new WorkbookSessionError(code);
    }
  }
}

/** What several windows share. */
export class MemoryDisk {
  readonly records = new Map<string, SessionRecord>();
  readonly activities = new Map<string, SessionActivity>();
}
