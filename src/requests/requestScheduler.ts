import { untilAborted } from '../base/abort';
import type { Clock } from '../base/clock';
import { describeError, toWorkbookSessionError } from '../model/errors';
import type {
  AccessToken,
  Attempt,
  AttemptFailure,
  CallContext,
  Logger,
  WorkbookClaims,
} from '../model/ports';
import { targetKey, type GraphTarget } from '../model/workbookSession';
import { failure } from './attempts';
import { RateLimiter } from './rateLimiter';
import {
  giveBackSlot,
  newRequest,
  noteClaim,
  priorityOf,
  type RequestScope,
  type ScheduledRequest,
  type SendAttempt,
  type Step,
  type WorkbookRequest,
} from './scheduledRequest';
import type { RequestQueues } from './workbookQueues';

/** How long one attempt may take, in milliseconds. */
export const attemptLimitMs = 30_000;
/** With less time left than this, in milliseconds, no attempt is begun. */
const shortestAttemptMs = 1000;

export interface SchedulerDeps {
  readonly claims: WorkbookClaims;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly maxParallelRequests: () => number;
  /** A number from 0 up to 1; absent: a random one. */
  readonly random?: () => number;
}

/**
 * The only place that waits and repeats. Before each attempt a request needs a token, its turn on the
 * workbook, the end of every pause that applies, a slot, and a claim on the workbook among all windows. It
 * waits for them in this order and checks all of them again after each wait. While it waits for a token it
 * holds nothing that others need, and afterwards it goes before all later requests.
 */
export class RequestScheduler {
  private readonly limiters = new Map<string, RateLimiter>();

  constructor(private readonly deps: SchedulerDeps) {}

  /**
   * Sends until the answer is final.
   * @returns the last answer, or the failure `cancelled`; it throws nothing
   */
  send<T>(
    scope: RequestScope,
    queues: RequestQueues,
    attempt: SendAttempt<T>,
  ): Promise<Attempt<T>> {
    const conclude = (outcome: Attempt<T>) => ({ outcome });
    return this.sendAndConclude(scope, { queues, attempt, conclude });
  }

  /** Sends until the answer is final, and tells what the command makes of it. */
  async sendAndConclude<T, Outcome>(
    scope: RequestScope,
    wanted: WorkbookRequest<T, Outcome>,
  ): Promise<Outcome> {
    const request = newRequest(scope, wanted, this.limiterOf(scope.principal.target));
    let written: Promise<void> | undefined;
    try {
      const conclusion = wanted.conclude(await this.answerTo(request));
      ({ written } = conclusion);
      return conclusion.outcome;
    } finally {
      giveBackSlot(request);
      request.claim?.end(written);
      request.place?.leave();
    }
  }

  private async answerTo<T>(request: ScheduledRequest<T>): Promise<Attempt<T>> {
    const { signal, retryState } = request;
    try {
      return await this.repeat(request);
    } catch (error) {
      const isCancelled = signal.aborted && error === signal.reason;
      return retryState.ended(isCancelled ? failure('cancelled') : this.failureOf(error));
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
    const { clock, random = Math.random } = this.deps;
    const { retryState } = request;
    for (;;) {
      const step = await this.sendWhenReady(request);
      if ('end' in step) {
        return retryState.ended(step.end);
      }
      if (step.answer.ok) {
        return retryState.done(step.answer);
      }
      const left = request.deadline.left(clock.monotonicNow()) - shortestAttemptMs;
      const delayMs = retryState.delayBeforeNext(step.answer, left, random);
      if (delayMs === undefined) {
        return retryState.ended(step.answer);
      }
      await clock.delay(delayMs, request.signal);
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
      const wait = this.obstacle(request) ?? this.claimed(request);
      if (!wait) {
        return { answer: await this.sendOnce(request, token) };
      }
      if (!(wait instanceof Promise)) {
        return { end: wait };
      }
      await wait;
      newToken = undefined;
    }
  }

  /** Waits for the token. Other requests go on meanwhile, because the user may have to sign in. */
  private async fetchToken(request: ScheduledRequest<unknown>): Promise<Attempt<AccessToken>> {
    const { retryState, signal } = request;
    giveBackSlot(request);
    request.claim?.end();
    request.claim = undefined;
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

  /**
   * What the request has to wait for without a slot, or why it would wait in vain. If there is nothing, it
   * takes a slot.
   */
  private obstacle(request: ScheduledRequest<unknown>): Promise<void> | AttemptFailure | undefined {
    const obstacle = this.obstacleOrSlot(request);
    if (obstacle) {
      giveBackSlot(request);
    }
    return obstacle;
  }

  private obstacleOrSlot(
    request: ScheduledRequest<unknown>,
  ): Promise<void> | AttemptFailure | undefined {
    const { queues, limiter } = request;
    request.place ??= limiter.queues.join(queues.keys, request.ticket);
    if (!request.place.hasTurn) {
      return this.outsideDeadline(untilAborted(request.place.turn, request.signal), request);
    }
    const pauseOrEnd = this.pauseOrEnd(request);
    if (pauseOrEnd) {
      return pauseOrEnd;
    }
    request.hasSlot ||= limiter.takeSlot(priorityOf(request));
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
    const { place, limiter, signal } = request;
    const setIdle = (isIdle: boolean) => {
      if (place) {
        place.isIdle = isIdle;
      }
    };
    setIdle(true);
    try {
      await limiter.nextFreeSlot(priorityOf(request), signal);
      request.hasSlot = true;
    } finally {
      setIdle(false);
    }
  }

  /**
   * Claims the workbook. The slot is kept unless another window has the workbook.
   * @returns what to wait for; undefined when the request has its claim or needs none
   */
  private claimed(request: ScheduledRequest<unknown>): Promise<void> | undefined {
    const { claim, workbook, signal } = request;
    if (claim || workbook === undefined) {
      return undefined;
    }
    const claiming = this.deps.claims.claim(workbook, signal, () => {
      giveBackSlot(request);
    });
    if (claiming instanceof Promise) {
      return this.outsideDeadline(
        claiming.then((come) => noteClaim(request, come)),
        request,
      );
    }
    return noteClaim(request, claiming);
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

  /** The error as a failure. An unexpected one is logged, because the failure doesn't keep its cause. */
  private failureOf(thrown: unknown): AttemptFailure {
    const error = toWorkbookSessionError(thrown);
    if (error.code === 'unexpected') {
      this.deps.logger.error(describeError(error));
    }
    return failure(error.code);
  }
}
