import { randomUUID } from 'node:crypto';
import { type IncomingHttpHeaders, request } from 'node:http';
import type { SandboxAction } from '../../../src/sandbox/graphCall';
import { sandboxToken } from '../../../src/base/sandboxToken';
import { type Sandbox, type SandboxOptions, startSandbox } from '../../../src/sandbox/sandbox';

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface RawRequest {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  readonly body?: string;
  readonly signal?: AbortSignal;
}

/** Sends exactly this request, over a new connection. */
export function send(
  sandbox: Sandbox,
  path: string,
  { method = 'GET', headers = {}, body, signal }: RawRequest = {},
): Promise<Answer> {
  const { hostname, port } = new URL(sandbox.endpoint);
  return new Promise((resolve, reject) => {
    const outgoing = request({
      hostname,
      port,
      path,
      method,
      headers: Object.fromEntries(
        Object.entries(headers).map(([name, value]) => [
          name,
          typeof value === 'string' ? value : [...value],
        ]),
      ),
      agent: false,
      ...(signal ? { signal } : {}),
    });
    outgoing.on('error', reject);
    outgoing.on('response', (incoming) => {
      const chunks: Buffer[] = [];
      incoming.on('error', reject);
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
      incoming.on('end', () => {
        resolve({
          status: incoming.statusCode ?? 0,
          headers: incoming.headers,
          body: Buffer.concat(chunks).toString(),
        });
      });
    });
    outgoing.end(body);
  });
}

/** The headers of a correct request. */
export function goodHeaders(sessionId?: string): Record<string, string> {
  return {
    Authorization: `Bearer ${sandboxToken}`,
    'client-request-id': randomUUID(),
    'Content-Type': 'application/json',
    ...(sessionId === undefined ? {} : { 'workbook-session-id': sessionId }),
  };
}

export interface Ids {
  readonly driveId: string;
  readonly itemId: string;
}

export function itemPath({ driveId, itemId }: Ids): string {
  return `/v1.0/drives/${encodeURIComponent(driveId)}/items/${encodeURIComponent(itemId)}`;
}

/** Sends one of the three actions, by default correctly. */
export function act(
  sandbox: Sandbox,
  action: SandboxAction,
  workbook: Ids,
  change: { sessionId?: string; headers?: RawRequest['headers'] } & RawRequest = {},
): Promise<Answer> {
  const { sessionId, headers = {}, ...rest } = change;
  return send(sandbox, `${itemPath(workbook)}/workbook/${action}`, {
    method: 'POST',
    body: action === 'createSession' ? '{"persistChanges":true}' : '{}',
    ...rest,
    headers: { ...goodHeaders(sessionId), ...headers },
  });
}

/** Reads a drive item correctly. */
export function getItem(sandbox: Sandbox, path: string): Promise<Answer> {
  const headers = goodHeaders();
  delete headers['Content-Type'];
  return send(sandbox, path, { headers });
}

/** Starts a sandbox before, and stops it after, each test of the suite. */
export function sandboxPerTest(options: SandboxOptions = {}): { readonly sandbox: Sandbox } {
  let running: Sandbox | undefined;
  beforeEach(async () => {
    running = await startSandbox(options);
  });
  afterEach(async () => {
    await running?.close();
  });
  return {
    get sandbox() {
      return running!;
    },
  };
}

/** The kinds of the violations so far. */
export function violationKinds(sandbox: Sandbox): string[] {
  return sandbox.violations.map(({ kind }) => kind);
}

/** The codes on the first three levels of an error body. */
export function errorCodes(answer: Answer): (string | undefined)[] {
  interface Level {
    code?: string;
    innerError?: Level;
  }
  const { error } = JSON.parse(answer.body) as { error: Level };
  return [error.code, error.innerError?.code, error.innerError?.innerError?.code];
}
