/**
 * Closes many sessions at a stand-in for Graph in the same process: with the extension's service, with a bare
 * node-fetch loop that is serial per workbook, and with the loop over Microsoft's client that its users write,
 * which sends parallel requests to one workbook although the service forbids it. Ratios are within one run.
 * `npm run bench closeMany`; the results are in `out/bench/closeMany.json` too.
 */
import { Client } from '@microsoft/microsoft-graph-client';
import { randomUUID } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
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
import { CommandRunner } from '../../src/requests/command';
import { RequestScheduler } from '../../src/requests/requestScheduler';
import { SessionList } from '../../src/sessions/sessionList';
import { SessionFileStore } from '../../src/sessions/store/sessionFileStore';
import { WindowClaims } from '../../src/sessions/store/workbookClaims';
import { anAccount, globalGraph } from '../builders';
import { sessionServiceOf } from '../fakes/sessionServiceOf';
import { FakeCredential } from '../fakes/fakeCredential';
import { RecordingLogger } from '../fakes/recordingLogger';

const sessionsPerWorkbook = 10;
const rounds = 3;

/** What is measured: so many sessions at a service that answers after so many milliseconds. */
interface Load {
  readonly sessions: number;
  readonly latencyMs: number;
  /** Requests per second and workbook beyond which the service answers 429. */
  readonly perSecond?: number;
}

const loads: readonly Load[] = [
  ...[1, 100, 1000].flatMap((sessions) =>
    [0, 20, 100].map((latencyMs) => ({ sessions, latencyMs })),
  ),
  { sessions: 1000, latencyMs: 20, perSecond: 10 },
];

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

async function startStandIn({ latencyMs, perSecond }: Load): Promise<StandIn> {
  const books: Books = { requests: 0, throttled: 0, parallel: 0 };
  const underWay = new Map<string, number>();
  const accepted = new Map<string, number[]>();
  const isThrottled = (workbook: string) => {
    const now = performance.now();
    const recent = (accepted.get(workbook) ?? []).filter((at) => at > now - 1000);
    const isTooMuch = perSecond !== undefined && recent.length >= perSecond;
    accepted.set(workbook, isTooMuch ? recent : [...recent, now]);
    return isTooMuch;
  };
  const server = createServer((request, response) => {
    request.resume().on('end', () => {
      const workbook = request.url?.split('/workbook/')[0] ?? '';
      const others = underWay.get(workbook) ?? 0;
      books.requests += 1;
      books.parallel += others > 0 ? 1 : 0;
      underWay.set(workbook, others + 1);
      const status = perSecond !== undefined && isThrottled(workbook) ? 429 : 204;
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

/** Closes the sessions of a load. @returns milliseconds */
type Contender = (url: string, load: Load) => Promise<number>;

const workbooksOf = ({ sessions }: Load) => Math.max(1, sessions / sessionsPerWorkbook);
const pathOf = (workbook: number) => `/v1.0/drives/d/items/i${workbook}/workbook/closeSession`;

const bare: Contender = async (url, load) => {
  const agent = new Agent({ keepAlive: true });
  const workbooks = Array.from({ length: workbooksOf(load) }, (_, workbook) => workbook);
  const worker = async () => {
    for (let workbook = workbooks.pop(); workbook !== undefined; workbook = workbooks.pop()) {
      for (let n = 0; n < load.sessions / workbooksOf(load); n += 1) {
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
  return performance.now() - start;
};

const microsoftsClient: Contender = async (url, load) => {
  const authProvider = { getAccessToken: () => Promise.resolve('token') };
  const client = Client.initWithMiddleware({ authProvider, baseUrl: url });
  const close = (n: number) =>
    client
      .api(pathOf(n % workbooksOf(load)).slice('/v1.0'.length))
      .header('workbook-session-id', `id-${n}`)
      .post({});
  const start = performance.now();
  await Promise.all(Array.from({ length: load.sessions }, (_, n) => close(n)));
  return performance.now() - start;
};

const ours: Contender = async (url, load) => {
  const folder = await mkdtemp(join(tmpdir(), 'workbook-sessions-bench-'));
  const logger = new RecordingLogger();
  const credential = new FakeCredential();
  credential.accountInUse = anAccount();
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
        ...{ target: globalGraph, account: anAccount() },
        ...{ sessionId: `id-${n}`, mode: 'persistent', workbookName: 'Budget.xlsx' },
        address: addressOfIds({ driveId: 'd', itemId: `i${n % workbooksOf(load)}` }),
      }),
    ),
  );
  const keys = added.map(({ key }) => key);
  const start = performance.now();
  const outcomes = await service.close(keys, { interactive: false });
  const ms = performance.now() - start;
  if (!outcomes.every(({ outcome }) => outcome === 'closed')) {
    throw new Error('Not every session was closed.');
  }
  list.dispose();
  await rm(folder, { recursive: true });
  return ms;
};

const contenders = { bare, microsoftsClient, ours };
type Name = keyof typeof contenders;

interface Result extends Load {
  readonly contender: Name;
  /** The median. */
  readonly ms: number;
  /** The fastest and the slowest round: the noise. */
  readonly range: readonly [number, number];
  /** Beside the median of the bare loop. */
  readonly ratio: number;
  /** Requests beyond one for each session, 429s, and forbidden parallel requests, in all rounds. */
  readonly wasted: number;
  readonly throttled: number;
  readonly forbidden: number;
}

async function measure(load: Load): Promise<readonly Result[]> {
  const times: Record<Name, number[]> = { bare: [], microsoftsClient: [], ours: [] };
  const totals: Record<Name, Books[]> = { bare: [], microsoftsClient: [], ours: [] };
  const names = (Object.keys(contenders) as Name[]).filter(
    // The bare loop doesn't know what to do with a 429.
    (name) => load.perSecond === undefined || name !== 'bare',
  );
  for (let round = 0; round < rounds; round += 1) {
    for (const name of names) {
      const standIn = await startStandIn(load);
      times[name].push(await contenders[name](standIn.url, load));
      totals[name].push(standIn.books);
      standIn.close();
    }
  }
  const sum = (name: Name, book: keyof Books) =>
    totals[name].reduce((total, books) => total + books[book], 0);
  return names.map((contender) => {
    const sorted = [...times[contender]].sort((one, other) => one - other);
    const ms = median(sorted);
    return {
      ...load,
      ...{ contender, ms, range: [sorted.at(0) ?? ms, sorted.at(-1) ?? ms] },
      ratio: ms / median([...times.bare].sort((one, other) => one - other)),
      wasted: sum(contender, 'requests') - load.sessions * rounds,
      throttled: sum(contender, 'throttled'),
      forbidden: sum(contender, 'parallel'),
    };
  });
}

function median(sorted: readonly number[]): number {
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

async function main(): Promise<void> {
  const results: Result[] = [];
  console.log('sessions latency        contender      ms (from–to)  ratio wasted   429 forbidden');
  for (const load of loads) {
    for (const result of await measure(load)) {
      results.push(result);
      const { sessions, latencyMs, contender, ms, range, ratio, wasted } = result;
      const columns = [
        String(sessions).padStart(8),
        `${latencyMs} ms`.padStart(7),
        contender.padStart(17),
        `${ms.toFixed(0)} (${range.map((each) => each.toFixed(0)).join('–')})`.padStart(18),
        ratio.toFixed(2).padStart(6),
        String(wasted).padStart(6),
        String(result.throttled).padStart(5),
        String(result.forbidden).padStart(9),
      ];
      console.log(columns.join(' '));
    }
  }
  const folder = join('out', 'bench');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'closeMany.json'), `${JSON.stringify(results, undefined, 2)}\n`);
}

void main().then(() => process.exit());
