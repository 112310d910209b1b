// Random schedules of faults: `npm run chaos`, or with `core`, `http` or `vscode` for one part. `--count N` runs so many.
// A failure prints the `--seed N --path P` that runs its schedule again. `--prove` breaks the code in several ways.
import { parseArgs } from 'node:util';
import { chaosParts, newSeed, type ChaosPart } from './chaos';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seed: { type: 'string' },
    path: { type: 'string' },
    count: { type: 'string' },
    first: { type: 'boolean', default: false },
    prove: { type: 'boolean', default: false },
  },
});

void main();

async function main(): Promise<void> {
  if (values.prove) {
    await import('./prove.mjs');
    return;
  }
  const parts = Object.keys(chaosParts) as ChaosPart[];
  const wanted = parts.filter((part) => positionals.length === 0 || positionals.includes(part));
  for (const part of wanted) {
    await run(part);
  }
}

async function run(part: ChaosPart): Promise<void> {
  const { title, count: usual, check } = chaosParts[part];
  const seed = Number(values.seed ?? newSeed());
  const count = Number(values.count ?? usual);
  const start = performance.now();
  const failure = await check({ seed, count, path: values.path, shrinks: !values.first });
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  const schedules = values.path === undefined ? `${count} schedules` : 'one schedule';
  console.log(
    `${schedules} of ${title}, seed ${seed}, ${seconds} s: ${failure ? 'FAILED' : 'passed'}`,
  );
  if (failure !== undefined) {
    console.log(`To run it again: npm run chaos -- ${part} ${failure}`);
    process.exitCode = 1;
  }
}
