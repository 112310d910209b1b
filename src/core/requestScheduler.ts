import { linkedSignal, untilAborted } from '../base/abort';
import type { Clock } from '../base/clock';
import { Deferred } from '../base/deferred';
import type { Disposable } from '../base/disposable';
import type { Attempt, AttemptFailure } from './ports';
import { failure, RequestCourse } from './requestCourse';
import { RequestLane } from './requestLane';

/** How long one session's part of a command may take, in milliseconds, from its first attempt on. */
export const commandLimitMs = 120_000;
/** How long one attempt may take, in milliseconds. */
export const attemptLimitMs = 30_000;
/** How often one request is sent at most. */
export const maxAttempts = 4;

const firstBackoffMs = 1000;
/** With less time left than this, in milliseconds, no attempt is begun. */
const shortestAttemptMs = 1000;

/** What one attempt is told. */
export interface AttemptContext {
  /** Aborts only when the window closes, a request that is under way being let to its end, or when it can be broken off. */
  readonly signal: AbortSignal;
  /** True when the attempt before was answered 401: another token is needed. */
  readonly renewToken: boolean;
  /** What that other token would have to prove, as JSON. */
  readonly claims?: string;
  /** True from the second attempt on. */
  readonly isRetry: boolean;
  /** How long the attempt may take, in milliseconds. */
  readonly timeoutMs: number;
}

/** The time that the requests made for one session in one command share. */
export class RequestBudget {
  private endsAt: number | undefined;

  /** Milliseconds that are left; they count from the first attempt or pause on. */
  left(now: number): number {
    return (this.endsAt ?? now + commandLimitMs) - now;
  }

  start(now: number): void {
    this.endsAt ??= now + commandLimitMs;
  }

  /** Leaves out what the user needed, in milliseconds: a further step of the sign-in takes its time. */
  leaveOut(ms: number): void {
    this.endsAt = this.endsAt === undefined ? undefined : this.endsAt + ms;
  }
}

export interface RunOptions {
  /** Ends the waiting before, between and after attempts; an attempt itself only with `canBreakOff`. */
  readonly signal: AbortSignal;
  /** True for a question whose answer nobody misses. */
  readonly canBreakOff?: boolean;
  readonly budget: RequestBudget;
  /**
   * Whatever an attempt needs and has to wait for, a token for example. It runs before each attempt;
   * what it answers is the end of the request. Only then is looked whether sending is still right.
   */
  readonly prepare?: (
    context: Pick<AttemptContext, 'renewToken' | 'claims'>,
  ) => Promise<AttemptFailure | undefined>;
}

/** Where a request waits for its turn: behind those of the same queue of the same Graph. */
export interface RequestQueue {
  readonly graph: string;
  /** Whatever concerns one workbook shares a queue. */
  readonly queue: string;
}

type SendAttempt<T> = (context: AttemptContext) => Promise<Attempt<T>>;

/**
 * The one place that waits and repeats. One request at a time per queue (a queue is a workbook), an
 * adaptive number of requests to each Graph; a 429 stops everybody there until its `Retry-After` is over.
 */
export class RequestScheduler implements Disposable {
  private readonly queueEnds = new Map<string, Promise<void>>();
  private readonly lanes = new Map<string, RequestLane>();
  private readonly disposed = new AbortController();

  constructor(
    private readonly clock: Clock,
    private readonly maxParallelRequests: () => number,
    private readonly random: () => number = Math.random,
  ) {}

  /** Sends until the answer is final; what it resolves with is the last answer, or `cancelled`. */
  async run<T>(
    { graph, queue }: RequestQueue,
    send: SendAttempt<T>,
    options: RunOptions,
  ): Promise<Attempt<T>> {
    const waits = linkedSignal(options.signal, this.disposed.signal);
    const sends = options.canBreakOff
      ? linkedSignal(waits.signal)
      : linkedSignal(this.disposed.signal);
    const { signal } = waits;
    const course = new RequestCourse();
    const lane = this.laneOf(graph);
    const place = this.joinQueue(JSON.stringify([graph, queue]));
    try {
      await untilAborted(place.turn, signal);
      return await this.repeat(send, course, { ...options, lane, signal, sends: sends.signal });
    } catch (error) {
      if (signal.aborted && error === signal.reason) {
        return course.ended(failure('cancelled'));
      }
      throw error;
    } finally {
      place.leave();
      waits.dispose();
      sends.dispose();
    }
  }

  dispose(): void {
    this.disposed.abort();
  }

  private laneOf(graph: string): RequestLane {
    const lane = this.lanes.get(graph) ?? new RequestLane(this.maxParallelRequests);
    this.lanes.set(graph, lane);
    return lane;
  }

  private joinQueue(queue: string): { turn: Promise<void>; leave: () => void } {
    const turn = this.queueEnds.get(queue) ?? Promise.resolve();
    const left = new Deferred<undefined>();
    const end = turn
      .then(() => left.promise)
      .then(() => {
        if (this.queueEnds.get(queue) === end) {
          this.queueEnds.delete(queue);
        }
      });
    this.queueEnds.set(queue, end);
    return {
      turn,
      leave: () => {
        left.resolve(undefined);
      },
    };
  }

  private async repeat<T>(
    send: SendAttempt<T>,
    course: RequestCourse,
    options: Run,
  ): Promise<Attempt<T>> {
    for (;;) {
      const refusal = await this.makeReady(course, options);
      const answer = refusal ?? (await this.attempt(send, course, options));
      if (answer === 'paused') {
        continue;
      }
      if (answer.ok) {
        return answer;
      }
      const delayMs = refusal ? undefined : this.delayBeforeNext(answer, course, options.budget);
      if (delayMs === undefined) {
        return course.ended(answer);
      }
      await this.clock.delay(delayMs, options.signal);
    }
  }

  /** Waits until the request may be sent; answers when it may not. */
  private async makeReady(
    course: RequestCourse,
    options: Run,
  ): Promise<AttemptFailure | undefined> {
    const { claims } = course.renewal;
    const unmet = claims === undefined ? undefined : await this.meetClaims(course, options);
    return unmet ?? this.takeSlot(course, options);
  }

  /** What only the user can meet is waited for before a slot is taken: others go on meanwhile. */
  private async meetClaims(
    course: RequestCourse,
    { budget, prepare, signal }: Run,
  ): Promise<AttemptFailure | undefined> {
    const askedAt = this.clock.monotonicNow();
    const refusal = await (prepare && untilAborted(prepare(course.renewal), signal));
    budget.leaveOut(this.clock.monotonicNow() - askedAt);
    return refusal && course.refused(refusal);
  }

  /** Sends once, in a slot that was taken before, unless everybody was stopped meanwhile. */
  private async attempt<T>(
    send: SendAttempt<T>,
    course: RequestCourse,
    { budget, lane, prepare, sends, signal }: Run,
  ): Promise<Attempt<T> | 'paused'> {
    try {
      const { renewal } = course;
      const { renewToken } = renewal;
      const refusal = await (prepare && untilAborted(prepare({ renewToken }), signal));
      signal.throwIfAborted();
      const startedAt = this.clock.monotonicNow();
      if (refusal) {
        return course.refused(refusal);
      }
      if (lane.pauseMs(startedAt) > 0) {
        return 'paused';
      }
      budget.start(startedAt);
      course.attempts += 1;
      const timeoutMs = Math.min(attemptLimitMs, budget.left(startedAt));
      const isRetry = course.attempts > 1;
      const answer = await send({ signal: sends, ...renewal, isRetry, timeoutMs });
      lane.learn(answer, startedAt, this.clock.monotonicNow());
      course.note(answer);
      return answer;
    } finally {
      lane.release();
    }
  }

  /** Waits for a pause to end and a slot to be free; answers when that cannot be in time. */
  private async takeSlot(
    course: RequestCourse,
    { budget, lane, signal }: Run,
  ): Promise<AttemptFailure | undefined> {
    try {
      for (;;) {
        signal.throwIfAborted();
        const now = this.clock.monotonicNow();
        const left = budget.left(now);
        const pauseMs = lane.pauseMs(now);
        if (pauseMs > 0 && pauseMs > left - shortestAttemptMs) {
          return failure('throttled', pauseMs);
        }
        if (left < shortestAttemptMs) {
          return course.last ?? failure('timedOut');
        }
        if (pauseMs > 0) {
          budget.start(now);
          await this.clock.delay(pauseMs, signal);
        } else if (lane.take()) {
          return undefined;
        } else {
          await lane.nextFreeSlot(signal);
        }
      }
    } finally {
      lane.wakeWaiting();
    }
  }

  /** Milliseconds until the next attempt, or undefined when the answer is final. */
  private delayBeforeNext(
    answer: AttemptFailure,
    course: RequestCourse,
    budget: RequestBudget,
  ): number | undefined {
    if (!answer.mayRetry || course.attempts >= maxAttempts) {
      return undefined;
    }
    if (answer.code === 'unauthorized') {
      return course.mustRenewToken ? 0 : undefined;
    }
    const delayMs = answer.retryAfterMs ?? this.backoffMs(course.attempts);
    const left = budget.left(this.clock.monotonicNow());
    return delayMs > left - shortestAttemptMs ? undefined : delayMs;
  }

  private backoffMs(attempts: number): number {
    return firstBackoffMs * 2 ** (attempts - 1) * (1 + this.random() / 4);
  }
}

/** The options of a run, with its lane, its two signals told apart. */
interface Run extends RunOptions {
  readonly lane: RequestLane;
  /** Ends an attempt. */
  readonly sends: AbortSignal;
}
