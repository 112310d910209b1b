// Finds a browser for the workbench of the VS Code from npm.
import { existsSync } from 'node:fs';
import path from 'node:path';
import { installWithApt } from './apt.mjs';

/** The switches with which the workbench runs well, as root and in containers too. */
export const chromiumFlags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-features=LocalNetworkAccessChecks',
];

/**
 * An installed Chromium, Chrome or Edge; on Debian and Ubuntu, as root, it is installed when there is none.
 *
 * @returns {string} its executable
 */
export function findChromium() {
  const given = process.env['CHROMIUM_PATH'];
  if (given) {
    if (!existsSync(given)) {
      throw new Error(`CHROMIUM_PATH names ${given}, which does not exist.`);
    }
    return given;
  }
  const found = installedChromium() ?? (install() ? installedChromium() : undefined);
  if (!found) {
    throw new Error(
      'These tests need a browser: install Chromium, Google Chrome or Microsoft Edge, or set CHROMIUM_PATH to one.',
    );
  }
  return found;
}

function installedChromium() {
  return candidates().find((file) => existsSync(file));
}

function candidates() {
  switch (process.platform) {
    case 'darwin':
      return ['', process.env['HOME'] ?? ''].flatMap((root) =>
        ['Google Chrome', 'Chromium', 'Microsoft Edge'].map(
          (name) => `${root}/Applications/${name}.app/Contents/MacOS/${name}`,
        ),
      );
    case 'win32':
      return ['PROGRAMFILES', 'PROGRAMFILES(X86)', 'LOCALAPPDATA'].flatMap((variable) =>
        [
          'Google\\Chrome\\Application\\chrome.exe',
          'Chromium\\Application\\chrome.exe',
          'Microsoft\\Edge\\Application\\msedge.exe',
        ].map((file) => path.join(process.env[variable] ?? '', file)),
      );
    default:
      return (process.env['PATH'] ?? '')
        .split(path.delimiter)
        .flatMap((folder) =>
          [
            'chromium',
            'chromium-browser',
            'google-chrome',
            'google-chrome-stable',
            'microsoft-edge',
          ].map((name) => path.join(folder, name)),
        );
  }
}

function install() {
  return installWithApt('Chromium', ['chromium', 'fonts-dejavu-core']);
}
