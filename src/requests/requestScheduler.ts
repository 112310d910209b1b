import { untilAborted } from '../base/abort';
import type { Clock } from '../base/clock';
import { describeError, toWorkbookSessionError } from '../model/errors';
import type { AccessToken, Attempt, AttemptFailure, CallContext, Logger } from '../model/ports';
import { targetKey, type GraphTarget, type Principal } from '../model/workbookSession';
import { failure } from './attempts';
import type { CommandTokens } from './commandTokens';
import type { Deadline } from './deadline';
import { RateLimiter } from './rateLimiter';
import { RequestToken } from './requestToken';
import { RetryState } from './retryState';
import type { QueuePlace, RequestQueues } from './workbookQueues';

/** How long one attempt may take, in milliseconds. */
export const attemptLimitMs = 30_000;
/** How often one request is sent at most. */
export const maxAttempts = 4;

const firstBackoffMs = 1000;
/** With less time left than this, in milliseconds, no attempt is begun. */
const shortestAttemptMs = 1000;

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

export interface SchedulerDeps {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly maxParallelRequests: () => number;
  /** A number from 0 up to 1; absent: a random one. */
  readonly random?: () => number;
}

/**
 * The only place that waits and repeats. Before each attempt a request needs a token, its turn on the
 * workbook, the end of every pause that applies, and a slot. It waits for them in this order and checks
 * all of them again after each wait. While it waits for a token it holds nothing that others need, and
 * afterwards it goes before all later requests.
 */
export class RequestScheduler {
  private readonly limiters = new Map<string, RateLimiter>();

  constructor(private readonly deps: SchedulerDeps) {}

  /**
   * Sends until the answer is final.
   * @returns the last answer, or the failure `cancelled`; it throws nothing
   */
  async send<T>(
    scope: RequestScope,
    queues: RequestQueues,
    attempt: SendAttempt<T>,
  ): Promise<Attempt<T>> {
    const { principal, tokens, canBreakOff = false, isBulk = false } = scope;
    const { signal } = tokens;
    const limiter = this.limiterOf(principal.target);
    const request: ScheduledRequest<T> = {
      ...scope,
      ...{ queues, attempt, limiter, signal, isBulk },
      token: new RequestToken(tokens, principal),
      retryState: new RetryState(),
      ticket: limiter.queues.newTicket(!isBulk),
      attemptSignal: canBreakOff ? signal : tokens.windowSignal,
      hasSlot: false,
      waitedForService: false,
    };
    try {
      return await this.repeat(request);
    } catch (error) {
      const isCancelled = signal.aborted && error === signal.reason;
      return request.retryState.ended(isCancelled ? failure('cancelled') : this.failureOf(error));
    } finally {
      giveBackSlot(request);
      request.place?.leave();
    }
  }

  private limiterOf(target: GraphTarget): RateLimiter {
    const graph = targetKey(target);
    const known = this.limiters.get(graph);
    if (known) {
      return known;
    }
    const { clock, maxParallelRequests } = this.deps;
    const limiter = new RateLimiter(clock, maxParallelRequests, target.cloud !== 'sandbox');
    this.limiters.set(graph, limiter);
    return limiter;
  }

  private async repeat<T>(request: ScheduledRequest<T>): Promise<Attempt<T>> {
    const { retryState } = request;
    for (;;) {
      const step = await this.sendWhenReady(request);
      if ('end' in step) {
        return retryState.ended(step.end);
      }
      if (step.answer.ok) {
        return retryState.done(step.answer);
      }
      const delayMs = this.delayBeforeNext(step.answer, request);
      if (delayMs === undefined) {
        return retryState.ended(step.answer);
      }
      await this.deps.clock.delay(delayMs, request.signal);
    }
  }

  /** Waits for everything that is needed, then sends at once, before any of it can change. */
  private async sendWhenReady<T>(request: ScheduledRequest<T>): Promise<Step<T>> {
    const { retryState, signal } = request;
    // A token that has just come is used even if it was dropped meanwhile, or this might never end.
    let newToken: AccessToken | undefined;
    for (;;) {
      signal.throwIfAborted();
      const token = newToken ?? request.token.atHand(retryState.renewal);
      if (!token) {
        const answer = await this.fetchToken(request);
        if (!answer.ok) {
          return { end: retryState.refused(answer) };
        }
        newToken = answer.value;
        continue;
      }
      const obstacle = this.obstacle(request);
      if (!obstacle) {
        return { answer: await this.sendOnce(request, token) };
      }
      if (!(obstacle instanceof Promise)) {
        return { end: obstacle };
      }
      giveBackSlot(request);
      await obstacle;
      newToken = undefined;
    }
  }

  /** Waits for the token. Other requests go on meanwhile, because the user may have to sign in. */
  private async fetchToken(request: ScheduledRequest<unknown>): Promise<Attempt<AccessToken>> {
    const { retryState, signal } = request;
    giveBackSlot(request);
    request.place?.leave();
    request.place = undefined;
    const fetching = request.token.fetch(retryState.renewal).then(
      (value) => (value ? ({ ok: true, value } as const) : failure('unauthorized')),
      (error: unknown) => this.failureOf(error),
    );
    return this.outsideDeadline(untilAborted(fetching, signal), request);
  }

  /** Waits for something other than the service. That time does not count. */
  private async outsideDeadline<T>(
    wait: Promise<T>,
    { deadline }: ScheduledRequest<unknown>,
  ): Promise<T> {
    const { clock } = this.deps;
    const since = clock.monotonicNow();
    const result = await wait;
    deadline.extend(clock.monotonicNow() - since);
    return result;
  }

  /** What the request has to wait for, or why it would wait in vain. If there is nothing, it takes a slot. */
  private obstacle(request: ScheduledRequest<unknown>): Promise<void> | AttemptFailure | undefined {
    const { queues, limiter } = request;
    request.place ??= limiter.queues.join(queues.keys, request.ticket);
    if (!request.place.hasTurn) {
      return this.outsideDeadline(untilAborted(request.place.turn, request.signal), request);
    }
    const pauseOrEnd = this.pauseOrEnd(request);
    if (pauseOrEnd) {
      return pauseOrEnd;
    }
    request.hasSlot ||= limiter.takeSlot(!request.isBulk);
    return request.hasSlot ? undefined : this.outsideDeadline(this.waitForSlot(request), request);
  }

  /** The pause that the service asked for, or the end if there is no time for it or for an attempt. */
  private pauseOrEnd(
    request: ScheduledRequest<unknown>,
  ): Promise<void> | AttemptFailure | undefined {
    const { deadline, retryState, queues, limiter, signal } = request;
    const { clock } = this.deps;
    const now = clock.monotonicNow();
    const left = deadline.left(now) - shortestAttemptMs;
    const pause = limiter.pause(queues.keys, now);
    if (pause && pause.ms > left) {
      return { ...failure(pause.code, Math.ceil(pause.ms)), mayRetry: true };
    }
    if (left < 0) {
      return retryState.last ?? failure('timedOut');
    }
    if (!pause) {
      return undefined;
    }
    deadline.start(now);
    request.waitedForService ||= pause.code !== 'throttled';
    return clock.delay(pause.ms, signal);
  }

  private async waitForSlot(request: ScheduledRequest<unknown>): Promise<void> {
    const { place, limiter, isBulk, signal } = request;
    const setIdle = (isIdle: boolean) => {
      if (place) {
        place.isIdle = isIdle;
      }
    };
    setIdle(true);
    try {
      await limiter.nextFreeSlot(!isBulk, signal);
      request.hasSlot = true;
    } finally {
      setIdle(false);
    }
  }

  /** Sends once, in a slot that was taken before. */
  private async sendOnce<T>(request: ScheduledRequest<T>, token: AccessToken): Promise<Attempt<T>> {
    const { deadline, retryState, limiter, queues, principal } = request;
    const { clock } = this.deps;
    const startedAt = clock.monotonicNow();
    deadline.start(startedAt);
    retryState.attempts += 1;
    request.token.markSent(token);
    const call: CallContext = {
      target: principal.target,
      token,
      signal: request.attemptSignal,
      newConnection: request.waitedForService || retryState.attempts > 1,
      timeoutMs: Math.min(attemptLimitMs, deadline.left(startedAt)),
    };
    try {
      const answer = await request.attempt(call);
      limiter.learn(answer, queues.paused ?? queues.keys, startedAt, clock.monotonicNow());
      retryState.note(answer);
      return answer;
    } finally {
      giveBackSlot(request);
    }
  }

  /** Milliseconds until the next attempt, or undefined when the answer is final. */
  private delayBeforeNext(
    answer: AttemptFailure,
    { retryState, deadline }: ScheduledRequest<unknown>,
  ): number | undefined {
    if (!answer.mayRetry || retryState.attempts >= maxAttempts) {
      return undefined;
    }
    if (answer.code === 'unauthorized') {
      return retryState.mustRenewToken ? 0 : undefined;
    }
    const delayMs = answer.retryAfterMs ?? this.backoffMs(retryState.attempts);
    const left = deadline.left(this.deps.clock.monotonicNow());
    return delayMs > left - shortestAttemptMs ? undefined : delayMs;
  }

  private backoffMs(attempts: number): number {
    const { random = Math.random } = this.deps;
    return firstBackoffMs * 2 ** (attempts - 1) * (1 + random() / 4);
  }

  /** The error as a failure. An unexpected one is logged, because the failure doesn't keep its cause. */
  private failureOf(thrown: unknown): AttemptFailure {
    const error = toWorkbookSessionError(thrown);
    if (error.code === 'unexpected') {
      this.deps.logger.error(describeError(error));
    }
    return failure(error.code);
  }
}

/** An attempt with its answer, or the end of a request before an attempt. */
type Step<T> = { readonly answer: Attempt<T> } | { readonly end: AttemptFailure };

/** The state of one request. */
interface ScheduledRequest<T> extends RequestScope {
  readonly queues: RequestQueues;
  readonly attempt: SendAttempt<T>;
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
  /** True when it waited because the service had failed, perhaps for another command's request. */
  waitedForService: boolean;
}

function giveBackSlot(request: ScheduledRequest<unknown>): void {
  if (request.hasSlot) {
    request.hasSlot = false;
    request.limiter.releaseSlot();
  }
}
