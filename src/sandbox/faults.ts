import { Deferred } from '../base/deferred';
import { defined } from '../base/defined';
import { isJsonObject, type JsonObject } from '../base/json';
import type { CallAction, RecordedRequest } from './graphCall';
import { documentedErrors, type GraphErrorCode } from './sandboxErrors';

type Check<T> = (value: unknown) => value is T;
type Checks = Readonly<Record<string, Check<unknown>>>;
type Checked<C> = C extends Check<infer T> ? T : never;

/** The kinds of faults with their fields. `required` names the fields that must be present. */
const kinds = {
  // The sandbox sends an answer and doesn't carry out the request.
  /** Any answer. */
  answer: { status: isStatus, headers: isHeaders, body: isText },
  /** A documented error. `retryAfter` is the value of the header: seconds or an HTTP date. */
  error: { error: isErrorCode, retryAfter: isHeaderText, status: isStatus },
  /** A page of a proxy, with status 200 by default. */
  htmlPage: { status: isStatus },
  /** 302 to another host. */
  redirect: { location: isHeaderText },

  // The sandbox carries out the request and sends a wrong answer.
  /** 200 and `{}` where 204 is documented. */
  okInsteadOfNoContent: {},
  /** The success status with an empty body. */
  emptyBody: {},
  /** The connection is reset, so the answer is lost. */
  resetAfterCarriedOut: {},
  /** Carried out at once; answered when the promise settles, or after this number of real milliseconds. */
  slow: { until: isDelay },
  /** createSession answers 202, or 504 without `Prefer: respond-async`. */
  longRunning: {
    polls: isCountOrEndless,
    failsWith: isErrorCodeOrBody,
    location: isHeaderTextOrNull,
    resourceLocation: isHeaderTextOrNull,
  },

  // The sandbox doesn't carry out the request and sends no complete answer.
  /** The connection is reset before the request body is read. */
  resetBeforeRead: {},
  /** The connection is reset after the request body is read. */
  resetAfterRead: {},
  /** No answer. */
  silence: {},
  /** 200 with this number of bytes of JSON, by default without an end. */
  hugeBody: { bytes: isPositive },
  /** 200 with a small gzip body that unpacks to this number of bytes, by default 1 GB. */
  gzipBomb: { bytes: isPositive },
} as const satisfies Record<string, Checks>;
const required = { answer: 'status', error: 'error', slow: 'until' } as const;

/** Selects the requests of a fault by the fields that are present, and limits their number. */
const target = {
  /** An unknown action matches no request. */
  action: isAction,
  method: isText,
  driveId: isText,
  itemId: isText,
  times: isPositiveOrEndless,
};

type Kinds = typeof kinds;
/** What a fault does. */
export type FaultKind = keyof Kinds;
type Fields<C> = { readonly [F in keyof C]?: Checked<C[F]> };
type RequiredOf<K> = K extends keyof typeof required ? (typeof required)[K] : never;
type EffectOf<K extends FaultKind> = { readonly kind: K } & Fields<Kinds[K]> & {
    readonly [F in RequiredOf<K> & keyof Kinds[K]]: Checked<Kinds[K][F]>;
  };
/** Each kind of fault with its fields. */
export type FaultEffects = { readonly [K in FaultKind]: EffectOf<K> };

/** A fault for the next matching request, or the next `times` of them. */
export type Fault = FaultEffects[FaultKind] & Fields<typeof target>;

/** Lets a test wait for a fault. */
export interface FaultHandle {
  /** Resolves when the first matching request arrives. */
  readonly hit: Promise<RecordedRequest>;
}

/** True when a value is a fault. In JSON, `slow` has a number of milliseconds. */
export function isFault(value: unknown): value is Fault {
  return problemOf(value) === undefined;
}

/** Says why a value is not a fault; undefined for a fault. */
export function problemOf(value: unknown): string | undefined {
  const fields = new Map<string, unknown>(
    isJsonObject(value) ? Object.entries(defined(value)) : [],
  );
  const kind = fields.get('kind');
  const checksOfKind = new Map<unknown, Checks>(Object.entries(kinds)).get(kind);
  if (!checksOfKind) {
    return `"kind" must be one of ${Object.keys(kinds).join(', ')}.`;
  }
  const checks = new Map(
    Object.entries<Check<unknown>>({ kind: isText, ...target, ...checksOfKind }),
  );
  const needed = new Map<unknown, string>(Object.entries(required)).get(kind);
  const wrong =
    needed !== undefined && !fields.has(needed)
      ? needed
      : [...fields].find(([name, field]) => !checks.get(name)?.(field))?.[0];
  if (wrong === undefined) {
    return undefined;
  }
  const problem = `"${wrong}" is missing, unknown or malformed. A fault of this kind takes ${[...checks.keys()].join(', ')}.`;
  return wrong === 'error'
    ? `${problem} "error" is one of ${Object.keys(documentedErrors).join(', ')}.`
    : problem;
}

/** The faults that are still to be applied, each to the next matching request. */
export class FaultQueue {
  private readonly queue: { fault: Fault; hit: Deferred<RecordedRequest>; timesLeft: number }[] =
    [];

  /** @throws Error that says why the value is not a fault */
  add(fault: Fault): FaultHandle {
    const problem = problemOf(fault);
    if (problem !== undefined) {
      throw new Error(problem);
    }
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

/** Only a test can pass a promise. It may be of another realm, so its class says nothing. */
function isDelay(value: unknown): value is number | Promise<unknown> {
  return isCount(value) || (isJsonObject(value) && typeof value['catch'] === 'function');
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

/** `Infinity` has no end. JSON can't say it. */
function isCountOrEndless(value: unknown): value is number {
  return isCount(value) || value === Infinity;
}

function isPositiveOrEndless(value: unknown): value is number {
  return isPositive(value) || value === Infinity;
}

function isPositive(value: unknown): value is number {
  return isCount(value) && value !== 0;
}
