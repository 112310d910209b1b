import { join } from 'node:path';
import type { Clock } from '../base/clock';
import { WorkbookSessionError } from '../core/errors';
import type { Logger, SessionStore, StoredSessions } from '../core/ports';
import type { SessionActivity, SessionRecord, StoredSession } from '../core/workbookSession';
import { formatActivity, parseActivity } from './activityFormat';
import {
  Files,
  isMissing,
  nodeFileSystem,
  systemCode,
  temporaryEnding,
  type FileSystem,
} from './files';
import { formatRecord, parseRecord } from './recordFormat';

const keyPattern = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const recordEnding = '.json';
const activityEnding = '.activity.json';
/** Far more than the longest record takes; what is bigger is not ours. */
const largestFileBytes = 256 * 1024;
const orphanAgeMs = 24 * 60 * 60_000;
/** How many files are open at once. */
const filesAtOnce = 32;

/**
 * Session records in a folder that all windows share: `<key>.json` is made once and never rewritten,
 * what changes is in `<key>.activity.json`. Neither a token nor anything to get one is in there.
 */
export class SessionFileStore implements SessionStore {
  private readonly files: Files;
  /** Names of files that were found wanting, so that each is logged once. */
  private readonly skipped = new Set<string>();

  constructor(
    private readonly folder: string,
    private readonly clock: Clock,
    private readonly logger: Logger,
    private readonly system: FileSystem = nodeFileSystem,
  ) {
    this.files = new Files(system, clock);
  }

  async readAll(): Promise<StoredSessions> {
    const names = await this.names();
    const keys = names.flatMap((name) => keyOf(name, recordEnding) ?? []);
    const sessions: StoredSession[] = [];
    const unreadableKeys: string[] = [];
    for (let start = 0; start < keys.length; start += filesAtOnce) {
      const some = keys.slice(start, start + filesAtOnce);
      const read = await Promise.all(some.map((key) => this.read(key)));
      sessions.push(...read.filter((session) => typeof session === 'object'));
      unreadableKeys.push(...some.filter((_, index) => read[index] === 'unreadable'));
    }
    for (const name of names) {
      if (isForeign(name)) {
        this.skip(name, 'A file in the session folder was skipped: it is none of ours.');
      }
    }
    await this.sweep(names, new Set(keys));
    return { sessions, unreadableKeys };
  }

  async add({ record, activity }: StoredSession): Promise<void> {
    const { key } = record;
    const text = formatRecord(record);
    if (!keyPattern.test(key) || isTooBig(text) || typeof parseRecord(text, key) === 'string') {
      this.logger.warn('A session could not be saved: its record could not be read again.');
      throw new WorkbookSessionError('recordNotSaved');
    }
    try {
      await this.system.mkdir(this.folder, { recursive: true, mode: 0o700 });
      await this.makeNew(key, text, activity);
    } catch (error) {
      this.logger.warn(`Session ${key} could not be saved${codeInBrackets(error)}.`);
      throw new WorkbookSessionError('recordNotSaved', {}, { cause: error });
    }
  }

  async saveActivity(key: string, activity: SessionActivity): Promise<void> {
    try {
      if (keyPattern.test(key) && (await this.files.exists(this.recordPath(key)))) {
        await this.files.replace(this.activityPath(key), formatActivity(activity));
      }
    } catch (error) {
      this.logger.warn(`The state of session ${key} could not be saved${codeInBrackets(error)}.`);
      throw new WorkbookSessionError('recordNotSaved', {}, { cause: error });
    }
  }

  async remove(key: string): Promise<void> {
    if (!keyPattern.test(key)) {
      return;
    }
    try {
      await this.files.remove(this.recordPath(key));
    } catch (error) {
      this.logger.warn(`The record of session ${key} stays${codeInBrackets(error)}.`);
      throw new WorkbookSessionError('unexpected', {}, { cause: error });
    }
    await this.files.remove(this.activityPath(key)).catch(() => undefined);
  }

  /** The activity goes first: whoever sees the record sees all of the session. */
  private async makeNew(key: string, text: string, activity: SessionActivity): Promise<void> {
    const path = this.recordPath(key);
    if (await this.files.exists(path)) {
      throw Object.assign(new Error('The record exists already.'), { code: 'EEXIST' });
    }
    await this.files.replace(this.activityPath(key), formatActivity(activity));
    try {
      await this.files.create(path, text);
    } catch (error) {
      if (!(await this.files.exists(path).catch(() => true))) {
        await this.files.remove(this.activityPath(key)).catch(() => undefined);
      }
      throw error;
    }
  }

  private async names(): Promise<readonly string[]> {
    try {
      return await this.files.retried(() => this.system.readdir(this.folder));
    } catch (error) {
      if (systemCode(error) !== 'ENOENT') {
        throw this.unreadable(error);
      }
    }
    try {
      await this.system.mkdir(this.folder, { recursive: true, mode: 0o700 });
      return [];
    } catch (error) {
      throw this.unreadable(error);
    }
  }

  private unreadable(error: unknown): WorkbookSessionError {
    this.logger.warn(`The session folder cannot be read${codeInBrackets(error)}.`);
    return new WorkbookSessionError('storageUnreadable', {}, { cause: error });
  }

  private async read(key: string): Promise<StoredSession | 'unreadable' | 'gone'> {
    const record = await this.readRecord(key);
    return typeof record === 'string' ? record : { record, activity: await this.readActivity(key) };
  }

  private async readRecord(key: string): Promise<SessionRecord | 'unreadable' | 'gone'> {
    const name = `${key}${recordEnding}`;
    try {
      const text = await this.readText(name);
      const record = text === undefined ? 'it is no file of ours' : parseRecord(text, key);
      if (typeof record !== 'string') {
        this.skipped.delete(name);
        return record;
      }
      this.skip(name, `The record of session ${key} was skipped: ${record}.`);
    } catch (error) {
      if (isMissing(error)) {
        return 'gone';
      }
      this.skip(name, `The record of session ${key} was skipped${codeInBrackets(error)}.`);
    }
    return 'unreadable';
  }

  private async readActivity(key: string): Promise<SessionActivity> {
    const name = `${key}${activityEnding}`;
    try {
      return parseActivity((await this.readText(name)) ?? '');
    } catch (error) {
      if (!isMissing(error)) {
        this.skip(name, `What happened to session ${key} is not known${codeInBrackets(error)}.`);
      }
      return {};
    }
  }

  /** The text of a file; undefined when that is no plain file or too big for one of ours. */
  private async readText(name: string): Promise<string | undefined> {
    const path = join(this.folder, name);
    const read = () => this.files.readPlain(path, largestFileBytes);
    return this.skipped.has(name) ? read() : this.files.retried(read);
  }

  /** Removes what nobody needs: temporary files and activities without a record, after a day. */
  private async sweep(names: readonly string[], keys: ReadonlySet<string>): Promise<void> {
    const orphans = names.filter((name) => {
      const key = keyOf(name, activityEnding);
      return key === undefined ? isTemporary(name) : !keys.has(key);
    });
    for (const name of orphans) {
      const path = join(this.folder, name);
      try {
        const { mtimeMs } = await this.system.lstat(path);
        if (this.clock.now() - mtimeMs > orphanAgeMs) {
          await this.system.unlink(path);
        }
      } catch {
        // Another window swept it, or it stays until the next time.
      }
    }
  }

  private skip(name: string, message: string): void {
    if (!this.skipped.has(name)) {
      this.skipped.add(name);
      this.logger.warn(message);
    }
  }

  private recordPath(key: string): string {
    return join(this.folder, `${key}${recordEnding}`);
  }

  private activityPath(key: string): string {
    return join(this.folder, `${key}${activityEnding}`);
  }
}

function isTooBig(text: string): boolean {
  return Buffer.byteLength(text) > largestFileBytes;
}

/** The key in a file's name that ends so. */
function keyOf(name: string, ending: string): string | undefined {
  const key = name.endsWith(ending) ? name.slice(0, -ending.length) : '';
  return keyPattern.test(key) ? key : undefined;
}

function isTemporary(name: string): boolean {
  return name.endsWith(temporaryEnding) && keyPattern.test(name.slice(0, 36));
}

/** A record by its ending, but not by its name. */
function isForeign(name: string): boolean {
  return (
    name.endsWith(recordEnding) &&
    keyOf(name, recordEnding) === undefined &&
    keyOf(name, activityEnding) === undefined
  );
}

function codeInBrackets(error: unknown): string {
  return ` (${systemCode(error) ?? 'unknown error'})`;
}
