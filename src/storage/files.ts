import { randomUUID } from 'node:crypto';
import { close, lstat, open, read, unlink, type Dirent, type PathLike, type Stats } from 'node:fs';
import * as nodeFiles from 'node:fs/promises';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import type { Clock } from '../base/clock';
import { SharedTask } from '../base/mutex';

/** The part of Node's file system that we use. */
export interface FileSystem extends Pick<
  typeof nodeFiles,
  'link' | 'mkdir' | 'open' | 'rename' | 'unlink'
> {
  lstat(path: string): Promise<Stats>;
  readdir(path: string): Promise<readonly Dirent[]>;
  /** The text of a file; undefined if it is larger. */
  readFile(path: string, largestBytes: number): Promise<string | undefined>;
}

/** Node's functions with callbacks need half the CPU time of those with promises, which counts for many files. */
const [openFile, readBytes, closeFile] = [promisify(open), promisify(read), promisify(close)];
/** Longer than most of our files, so that one read is enough. */
const firstReadBytes = 2048;

export const nodeFileSystem: FileSystem = {
  ...nodeFiles,
  lstat: promisify(lstat),
  unlink: inGroups(promisify(unlink)),
  readdir: (path) => nodeFiles.readdir(path, { withFileTypes: true }),
  readFile: async (path, largestBytes) => {
    const file = await openFile(path, 'r');
    try {
      return await readText(file, largestBytes);
    } finally {
      await closeFile(file);
    }
  },
};

/** Removes the files of one turn of the event loop together. To wake a thread for each file takes far longer. */
function inGroups(remove: (path: PathLike) => Promise<void>): (path: PathLike) => Promise<void> {
  let turn: Promise<void> | undefined;
  return async (path) => {
    turn ??= new Promise((resolve) => {
      setImmediate(() => {
        turn = undefined;
        resolve();
      });
    });
    await turn;
    await remove(path);
  };
}

async function readText(file: number, largestBytes: number): Promise<string | undefined> {
  let bytes = Buffer.allocUnsafe(firstReadBytes);
  for (let length = 0; ;) {
    const { bytesRead } = await readBytes(file, bytes, length, bytes.length - length, length);
    length += bytesRead;
    const isLarge = length > largestBytes;
    if (isLarge || length < bytes.length) {
      return isLarge ? undefined : bytes.toString('utf8', 0, length);
    }
    bytes = Buffer.concat([bytes], 2 * length);
  }
}

/** Tells the versions of a file apart: when a file is replaced, it gets another stamp. */
export type FileStamp = string;

/** The ending of temporary file names. A watcher of `*.json` doesn't see these files. */
export const temporaryEnding = '.tmp';

/** The error codes on Windows while a virus scanner or another window has the file open. */
const busyCodes = ['EPERM', 'EACCES', 'EBUSY'];
const retryLimitMs = 2000;
const firstPauseMs = 20;
const longestPauseMs = 320;
/** After a folder refused a change, the next changes aren't retried for this time, in milliseconds. */
const refusalMs = 30_000;

/** The system's error code, such as `ENOENT`. */
export function systemCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string'
    ? error.code
    : undefined;
}

/** True when the error says that the file doesn't exist. */
export function isMissing(error: unknown): boolean {
  return systemCode(error) === 'ENOENT';
}

/** Reads and writes the files of one folder. A file is written completely or not at all. */
export class Files {
  /** Files that are written at the same time share a flush of their folder. */
  private readonly flushes = new Map<string, SharedTask<void>>();
  /** When the folder last refused a change, retries included. */
  private refusedAt = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly system: FileSystem,
    private readonly clock: Clock,
  ) {}

  /** Creates the file. Fails with `EEXIST` if it exists. */
  async create(path: string, text: string): Promise<void> {
    await this.throughTemporary(path, text, async (temporary) => {
      if (await this.linked(temporary, path)) {
        await this.unlinked(temporary).catch(() => undefined);
      } else {
        await this.renameToNew(temporary, path);
      }
    });
  }

  /** Creates or replaces the file in one step, so that no reader sees a part of it. */
  replace(path: string, text: string): Promise<FileStamp> {
    return this.throughTemporary(path, text, (temporary) =>
      this.insisted(() => this.system.rename(temporary, path)),
    );
  }

  /** Removes the file, if it exists. */
  async remove(path: string): Promise<void> {
    if (await this.unlinked(path)) {
      this.refusedAt = Number.NEGATIVE_INFINITY;
    }
  }

  async exists(path: string): Promise<boolean> {
    try {
      await this.insisted(() => this.system.lstat(path));
      return true;
    } catch (error) {
      if (isMissing(error)) {
        return false;
      }
      throw error;
    }
  }

  /**
   * The text of a file; undefined for a larger file, or for a link and anything else that is not a file.
   * @param isPlain true when a listing of the folder has just said that it is a file
   */
  async readPlain(
    path: string,
    largestBytes: number,
    isPlain = false,
  ): Promise<string | undefined> {
    const isFile = isPlain || (await this.system.lstat(path)).isFile();
    return isFile ? this.system.readFile(path, largestBytes) : undefined;
  }

  async stamp(path: string): Promise<FileStamp> {
    return stampOf(await this.system.lstat(path));
  }

  /** The end of the retries that begin now, two seconds later. Several operations may share it. */
  deadline(): number {
    return this.clock.monotonicNow() + retryLimitMs;
  }

  /** Retries until the deadline while the file is busy. */
  retried<T>(attempt: () => Promise<T>, deadline = this.deadline()): Promise<T> {
    return this.repeated(attempt, deadline, () => false);
  }

  /** Makes a change in one step. Retries it while the file is busy, unless the folder has just refused another one. */
  async change<T>(attempt: () => Promise<T>): Promise<T> {
    const result = await this.insisted(attempt);
    this.refusedAt = Number.NEGATIVE_INFINITY;
    return result;
  }

  /** A step of a change. Its success doesn't yet mean that the folder accepts the change. */
  private async insisted<T>(attempt: () => Promise<T>): Promise<T> {
    try {
      return await this.repeated(
        attempt,
        this.deadline(),
        () => this.clock.monotonicNow() < this.refusedAt + refusalMs,
      );
    } catch (error) {
      if (isBusy(error)) {
        this.refusedAt = this.clock.monotonicNow();
      }
      throw error;
    }
  }

  private async repeated<T>(
    attempt: () => Promise<T>,
    deadline: number,
    isHopeless: () => boolean,
  ): Promise<T> {
    for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(2 * pauseMs, longestPauseMs)) {
      try {
        return await attempt();
      } catch (error) {
        if (!isBusy(error) || isHopeless() || this.clock.monotonicNow() + pauseMs > deadline) {
          throw error;
        }
      }
      await this.clock.delay(pauseMs);
    }
  }

  private async throughTemporary(
    path: string,
    text: string,
    publish: (temporary: string) => Promise<unknown>,
  ): Promise<FileStamp> {
    const temporary = `${path}.${randomUUID()}${temporaryEnding}`;
    const stamp = await this.insisted(() => this.write(temporary, text));
    try {
      await publish(temporary);
    } catch (error) {
      await this.unlinked(temporary).catch(() => undefined);
      throw error;
    }
    this.refusedAt = Number.NEGATIVE_INFINITY;
    await this.flushed(dirname(path));
    return stamp;
  }

  /** @returns false when the file doesn't exist */
  private async unlinked(path: string): Promise<boolean> {
    try {
      await this.insisted(() => this.system.unlink(path));
      return true;
    } catch (error) {
      if (isMissing(error)) {
        return false;
      }
      throw error;
    }
  }

  private async write(path: string, text: string): Promise<FileStamp> {
    const file = await this.system.open(path, 'wx', 0o600);
    try {
      await file.writeFile(text);
      await file.sync();
      return stampOf(await file.stat());
    } catch (error) {
      await this.system.unlink(path).catch(() => undefined);
      throw error;
    } finally {
      await file.close();
    }
  }

  /** Only a hard link never overwrites a file. Not every file system supports it. */
  private async linked(temporary: string, path: string): Promise<boolean> {
    try {
      await this.system.link(temporary, path);
      return true;
    } catch (error) {
      if (systemCode(error) === 'EEXIST') {
        throw error;
      }
      return false;
    }
  }

  private async renameToNew(temporary: string, path: string): Promise<void> {
    if (await this.exists(path)) {
      throw Object.assign(new Error('The file exists already.'), { code: 'EEXIST' });
    }
    await this.insisted(() => this.system.rename(temporary, path));
  }

  /** Waits for a flush of the folder that begins after this call. */
  private flushed(folder: string): Promise<void> {
    const flush = this.flushes.get(folder) ?? new SharedTask(() => this.flushFolder(folder));
    this.flushes.set(folder, flush);
    return flush.run();
  }

  /** Makes the file name survive a power failure. Windows doesn't support this and doesn't need it. */
  private async flushFolder(folder: string): Promise<void> {
    try {
      const handle = await this.system.open(folder, 'r');
      await handle.sync().finally(() => handle.close());
    } catch {
      // The content of the file is flushed already.
    }
  }
}

function stampOf({ ino, mtimeMs, size }: Stats): FileStamp {
  return `${ino} ${mtimeMs} ${size}`;
}

function isBusy(error: unknown): boolean {
  return busyCodes.includes(systemCode(error) ?? '');
}
