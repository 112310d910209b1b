import { untilAborted } from '../base/abort';
import type { Clock } from '../base/clock';
import { Deferred } from '../base/deferred';
import type { Disposable } from '../base/disposable';
import { AdaptiveLimit } from './adaptiveLimit';
import type { Attempt, AttemptFailure } from './ports';

/** How long one session's part of a command may take, in milliseconds, from its first attempt on. */
export const commandLimitMs = 120_000;
/** How often one request is sent at most. */
export const maxAttempts = 4;

const firstBackoffMs = 1000;

/** What one attempt is told. */
export interface AttemptContext {
  /** Aborts only when the window closes: a request that is under way is let to its end. */
  readonly signal: AbortSignal;
  /** True when an earlier attempt was answered 401: another token is needed. */
  readonly renewToken: boolean;
  /** True from the second attempt on. */
  readonly isRetry: boolean;
}

/** The time that the requests made for one session in one command share. */
export class RequestBudget {
  private endsAt: number | undefined;

  /** Milliseconds that are left; the clock starts at the first question. */
  left(now: number): number {
    this.endsAt ??= now + commandLimitMs;
    return this.endsAt - now;
  }
}

export interface RunOptions {
  /** Ends the waiting before, between and after attempts, never an attempt itself. */
  readonly signal: AbortSignal;
  readonly budget: RequestBudget;
}

type SendAttempt<T> = (context: AttemptContext) => Promise<Attempt<T>>;

/**
 * The one place that waits and repeats. One request at a time per queue (a queue is a workbook), an
 * adaptive number of requests in all; a 429 stops everybody until its `Retry-After` is over.
 */
export class RequestScheduler implements Disposable {
  private readonly queueEnds = new Map<string, Promise<void>>();
  private readonly waiting = new Set<Deferred<undefined>>();
  private readonly disposed = new AbortController();
  private readonly limit: AdaptiveLimit;
  private running = 0;
  private pausedUntil = 0;

  constructor(
    private readonly clock: Clock,
    maxParallelRequests: () => number,
    private readonly random: () => number = Math.random,
  ) {
    this.limit = new AdaptiveLimit(maxParallelRequests);
  }

  /** Sends until the answer is final; what it resolves with is the last answer, or `cancelled`. */
  async run<T>(queue: string, send: SendAttempt<T>, options: RunOptions): Promise<Attempt<T>> {
    const signal = AbortSignal.any([options.signal, this.disposed.signal]);
    const course: Course = { attempts: 0, isAnswerLost: false, isTokenRenewed: false };
    const leaveQueue = this.joinQueue(queue);
    try {
      await untilAborted(leaveQueue.turn, signal);
      return await this.repeat(send, course, { ...options, signal });
    } catch (error) {
      if (signal.aborted) {
        return withLostAnswers(cancelled, course);
      }
      throw error;
    } finally {
      leaveQueue.done();
    }
  }

  dispose(): void {
    this.disposed.abort();
  }

  private joinQueue(queue: string): { turn: Promise<void>; done: () => void } {
    const turn = this.queueEnds.get(queue) ?? Promise.resolve();
    const left = new Deferred<undefined>();
    const end = turn.then(() => left.promise);
    this.queueEnds.set(queue, end);
    const done = () => {
      left.resolve(undefined);
      if (this.queueEnds.get(queue) === end) {
        this.queueEnds.delete(queue);
      }
    };
    return { turn, done };
  }

  private async repeat<T>(
    send: SendAttempt<T>,
    course: Course,
    options: RunOptions,
  ): Promise<Attempt<T>> {
    for (;;) {
      const tooLong = await this.takeSlot(options);
      const answer = tooLong ?? (await this.attempt(send, course));
      if (answer.ok) {
        return answer;
      }
      course.isAnswerLost ||= answer.isAnswerLost === true;
      const delayMs = this.delayBeforeNext(answer, course, options.budget);
      if (delayMs === undefined) {
        return withLostAnswers(answer, course);
      }
      course.isTokenRenewed ||= answer.code === 'unauthorized';
      await this.clock.delay(delayMs, options.signal);
    }
  }

  /** Sends once, in a slot that was taken before. */
  private async attempt<T>(send: SendAttempt<T>, course: Course): Promise<Attempt<T>> {
    const startedAt = this.clock.now();
    try {
      course.attempts += 1;
      const answer = await send({
        signal: this.disposed.signal,
        renewToken: course.isTokenRenewed,
        isRetry: course.attempts > 1,
      });
      this.learn(answer, startedAt);
      return answer;
    } finally {
      this.running -= 1;
      this.wakeWaiting();
    }
  }

  /** Waits for a pause to end and a slot to be free; answers at once when the pause is too long. */
  private async takeSlot({ budget, signal }: RunOptions): Promise<AttemptFailure | undefined> {
    try {
      for (;;) {
        const pauseMs = this.pausedUntil - this.clock.now();
        if (pauseMs > budget.left(this.clock.now())) {
          return { ok: false, code: 'throttled', mayRetry: false, retryAfterMs: pauseMs };
        }
        if (pauseMs > 0) {
          await this.clock.delay(pauseMs, signal);
        } else if (this.running < this.limit.value) {
          this.running += 1;
          return undefined;
        } else {
          await this.nextFreeSlot(signal);
        }
      }
    } finally {
      this.wakeWaiting();
    }
  }

  private async nextFreeSlot(signal: AbortSignal): Promise<void> {
    const free = new Deferred<undefined>();
    this.waiting.add(free);
    try {
      await untilAborted(free.promise, signal);
    } finally {
      this.waiting.delete(free);
    }
  }

  private wakeWaiting(): void {
    let free = this.limit.value - this.running;
    for (const waiting of this.waiting) {
      if (free <= 0) {
        return;
      }
      this.waiting.delete(waiting);
      waiting.resolve(undefined);
      free -= 1;
    }
  }

  /** Milliseconds until the next attempt, or undefined when the answer is final. */
  private delayBeforeNext(
    answer: AttemptFailure,
    course: Course,
    budget: RequestBudget,
  ): number | undefined {
    if (!answer.mayRetry || course.attempts >= maxAttempts) {
      return undefined;
    }
    if (answer.code === 'unauthorized') {
      return course.isTokenRenewed ? undefined : 0;
    }
    const delayMs = answer.retryAfterMs ?? this.backoffMs(course.attempts);
    return delayMs > budget.left(this.clock.now()) ? undefined : delayMs;
  }

  private backoffMs(attempts: number): number {
    return firstBackoffMs * 2 ** (attempts - 1) * (1 + this.random() / 4);
  }

  private learn(answer: Attempt<unknown>, startedAt: number): void {
    const now = this.clock.now();
    if (answer.ok) {
      this.limit.noteSuccess();
      return;
    }
    if (answer.code === 'throttled' || answer.code === 'serviceUnavailable') {
      this.limit.noteOverload(startedAt, now);
    }
    if (answer.code === 'throttled' && answer.retryAfterMs !== undefined) {
      this.pausedUntil = Math.max(this.pausedUntil, now + answer.retryAfterMs);
    }
  }
}

/** What is remembered from one attempt to the next. */
interface Course {
  attempts: number;
  isAnswerLost: boolean;
  isTokenRenewed: boolean;
}

const cancelled: AttemptFailure = { ok: false, code: 'cancelled', mayRetry: false };

/** An attempt whose answer was lost may have been carried out, whatever became of the later ones. */
function withLostAnswers(answer: AttemptFailure, course: Course): AttemptFailure {
  if (!course.isAnswerLost) {
    return answer;
  }
  const saysNothing = ['network', 'timedOut', 'cancelled'].includes(answer.code);
  return { ...answer, isAnswerLost: true, code: saysNothing ? 'outcomeUnknown' : answer.code };
}
