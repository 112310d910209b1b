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
 * The workbench reads that from its page, so the page's configuration is changed before its scripts run.
 *
 * @param {import('playwright-core').BrowserContext} context
 * @param {{ extensions: readonly string[], testsPath?: string }} development
 */
export async function useDevelopmentExtensions(context, development) {
  await context.addInitScript(changeConfiguration, {
    extensions: development.extensions.map(toUriPath),
    testsPath: development.testsPath === undefined ? undefined : toUriPath(development.testsPath),
  });
}

/** @param {string} file */
function toUriPath(file) {
  const slashes = file.replaceAll('\\', '/');
  return slashes.startsWith('/') ? slashes : `/${slashes}`;
}

/**
 * Runs in the page.
 *
 * @param {{ extensions: readonly string[], testsPath?: string | undefined }} development
 */
function changeConfiguration({ extensions, testsPath }) {
  const { document, location, MutationObserver, top } = /** @type {any} */ (globalThis);
  if (top !== globalThis) {
    return;
  }
  const toUri = (/** @type {string} */ path) => ({
    $mid: 1,
    scheme: 'vscode-remote',
    authority: location.host,
    path,
  });
  const observer = new MutationObserver(() => {
    const element = document.getElementById('vscode-workbench-web-configuration');
    if (!element) {
      return;
    }
    observer.disconnect();
    const configuration = JSON.parse(element.getAttribute('data-settings'));
    configuration.developmentOptions = {
      ...configuration.developmentOptions,
      extensions: extensions.map(toUri),
      ...(testsPath === undefined ? {} : { extensionTestsPath: toUri(testsPath) }),
    };
    element.setAttribute('data-settings', JSON.stringify(configuration));
  });
  observer.observe(document, { childList: true, subtree: true });
}
