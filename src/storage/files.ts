import { randomUUID } from 'node:crypto';
import * as nodeFiles from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Clock } from '../base/clock';

/** What we use of the file system. */
export type FileSystem = Pick<
  typeof nodeFiles,
  'link' | 'lstat' | 'mkdir' | 'open' | 'readdir' | 'readFile' | 'rename' | 'unlink'
>;

export const nodeFileSystem: FileSystem = nodeFiles;

/** Where a temporary file's name ends; a folder's watcher for `*.json` does not see it. */
export const temporaryEnding = '.tmp';

/** What Windows answers while an antivirus or another window has the file open. */
const busyCodes = ['EPERM', 'EACCES', 'EBUSY'];
const retryLimitMs = 2000;
const firstPauseMs = 20;
const longestPauseMs = 320;
/** How long a folder that refused a change is not waited for, in milliseconds. */
const refusalMs = 30_000;

/** The system's code of an error, such as `ENOENT`. */
export function systemCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string'
    ? error.code
    : undefined;
}

/** True when the error says that there is no such file. */
export function isMissing(error: unknown): boolean {
  return systemCode(error) === 'ENOENT';
}

/** Files of one folder that are there whole or not at all. */
export class Files {
  /** When the folder last refused a change, although it was given time. */
  private refusedAt = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly system: FileSystem,
    private readonly clock: Clock,
  ) {}

  /** Makes the file; fails with `EEXIST` when there is one already, and leaves nothing half-made. */
  async create(path: string, text: string): Promise<void> {
    await this.throughTemporary(path, text, async (temporary) => {
      if (!(await this.linked(temporary, path))) {
        await this.renameToNew(temporary, path);
      }
    });
  }

  /** Makes the file or puts another in its place, at once for whoever reads it. */
  async replace(path: string, text: string): Promise<void> {
    await this.throughTemporary(path, text, (temporary) =>
      this.insisted(() => this.system.rename(temporary, path)),
    );
  }

  /** Removes the file; none there is no error. */
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

  /** The text of a file; undefined when that is no plain file, a link for example, or a bigger one. */
  async readPlain(path: string, largestBytes: number): Promise<string | undefined> {
    const file = await this.system.lstat(path);
    return file.isFile() && file.size <= largestBytes
      ? this.system.readFile(path, 'utf8')
      : undefined;
  }

  /** Until when what begins now is tried again: for two seconds. Several attempts may share it. */
  deadline(): number {
    return this.clock.monotonicNow() + retryLimitMs;
  }

  /** Tries again while the system says that the file is busy, until the deadline. */
  retried<T>(attempt: () => Promise<T>, deadline = this.deadline()): Promise<T> {
    return this.repeated(attempt, deadline, () => false);
  }

  /** As `retried`, for a change: once the folder has refused one, the others wait no longer. */
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
    isInVain: () => boolean,
  ): Promise<T> {
    for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(2 * pauseMs, longestPauseMs)) {
      try {
        return await attempt();
      } catch (error) {
        if (!isBusy(error) || isInVain() || this.clock.monotonicNow() + pauseMs > deadline) {
          throw error;
        }
      }
      await this.clock.delay(pauseMs);
    }
  }

  private async throughTemporary(
    path: string,
    text: string,
    publish: (temporary: string) => Promise<void>,
  ): Promise<void> {
    const temporary = `${path}.${randomUUID()}${temporaryEnding}`;
    try {
      await this.insisted(() => this.write(temporary, text));
      await publish(temporary);
      this.refusedAt = Number.NEGATIVE_INFINITY;
    } finally {
      await this.unlinked(temporary).catch(() => undefined);
    }
    await this.flushFolder(dirname(path));
  }

  /** @returns false when there was no such file */
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

  private async write(path: string, text: string): Promise<void> {
    const file = await this.system.open(path, 'wx', 0o600);
    try {
      await file.writeFile(text);
      await file.sync();
    } catch (error) {
      await this.system.unlink(path).catch(() => undefined);
      throw error;
    } finally {
      await file.close();
    }
  }

  /** A second name for the file is the one step that cannot overwrite; not every file system has it. */
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

  /** So that the name outlives a power cut too; Windows has no such thing and does not need it. */
  private async flushFolder(folder: string): Promise<void> {
    try {
      const handle = await this.system.open(folder, 'r');
      await handle.sync().finally(() => handle.close());
    } catch {
      // The file itself is flushed.
    }
  }
}

function isBusy(error: unknown): boolean {
  return busyCodes.includes(systemCode(error) ?? '');
}
