// Builds the extension for production and packs it: `npm run package`.
import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureInstalled } from './host/npm.mjs';
import { manifest, outFolder, repository, vsixPath } from './host/paths.mjs';

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
  const kind = isPreRelease(manifest().version) ? ['--pre-release'] : [];
  runNode('node_modules/@vscode/vsce/vsce', [
    ...['package', '--no-dependencies', '--out', vsix],
    ...kind,
  ]);
  return vsix;
}

/**
 * An odd minor version is a pre-release, because the Marketplace knows no others, such as `1.0.0-beta`
 * (https://code.visualstudio.com/api/working-with-extensions/publishing-extension#prerelease-extensions).
 *
 * @param {string} version
 */
export function isPreRelease(version) {
  return Number(version.split('.')[1]) % 2 === 1;
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
