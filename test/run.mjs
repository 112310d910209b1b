// Every test there is, the quick ones first: `npm test`, or `node test/run.mjs SUITE…` for some.
import { spawn } from 'node:child_process';
import { readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { ensureInstalled } from './host/npm.mjs';
import { outFolder, repository } from './host/paths.mjs';

/** @typedef {{ passed: number, failed: number }} Counts */

/**
 * @typedef {object} Step
 * @property {readonly string[]} suites what it can run
 * @property {(execute: Execute, suites: readonly string[]) => Promise<Counts>} run runs those of them that are wanted
 */

/**
 * Runs a script of the repository; tells whether it succeeded.
 *
 * @typedef {(script: string, ...args: string[]) => Promise<boolean>} Execute
 */

const resultsFolder = path.join(outFolder, 'results');

/** One for each core: with more, stories wait for VS Code in vain. A VS Code with its browser takes about a gigabyte. */
const jobs = Math.min(availableParallelism(), 8);

/**
 * The steps of a stage run side by side. A stage starts when the one before it has passed.
 *
 * @type {readonly (readonly Step[])[]}
 */
const stages = [
  [
    {
      suites: ['lint'],
      run: (execute) =>
        check(
          () => execute('node_modules/eslint/bin/eslint.js', '.', '--max-warnings', '0'),
          () => execute('node_modules/prettier/bin/prettier.cjs', '--check', '.'),
          () => execute('node_modules/knip/bin/knip.js'),
        ),
    },
    {
      suites: ['typecheck'],
      run: (execute) => check(() => execute('node_modules/typescript/bin/tsc', '--noEmit')),
    },
    { suites: ['unit'], run: (execute, suites) => mocha(execute, suites) },
  ],
  [{ suites: ['build'], run: (execute) => check(() => execute('test/package.mjs')) }],
  [
    {
      suites: ['integration'],
      run: (execute) => counted('integration', () => execute('test/host/integration.mjs')),
    },
  ],
  [
    {
      suites: ['http', 'security', 'e2e'],
      run: (execute, suites) =>
        mocha(execute, suites, [
          ...['--parallel', '--jobs', String(jobs), '--timeout', '120000', '--exit'],
          // Named here too: what the command line requires comes before what .mocharc.json does.
          ...['--require', 'tsx', '--require', './test/e2e/support/hooks.ts'],
        ]),
    },
  ],
];

/** The suites that look at what `build` makes. */
const needBuild = new Set(['security', 'integration', 'e2e']);

await main();

async function main() {
  const total = { passed: 0, failed: 0 };
  try {
    ensureInstalled(repository);
    const wanted = wantedSuites();
    for (const stage of stages) {
      const steps = stage.filter(({ suites }) => suites.some((suite) => wanted.has(suite)));
      const execute = steps.length > 1 ? executeQuietly : executeAloud;
      for (const counts of await Promise.all(steps.map((step) => runStep(step, execute, wanted)))) {
        total.passed += counts.passed;
        total.failed += counts.failed;
      }
      if (total.failed > 0) {
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

/** @returns {ReadonlySet<string>} */
function wantedSuites() {
  const all = stages.flat().flatMap(({ suites }) => suites);
  const named = process.argv.slice(2);
  const unknown = named.find((name) => !all.includes(name));
  if (unknown !== undefined) {
    throw new Error(`There is no suite ${unknown}; there are ${all.join(', ')}.`);
  }
  const withBuild = named.some((name) => needBuild.has(name)) ? ['build', ...named] : named;
  return new Set(named.length === 0 ? all : withBuild);
}

/**
 * @param {Step} step
 * @param {Execute} execute
 * @param {ReadonlySet<string>} wanted
 * @returns {Promise<Counts>}
 */
async function runStep({ suites, run }, execute, wanted) {
  const chosen = suites.filter((suite) => wanted.has(suite));
  const title = `== ${chosen.join(', ')}`;
  console.log(title);
  const start = performance.now();
  const counts = await run(execute, chosen);
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  console.log(`${title}: ${counts.passed} passed, ${counts.failed} failed, ${seconds} s\n`);
  return counts;
}

/**
 * Commands that count as one test together.
 *
 * @param {(() => Promise<boolean>)[]} commands
 * @returns {Promise<Counts>}
 */
async function check(...commands) {
  for (const command of commands) {
    if (!(await command())) {
      return { passed: 0, failed: 1 };
    }
  }
  return { passed: 1, failed: 0 };
}

/**
 * The largest files come first: they tend to take longest, and none of them is left for the end.
 *
 * @param {Execute} execute
 * @param {readonly string[]} suites
 * @param {readonly string[]} [args]
 */
function mocha(execute, suites, args = []) {
  return counted(suites.join('-'), (output) =>
    execute(
      'node_modules/mocha/bin/mocha.js',
      ...suites.flatMap(testFiles).sort((a, b) => statSync(b).size - statSync(a).size),
      ...['--reporter', 'test/host/countingReporter.js', '--reporter-option', `output=${output}`],
      ...args,
    ),
  );
}

/** @param {string} suite */
function testFiles(suite) {
  const folder = path.join(repository, 'test', suite);
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.test.ts'))
    .map((file) => path.join(folder, file));
}

/**
 * Runs a suite that writes its counts to a file. One that ran nothing, or failed without a failed test, has failed.
 *
 * @param {string} name
 * @param {(output: string) => Promise<boolean>} run
 * @returns {Promise<Counts>}
 */
async function counted(name, run) {
  const output = path.join(resultsFolder, `${name}.json`);
  rmSync(output, { force: true });
  const succeeded = await run(output);
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

/** @type {Execute} */
function executeAloud(script, ...args) {
  return ended(spawn(process.execPath, [script, ...args], { cwd: repository, stdio: 'inherit' }));
}

/**
 * Prints the output as a whole when the script has ended, since others run beside it.
 *
 * @type {Execute}
 */
async function executeQuietly(script, ...args) {
  const child = spawn(process.execPath, [script, ...args], { cwd: repository });
  /** @type {Buffer[]} */
  const output = [];
  child.stdout.on('data', (chunk) => output.push(chunk));
  child.stderr.on('data', (chunk) => output.push(chunk));
  const succeeded = await ended(child);
  process.stdout.write(Buffer.concat(output));
  return succeeded;
}

/**
 * @param {import('node:child_process').ChildProcess} child
 * @returns {Promise<boolean>} whether it succeeded
 */
function ended(child) {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve(code === 0));
  });
}
