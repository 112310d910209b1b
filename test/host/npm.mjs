// What a package folder needs before its modules can be used; only Node and npm are taken for granted.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';

/**
 * Runs `npm ci` in a folder unless what is installed there is what its lock file says. An install that was
 * broken off has no record of itself in node_modules, so it is done again.
 *
 * @param {string} folder
 * @returns {boolean} whether something was installed
 */
export function ensureInstalled(folder) {
  if (isInstalled(folder)) {
    return false;
  }
  console.log(`Installing the packages of ${path.relative(process.cwd(), folder) || '.'} …`);
  runNpm(['ci', '--ignore-scripts', '--no-audit', '--no-fund'], folder);
  return true;
}

/**
 * Runs npm in a folder.
 *
 * @param {readonly string[]} args
 * @param {string} folder
 * @param {'inherit' | 'ignore'} [output] where its output goes
 */
export function runNpm(args, folder, output = 'inherit') {
  const cli = process.env['npm_execpath'];
  const [command, first] = cli?.endsWith('.js') ? [process.execPath, [cli]] : ['npm', []];
  const shell = process.platform === 'win32' && command === 'npm';
  const { status, error } = spawnSync(command, [...first, ...args], {
    cwd: folder,
    stdio: ['inherit', output, 'inherit'],
    shell,
  });
  if (status !== 0) {
    throw new Error(`npm ${args.join(' ')} failed in ${folder}.`, { cause: error });
  }
}

/** @param {string} folder */
function isInstalled(folder) {
  const wanted = readLock(path.join(folder, 'package-lock.json'));
  const installed = readLock(path.join(folder, 'node_modules', '.package-lock.json'));
  if (!wanted || !installed) {
    return false;
  }
  const complete = Object.entries(wanted).every(
    ([name, { version, optional }]) =>
      name === '' || (optional && !installed[name]) || installed[name]?.version === version,
  );
  return complete && Object.keys(installed).every((name) => wanted[name]);
}

/**
 * @param {string} file
 * @returns {Record<string, { version?: string, optional?: boolean }> | undefined}
 */
function readLock(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).packages;
  } catch {
    return undefined;
  }
}
