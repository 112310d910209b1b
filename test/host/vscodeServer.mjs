// VS Code's own server from npm, with a data folder of its own.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { ensureHost } from './install.mjs';
import { descendants, startProcess, stopProcess } from './processes.mjs';

/**
 * @typedef {object} ServerOptions
 * @property {string} dataFolder everything of this server is kept here
 * @property {number} [port] a free one by default
 * @property {Record<string, unknown>} [settings] added to the user settings that tests want
 * @property {readonly string[]} [extensions] folders to copy among the installed extensions
 * @property {readonly string[]} [vsixFiles] packed extensions to install
 * @property {readonly string[]} [withoutBuiltins] built-in extensions to leave out, by folder name
 * @property {NodeJS.ProcessEnv} [env] more variables for the extension host
 */

/**
 * @typedef {object} Server
 * @property {string} url
 * @property {string} userSettingsPath
 * @property {string} globalStorageRoot the folder above each extension's `globalStorageUri`
 * @property {() => string} log what the server said so far
 * @property {() => number[]} extensionHosts the process ids of the running extension hosts
 * @property {() => Promise<void>} stop ends it with all its processes
 */

const quietSettings = {
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'workbench.reduceMotion': 'on',
  'workbench.enableExperiments': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'chat.disableAIFeatures': true,
  'security.workspace.trust.enabled': false,
  'telemetry.telemetryLevel': 'off',
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'extensions.ignoreRecommendations': true,
  'update.mode': 'none',
};

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
  const userSettingsPath = path.join(dataFolder, 'data', 'User', 'settings.json');
  writeSettings(userSettingsPath, { ...quietSettings, ...options.settings });
  mkdirSync(extensionsFolder, { recursive: true });
  for (const folder of options.extensions ?? []) {
    installFolder(folder, extensionsFolder);
  }
  const cleanEnv = { ...cleanEnvironment(process.env), ...env };
  const common = ['--server-data-dir', dataFolder, '--extensions-dir', extensionsFolder];
  common.push('--accept-server-license-terms');
  for (const file of options.vsixFiles ?? []) {
    const args = [entry, ...common, '--install-extension', file];
    execFileSync(node, args, { env: cleanEnv, stdio: ['ignore', 'pipe', 'pipe'] });
  }
  const args = ['--host', '127.0.0.1', '--port', String(port), '--without-connection-token'];
  args.push('--telemetry-level', 'off', '--disable-workspace-trust', ...common);
  args.push('--user-data-dir', path.join(dataFolder, 'data'));
  if (options.withoutBuiltins) {
    args.push('--builtin-extensions-dir');
    args.push(linkBuiltins(codeFolder, dataFolder, options.withoutBuiltins));
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
    userSettingsPath,
    globalStorageRoot: path.join(dataFolder, 'data', 'User', 'globalStorage'),
    log: () => log,
    extensionHosts: () =>
      descendants(child.pid ?? 0)
        .filter(({ command }) => command.includes('--type=extensionHost'))
        .map(({ pid }) => pid),
    stop: () => stopProcess(child),
  };
}

/**
 * The environment without what a surrounding VS Code or a proxy left in it.
 *
 * @param {NodeJS.ProcessEnv} environment
 * @returns {NodeJS.ProcessEnv}
 */
export function cleanEnvironment(environment) {
  const unwanted = /^(VSCODE_(?!TEST_OPTIONS)|ELECTRON_|NODE_OPTIONS$|(https?|all|no)_proxy$)/i;
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !unwanted.test(name)));
}

/**
 * @param {string} file
 * @param {Record<string, unknown>} settings
 */
function writeSettings(file, settings) {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify(settings, undefined, 2)}\n`);
}

/** What of an extension's folder VS Code needs; its sources and modules stay where they are. */
const notNeeded = new Set(['node_modules', 'src', 'test', 'out']);

/**
 * @param {string} folder
 * @param {string} extensionsFolder
 */
function installFolder(folder, extensionsFolder) {
  /** @type {{ publisher: string, name: string, version: string }} */
  const { publisher, name, version } = JSON.parse(
    readFileSync(path.join(folder, 'package.json'), 'utf8'),
  );
  cpSync(folder, path.join(extensionsFolder, `${publisher}.${name}-${version}`), {
    recursive: true,
    filter: (source) => {
      const [first = ''] = path.relative(folder, source).split(path.sep);
      return !notNeeded.has(first) && !first.startsWith('.');
    },
  });
}

/**
 * @param {string} codeFolder
 * @param {string} dataFolder
 * @param {readonly string[]} without
 */
function linkBuiltins(codeFolder, dataFolder, without) {
  const builtins = path.join(codeFolder, 'extensions');
  const links = path.join(dataFolder, 'builtin');
  mkdirSync(links, { recursive: true });
  for (const name of readdirSync(builtins)) {
    if (!without.includes(name)) {
      symlinkSync(path.join(builtins, name), path.join(links, name), 'junction');
    }
  }
  return links;
}
