import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright-core';
import type { Workbench } from './workbench';

/** The folder with everything that VS Code's server writes: logs, settings, state, storage, extensions. */
export function dataFolderOf({ userSettingsPath }: Workbench): string {
  return path.resolve(path.dirname(userSettingsPath), '../..');
}

/** Every file under a folder; links, such as those to VS Code's own extensions, are left alone. */
export function filesOf(folder: string): { file: string; text: string }[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => path.join(parentPath, name))
    .map((file) => ({ file, text: readFileSync(file, 'latin1') }));
}

/** A secret as it is, and in every form in which programs write texts down. */
export function spellings(secret: string): readonly string[] {
  const bytes = Buffer.from(secret);
  // Base64 takes three bytes at a time: what comes before decides how ours are written.
  const packed = [0, 1, 2].map((shift) => {
    const text = Buffer.concat([Buffer.alloc(shift), bytes]).toString('base64');
    return text.slice(shift === 0 ? 0 : 4, -4);
  });
  const url = encodeURIComponent(secret);
  return [
    ...[secret, url, encodeURIComponent(url), JSON.stringify(secret).slice(1, -1)],
    secret.replaceAll('&', '&amp;'),
    ...packed,
    ...packed.map((text) => text.replaceAll('+', '-').replaceAll('/', '_')),
    bytes.toString('hex'),
  ];
}

/** Everything that VS Code keeps in the browser, as one text. */
export function browserStateOf(page: Page): Promise<string> {
  return page.evaluate<string>(browserState);
}

const browserState = `(async () => {
  const done = (request) =>
    new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
  const textOf = (value) => (value instanceof Uint8Array ? new TextDecoder().decode(value) : value);
  const found = [Object.entries(localStorage), Object.entries(sessionStorage)];
  for (const { name } of await indexedDB.databases()) {
    const database = await done(indexedDB.open(name));
    for (const store of database.objectStoreNames) {
      const rows = database.transaction(store).objectStore(store);
      const [keys, values] = await Promise.all([done(rows.getAllKeys()), done(rows.getAll())]);
      found.push(store, keys, values.map(textOf));
    }
    database.close();
  }
  return JSON.stringify(found);
})()`;
