import { readFileSync, statSync, unlinkSync } from 'node:fs';
import { readdir, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { Semaphore, SharedTask } from '../../base/mutex';
import {
  isMissing,
  nodeFileSystem,
  systemCode,
  type Files,
  type FileSystem,
} from '../../storage/files';
import { lastName, nameAfter, type Claim, type ClaimDisk } from './claimFiles';

/** Far longer than a claim; a bigger file is not ours. */
const largestFileBytes = 4096;
/** How many files are read or written at once. A command may want a thousand claims. */
const maxParallelFiles = 32;

/** A folder of claims on disk. A claim may be lost in a power failure, so nothing is flushed. */
export function claimDisk(
  folder: string,
  files: Files,
  system: Pick<FileSystem, 'mkdir' | 'open'> = nodeFileSystem,
): ClaimDisk {
  const turns = new Semaphore(maxParallelFiles);
  const making = new SharedTask(() => system.mkdir(folder, { recursive: true, mode: 0o700 }));
  const pathOf = (name: string) => join(folder, name);
  const write = async (name: string, text: string) => {
    const file = await openNew(pathOf(name));
    try {
      await file.writeFile(text);
    } catch (error) {
      await files.remove(pathOf(name)).catch(() => undefined);
      throw error;
    } finally {
      await file.close();
    }
  };
  const openNew = async (path: string) => {
    try {
      return await system.open(path, 'wx', 0o600);
    } catch (error) {
      if (!isMissing(error)) {
        throw error;
      }
      await making.run();
      return system.open(path, 'wx', 0o600);
    }
  };
  return {
    names: () => ifThere([], () => readdir(folder)),
    read: (name) =>
      turns.run(() =>
        ifThere(undefined, () =>
          files.retried(async () => {
            const { mtimeMs: changedAt } = await stat(pathOf(name));
            const text = (await files.readPlain(pathOf(name), largestFileBytes)) ?? '';
            return { text, changedAt };
          }),
        ),
      ),
    create: async (name, text) => {
      try {
        await turns.run(() => files.change(() => write(name, text)));
      } catch (error) {
        if (systemCode(error) === 'EEXIST') {
          return false;
        }
        throw error;
      }
      return true;
    },
    touch: (name) => {
      const now = new Date();
      return turns.run(() =>
        ifThere(undefined, () => files.change(() => utimes(pathOf(name), now, now))),
      );
    },
    remove: (name) => turns.run(() => files.remove(pathOf(name))),
  };
}

/** Removes the files of a claim synchronously, unless the claim was taken over. */
export function removeNow(folder: string, claim: Claim): void {
  try {
    const isOurs = readFileSync(join(folder, lastName(claim)), 'utf8') === claim.text;
    const isTakenOver = statSync(join(folder, nameAfter(claim)), { throwIfNoEntry: false });
    for (const name of isOurs && !isTakenOver ? claim.names : []) {
      unlinkSync(join(folder, name));
    }
  } catch {
    // Other windows see that the process has ended.
  }
}

/** The result, or something else if the file or the folder doesn't exist. */
async function ifThere<T>(otherwise: T, task: () => Promise<T>): Promise<T> {
  try {
    return await task();
  } catch (error) {
    if (isMissing(error)) {
      return otherwise;
    }
    throw error;
  }
}
