// The proof that the schedules can fail: `npm run chaos -- --prove`. Each mutation is made in a copy of the
// repository, and a run must find it there, having found nothing before.
import { spawnSync } from 'node:child_process';
import { copyRepository, withReplacements } from '../host/repositoryCopy.mjs';
import { mutations } from './mutationTable.mjs';

const counts = { core: 3000, http: 400, vscode: 3 };

const copy = copyRepository('chaos');
const parts = [...new Set(mutations.map(({ part }) => part))];
const failing = parts.filter((part) => findsSomething(part));
const found = mutations.filter(({ breaks, part, replacement }) => {
  const isFound = withReplacements(copy, [replacement], () => findsSomething(part));
  console.log(`${isFound ? 'found    ' : 'NOT FOUND'} ${part} ${breaks}`);
  return isFound;
});
console.log(`${found.length} of ${mutations.length} mutations found`);
if (failing.length > 0) {
  console.log(`This proves nothing: ${failing.join(' and ')} failed without a mutation.`);
}
process.exitCode = found.length === mutations.length && failing.length === 0 ? 0 : 1;

/** @param {keyof typeof counts} part */
function findsSomething(part) {
  const script = ['node_modules/tsx/dist/cli.mjs', 'test/chaos/main.ts'];
  const args = [...script, part, '--count', String(counts[part]), '--first'];
  const { stdout } = spawnSync(process.execPath, args, { cwd: copy, encoding: 'utf8' });
  if (!/: (FAILED|passed)$/m.test(stdout)) {
    throw new Error(`The run did not end: ${stdout}`);
  }
  return /: FAILED$/m.test(stdout);
}
