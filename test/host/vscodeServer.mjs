// VS Code's own server from npm, with a data folder of its own.
import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { cleanEnvironment } from './environment.mjs';
import { installFolder, linkBuiltins } from './extensionFolders.mjs';
import { ensureHost } from './install.mjs';
import { descendants, startProcess, stopProcess } from './processes.mjs';
import { writeUserSettings } from './userSettings.mjs';

/**
 * @typedef {object} ServerOptions
 * @property {string} dataFolder everything of this server is kept here
 * @property {number} [port] a free one by default
 * @property {Record<string, unknown>} [settings] added to the user settings that tests want
 * @property {readonly string[]} [extensions] folders to copy among the installed extensions
 * @property {readonly string[]} [vsixFiles] packed extensions to install
 * @property {readonly string[]} [builtins] the built-in extensions with code to keep, by folder name; all by default
 * @property {NodeJS.ProcessEnv} [env] more variables for the extension host
 */

/**
 * @typedef {object} Server
 * @property {string} url
 * @property {import('node:child_process').ChildProcess} process
 * @property {string} userSettingsPath
 * @property {string} globalStorageRoot the folder above each extension's `globalStorageUri`
 * @property {() => string} log what the server said so far
 * @property {() => number[]} extensionHosts the process ids of the running extension hosts
 * @property {() => Promise<void>} stop ends it with all its processes
 */

/**
 * Starts a server and waits until it listens.
 *
 * @param {ServerOptions} options
 * @returns {Promise<Server>}
 */
export async function startServer(options) {
  const { dataFolder, port = 0, env = {} } = options;
  const { node, codeFolder } = ensureHost();
  const entry = path.join(codeFolder, 'out', 'server-main.js');
  const extensionsFolder = path.join(dataFolder, 'extensions');
  const userDataFolder = path.join(dataFolder, 'data');
  const userSettingsPath = writeUserSettings(userDataFolder, options.settings ?? {});
  rmSync(extensionsFolder, { recursive: true, force: true });
  mkdirSync(extensionsFolder, { recursive: true });
  for (const folder of options.extensions ?? []) {
    installFolder(folder, extensionsFolder);
  }
  // With VSCODE_CLI it takes the environment as it is instead of asking a login shell for one.
  const cleanEnv = { ...cleanEnvironment(process.env), VSCODE_CLI: '1', ...env };
  const common = ['--server-data-dir', dataFolder, '--extensions-dir', extensionsFolder];
  common.push('--accept-server-license-terms');
  for (const file of options.vsixFiles ?? []) {
    const args = [entry, ...common, '--install-extension', file];
    execFileSync(node, args, { env: cleanEnv, stdio: ['ignore', 'pipe', 'pipe'] });
  }
  const args = ['--host', '127.0.0.1', '--port', String(port), '--without-connection-token'];
  // The server's own telemetry, never that of extensions.
  args.push('--telemetry-level', 'off', '--disable-workspace-trust', ...common);
  args.push('--user-data-dir', userDataFolder);
  if (options.builtins) {
    args.push('--builtin-extensions-dir', linkBuiltins(codeFolder, dataFolder, options.builtins));
  }
  const child = startProcess(node, [entry, ...args], { env: cleanEnv });
  let log = '';
  /** @type {Promise<string>} */
  const listening = new Promise((resolve, reject) => {
    const collect = (/** @type {Buffer} */ chunk) => {
      log += chunk.toString();
      const match = /Extension host agent listening on (\d+)/.exec(log);
      if (match) {
        resolve(`http://127.0.0.1:${match[1]}/`);
      }
    };
    child.stdout?.on('data', collect);
    child.stderr?.on('data', collect);
    child.once('error', reject);
    child.once('exit', (code) => {
      reject(new Error(`VS Code's server ended with ${code}.\n${log.slice(-2000)}`));
    });
  });
  const url = await listening;
  return {
    url,
    process: child,
    userSettingsPath,
    globalStorageRoot: path.join(userDataFolder, 'User', 'globalStorage'),
    log: () => log,
    extensionHosts: () =>
      descendants(child.pid ?? 0)
        .filter(({ command }) => command.includes('--type=extensionHost'))
        .map(({ pid }) => pid),
    stop: () => stopProcess(child),
  };
}
