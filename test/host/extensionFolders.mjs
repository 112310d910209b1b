import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, symlinkSync } from 'node:fs';
import path from 'node:path';

/** What of an extension's folder VS Code needs; its sources and modules stay where they are. */
const notNeeded = new Set(['node_modules', 'src', 'test', 'out']);

/**
 * Copies an unpacked extension to where VS Code keeps the installed ones.
 *
 * @param {string} folder
 * @param {string} extensionsFolder
 */
export function installFolder(folder, extensionsFolder) {
  /** @type {{ publisher: string, name: string, version: string }} */
  const { publisher, name, version } = JSON.parse(
    readFileSync(path.join(folder, 'package.json'), 'utf8'),
  );
  const installed = path.join(extensionsFolder, `${publisher}.${name}-${version}`);
  mkdirSync(installed);
  for (const entry of readdirSync(folder)) {
    if (!entry.startsWith('.') && !notNeeded.has(entry)) {
      cpSync(path.join(folder, entry), path.join(installed, entry), { recursive: true });
    }
  }
}

/**
 * Makes a folder of links to the built-in extensions. Of those that run code, it holds only some: each takes time at
 * every start, and some send telemetry.
 *
 * @param {string} codeFolder
 * @param {string} dataFolder
 * @param {readonly string[]} kept the folder names of those with code
 * @returns {string} the folder
 */
export function linkBuiltins(codeFolder, dataFolder, kept) {
  const builtins = path.join(codeFolder, 'extensions');
  const links = path.join(dataFolder, 'builtin');
  mkdirSync(links, { recursive: true });
  for (const name of readdirSync(builtins)) {
    if (kept.includes(name) || !runsCode(path.join(builtins, name))) {
      symlinkSync(path.join(builtins, name), path.join(links, name), 'junction');
    }
  }
  return links;
}

/** @param {string} folder of an extension */
function runsCode(folder) {
  const file = path.join(folder, 'package.json');
  if (!existsSync(file)) {
    return false;
  }
  const { main, browser } = JSON.parse(readFileSync(file, 'utf8'));
  return main !== undefined || browser !== undefined;
}
