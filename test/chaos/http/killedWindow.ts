import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { build } from 'esbuild';
import { Lazy } from '../../../src/base/lazy';

/** A window that hangs is killed after so many milliseconds. */
const longestLifeMs = 3000;

/** A session that the window showed its user before it was killed. */
export interface ShownSession {
  readonly key: string;
  readonly sessionId: string;
}

/** The script of the window as one file, which starts fast. */
const script = new Lazy(async () => {
  const folder = mkdtempSync(join(tmpdir(), 'workbook-sessions-chaos-'));
  process.once('exit', () => {
    rmSync(folder, { recursive: true, force: true });
  });
  const outfile = join(folder, 'windowProcess.js');
  await build({
    entryPoints: [join(__dirname, 'windowProcess.ts')],
    ...{ outfile, bundle: true, platform: 'node', logLevel: 'error' },
  });
  return outfile;
});

/** Runs a window in its own process and kills it after so many commands. @returns what its user has seen */
export async function runKilledWindow(
  endpoint: string,
  folder: string,
  killedAfter: number,
): Promise<readonly ShownSession[]> {
  const child = spawn(process.execPath, [await script.get(), endpoint, folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const kill = () => {
    child.kill('SIGKILL');
  };
  const timer = setTimeout(kill, longestLifeMs);
  const shown: ShownSession[] = [];
  let commands = 0;
  createInterface(child.stdout).on('line', (line) => {
    if (line !== '') {
      shown.push(JSON.parse(line) as ShownSession);
      return;
    }
    commands += 1;
    if (commands >= killedAfter) {
      kill();
    }
  });
  await once(child, 'close');
  clearTimeout(timer);
  if (child.signalCode !== 'SIGKILL') {
    throw new Error('The window ended before it was killed.');
  }
  return shown;
}
