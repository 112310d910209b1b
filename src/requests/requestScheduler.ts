import { linkedSignal, untilAborted } from '../base/abort';
import type { Clock } from '../base/clock';
import type { Disposable } from '../base/disposable';
import type { Attempt, AttemptFailure, CallContext } from '../model/ports';
import { RateLimiter } from './rateLimiter';
import type { RequestBudget } from './requestBudget';
import { failure, RetryState, type Renewal } from './retryState';
import type { QueueKey, QueuePlace } from './workbookQueues';

/** How long one attempt may take, in milliseconds. */
export const attemptLimitMs = 30_000;
/** How often one request is sent at most. */
export const maxAttempts = 4;

const firstBackoffMs = 1000;
/** With less time left than this, in milliseconds, no attempt is begun. */
const shortestAttemptMs = 1000;

/** What one attempt is told. */
export type AttemptContext = Pick<CallContext, 'newConnection' | 'signal' | 'timeoutMs'>;

/** Where the token for a request comes from. */
export interface RequestToken {
  /** True when the next attempt can have its token without a wait. */
  isAtHand(renewal: Renewal): boolean;
  /** Waits for it; what it answers is the end of the request. */
  fetch(renewal: Renewal): Promise<AttemptFailure | undefined>;
}

export interface RunOptions {
  /** Ends the waiting before, between and after attempts; an attempt itself only with `canBreakOff`. */
  readonly signal: AbortSignal;
  /** True for a question whose answer nobody misses. */
  readonly canBreakOff?: boolean;
  readonly budget: RequestBudget;
  readonly token: RequestToken;
}

/** Where a request waits for its turn: behind those in the same queues of the same Graph. */
export interface RequestQueues {
  readonly graph: string;
  readonly keys: readonly QueueKey[];
  /** Those that a `Retry-After` of its answer stops, when they are others. */
  readonly paused?: readonly QueueKey[];
}

type SendAttempt<T> = (context: AttemptContext) => Promise<Attempt<T>>;

/**
 * The one place that waits and repeats. Before each attempt a request needs a token, its turn on the
 * workbook, the end of every pause that binds it, and a slot. It waits for them in this order and looks
 * at all of them again after each wait. While it waits for a token it holds nothing that others need, and
 * afterwards it goes before all who came later.
 */
export class RequestScheduler implements Disposable {
  private readonly limiters = new Map<string, RateLimiter>();
  private readonly disposed = new AbortController();

  constructor(
    private readonly clock: Clock,
    private readonly maxParallelRequests: () => number,
    private readonly random: () => number = Math.random,
  ) {}

  /** Sends until the answer is final; what it resolves with is the last answer, or `cancelled`. */
  async run<T>(
    { graph, keys, paused = keys }: RequestQueues,
    send: SendAttempt<T>,
    options: RunOptions,
  ): Promise<Attempt<T>> {
    const waits = linkedSignal(options.signal, this.disposed.signal);
    const sends = options.canBreakOff
      ? linkedSignal(waits.signal)
      : linkedSignal(this.disposed.signal);
    const { signal } = waits;
    const retryState = new RetryState();
    const limiter = this.limiterOf(graph);
    const run: Run = {
      ...options,
      ...{ keys, paused },
      retryState,
      limiter,
      signal,
      ticket: limiter.queues.newTicket(),
      sends: sends.signal,
      hasSlot: false,
      waitedForService: false,
    };
    try {
      return await this.repeat(send, run);
    } catch (error) {
      if (signal.aborted && error === signal.reason) {
        return retryState.ended(failure('cancelled'));
      }
      throw error;
    } finally {
      giveBackSlot(run);
      run.place?.leave();
      waits.dispose();
      sends.dispose();
    }
  }

  dispose(): void {
    this.disposed.abort();
  }

  private limiterOf(graph: string): RateLimiter {
    const limiter = this.limiters.get(graph) ?? new RateLimiter(this.maxParallelRequests);
    this.limiters.set(graph, limiter);
    return limiter;
  }

  private async repeat<T>(send: SendAttempt<T>, run: Run): Promise<Attempt<T>> {
    const { retryState, budget, signal } = run;
    for (;;) {
      const step = await this.sendWhenReady(send, run);
      if ('end' in step) {
        return retryState.ended(step.end);
      }
      if (step.answer.ok) {
        return retryState.done(step.answer);
      }
      const delayMs = this.delayBeforeNext(step.answer, retryState, budget);
      if (delayMs === undefined) {
        return retryState.ended(step.answer);
      }
      await this.clock.delay(delayMs, signal);
    }
  }

  /** Waits for all that stands in the way, then sends in the same moment, before that can change. */
  private async sendWhenReady<T>(send: SendAttempt<T>, run: Run): Promise<Step<T>> {
    const { retryState, signal, token } = run;
    for (let isTokenNew = false; ;) {
      signal.throwIfAborted();
      if (!isTokenNew && !token.isAtHand(retryState.renewal)) {
        const refusal = await this.fetchToken(run);
        if (refusal) {
          return { end: retryState.refused(refusal) };
        }
        isTokenNew = true;
        continue;
      }
      const obstacle = this.obstacle(run);
      if (!obstacle) {
        return { answer: await this.attempt(send, run) };
      }
      if (!(obstacle instanceof Promise)) {
        return { end: obstacle };
      }
      giveBackSlot(run);
      await obstacle;
      isTokenNew = false;
    }
  }

  /** Waits for the token, and holds nobody up meanwhile: the user may have to sign in for it. */
  private async fetchToken(run: Run): Promise<AttemptFailure | undefined> {
    const { retryState, signal, token } = run;
    giveBackSlot(run);
    run.place?.leave();
    run.place = undefined;
    return this.outsideBudget(untilAborted(token.fetch(retryState.renewal), signal), run);
  }

  /** Waits for others than the service: the request's own time does not run meanwhile. */
  private async outsideBudget<T>(wait: Promise<T>, { budget }: Run): Promise<T> {
    const since = this.clock.monotonicNow();
    const result = await wait;
    budget.leaveOut(this.clock.monotonicNow() - since);
    return result;
  }

  /** What has to be waited for, or why that would be in vain. When there is nothing, a slot is taken. */
  private obstacle(run: Run): Promise<void> | AttemptFailure | undefined {
    const { keys, limiter } = run;
    run.place ??= limiter.queues.join(keys, run.ticket);
    if (!run.place.hasTurn) {
      return this.outsideBudget(untilAborted(run.place.turn, run.signal), run);
    }
    const pauseOrEnd = this.pauseOrEnd(run);
    if (pauseOrEnd) {
      return pauseOrEnd;
    }
    run.hasSlot ||= limiter.takeSlot();
    return run.hasSlot ? undefined : this.outsideBudget(this.waitForSlot(run), run);
  }

  /** The pause that the service asked for; the end when there is no time for it, or for an attempt. */
  private pauseOrEnd(run: Run): Promise<void> | AttemptFailure | undefined {
    const { budget, retryState, keys, limiter, signal } = run;
    const now = this.clock.monotonicNow();
    const left = budget.left(now) - shortestAttemptMs;
    const pause = limiter.pause(keys, now);
    if (pause && pause.ms > left) {
      return { ...failure(pause.code, Math.ceil(pause.ms)), mayRetry: true };
    }
    if (left < 0) {
      return retryState.last ?? failure('timedOut');
    }
    if (!pause) {
      return undefined;
    }
    budget.start(now);
    run.waitedForService ||= pause.code !== 'throttled';
    return this.clock.delay(pause.ms, signal);
  }

  private async waitForSlot(run: Run): Promise<void> {
    await run.limiter.nextFreeSlot(run.signal);
    run.hasSlot = true;
  }

  /** Sends once, in a slot that was taken before. */
  private async attempt<T>(send: SendAttempt<T>, run: Run): Promise<Attempt<T>> {
    const { budget, retryState, paused, limiter, sends } = run;
    const startedAt = this.clock.monotonicNow();
    budget.start(startedAt);
    retryState.attempts += 1;
    const newConnection = run.waitedForService || retryState.attempts > 1;
    const timeoutMs = Math.min(attemptLimitMs, budget.left(startedAt));
    try {
      const answer = await send({ signal: sends, newConnection, timeoutMs });
      limiter.learn(answer, paused, startedAt, this.clock.monotonicNow());
      retryState.note(answer);
      return answer;
    } finally {
      giveBackSlot(run);
    }
  }

  /** Milliseconds until the next attempt, or undefined when the answer is final. */
  private delayBeforeNext(
    answer: AttemptFailure,
    retryState: RetryState,
    budget: RequestBudget,
  ): number | undefined {
    if (!answer.mayRetry || retryState.attempts >= maxAttempts) {
      return undefined;
    }
    if (answer.code === 'unauthorized') {
      return retryState.mustRenewToken ? 0 : undefined;
    }
    const delayMs = answer.retryAfterMs ?? this.backoffMs(retryState.attempts);
    const left = budget.left(this.clock.monotonicNow());
    return delayMs > left - shortestAttemptMs ? undefined : delayMs;
  }

  private backoffMs(attempts: number): number {
    return firstBackoffMs * 2 ** (attempts - 1) * (1 + this.random() / 4);
  }
}

/** One turn of a request: an attempt with its answer, or the end before one was begun. */
type Step<T> = { readonly answer: Attempt<T> } | { readonly end: AttemptFailure };

/** A request on its way, its two signals told apart. */
interface Run extends RunOptions {
  readonly keys: readonly QueueKey[];
  readonly paused: readonly QueueKey[];
  readonly retryState: RetryState;
  readonly limiter: RateLimiter;
  /** Ends an attempt. */
  readonly sends: AbortSignal;
  /** Gives it its old rank back when it comes again after a wait for a token. */
  readonly ticket: number;
  /** Kept until the end, also between attempts, but given up to wait for a token. */
  place?: QueuePlace | undefined;
  hasSlot: boolean;
  /** True when it waited because the service had failed, perhaps at the request of another command. */
  waitedForService: boolean;
}

function giveBackSlot(run: Run): void {
  if (run.hasSlot) {
    run.hasSlot = false;
    run.limiter.releaseSlot();
  }
}
