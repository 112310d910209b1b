// The VS Code that comes from npm: installed on first use, so that nobody with a desktop VS Code pays for it.
import { existsSync, readlinkSync, rmSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { ensureInstalled } from './npm.mjs';
import { hostFolder } from './paths.mjs';

/**
 * @typedef {object} Host
 * @property {string} node the Node that its server runs on
 * @property {string} codeFolder the root of its VS Code
 */

/**
 * Installs what is missing and tells where it is.
 *
 * @returns {Host}
 */
export function ensureHost() {
  ensureInstalled(hostFolder);
  const modules = path.join(hostFolder, 'node_modules');
  const codeFolder = path.join(modules, 'code-server', 'lib', 'vscode');
  linkModules(path.join(codeFolder, 'node_modules'), modules);
  return { node: findNode(modules), codeFolder };
}

/**
 * VS Code's modules are hoisted into this package; its page asks for them below VS Code's own folder.
 *
 * @param {string} link
 * @param {string} target
 */
function linkModules(link, target) {
  if (linkTarget(link) === target) {
    return;
  }
  rmSync(link, { force: true, recursive: true });
  // A junction needs no rights on Windows, but an absolute path.
  const relative = path.relative(path.dirname(link), target);
  symlinkSync(process.platform === 'win32' ? target : relative, link, 'junction');
}

/** @param {string} link */
function linkTarget(link) {
  try {
    return path.resolve(path.dirname(link), readlinkSync(link));
  } catch {
    return undefined;
  }
}

/**
 * VS Code's server wants Node 24: the running one, else the one that npm brought for this platform.
 *
 * @param {string} modules
 */
function findNode(modules) {
  const running = Number(process.versions.node.split('.')[0]);
  if (running >= 24) {
    return process.execPath;
  }
  const { platform, arch } = process;
  const found = [`node-${platform}-${arch}`, `node-bin-${platform}-${arch}`, `node-win-${arch}`]
    .flatMap((name) => ['bin/node', 'bin/node.exe'].map((file) => path.join(modules, name, file)))
    .find((file) => existsSync(file));
  if (!found) {
    throw new Error(`VS Code's server needs Node 24; npm has none for ${platform} ${arch}.`);
  }
  return found;
}
