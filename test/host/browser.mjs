// The browser that shows the workbench of the VS Code from npm.
import { chromium } from 'playwright-core';
import { chromiumFlags, findChromium } from './chromium.mjs';

/**
 * Starts a headless browser with a fresh profile.
 *
 * @param {readonly string[]} [moreFlags]
 */
export function launchBrowser(moreFlags = []) {
  const args = [...chromiumFlags, ...moreFlags];
  return chromium.launch({ executablePath: findChromium(), args });
}

/**
 * Makes the pages of a context load extensions from where they are developed, and run their tests when told so.
 *
 * @param {import('playwright-core').BrowserContext} context
 * @param {{ serverUrl: string, extensions: readonly string[], testsPath?: string }} development
 */
export async function useDevelopmentExtensions(context, { serverUrl, extensions, testsPath }) {
  const toUri = (/** @type {string} */ file) => ({
    $mid: 1,
    scheme: 'vscode-remote',
    authority: new URL(serverUrl).host,
    path: toUriPath(file),
  });
  await changePageConfiguration(context, {
    developmentOptions: {
      extensions: extensions.map(toUri),
      ...(testsPath === undefined ? {} : { extensionTestsPath: toUri(testsPath) }),
    },
  });
}

/** @param {string} file */
function toUriPath(file) {
  const slashes = file.replaceAll('\\', '/');
  return slashes.startsWith('/') ? slashes : `/${slashes}`;
}

/**
 * Changes what VS Code's server tells its pages when they start: an object is added to the one that is there, any
 * other value takes the place of the one that is there.
 *
 * @param {import('playwright-core').BrowserContext} context
 * @param {Readonly<Record<string, unknown>>} change
 */
export async function changePageConfiguration(context, change) {
  await context.addInitScript(changeConfiguration, change);
}

/**
 * Runs in the page, before the scripts of the workbench read the configuration from it.
 *
 * @param {Readonly<Record<string, unknown>>} change
 */
function changeConfiguration(change) {
  const { document, MutationObserver, top } = /** @type {any} */ (globalThis);
  if (top !== globalThis) {
    return;
  }
  const observer = new MutationObserver(() => {
    const element = document.getElementById('vscode-workbench-web-configuration');
    if (!element) {
      return;
    }
    observer.disconnect();
    const configuration = JSON.parse(element.getAttribute('data-settings'));
    for (const [key, value] of Object.entries(change)) {
      const isObject = typeof value === 'object' && value !== null;
      configuration[key] = isObject ? { ...configuration[key], ...value } : value;
    }
    element.setAttribute('data-settings', JSON.stringify(configuration));
  });
  observer.observe(document, { childList: true, subtree: true });
}
