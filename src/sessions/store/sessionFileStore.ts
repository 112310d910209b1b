import { join } from 'node:path';
import type { Clock } from '../../base/clock';
import { Semaphore } from '../../base/mutex';
import { WorkbookSessionError, type ErrorCode } from '../../model/errors';
import type { Logger, SessionStore, StoredSessions } from '../../model/ports';
import type { SessionActivity, StoredSession } from '../../model/workbookSession';
import { ActivityFiles } from './activityFiles';
import { mergeActivities, withoutFuture } from './activityMerge';
import { Files, isMissing, nodeFileSystem, systemCode, type FileSystem } from '../../storage/files';
import { formatRecord, parseRecord } from './recordFormat';
import { activityName, isKey, recordName } from './recordNames';
import { SessionFolder } from './sessionFolder';

/** Far longer than the longest record; a bigger file is not ours. */
const largestFileBytes = 256 * 1024;
/** How many sessions are read or written at once, so that not too many files are open. */
const sessionsAtOnce = 32;

/**
 * Session records in a folder that all windows share. `<key>.json` is written once and never changed; values
 * that change later are in `<key>.activity.json`. Neither holds a token or anything to get one.
 */
export class SessionFileStore implements SessionStore {
  private readonly files: Files;
  private readonly activities: ActivityFiles;
  private readonly inFolder: SessionFolder;
  private readonly turns = new Semaphore(sessionsAtOnce);
  /** Names of files that could not be used, so that each is logged once. */
  private readonly skipped = new Set<string>();

  constructor(
    private readonly folder: string,
    private readonly clock: Clock,
    private readonly logger: Logger,
    system: FileSystem = nodeFileSystem,
  ) {
    this.files = new Files(system, clock);
    this.activities = new ActivityFiles(folder, this.files, clock, logger);
    this.inFolder = new SessionFolder(folder, this.files, system, clock);
  }

  async readAll(): Promise<StoredSessions> {
    try {
      return await this.readFolder();
    } catch (error) {
      throw refused('storageUnreadable', error);
    }
  }

  async read(keys: readonly string[]): Promise<StoredSessions> {
    const deadline = this.files.deadline();
    try {
      return await this.readEach(keys.filter(isKey), async (key) => {
        const record = await this.recordOf(key, deadline);
        return this.withActivity(key, record, () => this.activities.read(key, deadline));
      });
    } catch (error) {
      throw refused('storageUnreadable', error);
    }
  }

  async add({ record, activity }: StoredSession): Promise<void> {
    const { key } = record;
    const text = formatRecord(record, activity);
    const session = isKey(key) && !isTooBig(text) ? parseRecord(text, key) : '';
    if (typeof session === 'string') {
      this.logger.warn('A session was not saved, because its record could not be read again.');
      throw new WorkbookSessionError('recordNotSaved');
    }
    try {
      await this.inFolder.make();
      await this.turns.run(() => this.files.create(this.recordPath(key), text));
    } catch (error) {
      throw refused('recordNotSaved', error);
    }
    this.inFolder.known.set(key, session);
  }

  async saveActivity(
    key: string,
    change: SessionActivity,
    known: SessionActivity = {},
  ): Promise<void> {
    try {
      await (isKey(key) ? this.turns.run(() => this.save(key, change, known)) : undefined);
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
    } catch (error) {
      throw refused('recordNotSaved', error);
    }
    this.inFolder.known.delete(key);
    this.activities.forget(key);
  }

  /** All files share one deadline. Otherwise, a folder of busy files would hold up everything. */
  private async readFolder(): Promise<StoredSessions> {
    const deadline = this.files.deadline();
    const content = await this.inFolder.content();
    const { records, activities, foreign, irregular } = content;
    const stored = await this.readEach([...records], async (key) => {
      const record = await this.readRecord(key, deadline, !irregular.has(recordName(key)));
      return this.withActivity(key, record, async () =>
        activities.has(key)
          ? this.activities.read(key, deadline, !irregular.has(activityName(key)))
          : {},
      );
    });
    for (const name of foreign) {
      this.skip(name, 'A file in the session folder was skipped: it is not ours.');
    }
    await this.inFolder.sweep(content);
    return stored;
  }

  private async readEach(
    keys: readonly string[],
    read: (key: string) => Promise<Reading>,
  ): Promise<StoredSessions> {
    const { known } = this.inFolder;
    const readings = await Promise.all(keys.map((key) => this.turns.run(() => read(key))));
    for (const { key, kind, record } of readings.filter((each) => each.kind !== 'gone')) {
      known.set(key, kind === 'refused' ? (record ?? known.get(key)) : record);
    }
    const gone = readings.filter(({ kind }) => kind === 'gone');
    if (gone.length > 0) {
      await this.inFolder.require();
      gone.forEach(({ key }) => known.delete(key));
    }
    const onDisk = readings.filter(({ kind }) => kind !== 'gone');
    return {
      sessions: onDisk.flatMap(({ session }) => session ?? []),
      unreadableKeys: onDisk.flatMap(({ key, session }) => (session ? [] : key)),
      mayRetry: onDisk.some(({ kind }) => kind === 'refused'),
    };
  }

  /** A record that was read before doesn't change. It is enough that it is still there. */
  private async recordOf(key: string, deadline: number): Promise<StoredSession | Unread> {
    const known = this.inFolder.known.get(key);
    const isThere = known && (await this.files.exists(this.recordPath(key)).catch(() => false));
    return isThere ? known : this.readRecord(key, deadline);
  }

  private async readRecord(
    key: string,
    deadline: number,
    isPlain = false,
  ): Promise<StoredSession | Unread> {
    const name = recordName(key);
    const read = () => this.files.readPlain(this.recordPath(key), largestFileBytes, isPlain);
    try {
      const text = await (this.skipped.has(name) ? read() : this.files.retried(read, deadline));
      const session = text === undefined ? 'it is not a file of ours' : parseRecord(text, key);
      if (typeof session !== 'string') {
        this.skipped.delete(name);
        return session;
      }
      this.skip(name, `The record of session ${key} was skipped: ${session}.`);
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

  private async withActivity(
    key: string,
    read: StoredSession | Unread,
    readActivity: () => Promise<SessionActivity | undefined>,
  ): Promise<Reading> {
    if (typeof read === 'string') {
      return { key, kind: read };
    }
    const later = await readActivity();
    const hasLater = Object.keys(later ?? {}).length > 0;
    const first = hasLater ? withoutFuture(read.activity, this.clock.now()) : read.activity;
    const session = { record: read.record, activity: mergeActivities(later ?? {}, first) };
    return { key, kind: later ? 'whole' : 'refused', record: read, session };
  }

  private async save(key: string, change: SessionActivity, known: SessionActivity): Promise<void> {
    if (!(await this.hasRecord(key))) {
      return;
    }
    try {
      await this.activities.save(key, change, known);
    } catch (error) {
      // Another window may have removed the session meanwhile, including its unfinished files.
      if (!isMissing(error) || (await this.hasRecord(key))) {
        throw error;
      }
    }
  }

  private async hasRecord(key: string): Promise<boolean> {
    if (await this.files.exists(this.recordPath(key))) {
      return true;
    }
    await this.inFolder.require();
    return false;
  }

  /** Removes every file that holds the session ID, even if another file can't be removed. */
  private async removeFiles(key: string): Promise<void> {
    const removals = await Promise.allSettled([
      this.turns.run(() => this.files.remove(this.recordPath(key))),
      this.removeOthers(key),
    ]);
    const failure = removals.find(({ status }) => status === 'rejected');
    if (failure?.status === 'rejected') {
      throw failure.reason;
    }
  }

  /** Removes the session's activity and its unfinished files, if the folder has any. */
  private async removeOthers(key: string): Promise<void> {
    const { activities, temporaries } = await this.inFolder.sharedContent();
    const remove = (name: string) =>
      this.turns.run(() => this.files.remove(join(this.folder, name)));
    await Promise.all([
      ...(temporaries.get(key) ?? []).map(remove),
      activities.has(key) ? remove(activityName(key)).catch(() => undefined) : undefined,
    ]);
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

/** Why a record gave no session. A `refused` one may be readable later. */
type Unread = 'refused' | 'damaged' | 'gone';

/** The result of reading a session's files. */
interface Reading {
  readonly key: string;
  /** `whole` when both files were read. */
  readonly kind: 'whole' | Unread;
  /** The session as its record says. */
  readonly record?: StoredSession;
  /** The session as both files say. */
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
