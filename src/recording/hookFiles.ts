import { createHash } from 'node:crypto';
import { cp, mkdir, mkdtemp, readFile, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import type { Hooks } from './recordingVariables';

/**
 * Copies the hooks to a folder that outlives an update of the extension: a running terminal goes on naming
 * them, and Node starts no program whose hook is missing. Each version has a folder of its own, which stays.
 * @param source the folder of the hooks in the extension
 */
export async function installHooks(source: string, storage: string): Promise<Hooks> {
  const folder = join(storage, 'hooks', await versionOf(source));
  if (!(await isThere(folder))) {
    await copyAtOnce(source, folder);
  }
  // A program whose hook is missing doesn't start, so a file that somebody removed comes back.
  for (const file of await filesIn(source)) {
    const copy = join(folder, relative(source, file));
    if (!(await isThere(copy))) {
      await cp(file, copy);
    }
  }
  return { node: join(folder, 'node.cjs'), python: join(folder, 'python') };
}

/** Other windows may do the same: the folder appears with all its files, or not at all. */
async function copyAtOnce(source: string, folder: string): Promise<void> {
  await mkdir(dirname(folder), { recursive: true });
  const temporary = await mkdtemp(`${folder}.`);
  await cp(source, temporary, { recursive: true });
  await rename(temporary, folder).catch(async (error: unknown) => {
    await rm(temporary, { recursive: true, force: true });
    await stat(folder).catch(() => {
      throw error;
    });
  });
}

async function versionOf(source: string): Promise<string> {
  const hash = createHash('sha256');
  for (const file of await filesIn(source)) {
    hash.update(await readFile(file));
  }
  return hash.digest('hex').slice(0, 16);
}

async function filesIn(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  return files.map(({ parentPath, name }) => join(parentPath, name)).sort();
}

async function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
