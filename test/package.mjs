// Builds the extension for production and packs it: `npm run package`.
import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureInstalled } from './host/npm.mjs';
import { outFolder, repository, vsixPath } from './host/paths.mjs';

/**
 * Makes the VSIX anew.
 *
 * @returns {string} its path
 */
export function packageExtension() {
  ensureInstalled(repository);
  mkdirSync(outFolder, { recursive: true });
  const vsix = vsixPath();
  runNode('esbuild.js', ['--production']);
  runNode('node_modules/@vscode/vsce/vsce', ['package', '--no-dependencies', '--out', vsix]);
  return vsix;
}

/**
 * @param {string} script seen from the repository
 * @param {readonly string[]} args
 */
function runNode(script, args) {
  const { status } = spawnSync(process.execPath, [path.join(repository, script), ...args], {
    cwd: repository,
    stdio: 'inherit',
  });
  if (status !== 0) {
    throw new Error(`${script} ended with ${status}.`);
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  console.log(path.relative(process.cwd(), packageExtension()));
}
