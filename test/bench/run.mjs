// Runs the benchmarks that are named, or all: `npm run bench [NAME…]`. Those in `*.bench.ts` are bundled first,
// because a loader that compiles on the fly would distort what they measure. Those in `*.vscode.ts` measure a
// VS Code with the packaged extension.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { buildSync } from 'esbuild';

const endings = ['.bench.ts', '.vscode.ts'];
const { dirname } = import.meta;
const names = process.argv.slice(2).filter((argument) => !argument.startsWith('-'));
const options = process.argv.slice(2).filter((argument) => argument.startsWith('-'));
const all = readdirSync(dirname).filter((file) => endings.some((ending) => file.endsWith(ending)));
const isChosen = (file) => names.length === 0 || names.includes(file.split('.')[0]);
const folder = mkdtempSync(path.join(tmpdir(), 'workbook-sessions-bench-'));
try {
  for (const file of all.filter(isChosen)) {
    const script = file.endsWith('.bench.ts') ? bundled(file) : packaged(file);
    const { status } = spawnSync(process.execPath, [...options, ...script], { stdio: 'inherit' });
    process.exitCode ||= status ?? 1;
  }
} finally {
  rmSync(folder, { recursive: true });
}

function bundled(file) {
  const outfile = path.join(folder, `${file}.cjs`);
  buildSync({
    entryPoints: [path.join(dirname, file)],
    ...{ outfile, bundle: true, platform: 'node', format: 'cjs', sourcemap: 'inline' },
  });
  return [outfile];
}

function packaged(file) {
  spawnSync(process.execPath, [path.join(dirname, '..', 'package.mjs')]);
  return ['--import', 'tsx', path.join(dirname, file)];
}
