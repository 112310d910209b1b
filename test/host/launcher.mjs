#!/usr/bin/env node
// Stands in for the executable of a desktop VS Code: takes the switches that @vscode/test-electron gives to one, runs
// the tests in the extension host of the VS Code from npm, and ends with their exit code.
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { format, parseArgs } from 'node:util';
import { launchBrowser, useDevelopmentExtensions } from './browser.mjs';
import { onOrphaned } from './processes.mjs';
import { makeTemporaryFolder } from './temporaryFolder.mjs';
import { startServer } from './vscodeServer.mjs';

/** With this begins each line that the tests want to have shown. */
const mark = '[test] ';

const timeLimitMs = 5 * 60_000;

const { values, positionals } = parseArgs({
  strict: false,
  allowPositionals: true,
  options: {
    extensionDevelopmentPath: { type: 'string', multiple: true, default: [] },
    extensionTestsPath: { type: 'string' },
    'user-data-dir': { type: 'string' },
    'extensions-dir': { type: 'string' },
  },
});

main().then(
  (code) => process.exit(code),
  (error) => {
    console.error(error);
    process.exit(1);
  },
);

/** @returns {Promise<number>} */
async function main() {
  const testsPath = /** @type {string | undefined} */ (values.extensionTestsPath);
  if (!testsPath) {
    throw new Error(
      'The VS Code from npm is started here only to run tests: --extensionTestsPath is missing.',
    );
  }
  const dataFolder = makeTemporaryFolder('host');
  const server = await startServer({ dataFolder });
  onOrphaned(() => process.exit(1));
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
    process.once(signal, () => process.exit(1));
  }
  const browser = await launchBrowser();
  try {
    const context = await browser.newContext();
    await useDevelopmentExtensions(context, {
      serverUrl: server.url,
      extensions: /** @type {string[]} */ (values.extensionDevelopmentPath),
      testsPath,
    });
    const workspace = positionals[0] ?? path.join(dataFolder, 'workspace');
    mkdirSync(workspace, { recursive: true });
    return await runInPage(await context.newPage(), `${server.url}?folder=${encodeURI(workspace)}`);
  } finally {
    await browser.close();
    await server.stop();
  }
}

/**
 * @param {import('playwright-core').Page} page
 * @param {string} url
 * @returns {Promise<number>} the exit code of the tests
 */
async function runInPage(page, url) {
  /** @type {PromiseWithResolvers<number>['resolve']} */
  let finish = () => undefined;
  const finished = new Promise((resolve) => {
    finish = resolve;
  });
  const timer = setTimeout(() => {
    console.error(`The tests did not end within ${timeLimitMs / 60_000} minutes.`);
    finish(1);
  }, timeLimitMs);
  await page.exposeFunction('codeAutomationLog', (_type, args) => printMarked(format(...args)));
  await page.exposeFunction('codeAutomationExit', (code) => finish(code));
  page.once('crash', () => finish(1));
  await page.goto(url);
  const code = await finished;
  clearTimeout(timer);
  return code;
}

/** @param {string} text */
function printMarked(text) {
  for (const line of text.split('\n')) {
    const start = line.indexOf(mark);
    if (start >= 0) {
      console.log(line.slice(start + mark.length));
    }
  }
}
