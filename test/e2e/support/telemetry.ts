import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { repository } from '../../host/paths.mjs';
import { makeTemporaryFolder } from '../../host/temporaryFolder.mjs';

export const instrumentationKey = '01234567-89ab-4def-8123-456789abcdef';

/** One event as Application Insights gets it. */
export interface Envelope {
  readonly time: string;
  readonly data: {
    readonly baseData: {
      readonly name: string;
      readonly properties: Readonly<Record<string, string>>;
      readonly measurements: Readonly<Record<string, number>>;
    };
  };
}

/** One request that reached the endpoint. */
interface Batch {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: string;
}

/** A stand-in for Azure's ingestion endpoint. */
export interface Ingestion {
  readonly connectionString: string;
  readonly batches: readonly Batch[];
  /** Every event of every batch. */
  events(): readonly Envelope[];
  /** How it answers: well, with a failure of the service, or never. */
  answer: 'accepted' | 'failed' | 'never';
  /** How many requests wait for their answer. */
  readonly held: number;
  /** Nobody listens any more; `restart` listens again, at the same place. */
  stop(): Promise<void>;
  restart(): Promise<void>;
  close(): Promise<void>;
}

/** Starts an endpoint on this machine. */
export async function startIngestion(): Promise<Ingestion> {
  const batches: Batch[] = [];
  const held = new Set<ServerResponse>();
  const server = createServer((request, response) => {
    void receive(request, response);
  });
  const receive = async (request: IncomingMessage, response: ServerResponse) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request as AsyncIterable<Buffer>) {
      chunks.push(chunk);
    }
    const { method, url, headers } = request;
    batches.push({ method, url, headers, body: Buffer.concat(chunks).toString('utf8') });
    switch (ingestion.answer) {
      case 'never':
        held.add(response);
        response.once('close', () => held.delete(response));
        return;
      case 'failed':
        response.writeHead(500).end();
        return;
      case 'accepted':
        response.writeHead(200, { 'content-type': 'application/json' });
        response.end('{"itemsReceived":1,"itemsAccepted":1,"errors":[]}');
    }
  };
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const stop = async () => {
    const closed = once(server, 'close');
    server.close();
    server.closeAllConnections();
    await closed;
  };
  const ingestion: Ingestion = {
    connectionString: `InstrumentationKey=${instrumentationKey};IngestionEndpoint=http://127.0.0.1:${port}/`,
    batches,
    events: () => batches.flatMap(({ body }) => JSON.parse(body) as Envelope[]),
    answer: 'accepted',
    get held() {
      return held.size;
    },
    stop,
    restart: async () => {
      server.listen(port, '127.0.0.1');
      await once(server, 'listening');
    },
    close: stop,
  };
  return ingestion;
}

/** Builds the extension with a connection string, in a folder that VS Code can take it from. */
export function buildWithTelemetry(connectionString: string): string {
  const folder = path.join(makeTemporaryFolder('telemetry'), 'extension');
  mkdirSync(folder);
  execFileSync(process.execPath, ['esbuild.js', '--production', `--out=${folder}/dist`], {
    cwd: repository,
    env: { ...process.env, TELEMETRY_CONNECTION_STRING: connectionString },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const rest = ['package.json', 'package.nls.json', 'package.nls.pt-br.json', 'l10n', 'media'];
  for (const name of rest) {
    cpSync(path.join(repository, name), path.join(folder, name), { recursive: true });
  }
  return folder;
}

/** Puts in place of the extension's telemetry what tells the endpoint that it was loaded, and fails then. */
export function replaceTelemetry(folder: string, { connectionString }: Ingestion): void {
  const endpoint = /IngestionEndpoint=(.*)$/.exec(connectionString)?.[1] ?? '';
  const code = `fetch('${endpoint}loaded', { method: 'POST', body: '[]' });
setImmediate(() => { throw new Error('the stand-in fails'); });
exports.createTelemetrySender = () => ({ send() {}, dispose() {} });`;
  writeFileSync(path.join(folder, 'dist', 'telemetry.js'), code);
}

/** Collects from now on what the page is told of errors in the extension's own files. */
export function collectErrorsOfExtension(page: Page): readonly string[] {
  const errors: string[] = [];
  page.on('console', (message) => {
    const text = message.text();
    if (/workbook-sessions\.workbook-sessions-[\d.]+[\\/]dist|HttpError/.test(text)) {
      errors.push(text);
    }
  });
  return errors;
}
