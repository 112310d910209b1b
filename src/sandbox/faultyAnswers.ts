import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout } from 'node:timers/promises';
import { TLSSocket } from 'node:tls';
import { createGzip } from 'node:zlib';
import type { FaultEffects, FaultKind } from './faults';
import { jsonType } from './httpMessages';
import type { SandboxAnswer } from './sandboxAnswer';
import type { OperationScript } from './longRunningOperations';
import { errorAnswer, type RequestIds } from './sandboxErrors';

/** A call to which a fault can be applied. */
export interface FaultyCall {
  readonly incoming: IncomingMessage;
  readonly outgoing: ServerResponse;
  readonly ids: RequestIds;
  /** Resolves when the answer is written or the client closes the connection. */
  readonly closed: Promise<undefined>;
  /** Carries out the request and returns its answer. */
  carryOut(script?: OperationScript): SandboxAnswer;
}

type Applied = SandboxAnswer | undefined | Promise<SandboxAnswer | undefined>;
type Applier<K extends FaultKind> = (fault: FaultEffects[K], call: FaultyCall) => Applied;

/** Applies each kind of fault. Returns the answer that is still to be sent, if any. */
const appliers: { readonly [K in FaultKind]: Applier<K> } = {
  answer: ({ headers = {}, ...answer }) => {
    const lowerCase = Object.entries(headers).map(
      ([name, text]) => [name.toLowerCase(), text] as const,
    );
    return { ...answer, headers: Object.fromEntries(lowerCase) };
  },
  error: ({ error, retryAfter, status }, { ids }) => {
    const answer = errorAnswer(error, ids);
    const wait = retryAfter === undefined ? {} : { 'retry-after': retryAfter };
    return { ...answer, status: status ?? answer.status, headers: { ...answer.headers, ...wait } };
  },
  htmlPage: ({ status = 200 }) => ({
    status,
    headers: { 'content-type': 'text/html' },
    body: page,
  }),
  redirect: ({ location = 'https://graph.example/v1.0/elsewhere' }) => ({
    status: 302,
    headers: { location },
  }),
  okInsteadOfNoContent: (_, call) => {
    const answer = call.carryOut();
    return answer.status === 204
      ? { status: 200, headers: { 'content-type': jsonType }, body: '{}' }
      : answer;
  },
  emptyBody: (_, call) => ({
    status: call.carryOut().status,
    headers: { 'content-type': jsonType },
  }),
  resetAfterCarriedOut: (fault, call) => {
    call.carryOut();
    reset(fault, call);
    return undefined;
  },
  slow: async ({ until }, call) => {
    const answer = call.carryOut();
    const settled = typeof until === 'number' ? setTimeout(until) : until.catch(() => undefined);
    await Promise.race([settled, call.closed]);
    return answer;
  },
  longRunning: (script, call) => call.carryOut(script),
  resetBeforeRead: reset,
  resetAfterRead: reset,
  silence: (_, { closed }) => closed,
  hugeBody: ({ bytes = Number.POSITIVE_INFINITY }, { outgoing }) => {
    outgoing.writeHead(200, { 'content-type': jsonType });
    return untilClientEnds(pipeline(Readable.from(longJson(bytes)), outgoing));
  },
  gzipBomb: ({ bytes = 1024 ** 3 }, { outgoing }) => {
    outgoing.writeHead(200, { 'content-type': jsonType, 'content-encoding': 'gzip' });
    return untilClientEnds(pipeline(Readable.from(longJson(bytes)), createGzip(), outgoing));
  },
};
const page = '<!DOCTYPE html><html><head><title>Sign in to the proxy</title></head></html>';

/** Applies the fault to the call. Returns the answer that is still to be sent, if any. */
export function applyFault<K extends FaultKind>(
  fault: { readonly kind: K } & FaultEffects[K],
  call: FaultyCall,
): Applied {
  const applier: Applier<K> = appliers[fault.kind];
  return applier(fault, call);
}

/** Ends the connection with a TCP reset, or just ends it with TLS. */
function reset(_: unknown, { incoming: { socket } }: FaultyCall): undefined {
  if (socket instanceof TLSSocket) {
    socket.destroy();
  } else {
    socket.resetAndDestroy();
  }
}

/** JSON of about this number of bytes, in chunks. */
function* longJson(bytes: number): Generator<Buffer> {
  const chunk = Buffer.alloc(64 * 1024, 'a');
  yield Buffer.from('{"id":"');
  for (let written = 0; written < bytes; written += chunk.length) {
    yield chunk;
  }
  yield Buffer.from('"}');
}

/** With these faults, the client is expected to close the connection. */
async function untilClientEnds(writing: Promise<void>): Promise<undefined> {
  await writing.catch(() => undefined);
}
