// Bundles and runs the benchmarks that are named, or all: `npm run bench [NAME…]`. A loader that compiles
// on the fly would distort what they measure.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { buildSync } from 'esbuild';

const ending = '.bench.ts';
const { dirname } = import.meta;
const names = process.argv.slice(2).filter((argument) => !argument.startsWith('-'));
const options = process.argv.slice(2).filter((argument) => argument.startsWith('-'));
const all = readdirSync(dirname).filter((file) => file.endsWith(ending));
const chosen = names.length === 0 ? all : names.map((name) => `${name}${ending}`);
const folder = mkdtempSync(path.join(tmpdir(), 'workbook-sessions-bench-'));
try {
  for (const file of chosen) {
    const outfile = path.join(folder, `${file}.cjs`);
    const entryPoints = [path.join(dirname, file)];
    buildSync({
      entryPoints,
      outfile,
      bundle: true,
      platform: 'node',
      format: 'cjs',
      sourcemap: 'inline',
    });
    const { status } = spawnSync(process.execPath, [...options, outfile], { stdio: 'inherit' });
    process.exitCode ||= status ?? 1;
  }
} finally {
  rmSync(folder, { recursive: true });
}
