import { join } from 'node:path';
import type { Clock } from '../../base/clock';
import { SharedTask } from '../../base/mutex';
import { WorkbookSessionError, type ErrorCode } from '../../model/errors';
import type { Logger, SessionStore, StoredSessions } from '../../model/ports';
import type { SessionActivity, SessionRecord, StoredSession } from '../../model/workbookSession';
import { ActivityFiles } from './activityFiles';
import { Files, isMissing, nodeFileSystem, systemCode, type FileSystem } from '../../storage/files';
import { formatRecord, parseRecord } from './recordFormat';
import {
  isForeign,
  isKey,
  keyOfActivity,
  keyOfRecord,
  keyOfTemporary,
  recordName,
} from './recordNames';

/** Far longer than the longest record; a bigger file is not ours. */
const largestFileBytes = 256 * 1024;
const orphanAgeMs = 24 * 60 * 60_000;
/** How many files are open at once. */
const filesAtOnce = 32;

/**
 * Session records in a folder that all windows share. `<key>.json` is written once and never changed; values
 * that change are in `<key>.activity.json`. Neither holds a token or anything to get one.
 */
export class SessionFileStore implements SessionStore {
  private readonly files: Files;
  private readonly activities: ActivityFiles;
  private readonly listing = new SharedTask(() => this.names());
  /** Names of files that could not be used, so that each is logged once. */
  private readonly skipped = new Set<string>();
  /**
   * The sessions in the folder as far as this window knows. Nobody removes the folder itself. If it disappears
   * with sessions in it, the disk must be away, and they come back with it.
   */
  private readonly known = new Set<string>();

  constructor(
    private readonly folder: string,
    private readonly clock: Clock,
    private readonly logger: Logger,
    private readonly system: FileSystem = nodeFileSystem,
  ) {
    this.files = new Files(system, clock);
    this.activities = new ActivityFiles(folder, this.files, clock, logger);
  }

  async readAll(): Promise<StoredSessions> {
    try {
      return await this.readFolder();
    } catch (error) {
      throw refused('storageUnreadable', error);
    }
  }

  async add({ record, activity }: StoredSession): Promise<void> {
    const { key } = record;
    const text = formatRecord(record);
    if (!isKey(key) || isTooBig(text) || typeof parseRecord(text, key) === 'string') {
      this.logger.warn('A session was not saved, because its record could not be read again.');
      throw new WorkbookSessionError('recordNotSaved');
    }
    try {
      await this.makeFolder();
      await this.makeNew(key, text, activity);
    } catch (error) {
      throw refused('recordNotSaved', error);
    }
    this.known.add(key);
  }

  async saveActivity(
    key: string,
    change: SessionActivity,
    known: SessionActivity = {},
  ): Promise<void> {
    try {
      if (isKey(key) && (await this.hasRecord(key))) {
        await this.unlessRemoved(key, this.activities.save(key, change, known));
      }
    } catch (error) {
      throw refused('recordNotSaved', error);
    }
  }

  async remove(key: string): Promise<void> {
    if (!isKey(key)) {
      return;
    }
    try {
      await this.removeFiles(key);
      this.known.delete(key);
    } catch (error) {
      throw refused('recordNotSaved', error);
    }
  }

  /** All files share one deadline. Otherwise, a folder of busy files would hold up everything. */
  private async readFolder(): Promise<StoredSessions> {
    const deadline = this.files.deadline();
    const names = await this.names();
    const keys = names.flatMap((name) => keyOfRecord(name) ?? []);
    keys.forEach((key) => this.known.add(key));
    const readings: Reading[] = [];
    for (let start = 0; start < keys.length; start += filesAtOnce) {
      const some = keys.slice(start, start + filesAtOnce);
      readings.push(...(await Promise.all(some.map((key) => this.read(key, deadline)))));
    }
    if (readings.some(({ kind }) => kind === 'gone')) {
      await this.requireFolder();
    }
    const onDisk = readings.filter(({ kind }) => kind !== 'gone');
    this.skipForeign(names);
    await this.sweep(names, new Set(keys));
    return {
      sessions: onDisk.flatMap(({ session }) => session ?? []),
      unreadableKeys: onDisk.flatMap(({ key, session }) => (session ? [] : key)),
      mayRetry: onDisk.some(({ kind }) => kind === 'refused'),
    };
  }

  /** The names of the files in the folder, which is created if it doesn't exist yet. */
  private async names(): Promise<readonly string[]> {
    const known = [...this.known];
    try {
      const names = await this.files.retried(() => this.system.readdir(this.folder));
      const present = new Set(names);
      known.filter((key) => !present.has(recordName(key))).forEach((key) => this.known.delete(key));
      return names;
    } catch (error) {
      if (!isMissing(error)) {
        throw error;
      }
    }
    await this.requireFolder();
    await this.makeFolder();
    return [];
  }

  /** Throws if the folder has disappeared with sessions in it: its sessions are not gone for good. */
  private async requireFolder(): Promise<void> {
    if (this.known.size > 0) {
      await this.files.retried(() => this.system.lstat(this.folder));
    }
  }

  /** A folder that has disappeared with sessions in it isn't created again: it would hide the one that comes back. */
  private async makeFolder(): Promise<void> {
    if (this.known.size === 0) {
      await this.system.mkdir(this.folder, { recursive: true, mode: 0o700 });
    }
  }

  /** Writes the activity first, so that whoever sees the record sees the whole session. */
  private async makeNew(key: string, text: string, activity: SessionActivity): Promise<void> {
    const path = this.recordPath(key);
    if (await this.files.exists(path)) {
      throw Object.assign(new Error('The record exists already.'), { code: 'EEXIST' });
    }
    await this.activities.save(key, activity, {});
    try {
      await this.files.create(path, text);
    } catch (error) {
      if (!(await this.files.exists(path).catch(() => true))) {
        await this.activities.remove(key).catch(() => undefined);
      }
      throw error;
    }
  }

  /** Another window may remove the session meanwhile, including its unfinished files. */
  private async unlessRemoved(key: string, saving: Promise<void>): Promise<void> {
    try {
      await saving;
    } catch (error) {
      if (!isMissing(error) || (await this.hasRecord(key))) {
        throw error;
      }
    }
  }

  private async hasRecord(key: string): Promise<boolean> {
    if (await this.files.exists(this.recordPath(key))) {
      return true;
    }
    await this.requireFolder();
    return false;
  }

  /** Removes every file that holds the session ID, even if another file can't be removed. */
  private async removeFiles(key: string): Promise<void> {
    const removals = await Promise.allSettled([
      this.files.remove(this.recordPath(key)),
      this.removeTemporaries(key),
    ]);
    await this.activities.remove(key).catch(() => undefined);
    const failure = removals.find(({ status }) => status === 'rejected');
    if (failure?.status === 'rejected') {
      throw failure.reason;
    }
  }

  private async removeTemporaries(key: string): Promise<void> {
    const names = await this.listing.run();
    const temporaries = names.filter((name) => keyOfTemporary(name) === key);
    await Promise.all(temporaries.map((name) => this.files.remove(join(this.folder, name))));
  }

  private async read(key: string, deadline: number): Promise<Reading> {
    const record = await this.readRecord(key, deadline);
    if (typeof record === 'string') {
      return { key, kind: record };
    }
    const activity = await this.activities.read(key, deadline);
    const session = { record, activity: activity ?? {} };
    return { key, kind: activity ? 'whole' : 'refused', session };
  }

  private async readRecord(
    key: string,
    deadline: number,
  ): Promise<SessionRecord | 'refused' | 'damaged' | 'gone'> {
    const name = recordName(key);
    const read = () => this.files.readPlain(this.recordPath(key), largestFileBytes);
    try {
      const text = await (this.skipped.has(name) ? read() : this.files.retried(read, deadline));
      const record = text === undefined ? 'it is not a file of ours' : parseRecord(text, key);
      if (typeof record !== 'string') {
        this.skipped.delete(name);
        return record;
      }
      this.skip(name, `The record of session ${key} was skipped: ${record}.`);
      return 'damaged';
    } catch (error) {
      if (isMissing(error)) {
        return 'gone';
      }
      const reason = systemCode(error) ?? 'unknown error';
      this.skip(name, `The record of session ${key} was skipped (${reason}).`);
      return 'refused';
    }
  }

  /** Removes temporary files and activities without a record after a day. */
  private async sweep(names: readonly string[], keys: ReadonlySet<string>): Promise<void> {
    const orphans = names.filter((name) => {
      const key = keyOfActivity(name);
      return key === undefined ? keyOfTemporary(name) !== undefined : !keys.has(key);
    });
    for (const name of orphans) {
      const path = join(this.folder, name);
      try {
        const { mtimeMs } = await this.system.lstat(path);
        if (this.clock.now() - mtimeMs > orphanAgeMs) {
          await this.system.unlink(path);
        }
      } catch {
        // Another window has removed it, or it stays until the next time.
      }
    }
  }

  private skipForeign(names: readonly string[]): void {
    for (const name of names.filter(isForeign)) {
      this.skip(name, 'A file in the session folder was skipped: it is not ours.');
    }
  }

  private skip(name: string, message: string): void {
    if (!this.skipped.has(name)) {
      this.skipped.add(name);
      this.logger.warn(message);
    }
  }

  private recordPath(key: string): string {
    return join(this.folder, recordName(key));
  }
}

/** The result of reading a session's files. A `refused` file may be readable later. */
interface Reading {
  readonly key: string;
  readonly kind: 'whole' | 'refused' | 'damaged' | 'gone';
  readonly session?: StoredSession;
}

function isTooBig(text: string): boolean {
  return Buffer.byteLength(text) > largestFileBytes;
}

/** The system's error as one of ours. Its message may hold a path, so it stays out of the log. */
function refused(code: ErrorCode, cause: unknown): WorkbookSessionError {
  const reason = systemCode(cause);
  return new WorkbookSessionError(code, reason ? { systemCode: reason } : {}, { cause });
}
