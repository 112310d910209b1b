import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** Settings that keep VS Code from talking, moving and asking the network. */
const quiet = {
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
  'git.openRepositoryInParentFolders': 'never',
};

/**
 * Writes VS Code's user settings, before it is started. What somebody set there before stays, unless it is given anew.
 *
 * @param {string} userDataFolder
 * @param {Record<string, unknown>} settings
 * @returns {string} the file
 */
export function writeUserSettings(userDataFolder, settings) {
  const file = path.join(userDataFolder, 'User', 'settings.json');
  mkdirSync(path.dirname(file), { recursive: true });
  const all = { ...quiet, ...readSettings(file), ...settings };
  writeFileSync(file, `${JSON.stringify(all, undefined, 2)}\n`);
  return file;
}

/**
 * @param {string} file
 * @returns {Record<string, unknown>} nothing when there is no such file, or none that JSON.parse reads
 */
function readSettings(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return {};
  }
}
