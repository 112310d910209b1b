import { Deferred } from '../base/deferred';
import type { GraphErrorCode } from './sandboxErrors';
import type { OperationScript } from './longRunningOperations';
import type { CallAction, RecordedRequest } from './requestLog';

/** An answer instead of what was asked for: nothing is opened, refreshed or closed. */
export type AnswerFault =
  /** Any answer at all. */
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body?: string;
    }
  /** A documented error, its body included. */
  | {
      readonly kind: 'error';
      readonly error: GraphErrorCode;
      /** The header `Retry-After` as it is sent: seconds or an HTTP date. */
      readonly retryAfter?: string;
      /** Another status than the usual one. */
      readonly status?: number;
    }
  /** A page of a proxy, 200 unless told otherwise. */
  | { readonly kind: 'htmlPage'; readonly status?: number }
  /** 302 to another host. */
  | { readonly kind: 'redirect'; readonly location?: string };

/** The request is carried out, then its answer goes wrong. */
export type CarriedOutFault =
  /** 200 and `{}` where 204 is documented. */
  | { readonly kind: 'okInsteadOfNoContent' }
  /** The success status with nothing in it. */
  | { readonly kind: 'emptyBody' }
  /** The connection is reset: the answer is lost. */
  | { readonly kind: 'resetAfterCarriedOut' }
  /** Carried out at once, answered when the promise is settled or after so many real milliseconds. */
  | { readonly kind: 'slow'; readonly until: Promise<unknown> | number }
  /** createSession takes so long that it is answered with 202, or 504 to those who would not wait. */
  | ({ readonly kind: 'longRunning' } & OperationScript);

/** Nothing is carried out and no proper answer comes. */
export type ConnectionFault =
  /** The connection is reset before the request body was read. */
  | { readonly kind: 'resetBeforeRead' }
  /** The connection is reset after the request was read. */
  | { readonly kind: 'resetAfterRead' }
  /** No answer ever. */
  | { readonly kind: 'silence' }
  /** 200 with JSON that does not end, or after so many bytes. */
  | { readonly kind: 'hugeBody'; readonly bytes?: number }
  /** 200 with a small gzip body that unpacks to so many bytes (1 GB). */
  | { readonly kind: 'gzipBomb'; readonly bytes?: number };

export type FaultEffect = AnswerFault | CarriedOutFault | ConnectionFault;

/** Which requests a fault is for: those that agree with everything that is given. */
export interface FaultTarget {
  readonly action?: CallAction;
  readonly method?: string;
  readonly driveId?: string;
  readonly itemId?: string;
}

/** A fault for the next request that matches, or the next `times` of them. */
export type Fault = FaultTarget & FaultEffect & { readonly times?: number };

/** Lets a test wait for a fault. */
export interface FaultHandle {
  /** Settles when the first matching request has come in. */
  readonly hit: Promise<RecordedRequest>;
}

interface QueuedFault {
  readonly fault: Fault;
  readonly hit: Deferred<RecordedRequest>;
  timesLeft: number;
}

/** The faults that are still to happen, each taken by the first request that matches. */
export class FaultQueue {
  private readonly queue: QueuedFault[] = [];

  add(fault: Fault): FaultHandle {
    const hit = new Deferred<RecordedRequest>();
    this.queue.push({ fault, hit, timesLeft: fault.times ?? 1 });
    return { hit: hit.promise };
  }

  take(request: RecordedRequest): Fault | undefined {
    const queued = this.queue.find(({ fault }) => matches(fault, request));
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

function matches(target: FaultTarget, request: RecordedRequest): boolean {
  return (['action', 'method', 'driveId', 'itemId'] as const).every(
    (fact) => target[fact] === undefined || target[fact] === request[fact],
  );
}
