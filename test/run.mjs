// Every test there is, the quick ones first: `npm test`, or `node test/run.mjs SUITE…` for some.
import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { ensureInstalled } from './host/npm.mjs';
import { outFolder, repository } from './host/paths.mjs';

/** @typedef {{ passed: number, failed: number }} Counts */

const resultsFolder = path.join(outFolder, 'results');

/** For suites with stories in a real VS Code. */
const inWindow = [
  ...['--timeout', '120000', '--exit'],
  // Named here too: what the command line requires comes before what .mocharc.json does.
  ...['--require', 'tsx', '--require', './test/e2e/support/hooks.ts'],
];

/** @type {Record<string, () => Counts>} */
const suites = {
  lint: () =>
    check(
      () => runModule('eslint/bin/eslint.js', ['.', '--max-warnings', '0']),
      () => runModule('prettier/bin/prettier.cjs', ['--check', '.']),
    ),
  typecheck: () => check(() => runModule('typescript/bin/tsc', ['--noEmit'])),
  unit: () => mocha('unit'),
  build: () => check(() => runNode('test/package.mjs')),
  http: () => mocha('http'),
  security: () => mocha('security', inWindow),
  integration: () => counted('integration', () => runNode('test/host/integration.mjs')),
  e2e: () => mocha('e2e', inWindow),
};

/** The suites that look at what `build` makes. */
const needBuild = new Set(['security', 'integration', 'e2e']);

main();

function main() {
  const total = { passed: 0, failed: 0 };
  try {
    ensureInstalled(repository);
    for (const name of chosenSuites()) {
      const { passed, failed } = runSuite(name);
      total.passed += passed;
      total.failed += failed;
      if (failed > 0) {
        break;
      }
    }
  } catch (error) {
    console.error(error);
    total.failed += 1;
  }
  process.exitCode = total.failed === 0 ? 0 : 1;
  console.log(`${total.passed} passed, ${total.failed} failed`);
}

function chosenSuites() {
  const wanted = process.argv.slice(2);
  const unknown = wanted.find((name) => !Object.hasOwn(suites, name));
  if (unknown !== undefined) {
    throw new Error(`There is no suite ${unknown}; there are ${Object.keys(suites).join(', ')}.`);
  }
  const withBuild = wanted.some((name) => needBuild.has(name)) ? ['build', ...wanted] : wanted;
  const names = Object.keys(suites);
  return wanted.length === 0 ? names : names.filter((name) => withBuild.includes(name));
}

/** @param {string} name */
function runSuite(name) {
  console.log(`\n== ${name}`);
  const start = performance.now();
  const counts = suites[name]?.() ?? { passed: 0, failed: 1 };
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  console.log(`== ${name}: ${counts.passed} passed, ${counts.failed} failed, ${seconds} s`);
  return counts;
}

/**
 * Steps that count as one test together.
 *
 * @param {(() => boolean)[]} steps
 * @returns {Counts}
 */
function check(...steps) {
  return steps.every((step) => step()) ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}

/**
 * @param {string} name
 * @param {readonly string[]} [args]
 */
function mocha(name, args = []) {
  return counted(name, (output) =>
    runModule('mocha/bin/mocha.js', [
      `test/${name}/**/*.test.ts`,
      '--reporter',
      'test/host/countingReporter.js',
      '--reporter-option',
      `output=${output}`,
      ...args,
    ]),
  );
}

/**
 * Runs a suite that writes its counts to a file. One that ran nothing, or failed without a failed test, has failed.
 *
 * @param {string} name
 * @param {(output: string) => boolean} run
 * @returns {Counts}
 */
function counted(name, run) {
  const output = path.join(resultsFolder, `${name}.json`);
  rmSync(output, { force: true });
  const succeeded = run(output);
  const { passed, failed } = readCounts(output);
  const sound = succeeded && passed > 0;
  return { passed, failed: failed === 0 && !sound ? 1 : failed };
}

/**
 * @param {string} file
 * @returns {Counts}
 */
function readCounts(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    console.error('No test ran to its end.');
    return { passed: 0, failed: 0 };
  }
}

/**
 * @param {string} module
 * @param {readonly string[]} args
 */
function runModule(module, args) {
  return runNode(path.join('node_modules', module), args);
}

/**
 * @param {string} script seen from the repository
 * @param {readonly string[]} [args]
 */
function runNode(script, args = []) {
  const { status } = spawnSync(process.execPath, [path.join(repository, script), ...args], {
    cwd: repository,
    stdio: 'inherit',
  });
  return status === 0;
}
