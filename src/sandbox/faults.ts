import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout } from 'node:timers/promises';
import { TLSSocket } from 'node:tls';
import { createGzip } from 'node:zlib';
import { Deferred } from '../base/deferred';
import { isJsonObject, type JsonObject } from '../base/json';
import type { CallAction, RecordedRequest } from './graphCall';
import { type GraphAnswer, jsonType } from './httpMessages';
import type { OperationScript } from './longRunningOperations';
import {
  documentedErrors,
  errorAnswer,
  type GraphErrorCode,
  type RequestIds,
} from './sandboxErrors';

type Check<T> = (value: unknown) => value is T;
type Checks = Readonly<Record<string, Check<unknown>>>;
type Checked<C> = C extends Check<infer T> ? T : never;

/** The kinds of faults with their fields; `required` names those that must be there. */
const kinds = {
  // Answers in place of what was asked for: nothing is opened, refreshed or closed.
  /** Any answer at all. */
  answer: { status: isStatus, headers: isHeaders, body: isText },
  /** A documented error; `retryAfter` is the header as it is sent: seconds or an HTTP date. */
  error: { error: isErrorCode, retryAfter: isHeaderText, status: isStatus },
  /** A page of a proxy, 200 unless told otherwise. */
  htmlPage: { status: isStatus },
  /** 302 to another host. */
  redirect: { location: isHeaderText },

  // The request is carried out, then its answer goes wrong.
  /** 200 and `{}` where 204 is documented. */
  okInsteadOfNoContent: {},
  /** The success status with nothing in it. */
  emptyBody: {},
  /** The connection is reset: the answer is lost. */
  resetAfterCarriedOut: {},
  /** Carried out at once, answered when the promise is settled or after so many real milliseconds. */
  slow: { until: isDelay },
  /** createSession takes so long that it is answered with 202, or 504 to those who would not wait. */
  longRunning: {
    polls: isCount,
    failsWith: isErrorCodeOrBody,
    location: isHeaderTextOrNull,
    resourceLocation: isHeaderTextOrNull,
  },

  // Nothing is carried out and no proper answer comes.
  /** The connection is reset before the request body was read, or after that. */
  resetBeforeRead: {},
  resetAfterRead: {},
  /** No answer ever. */
  silence: {},
  /** 200 with JSON that does not end, or after so many bytes. */
  hugeBody: { bytes: isPositive },
  /** 200 with a small gzip body that unpacks to so many bytes (1 GB). */
  gzipBomb: { bytes: isPositive },
} as const satisfies Record<string, Checks>;
const required = { answer: 'status', error: 'error', slow: 'until' } as const;

/** Which requests a fault is for, those that agree with everything that is given, and how many. */
const target = {
  /** A name that is no action matches no request. */
  action: isAction,
  method: isText,
  driveId: isText,
  itemId: isText,
  times: isPositive,
};

type Kinds = typeof kinds;
type Kind = keyof Kinds;
type Given<C> = { readonly [F in keyof C]?: Checked<C[F]> };
type RequiredOf<K> = K extends keyof typeof required ? (typeof required)[K] : never;
type EffectOf<K extends Kind> = { readonly kind: K } & Given<Kinds[K]> & {
    readonly [F in RequiredOf<K> & keyof Kinds[K]]: Checked<Kinds[K][F]>;
  };
type Effects = { readonly [K in Kind]: EffectOf<K> };

/** What goes wrong. */
export type FaultEffect = Effects[Kind];

/** A fault for the next request that matches, or the next `times` of them. */
export type Fault = FaultEffect & Given<typeof target>;

/** Lets a test wait for a fault. */
export interface FaultHandle {
  /** Settles when the first matching request has come in. */
  readonly hit: Promise<RecordedRequest>;
}

/** A call that a fault may be applied to. */
export interface Exchange {
  readonly incoming: IncomingMessage;
  readonly outgoing: ServerResponse;
  readonly ids: RequestIds;
  /** Resolves when the answer is written or the client has hung up. */
  readonly closed: Promise<undefined>;
  /** Does what was asked and says how that is answered. */
  carryOut(script?: OperationScript): GraphAnswer;
}

type Applied = GraphAnswer | undefined | Promise<GraphAnswer | undefined>;
type Applier<K extends Kind> = (fault: Effects[K], exchange: Exchange) => Applied;

/** What each fault does: it returns what is left to be answered, if anything is. */
const appliers: { readonly [K in Kind]: Applier<K> } = {
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
  okInsteadOfNoContent: (_, exchange) => {
    const answer = exchange.carryOut();
    return answer.status === 204
      ? { status: 200, headers: { 'content-type': jsonType }, body: '{}' }
      : answer;
  },
  emptyBody: (_, exchange) => ({
    status: exchange.carryOut().status,
    headers: { 'content-type': jsonType },
  }),
  resetAfterCarriedOut: (fault, exchange) => {
    exchange.carryOut();
    reset(fault, exchange);
    return undefined;
  },
  slow: async ({ until }, exchange) => {
    const answer = exchange.carryOut();
    const settled = typeof until === 'number' ? setTimeout(until) : until.catch(() => undefined);
    await Promise.race([settled, exchange.closed]);
    return answer;
  },
  longRunning: (script, exchange) => exchange.carryOut(script),
  resetBeforeRead: reset,
  resetAfterRead: reset,
  silence: (_, { closed }) => closed,
  hugeBody: ({ bytes = Number.POSITIVE_INFINITY }, { outgoing }) => {
    outgoing.writeHead(200, { 'content-type': jsonType });
    return untilClientHasEnough(pipeline(Readable.from(longJson(bytes)), outgoing));
  },
  gzipBomb: ({ bytes = 1024 ** 3 }, { outgoing }) => {
    outgoing.writeHead(200, { 'content-type': jsonType, 'content-encoding': 'gzip' });
    return untilClientHasEnough(pipeline(Readable.from(longJson(bytes)), createGzip(), outgoing));
  },
};
const page = '<!DOCTYPE html><html><head><title>Sign in to the proxy</title></head></html>';

/** Applies the fault to the call: what is left to be answered, or undefined when nothing is. */
export function applyFault<K extends Kind>(
  fault: { readonly kind: K } & Effects[K],
  exchange: Exchange,
): Applied {
  const applier: Applier<K> = appliers[fault.kind];
  return applier(fault, exchange);
}

/** True when a JSON value is a fault; `slow` takes milliseconds. */
export function isFault(value: unknown): value is Fault {
  return problemOf(value) === undefined;
}

/** What is wrong with a JSON value as a fault, in one sentence. */
export function problemOf(value: unknown): string | undefined {
  const given = new Map<string, unknown>(isJsonObject(value) ? Object.entries(value) : []);
  const kind = given.get('kind');
  const fields = new Map<unknown, Checks>(Object.entries(kinds)).get(kind);
  if (!fields) {
    return `"kind" must be one of ${Object.keys(kinds).join(', ')}.`;
  }
  const checks = new Map(Object.entries<Check<unknown>>({ kind: isText, ...target, ...fields }));
  const needed = new Map<unknown, string>(Object.entries(required)).get(kind);
  const wrong =
    needed !== undefined && !given.has(needed)
      ? needed
      : [...given].find(([name, field]) => !checks.get(name)?.(field))?.[0];
  return wrong === undefined
    ? undefined
    : `"${wrong}" is missing, unknown or malformed. A fault of this kind takes ${[...checks.keys()].join(', ')}.`;
}

/** The faults that are still to happen, each for the first request that matches. */
export class FaultQueue {
  private readonly queue: { fault: Fault; hit: Deferred<RecordedRequest>; timesLeft: number }[] =
    [];

  add(fault: Fault): FaultHandle {
    const hit = new Deferred<RecordedRequest>();
    this.queue.push({ fault, hit, timesLeft: fault.times ?? 1 });
    return { hit: hit.promise };
  }

  take(request: RecordedRequest): Fault | undefined {
    const queued = this.queue.find(({ fault }) =>
      (['action', 'method', 'driveId', 'itemId'] as const).every(
        (fact) => fault[fact] === undefined || fault[fact] === request[fact],
      ),
    );
    if (!queued) {
      return undefined;
    }
    queued.timesLeft -= 1;
    if (queued.timesLeft <= 0) {
      this.queue.splice(this.queue.indexOf(queued), 1);
    }
    queued.hit.resolve(request);
    return queued.fault;
  }
}

/** Ends the connection with a TCP reset, where the transport can. */
function reset(_: FaultEffect, { incoming: { socket } }: Exchange): undefined {
  if (socket instanceof TLSSocket) {
    socket.destroy();
  } else {
    socket.resetAndDestroy();
  }
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

/** That the client hangs up is what these faults are for. */
async function untilClientHasEnough(writing: Promise<void>): Promise<undefined> {
  await writing.catch(() => undefined);
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function isAction(value: unknown): value is CallAction {
  return typeof value === 'string';
}

function isHeaderText(value: unknown): value is string {
  return typeof value === 'string' && /^[\x20-\x7e]*$/.test(value);
}

function isHeaderTextOrNull(value: unknown): value is string | null {
  return value === null || isHeaderText(value);
}

function isHeaders(value: unknown): value is Readonly<Record<string, string>> {
  return (
    isJsonObject(value) &&
    Object.entries(value).every(([name, text]) => /^[\w-]+$/.test(name) && isHeaderText(text))
  );
}

function isStatus(value: unknown): value is number {
  return isCount(value) && value >= 200 && value <= 599;
}

function isErrorCode(value: unknown): value is GraphErrorCode {
  return typeof value === 'string' && Object.hasOwn(documentedErrors, value);
}

function isErrorCodeOrBody(value: unknown): value is GraphErrorCode | JsonObject {
  return isErrorCode(value) || isJsonObject(value);
}

/** Only a test can give a promise. */
function isDelay(value: unknown): value is number | Promise<unknown> {
  return isCount(value);
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

function isPositive(value: unknown): value is number {
  return isCount(value) && value !== 0;
}
