// Finds a desktop VS Code: its executable itself, not the script that starts it and returns at once.
import { existsSync, readFileSync, readdirSync, realpathSync } from 'node:fs';
import path from 'node:path';
import { cleanEnvironment } from './environment.mjs';
import { manifest } from './paths.mjs';
import { startProcess } from './processes.mjs';
import { writeUserSettings } from './userSettings.mjs';

/**
 * @typedef {object} Surroundings what the search looks at
 * @property {NodeJS.Platform} platform
 * @property {NodeJS.ProcessEnv} env
 */

/**
 * The desktop VS Code of this machine that can run the extension. `VSCODE_PATH` names one; `VSCODE_PATH=none` says that
 * none is to be used.
 *
 * @param {Surroundings} [surroundings]
 * @returns {string | undefined} its executable
 */
export function findDesktop(surroundings = process) {
  const { platform, env } = surroundings;
  const given = env['VSCODE_PATH'];
  if (given === 'none') {
    return undefined;
  }
  if (given) {
    const executable = toExecutable(given, platform);
    if (!executable) {
      throw new Error(`VSCODE_PATH names ${given}, which is no desktop VS Code.`);
    }
    return executable;
  }
  if (platform === 'linux' && !hasDisplay(env)) {
    return undefined;
  }
  return [...onPath(env, platform), ...usualPlaces(env, platform)]
    .map((file) => toExecutable(file, platform))
    .find((executable) => executable !== undefined && isRecent(executable, platform));
}

/**
 * Starts a desktop VS Code with data of its own.
 *
 * @param {string} executable
 * @param {{ dataFolder: string, folder: string, extensions: readonly string[], settings: Record<string, unknown> }} options
 * @returns {import('node:child_process').ChildProcess} it ends when its window is closed
 */
export function startDesktop(executable, { dataFolder, folder, extensions, settings }) {
  const userDataFolder = path.join(dataFolder, 'desktop');
  writeUserSettings(userDataFolder, settings);
  const args = [
    `--user-data-dir=${userDataFolder}`,
    `--extensions-dir=${path.join(dataFolder, 'desktop-extensions')}`,
    ...extensions.map((extension) => `--extensionDevelopmentPath=${extension}`),
    '--new-window',
    '--disable-updates',
    '--skip-welcome',
    '--skip-release-notes',
    '--disable-workspace-trust',
    ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
    folder,
  ];
  return startProcess(executable, args, { env: cleanEnvironment(process.env) });
}

/**
 * Whether a window can be shown.
 *
 * @param {NodeJS.ProcessEnv} env
 */
export function hasDisplay(env) {
  return Boolean(env['DISPLAY'] || env['WAYLAND_DISPLAY']);
}

/**
 * @param {NodeJS.ProcessEnv} env
 * @param {NodeJS.Platform} platform
 */
function onPath(env, platform) {
  const names = platform === 'win32' ? ['code.cmd'] : ['code'];
  const delimiter = platform === 'win32' ? ';' : ':';
  return (env['PATH'] ?? env['Path'] ?? '')
    .split(delimiter)
    .filter(Boolean)
    .flatMap((folder) => names.map((name) => path.join(folder, name)));
}

/**
 * @param {NodeJS.ProcessEnv} env
 * @param {NodeJS.Platform} platform
 */
function usualPlaces(env, platform) {
  switch (platform) {
    case 'darwin':
      return ['', env['HOME'] ?? ''].map(
        (root) => `${root}/Applications/Visual Studio Code.app/Contents/Resources/app/bin/code`,
      );
    case 'win32':
      return [
        path.join(env['LOCALAPPDATA'] ?? '', 'Programs', 'Microsoft VS Code', 'Code.exe'),
        path.join(env['PROGRAMFILES'] ?? '', 'Microsoft VS Code', 'Code.exe'),
      ];
    default:
      return [
        '/usr/share/code/code',
        '/opt/visual-studio-code/code',
        '/snap/code/current/usr/share/code/code',
      ];
  }
}

/**
 * From the `code` script, or the executable itself, to the executable.
 *
 * @param {string} file
 * @param {NodeJS.Platform} platform
 * @returns {string | undefined}
 */
function toExecutable(file, platform) {
  if (!existsSync(file)) {
    return undefined;
  }
  const real = realpathSync(file);
  const folder = path.dirname(real);
  if (path.basename(folder) !== 'bin') {
    return real;
  }
  return besideScript(folder, platform).find((executable) => existsSync(executable));
}

/**
 * Where the executable is, seen from the folder of the `code` script. A remote VS Code's script has none beside it.
 *
 * @param {string} bin
 * @param {NodeJS.Platform} platform
 */
function besideScript(bin, platform) {
  switch (platform) {
    case 'darwin':
      return ['Code', 'Electron'].map((name) => path.resolve(bin, '../../../MacOS', name));
    case 'win32':
      return [path.resolve(bin, '..', 'Code.exe')];
    default:
      return [path.resolve(bin, '..', 'code')];
  }
}

/**
 * Whether it is as new as the manifest asks for; one whose version cannot be read gets the benefit of the doubt.
 *
 * @param {string} executable
 * @param {NodeJS.Platform} platform
 */
function isRecent(executable, platform) {
  const version = readVersion(executable, platform);
  if (version === undefined) {
    return true;
  }
  const [major = 0, minor = 0] = numbers(version);
  const [wantedMajor = 0, wantedMinor = 0] = numbers(manifest().engines.vscode);
  return major > wantedMajor || (major === wantedMajor && minor >= wantedMinor);
}

/** @param {string} version */
function numbers(version) {
  return version.replace(/^\D+/, '').split('.').map(Number);
}

/**
 * @param {string} executable
 * @param {NodeJS.Platform} platform
 */
function readVersion(executable, platform) {
  const root = path.dirname(executable);
  const roots =
    platform === 'darwin' ? [path.resolve(root, '../Resources')] : [root, ...subfolders(root)];
  const file = roots
    .map((folder) =>
      path.join(folder, platform === 'darwin' ? 'app' : 'resources/app', 'package.json'),
    )
    .find((candidate) => existsSync(candidate));
  /** @type {{ version?: string }} */
  const { version } = file === undefined ? {} : JSON.parse(readFileSync(file, 'utf8'));
  return version;
}

/**
 * On Windows the resources may lie in a folder named after the commit.
 *
 * @param {string} root
 */
function subfolders(root) {
  return readdirSync(root, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => path.join(root, entry.name));
}
