import { cpSync, existsSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { repository } from './paths.mjs';
import { makeTemporaryFolder } from './temporaryFolder.mjs';

/**
 * @typedef {object} Replacement
 * @property {string} file seen from the repository
 * @property {string} text as it stands there once
 * @property {string} instead
 */

const notCopied = ['node_modules', 'out', '.git', 'dist'];

/**
 * Copies the repository to a folder that is gone when this process is.
 *
 * @param {string} purpose a word for the folder's name
 * @returns {string}
 */
export function copyRepository(purpose) {
  const copy = makeTemporaryFolder(purpose);
  cpSync(repository, copy, {
    recursive: true,
    filter: (source) => !notCopied.includes(path.basename(source)),
  });
  for (const folder of ['node_modules', 'test/host/node_modules']) {
    const real = path.join(repository, folder);
    if (existsSync(real)) {
      symlinkSync(real, path.join(copy, folder), 'junction');
    }
  }
  return copy;
}

/**
 * Runs something while texts of a copy are replaced.
 *
 * @template T
 * @param {string} copy
 * @param {readonly Replacement[]} replacements
 * @param {() => T} run
 * @returns {T}
 */
export function withReplacements(copy, replacements, run) {
  const at = (/** @type {string} */ file) => path.join(copy, file);
  const originals = replacements.map(({ file }) => [file, readFileSync(at(file), 'utf8')]);
  try {
    for (const { file, text, instead } of replacements) {
      writeFileSync(
        at(file),
        readFileSync(at(file), 'utf8').replace(text, () => instead),
      );
    }
    return run();
  } finally {
    for (const [file = '', text = ''] of originals) {
      writeFileSync(at(file), text);
    }
  }
}
