import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import { generate } from 'selfsigned';
import { sandboxToken } from '../../../src/base/sandboxToken';
import { startSandbox, type Sandbox } from '../../../src/sandbox/main';
import { listen } from '../base/loopback';

/** A sandbox behind https with a certificate for Graph's host, which accepts any token and knows `$batch`. */
export interface GraphStandIn {
  /** `https://graph.microsoft.com` with the port of this server. Programs must resolve the name to 127.0.0.1. */
  readonly origin: string;
  /** The certificate in PEM, which programs must trust. */
  readonly certificate: string;
  readonly sandbox: Sandbox;
  /** What came in `Authorization`, in the order of arrival. */
  readonly authorizations: readonly string[];
  close(): Promise<void>;
}

interface Part {
  readonly id: string;
  readonly method: string;
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

export async function startGraphStandIn(): Promise<GraphStandIn> {
  const sandbox = await startSandbox();
  const { private: key, cert } = await generate(
    [{ name: 'commonName', value: 'graph.microsoft.com' }],
    {
      extensions: [
        { name: 'subjectAltName', altNames: [{ type: 2, value: 'graph.microsoft.com' }] },
      ],
    },
  );
  const authorizations: string[] = [];
  const server = createServer({ key, cert, maxHeaderSize: 64 * 1024 }, (request, response) => {
    authorizations.push(request.headers.authorization ?? '');
    const answered = request.url?.endsWith('/$batch')
      ? answerBatch(sandbox, request, response)
      : forward(sandbox, request, response, origin);
    answered.catch((error: unknown) => response.destroy(error as Error));
  });
  const port = await listen(server);
  const origin = `https://graph.microsoft.com:${port}`;
  return {
    ...{ origin, certificate: cert, sandbox, authorizations },
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
      await sandbox.close();
    },
  };
}

async function forward(
  sandbox: Sandbox,
  request: IncomingMessage,
  response: ServerResponse,
  origin: string,
): Promise<void> {
  const body = await readAll(request);
  const answer = await send(sandbox, request.method ?? 'GET', request.url ?? '/', {
    headers: pick(request.headers, ['content-type', 'workbook-session-id', 'prefer', 'accept']),
    body,
  });
  const location = answer.headers.get('location')?.replace(sandbox.endpoint, origin);
  const text = (await answer.text()).replaceAll(sandbox.endpoint, origin);
  response.writeHead(answer.status, {
    ...(text === '' ? {} : { 'Content-Type': 'application/json' }),
    ...(location === undefined ? {} : { Location: location }),
  });
  response.end(text);
}

/** Sends the parts one after the other. */
async function answerBatch(
  sandbox: Sandbox,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { requests } = JSON.parse(await readAll(request)) as { requests: readonly Part[] };
  const responses: unknown[] = [];
  for (const { id, method, url, headers = {}, body } of requests) {
    const answer = await send(sandbox, method, `/v1.0${url}`, {
      headers: {
        ...headers,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      body: body === undefined ? '' : JSON.stringify(body),
    });
    const text = await answer.text();
    const part = { id, status: answer.status, headers: {} };
    responses.push(text === '' ? part : { ...part, body: JSON.parse(text) as unknown });
  }
  response.writeHead(200, { 'Content-Type': 'application/json' });
  response.end(JSON.stringify({ responses }));
}

function send(
  { endpoint }: Sandbox,
  method: string,
  path: string,
  { headers, body }: { readonly headers: Readonly<Record<string, string>>; readonly body: string },
): Promise<Response> {
  return fetch(endpoint + path, {
    method,
    headers: { ...headers, Authorization: `Bearer ${sandboxToken}` },
    ...(body === '' ? {} : { body }),
  });
}

function pick(headers: IncomingMessage['headers'], names: readonly string[]) {
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = headers[name];
      return typeof value === 'string' ? [[name, value]] : [];
    }),
  );
}

async function readAll(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request.setEncoding('utf8')) {
    text += String(chunk);
  }
  return text;
}
