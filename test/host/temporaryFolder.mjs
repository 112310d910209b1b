import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** @type {Set<string>} */
const folders = new Set();

process.on('exit', () => {
  for (const folder of folders) {
    removeTemporaryFolder(folder);
  }
});

/**
 * Makes a folder that is gone when this process is, at the latest.
 *
 * @param {string} purpose a word for its name
 * @returns {string}
 */
export function makeTemporaryFolder(purpose) {
  const folder = mkdtempSync(path.join(tmpdir(), `workbook-sessions-${purpose}-`));
  folders.add(folder);
  return folder;
}

/** @param {string} folder */
export function removeTemporaryFolder(folder) {
  folders.delete(folder);
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}
