/**
 * What the hook for Node costs a program: for each request that is none to a workbook, and for its start. Each
 * measurement has a new process, with the hook and without it, and they take turns. `npm run bench recordingHook`;
 * the results are in `out/bench/recordingHook.json` too. The aim is less than 50 µs for each request.
 */
import { execFileSync } from 'node:child_process';
import { createServer, request as requestByHttp, Agent } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import {
  recordingVariable,
  type RecordingEnvironment,
} from '../../src/recording/recordingProtocol';
import { medianOf, writeResults } from './results';

const rounds = 7;
const warmUp = 500;
const requests = 3000;
const clients = ['http', 'fetch'] as const;
type Client = (typeof clients)[number];

/** Sends requests to a server in the same process. @returns the microseconds for each */
async function measure(client: Client): Promise<number> {
  const server = createServer((_, response) => response.end('ok'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1.0/me/drive/items/1`;
  const agent = new Agent({ keepAlive: true });
  const send: Readonly<Record<Client, () => Promise<unknown>>> = {
    http: () =>
      new Promise((resolve, reject) => {
        const request = requestByHttp(url, { agent, method: 'POST' }, (response) => {
          response.resume().on('end', resolve);
        });
        request.on('error', reject);
        request.end('{}');
      }),
    fetch: async () => (await fetch(url, { method: 'POST', body: '{}' })).text(),
  };
  const sendAll = async (count: number) => {
    for (let n = 0; n < count; n += 1) {
      await send[client]();
    }
  };
  await sendAll(warmUp);
  const start = performance.now();
  await sendAll(requests);
  const microseconds = ((performance.now() - start) * 1000) / requests;
  server.close();
  server.closeAllConnections();
  agent.destroy();
  return microseconds;
}

const environment: RecordingEnvironment = {
  ...{ version: 1, pipe: join('/', 'nowhere'), secret: 'x', closeOnExit: false },
};
const hook = join('dist', 'hooks', 'node.cjs');

function run(withHook: boolean, input: readonly string[]): string {
  const preload = withHook ? ['--require', `./${hook}`] : [];
  return execFileSync(process.execPath, [...preload, ...input], {
    env: { ...process.env, [recordingVariable]: JSON.stringify(environment) },
    encoding: 'utf8',
  });
}

/** @returns the medians without the hook and with it */
function compare(once: (withHook: boolean) => number): readonly [number, number] {
  const times: Readonly<Record<'without' | 'with', number[]>> = { without: [], with: [] };
  for (let round = 0; round < rounds; round += 1) {
    times.without.push(once(false));
    times.with.push(once(true));
  }
  return [medianOf(times.without), medianOf(times.with)];
}

function startUp(withHook: boolean): number {
  const start = performance.now();
  run(withHook, ['-e', '0']);
  return performance.now() - start;
}

function main(): void {
  execFileSync(process.execPath, ['esbuild.js', '--production']);
  const results = clients.map((client) => {
    const [without, withHook] = compare((isOn) => Number(run(isOn, [__filename, client])));
    console.log(
      `${client.padEnd(6)} ${without.toFixed(1).padStart(7)} µs a request, with the hook ` +
        `${withHook.toFixed(1).padStart(7)} µs: ${(withHook - without).toFixed(1)} µs more`,
    );
    return { client, without, with: withHook };
  });
  const [without, withHook] = compare(startUp);
  console.log(
    `start  ${without.toFixed(1).padStart(7)} ms, with the hook ${withHook.toFixed(1).padStart(7)} ms`,
  );
  writeResults('recordingHook', { requests: results, start: { without, with: withHook } });
}

const client = clients.find((name) => name === process.argv[2]);
if (client === undefined) {
  main();
} else {
  void measure(client).then((microseconds) => {
    console.log(microseconds);
  });
}
