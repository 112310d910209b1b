/**
 * Closes many sessions at a Graph stand-in, beside a bare node-fetch loop that is serial per workbook and the
 * loop over the official client that its users write. One run, medians of three, ratios to the bare loop.
 */
import { createServer, Agent as HttpAgent } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomUUID } from 'node:crypto';
import nodeFetch from 'node-fetch';
import { systemClock as clock } from '../../src/base/clock';
import { createHttpClient } from '../../src/base/http';
import { GraphWorkbookSessionApi } from '../../src/graph/workbookSessionApi';
import { addressOfIds } from '../../src/model/workbook';
import { CommandRunner } from '../../src/requests/command';
import { RequestScheduler } from '../../src/requests/requestScheduler';
import { SessionFileStore } from '../../src/sessions/store/sessionFileStore';
import { SessionList } from '../../src/sessions/sessionList';
import { WindowClaims } from '../../src/sessions/store/workbookClaims';
import { SessionService } from '../../src/sessions/sessionService';
import { anAccount, globalGraph } from '../builders';
import { FakeCredential } from '../fakes/fakeCredential';
import { RecordingLogger } from '../fakes/recordingLogger';

const count = Number(process.env['COUNT'] ?? 1000);
const workbooks = count / 10;

async function startStandIn(latencyMs: number) {
  let requests = 0;
  const server = createServer((request, response) => {
    request.resume();
    request.on('end', () => {
      requests += 1;
      setTimeout(() => response.writeHead(204).end(), latencyMs);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    requests: () => requests,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

async function bare(url: string) {
  const agent = new HttpAgent({ keepAlive: true });
  const queue = Array.from({ length: workbooks }, (_, workbook) => workbook);
  const worker = async () => {
    for (let workbook = queue.pop(); workbook !== undefined; workbook = queue.pop()) {
      for (let index = 0; index < count / workbooks; index += 1) {
        const response = await nodeFetch(
          `${url}/v1.0/drives/d/items/${workbook}/workbook/closeSession`,
          {
            method: 'POST',
            agent,
            body: '{}',
            headers: {
              Authorization: 'Bearer x',
              'workbook-session-id': `id-${index}`,
              'Content-Type': 'application/json',
            },
          },
        );
        await response.text();
      }
    }
  };
  const start = performance.now();
  await Promise.all(Array.from({ length: Math.min(64, workbooks) }, worker));
  agent.destroy();
  return performance.now() - start;
}

async function ours(url: string, parallel: number) {
  const folder = await mkdtemp(join(tmpdir(), 'workbook-sessions-'));
  const logger = new RecordingLogger();
  const credential = new FakeCredential();
  credential.accountInUse = anAccount();
  const store = new SessionFileStore(folder, clock, logger);
  const list = new SessionList(
    store,
    clock,
    () => ({ persistent: 300_000, nonPersistent: 300_000 }),
    logger,
  );
  const scheduler = new RequestScheduler({ clock, logger, maxParallelRequests: () => parallel });
  const settings = () => ({ apiVersion: 'v1.0', endpoint: url }) as const;
  const api = new GraphWorkbookSessionApi({ http: createHttpClient(), clock, logger, settings });
  const claims = new WindowClaims({
    ...{ clock, logger, folder: `${folder}-claims` },
    isAnotherWindowOpen: () => Promise.resolve(process.env['WINDOWS'] === '2'),
  });
  const service = new SessionService({
    claims,
    list,
    api,
    scheduler,
    clock,
    commands: new CommandRunner(credential, clock),
    newKey: () => randomUUID(),
  });
  const startAdd = performance.now();
  const keys: string[] = [];
  await Promise.all(
    Array.from({ length: count }, async (_, index) => {
      const added = await service.add({
        target: globalGraph,
        account: anAccount(),
        sessionId: `id-${index}`,
        mode: 'persistent',
        workbookName: `W${index % workbooks}`,
        address: addressOfIds({ driveId: 'd', itemId: `${index % workbooks}` }),
      });
      keys.push(added.key);
    }),
  );
  const add = performance.now() - startAdd;
  const start = performance.now();
  const outcomes = await service.close(keys, { interactive: false });
  const close = performance.now() - start;
  const closed = outcomes.filter(({ outcome }) => outcome === 'closed').length;
  if (closed !== count)
    throw new Error(
      `closed ${closed}: ${JSON.stringify(outcomes.find((o) => o.outcome !== 'closed'))}`,
    );
  const startRest = performance.now();
  while ((await store.readAll()).sessions.length > 0) await clock.delay(20);
  const rest = performance.now() - startRest;
  list.dispose();
  claims.dispose();
  await rm(folder, { recursive: true });
  await rm(`${folder}-claims`, { recursive: true, force: true });
  return { add, close, rest };
}

const median = (values: number[]) =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

async function main() {
  for (const latency of (process.env['LAT'] ?? '0,20,100').split(',').map(Number)) {
    const standIn = await startStandIn(latency);
    const raw: number[] = [],
      mine: { add: number; close: number; rest: number }[] = [];
    for (let round = 0; round < Number(process.env['ROUNDS'] ?? 3); round += 1) {
      raw.push(await bare(standIn.url));
      mine.push(await ours(standIn.url, Number(process.env['PARALLEL'] ?? 64)));
    }
    const close = median(mine.map((m) => m.close));
    console.log(
      `${latency} ms: bare ${median(raw).toFixed(0)}, ours ${close.toFixed(0)} (${(close / median(raw)).toFixed(2)}), add ${median(mine.map((m) => m.add)).toFixed(0)}, rest ${median(mine.map((m) => m.rest)).toFixed(0)}`,
    );
    standIn.close();
  }
  process.exit(0);
}
void main();
