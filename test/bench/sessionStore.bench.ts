/**
 * How long a window takes to add, read, read again, follow a change of another window, and remove many
 * sessions on a real disk, how long each step blocks the event loop at a time, and how the times grow:
 * `npm run bench sessionStore`. The results are in `out/bench/sessionStore.json` too.
 */
import { randomUUID } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { systemClock as clock } from '../../src/base/clock';
import type { SessionStore } from '../../src/model/ports';
import { SessionFileStore } from '../../src/sessions/store/sessionFileStore';
import { SessionList } from '../../src/sessions/sessionList';
import { aStoredSession } from '../builders';
import { RecordingLogger } from '../fakes/recordingLogger';
import { growthOf, writeResults } from './results';

const counts = [100, 1000, 10_000];
const limits = { persistent: 300_000, nonPersistent: 300_000 };
const delayResolutionMs = 1;

/** A window that says when all that its list wants written is written. */
function openWindow(folder: string) {
  const logger = new RecordingLogger();
  const store = new SessionFileStore(folder, clock, logger);
  const writes: Promise<void>[] = [];
  const track = (write: Promise<void>) => {
    writes.push(write);
    return write;
  };
  const tracked: SessionStore = {
    readAll: () => store.readAll(),
    read: (keys) => store.read(keys),
    add: (session) => store.add(session),
    saveActivity: (...change) => track(store.saveActivity(...change)),
    remove: (key) => track(store.remove(key)),
  };
  const list = new SessionList(tracked, clock, () => limits, logger);
  const written = async () => {
    // The list begins its writes in the next turn of the event loop at the latest.
    await new Promise(setImmediate);
    await Promise.all(writes.splice(0));
  };
  return { store, list, written };
}

interface Result {
  readonly step: string;
  readonly count: number;
  readonly ms: number;
  readonly cpuMs: number;
  /** The longest time for which the event loop was blocked. */
  readonly blockedMs: number;
}

const results: Result[] = [];

/** Runs a step and prints its time, its CPU time, and the longest time that it blocked the event loop. */
async function measure(step: string, count: number, run: () => Promise<unknown>): Promise<void> {
  const delay = monitorEventLoopDelay({ resolution: delayResolutionMs });
  delay.enable();
  const cpu = process.cpuUsage();
  const start = performance.now();
  await run();
  const ms = performance.now() - start;
  const { user, system } = process.cpuUsage(cpu);
  await clock.delay(5);
  delay.disable();
  const cpuMs = (user + system) / 1000;
  const blockedMs = Math.max(0, delay.max / 1e6 - delayResolutionMs);
  results.push({ step, count, ms, cpuMs, blockedMs });
  const numbers = [ms, cpuMs, blockedMs].map((number) => number.toFixed(0).padStart(8)).join('');
  console.log(`${step.padEnd(26)}${String(count).padStart(8)}${numbers}`);
}

async function bench(count: number): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'workbook-sessions-'));
  const { list, written } = openWindow(folder);
  const other = openWindow(folder);
  await list.reload();
  const keys = Array.from({ length: count }, () => randomUUID());
  const sessionOf = (key: string) => aStoredSession({ key }, { lastActiveAt: clock.now() });
  await measure('add', count, () => Promise.all(keys.map((key) => list.add(sessionOf(key)))));
  const [one = ''] = keys;
  await measure('change', count, async () => {
    keys.forEach((key) => {
      list.changeActivity(key, { lastActiveAt: clock.now() + 1 });
    });
    await written();
  });
  await measure('read at the start', count, () => other.list.reload());
  await measure('read again', count, () => other.list.reload());
  await measure('follow one change', count, async () => {
    await other.store.saveActivity(one, { lastActiveAt: clock.now() + 60_000 });
    await list.reload([one]);
  });
  await measure('remove', count, async () => {
    keys.forEach((key) => {
      list.remove(key);
    });
    await written();
  });
  console.log(`${' '.repeat(4)}files left: ${(await readdir(folder)).length}`);
  list.dispose();
  other.list.dispose();
  await rm(folder, { recursive: true });
}

async function main(): Promise<void> {
  console.log(`${' '.repeat(26)}sessions    wall     cpu blocked (ms)`);
  for (const count of counts) {
    await bench(count);
  }
  const steps = [...new Set(results.map(({ step }) => step))];
  const growth = steps.map((step) => ({
    step,
    exponent: growthOf(results.filter((result) => result.step === step)),
  }));
  for (const { step, exponent } of growth) {
    console.log(`${step} grows with sessions^${exponent.toFixed(2)}`);
  }
  writeResults('sessionStore', { results, growth });
}

void main();
