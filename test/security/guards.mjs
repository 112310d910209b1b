// The proof that the tests of this folder can fail: `npm run guards`, or with a part of a title or file for some.
// Each guard is taken out of a copy of the repository, and its test must fail there, having passed before.
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { copyRepository, withReplacements } from '../host/repositoryCopy.mjs';
import { guards } from './guardTable.mjs';

const inWindow = ['--require', 'tsx', '--require', './test/e2e/support/hooks.ts'];

const copy = copyRepository('guards');
const wanted = process.argv[2] ?? '';
const chosen = guards.filter((guard) => `${guard.in} ${guard.test}`.includes(wanted));

const bad = [...failuresWithGuards(), ...chosen.filter((guard) => !isSeenToFail(guard))];
console.log(`${chosen.length} guards, ${bad.length} whose absence nobody would notice`);
process.exitCode = bad.length === 0 ? 0 : 1;

/** Tests that fail although nothing was removed. */
function failuresWithGuards() {
  const files = [...new Set(chosen.map((guard) => guard.in))];
  return files.flatMap((file) => {
    const { failed, passed } = run(file);
    const tests = chosen.filter((guard) => guard.in === file).map(({ test }) => test);
    const lacking = tests.filter((test) => failed.has(test) || !passed.has(test));
    console.log(`${file}, unchanged: ${passed.size} pass, ${failed.size} fail`);
    return lacking;
  });
}

/** @param {import('./guardTable.mjs').Guard} guard */
function isSeenToFail(guard) {
  const isSeen = withReplacements(copy, guard.removals, () =>
    run(guard.in, guard.test).failed.has(guard.test),
  );
  const places = guard.removals.map(({ file, text }) => `${file}: ${text.split('\n')[0]}`);
  console.log(`| ${isSeen ? 'fails' : 'DOES NOT FAIL'} | ${guard.test} | ${places.join(' + ')} |`);
  return isSeen;
}

/**
 * Runs one test of a file, or all; those in a window go on from each other and are always run together.
 *
 * @param {string} file
 * @param {string} [test]
 */
function run(file, test) {
  const isInWindow = file.startsWith('window/');
  if (isInWindow) {
    spawnSync(process.execPath, ['esbuild.js'], { cwd: copy, stdio: 'inherit' });
  }
  const result = path.join(copy, 'result.json');
  writeFileSync(result, '{"passes":[],"failures":[]}');
  const args = [
    ...['node_modules/mocha/bin/mocha.js', '--exit', `test/security/${file}`],
    ...['--reporter', 'json', '--reporter-option', `output=${result}`],
    ...(isInWindow ? [...inWindow, '--timeout', '120000'] : ['--timeout', '20000']),
    ...(test !== undefined && !isInWindow ? ['--fgrep', test] : []),
  ];
  const timeout = isInWindow ? 600_000 : 90_000;
  const { signal } = spawnSync(process.execPath, args, { cwd: copy, stdio: 'ignore', timeout });
  if (signal && test !== undefined) {
    // It never ends: that is what the guard is there for.
    return { passed: new Set(), failed: new Set([test]) };
  }
  /** @type {{ passes: { title: string }[], failures: { title: string }[] }} */
  const { passes, failures } = JSON.parse(readFileSync(result, 'utf8'));
  const titles = (/** @type {{ title: string }[]} */ tests) =>
    new Set(tests.map((each) => each.title));
  return { passed: titles(passes), failed: titles(failures) };
}
