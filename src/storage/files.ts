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

/** The system's code of an error, such as `ENOENT`. */
export function systemCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string'
    ? error.code
    : undefined;
}

/** True when the error says that there is no such file; a file in its folder's place says so too. */
export function isMissing(error: unknown): boolean {
  return ['ENOENT', 'ENOTDIR'].includes(systemCode(error) ?? '');
}

/** Files that are there whole or not at all. */
export class Files {
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
      this.retried(() => this.system.rename(temporary, path)),
    );
  }

  /** Removes the file; none there is no error. */
  async remove(path: string): Promise<void> {
    try {
      await this.retried(() => this.system.unlink(path));
    } catch (error) {
      if (!isMissing(error)) {
        throw error;
      }
    }
  }

  async exists(path: string): Promise<boolean> {
    try {
      await this.retried(() => this.system.lstat(path));
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

  /** Tries again while the system says that the file is busy, for two seconds at most. */
  async retried<T>(attempt: () => Promise<T>): Promise<T> {
    const end = this.clock.monotonicNow() + retryLimitMs;
    for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(2 * pauseMs, longestPauseMs)) {
      try {
        return await attempt();
      } catch (error) {
        if (
          !busyCodes.includes(systemCode(error) ?? '') ||
          this.clock.monotonicNow() + pauseMs > end
        ) {
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
      await this.retried(() => this.write(temporary, text));
      await publish(temporary);
    } finally {
      await this.system.unlink(temporary).catch(() => undefined);
    }
    await this.flushFolder(dirname(path));
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
    await this.retried(() => this.system.rename(temporary, path));
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
