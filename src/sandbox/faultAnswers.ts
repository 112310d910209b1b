import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout } from 'node:timers/promises';
import { TLSSocket } from 'node:tls';
import { createGzip } from 'node:zlib';
import type { AnswerFault, CarriedOutFault, ConnectionFault, FaultEffect } from './faults';
import { errorAnswer, type GraphAnswer, jsonType } from './graphAnswer';
import { graphError, type RequestIds } from './sandboxErrors';
import type { OperationScript } from './longRunningOperations';

/** A request that a fault may strike. */
export interface Exchange {
  readonly incoming: IncomingMessage;
  readonly outgoing: ServerResponse;
  readonly ids: RequestIds;
  /** Resolves when the answer is written or the client has hung up. */
  readonly closed: Promise<unknown>;
  /** Does what was asked and says how that is answered. */
  carryOut(script?: OperationScript): GraphAnswer;
}

const page = '<!DOCTYPE html><html><head><title>Sign in to the proxy</title></head></html>';
const elsewhere = 'https://graph.example/v1.0/elsewhere';
const oneGigabyte = 1024 ** 3;

/**
 * Lets the fault happen: what is left to be answered, or undefined when the fault has answered by
 * itself or never will.
 */
export async function strike(
  fault: FaultEffect,
  exchange: Exchange,
): Promise<GraphAnswer | undefined> {
  switch (fault.kind) {
    case 'answer':
      return { ...fault, headers: withLowerCaseNames(fault.headers ?? {}) };
    case 'error':
      return errorFault(fault, exchange.ids);
    case 'htmlPage':
      return { status: fault.status ?? 200, headers: { 'content-type': 'text/html' }, body: page };
    case 'redirect':
      return { status: 302, headers: { location: fault.location ?? elsewhere } };
    default:
      return strikeLater(fault, exchange);
  }
}

/** Ends the connection with a TCP reset, where the transport can. */
export function reset({ incoming: { socket } }: Pick<Exchange, 'incoming'>): void {
  if (socket instanceof TLSSocket) {
    socket.destroy();
  } else {
    socket.resetAndDestroy();
  }
}

async function strikeLater(
  fault: CarriedOutFault | ConnectionFault,
  exchange: Exchange,
): Promise<GraphAnswer | undefined> {
  switch (fault.kind) {
    case 'okInsteadOfNoContent':
      return okInsteadOfNoContent(exchange.carryOut());
    case 'emptyBody':
      return { status: exchange.carryOut().status, headers: { 'content-type': jsonType } };
    case 'resetAfterCarriedOut':
      exchange.carryOut();
      reset(exchange);
      return undefined;
    case 'longRunning':
      return exchange.carryOut(fault);
    case 'slow':
      return answerLate(fault.until, exchange);
    default:
      await breakConnection(fault, exchange);
      return undefined;
  }
}

async function answerLate(
  until: Promise<unknown> | number,
  exchange: Exchange,
): Promise<GraphAnswer> {
  const answer = exchange.carryOut();
  const settled = typeof until === 'number' ? setTimeout(until) : until.catch(() => undefined);
  await Promise.race([settled, exchange.closed]);
  return answer;
}

async function breakConnection(fault: ConnectionFault, exchange: Exchange): Promise<void> {
  switch (fault.kind) {
    case 'resetBeforeRead':
    case 'resetAfterRead':
      reset(exchange);
      return;
    case 'silence':
      await exchange.closed;
      return;
    case 'hugeBody':
      await writeMuch(exchange.outgoing, fault.bytes ?? Number.POSITIVE_INFINITY);
      return;
    case 'gzipBomb':
      await writeBomb(exchange.outgoing, fault.bytes ?? oneGigabyte);
      return;
  }
}

function errorFault(
  fault: Extract<AnswerFault, { readonly kind: 'error' }>,
  ids: RequestIds,
): GraphAnswer {
  const answer = errorAnswer(graphError(fault.error, ids));
  const retryAfter = fault.retryAfter === undefined ? {} : { 'retry-after': fault.retryAfter };
  return {
    ...answer,
    status: fault.status ?? answer.status,
    headers: { ...answer.headers, ...retryAfter },
  };
}

function withLowerCaseNames(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]),
  );
}

function okInsteadOfNoContent(answer: GraphAnswer): GraphAnswer {
  return answer.status === 204
    ? { status: 200, headers: { 'content-type': jsonType }, body: '{}' }
    : answer;
}

async function writeMuch(outgoing: ServerResponse, bytes: number): Promise<void> {
  outgoing.writeHead(200, { 'content-type': jsonType });
  await untilClientHasEnough(pipeline(Readable.from(longJson(bytes)), outgoing));
}

async function writeBomb(outgoing: ServerResponse, bytes: number): Promise<void> {
  outgoing.writeHead(200, { 'content-type': jsonType, 'content-encoding': 'gzip' });
  await untilClientHasEnough(pipeline(Readable.from(longJson(bytes)), createGzip(), outgoing));
}

/** A JSON string of about so many bytes, in chunks. */
function* longJson(bytes: number): Generator<Buffer> {
  const chunk = Buffer.alloc(64 * 1024, 'a');
  yield Buffer.from('{"id":"');
  for (let written = 0; written < bytes; written += chunk.length) {
    yield chunk;
  }
  yield Buffer.from('"}');
}

async function untilClientHasEnough(writing: Promise<void>): Promise<void> {
  try {
    await writing;
  } catch {
    // That the client hangs up is what these faults are for.
  }
}
