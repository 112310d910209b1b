import type { Attempt, AttemptFailure, CallContext, WorkbookClaim } from '../model/ports';
import { defined } from '../base/defined';
import { targetKey, type Principal } from '../model/workbookSession';
import type { CommandTokens } from './commandTokens';
import type { Deadline } from './deadline';
import type { Priority, RateLimiter } from './rateLimiter';
import { RequestToken } from './requestToken';
import { RetryState } from './retryState';
import type { QueuePlace, RequestQueues } from './workbookQueues';

/** What a command's requests for one session, or for one search, share. */
export interface RequestScope {
  readonly principal: Principal;
  /** Their signal ends the waiting before, between, and after attempts. */
  readonly tokens: CommandTokens;
  readonly deadline: Deadline;
  /** True when the signal may also end an attempt, because its answer isn't needed. */
  readonly canBreakOff?: boolean;
  /** True for one of many requests. Requests that a user waits for alone go first. */
  readonly isBulk?: boolean;
}

/** Makes one attempt at a request. */
export type SendAttempt<T> = (call: CallContext) => Promise<Attempt<T>>;

/** What a command makes of an answer. */
export interface Conclusion<Outcome> {
  readonly outcome: Outcome;
  /** Settles when the disk says the same. Until then, no other window sends to the workbook. */
  readonly written?: Promise<void>;
}

/** One request, and what its command does before and after it. */
export interface WorkbookRequest<T, Outcome> {
  readonly queues: RequestQueues;
  /** Called before an attempt when another window may have sent requests to the workbook. */
  readonly catchUp?: () => Promise<void>;
  readonly attempt: SendAttempt<T>;
  /** Called with the final answer, before other requests to the workbook go on. */
  readonly conclude: (answer: Attempt<T>) => Conclusion<Outcome>;
}

/** The state of one request. */
export interface ScheduledRequest<T>
  extends RequestScope, Omit<WorkbookRequest<T, never>, 'conclude'> {
  readonly token: RequestToken;
  readonly retryState: RetryState;
  readonly limiter: RateLimiter;
  /** Ends the waiting. */
  readonly signal: AbortSignal;
  /** Ends an attempt. */
  readonly attemptSignal: AbortSignal;
  readonly isBulk: boolean;
  /** Keeps its rank in the queues while it waits for a token. */
  readonly ticket: number;
  /** Kept between attempts, but given up to wait for a token. */
  place?: QueuePlace | undefined;
  hasSlot: boolean;
  /** The name of the workbook that it has to claim. */
  readonly workbook: string | undefined;
  /** Kept between attempts, but given up to wait for a token. */
  claim?: WorkbookClaim | undefined;
  /** True when it waited because the service had failed, perhaps for another command's request. */
  waitedForService: boolean;
}

/** An attempt with its answer, or the end of a request before an attempt. */
export type Step<T> = { readonly answer: Attempt<T> } | { readonly end: AttemptFailure };

/** A request that holds nothing yet. */
export function newRequest<T>(
  scope: RequestScope,
  { queues, attempt, catchUp }: Omit<WorkbookRequest<T, unknown>, 'conclude'>,
  limiter: RateLimiter,
): ScheduledRequest<T> {
  const { principal, tokens, canBreakOff = false, isBulk = false } = scope;
  const { signal } = tokens;
  const { claimed } = queues;
  return {
    ...scope,
    ...{ queues, attempt, limiter, signal, isBulk },
    ...defined({ catchUp }),
    workbook: claimed === undefined ? undefined : `${targetKey(principal.target)} ${claimed}`,
    token: new RequestToken(tokens, principal),
    retryState: new RetryState(),
    ticket: limiter.queues.newTicket(!isBulk),
    attemptSignal: canBreakOff ? signal : tokens.windowSignal,
    hasSlot: false,
    waitedForService: false,
  };
}

export function giveBackSlot(request: ScheduledRequest<unknown>): void {
  if (request.hasSlot) {
    request.hasSlot = false;
    request.limiter.releaseSlot();
  }
}

/** Gives the request its claim. @returns what to wait for before an attempt, if anything */
export function noteClaim(
  request: ScheduledRequest<unknown>,
  claim: WorkbookClaim,
): Promise<void> | undefined {
  request.claim = claim;
  return claim.mayBeOutdated ? request.catchUp?.() : undefined;
}

export function priorityOf({ isBulk, claim }: ScheduledRequest<unknown>): Priority {
  if (!isBulk) {
    return 'urgent';
  }
  return claim ? 'next' : 'other';
}
