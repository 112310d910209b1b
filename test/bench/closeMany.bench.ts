/**
 * Closes many sessions at a stand-in for Graph in the same process: with the extension's service, with a bare
 * node-fetch loop that is serial per workbook, and with the loop over Microsoft's client that its users write,
 * which sends parallel requests to one workbook although the service forbids it. Each measurement has a new
 * process, like a window that closes sessions once, in which no code is compiled yet. Ratios are within one run.
 * `npm run bench closeMany`; the results are in `out/bench/closeMany.json` too.
 */
import { Client } from '@microsoft/microsoft-graph-client';
import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { Agent, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import nodeFetch from 'node-fetch';
import { systemClock as clock } from '../../src/base/clock';
import { createHttpClient } from '../../src/base/http';
import { GraphWorkbookSessionApi } from '../../src/graph/workbookSessionApi';
import { addressOfIds } from '../../src/model/workbook';
import type { GraphTarget } from '../../src/model/workbookSession';
import { CommandRunner } from '../../src/requests/command';
import { RequestScheduler } from '../../src/requests/requestScheduler';
import { SessionList } from '../../src/sessions/sessionList';
import { SessionFileStore } from '../../src/sessions/store/sessionFileStore';
import { WindowClaims } from '../../src/sessions/store/workbookClaims';
import { sessionServiceOf } from '../fakes/sessionServiceOf';
import { FakeCredential } from '../fakes/fakeCredential';
import { RecordingLogger } from '../fakes/recordingLogger';
import { growthOf, medianOf, writeResults } from './results';

/** What is measured: so many sessions at a service that answers after so many milliseconds. */
interface Load {
  readonly sessions: number;
  readonly workbooks: number;
  readonly latencyMs: number;
  /** Requests per second and workbook beyond which the service answers 429. */
  readonly perWorkbook?: number;
  /** Requests per second on all workbooks together beyond which the service answers 429. */
  readonly perSecond?: number;
}

const latencies = [0, 20, 100];
const loads: readonly Load[] = [
  ...[1, 100, 1000, 10_000].flatMap((sessions) =>
    latencies.map((latencyMs) => ({
      ...{ sessions, workbooks: Math.max(1, sessions / 10), latencyMs },
    })),
  ),
  { sessions: 1000, workbooks: 20, latencyMs: 20, perWorkbook: 10 },
  { sessions: 1000, workbooks: 100, latencyMs: 20, perSecond: 200 },
];
/** Ten thousand sessions take long. */
const roundsOf = ({ sessions }: Load) => (sessions > 1000 ? 1 : 3);

interface Books {
  requests: number;
  throttled: number;
  /** Requests that were under way together with another one on the same workbook. */
  parallel: number;
}

interface StandIn {
  readonly url: string;
  readonly books: Books;
  close(): void;
}

/** Says whether one more request now exceeds the rate for its key. */
function limitOf(rate: number | undefined): (key: string, now: number) => boolean {
  const accepted = new Map<string, number[]>();
  return (key, now) => {
    const recent = (accepted.get(key) ?? []).filter((at) => at > now - 1000);
    const isTooMuch = recent.length >= (rate ?? Number.POSITIVE_INFINITY);
    accepted.set(key, isTooMuch || rate === undefined ? recent : [...recent, now]);
    return isTooMuch;
  };
}

async function startStandIn({ latencyMs, perWorkbook, perSecond }: Load): Promise<StandIn> {
  const books: Books = { requests: 0, throttled: 0, parallel: 0 };
  const underWay = new Map<string, number>();
  const exceedsWorkbook = limitOf(perWorkbook);
  const exceedsAll = limitOf(perSecond);
  const server = createServer((request, response) => {
    request.resume().on('end', () => {
      const workbook = request.url?.split('/workbook/')[0] ?? '';
      const others = underWay.get(workbook) ?? 0;
      books.requests += 1;
      books.parallel += others > 0 ? 1 : 0;
      underWay.set(workbook, others + 1);
      const now = performance.now();
      const isTooMuch = exceedsWorkbook(workbook, now) || exceedsAll('', now);
      const status = isTooMuch ? 429 : 204;
      books.throttled += status === 429 ? 1 : 0;
      setTimeout(() => {
        underWay.set(workbook, (underWay.get(workbook) ?? 1) - 1);
        response.writeHead(status, status === 429 ? { 'Retry-After': '1' } : {}).end();
      }, latencyMs);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    books,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

/** Closes the sessions of a load. */
type Contender = (url: string, load: Load) => Promise<Measured>;

interface Measured {
  readonly ms: number;
  readonly notClosed: number;
}

const pathOf = (workbook: number) => `/v1.0/drives/d/items/i${workbook}/workbook/closeSession`;

const bare: Contender = async (url, load) => {
  const agent = new Agent({ keepAlive: true });
  const workbooks = Array.from({ length: load.workbooks }, (_, workbook) => workbook);
  const worker = async () => {
    for (let workbook = workbooks.pop(); workbook !== undefined; workbook = workbooks.pop()) {
      for (let n = 0; n < load.sessions / load.workbooks; n += 1) {
        const headers = {
          Authorization: 'Bearer token',
          'Content-Type': 'application/json',
          'workbook-session-id': `id-${n}`,
        };
        const address = url + pathOf(workbook);
        const answer = await nodeFetch(address, { method: 'POST', agent, body: '{}', headers });
        await answer.text();
      }
    }
  };
  const start = performance.now();
  await Promise.all(Array.from({ length: 64 }, worker));
  agent.destroy();
  return { ms: performance.now() - start, notClosed: 0 };
};

const microsoftsClient: Contender = async (url, load) => {
  const authProvider = { getAccessToken: () => Promise.resolve('token') };
  const client = Client.initWithMiddleware({ authProvider, baseUrl: url });
  const close = (n: number) =>
    client
      .api(pathOf(n % load.workbooks).slice('/v1.0'.length))
      .header('workbook-session-id', `id-${n}`)
      .post({});
  const start = performance.now();
  const closes = await Promise.allSettled(
    Array.from({ length: load.sessions }, (_, n) => close(n)),
  );
  const ms = performance.now() - start;
  return { ms, notClosed: closes.filter(({ status }) => status === 'rejected').length };
};

/** Its Graph is a sandbox. On any other, it keeps within the documented 1,500 requests in ten seconds. */
const ours: Contender = async (url, load) => {
  const sandbox = { endpoint: url, instanceId: 'bench', processId: process.pid };
  const target: GraphTarget = { cloud: 'sandbox', sandbox };
  const folder = await mkdtemp(join(tmpdir(), 'workbook-sessions-bench-'));
  const logger = new RecordingLogger();
  const credential = new FakeCredential();
  const store = new SessionFileStore(join(folder, 'sessions'), clock, logger);
  const limits = { persistent: 300_000, nonPersistent: 300_000 };
  const list = new SessionList(store, clock, () => limits, logger);
  const settings = () => ({ apiVersion: 'v1.0', endpoint: url }) as const;
  const api = new GraphWorkbookSessionApi({ http: createHttpClient(), clock, logger, settings });
  const commands = new CommandRunner(credential, clock);
  const claims = new WindowClaims({
    ...{ clock, logger, folder: join(folder, 'claims') },
    isAnotherWindowOpen: () => Promise.resolve(false),
  });
  const scheduler = new RequestScheduler({ claims, clock, logger, maxParallelRequests: () => 128 });
  const newKey = () => randomUUID();
  const service = sessionServiceOf({ list, api, scheduler, clock, commands, newKey });
  const added = await Promise.all(
    Array.from({ length: load.sessions }, (_, n) =>
      service.add({
        target,
        ...{ sessionId: `id-${n}`, mode: 'persistent', workbookName: 'Budget.xlsx' },
        address: addressOfIds({ driveId: 'd', itemId: `i${n % load.workbooks}` }),
      }),
    ),
  );
  const keys = added.map(({ key }) => key);
  const start = performance.now();
  const outcomes = await service.close(keys, { interactive: false });
  const ms = performance.now() - start;
  list.dispose();
  claims.dispose();
  await rm(folder, { recursive: true });
  return { ms, notClosed: outcomes.filter(({ outcome }) => outcome !== 'closed').length };
};

const contenders = { bare, microsoftsClient, ours };
type Name = keyof typeof contenders;

interface Task {
  readonly contender: Name;
  readonly load: Load;
}

type Round = Measured & Books;

interface Result extends Load {
  readonly contender: Name;
  /** The median. */
  readonly ms: number;
  /** The fastest and the slowest round: the noise. */
  readonly range: readonly [number, number];
  /** Beside the median of the bare loop. */
  readonly ratio: number | undefined;
  /** Requests beyond one for each session, 429s, forbidden parallel requests, and sessions left, in all rounds. */
  readonly wasted: number;
  readonly throttled: number;
  readonly forbidden: number;
  readonly notClosed: number;
}

/** Measures once, in this process. */
async function measureHere({ contender, load }: Task): Promise<Round> {
  const standIn = await startStandIn(load);
  const measured = await contenders[contender](standIn.url, load);
  standIn.close();
  return { ...measured, ...standIn.books };
}

function measureInNewProcess(task: Task): Round {
  const output = execFileSync(process.execPath, [__filename, JSON.stringify(task)], {
    encoding: 'utf8',
  });
  return JSON.parse(output) as Round;
}

function measure(load: Load): readonly Result[] {
  const isThrottled = load.perWorkbook !== undefined || load.perSecond !== undefined;
  const names = (Object.keys(contenders) as Name[]).filter(
    // The bare loop doesn't know what to do with a 429.
    (name) => !isThrottled || name !== 'bare',
  );
  const rounds = new Map<Name, Round[]>(names.map((name) => [name, []]));
  for (let round = 0; round < roundsOf(load); round += 1) {
    for (const contender of names) {
      rounds.get(contender)?.push(measureInNewProcess({ contender, load }));
    }
  }
  const timesOf = (name: Name) => (rounds.get(name) ?? []).map(({ ms }) => ms);
  return names.map((contender) => {
    const sum = (book: Exclude<keyof Round, 'ms'>) =>
      (rounds.get(contender) ?? []).reduce((total, round) => total + round[book], 0);
    const times = timesOf(contender);
    const ms = medianOf(times);
    return {
      ...load,
      ...{ contender, ms, range: [Math.min(...times), Math.max(...times)] },
      ratio: isThrottled ? undefined : ms / medianOf(timesOf('bare')),
      wasted: sum('requests') - load.sessions * roundsOf(load),
      ...{ throttled: sum('throttled'), forbidden: sum('parallel'), notClosed: sum('notClosed') },
    };
  });
}

function print(result: Result): void {
  const { sessions, latencyMs, contender, ms, range, ratio, perWorkbook, perSecond } = result;
  const limit = perWorkbook ? `${perWorkbook}/s each` : perSecond ? `${perSecond}/s` : '';
  const columns = [
    String(sessions).padStart(8),
    `${latencyMs} ms`.padStart(7),
    limit.padStart(10),
    contender.padStart(17),
    `${ms.toFixed(0)} (${range.map((each) => each.toFixed(0)).join('–')})`.padStart(20),
    (ratio?.toFixed(2) ?? '').padStart(6),
    String(result.wasted).padStart(7),
    String(result.throttled).padStart(6),
    String(result.forbidden).padStart(9),
    String(result.notClosed).padStart(8),
  ];
  console.log(columns.join(' '));
}

function main(): void {
  const results: Result[] = [];
  console.log(
    'sessions latency      limit         contender         ms (from–to)  ratio  wasted    429 forbidden not closed',
  );
  for (const load of loads) {
    for (const result of measure(load)) {
      results.push(result);
      print(result);
    }
  }
  const growth = latencies.map((latencyMs) => {
    const own = results.filter(
      (result) => result.contender === 'ours' && result.latencyMs === latencyMs && result.ratio,
    );
    const points = own
      .filter(({ sessions }) => sessions >= 100)
      .map(({ sessions: count, ms }) => ({ count, ms }));
    return { latencyMs, exponent: growthOf(points) };
  });
  for (const { latencyMs, exponent } of growth) {
    console.log(`ours at ${latencyMs} ms grows with sessions^${exponent.toFixed(2)}`);
  }
  writeResults('closeMany', { results, growth });
}

const [, , task] = process.argv;
if (task === undefined) {
  main();
} else {
  void measureHere(JSON.parse(task) as Task).then((round) => {
    process.stdout.write(JSON.stringify(round), () => process.exit());
  });
}
