/**
 * A VS Code with ten thousand sessions in a thousand workbooks: how soon the list is there, and what it costs while
 * nobody does anything and the view is shown. Linux only: it reads /proc. `npm run bench manySessions`; the results
 * are in `out/bench/manySessions.json` too.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { systemClock as clock } from '../../src/base/clock';
import { addressOfIds } from '../../src/model/workbook';
import { SessionFileStore } from '../../src/sessions/store/sessionFileStore';
import { aStoredSession } from '../builders';
import { openView, startWorkbench, statusItem, waitFor } from '../e2e/support';
import { storageReady } from '../e2e/support/records';
import { RecordingLogger } from '../fakes/recordingLogger';
import { writeResults } from './results';

const counts = [0, 1000, 10_000];
const idleMs = 60_000;
/** Of /proc/PID/stat, in milliseconds. */
const tickMs = 10;

/** The only extension host on the machine. */
function extensionHost(): number {
  const lines = execFileSync('ps', ['-A', '-o', 'pid=,args='], { encoding: 'utf8' }).split('\n');
  const hosts = lines.filter((line) => line.includes('--type=extensionHost'));
  if (hosts.length !== 1) {
    throw new Error(`${hosts.length} extension hosts run.`);
  }
  return Number.parseInt(hosts[0] ?? '', 10);
}

function cpuMsOf(pid: number): number {
  const [, fields = ''] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ');
  const [user = 0, system = 0] = fields.split(' ').slice(11, 13).map(Number);
  return (user + system) * tickMs;
}

function megabytesOf(pid: number): number {
  const [, kilobytes] = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Number(kilobytes) / 1024;
}

async function measure(count: number) {
  const workbench = await startWorkbench();
  try {
    await storageReady(workbench);
    const folder = path.join(workbench.globalStoragePath, 'sessions');
    const store = new SessionFileStore(folder, clock, new RecordingLogger());
    const now = clock.now();
    await Promise.all(
      Array.from({ length: count }, (_, n) => {
        const record = {
          ...{ key: randomUUID(), createdAt: now - 100_000 + n, workbookName: `Book ${n % 1000}` },
          address: addressOfIds({ driveId: 'd', itemId: `i${n % 1000}` }),
        };
        // Each session's minute changes at another moment.
        return store.add(aStoredSession(record, { lastActiveAt: now - ((n * 7919) % 60_000) }));
      }),
    );
    await workbench.reload();
    const start = performance.now();
    const isShown = async () =>
      count === 0 || (await statusItem(workbench.page).innerText()).includes(String(count));
    await openView(workbench.page);
    await waitFor(isShown, { timeoutMs: 60_000, what: 'the number of sessions' });
    const shownMs = performance.now() - start;
    const host = extensionHost();
    await clock.delay(20_000);
    const before = cpuMsOf(host);
    await clock.delay(idleMs);
    const cpuPercent = ((cpuMsOf(host) - before) * 100) / idleMs;
    return { count, shownMs, cpuPercent, megabytes: megabytesOf(host) };
  } finally {
    await workbench.close();
  }
}

async function main(): Promise<void> {
  const results = [];
  console.log('sessions  shown after   CPU while idle   memory');
  for (const count of counts) {
    const result = await measure(count);
    results.push(result);
    const { shownMs, cpuPercent, megabytes } = result;
    const columns = [
      String(count).padStart(8),
      `${(shownMs / 1000).toFixed(1)} s`.padStart(11),
      `${cpuPercent.toFixed(1)} %`.padStart(14),
      `${megabytes.toFixed(0)} MB`.padStart(11),
    ];
    console.log(columns.join('  '));
  }
  writeResults('manySessions', results);
}

void main().then(() => process.exit());
