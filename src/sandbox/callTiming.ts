import { setImmediate } from 'node:timers/promises';

/** The progress of a call. Overlapping calls share only this, so that none keeps another in memory. */
interface CallProgress {
  state: 'running' | 'answered' | 'abandoned';
}

/** A call that must not run at the same time as another one on its workbook. */
export interface ExclusiveCall {
  readonly workbook: string;
  readonly progress: CallProgress;
  /** The calls on the same workbook that ran when this one arrived. */
  readonly overlapping: readonly CallProgress[];
}

/** Detects two actions on one workbook at the same time. */
export class ParallelCalls {
  private readonly running = new Set<ExclusiveCall>();

  begin(workbook: string): ExclusiveCall {
    const others = [...this.running].filter((other) => other.workbook === workbook);
    const overlapping = others.map(({ progress }) => progress);
    const call = { workbook, progress: { state: 'running' }, overlapping } as const;
    this.running.add(call);
    return call;
  }

  /** @param how `abandoned` when the client closed the connection before the answer */
  end(call: ExclusiveCall, how: 'answered' | 'abandoned'): void {
    if (this.running.delete(call)) {
      call.progress.state = how;
    }
  }
}

/**
 * True when another action ran as this one arrived. An action that the client abandoned doesn't count. Node
 * may report the closed connection in the same turn of the event loop as the next call.
 */
export async function isParallel({ overlapping }: ExclusiveCall): Promise<boolean> {
  if (overlapping.length > 0) {
    await setImmediate();
    await setImmediate();
  }
  return overlapping.some(({ state }) => state !== 'abandoned');
}

/**
 * For this time after a 429, in real milliseconds, a call on another workbook may still arrive that was
 * sent before. On the same workbook only one call is sent at a time.
 */
const inTransitMs = 25;

interface RequestedWait {
  /** Milliseconds since 1970 by the sandbox's clock. */
  readonly until: number;
  /** The workbook of the call that was answered with the wait. */
  readonly workbook: string;
  /** When that answer was sent, by `performance.now()`. */
  readonly sentAt: number;
  /** True for a 429: every call must wait. False for a 503 or 504: only calls on the same workbook. */
  readonly isForAllCalls: boolean;
}

/** The waits that answers asked for with `Retry-After`. */
export class RequestedWaits {
  private waits: readonly RequestedWait[] = [];

  constructor(
    private readonly now: () => number,
    private readonly mostRemembered: number,
  ) {}

  /** Stores the wait that an answer asks for, if any. */
  noteAnswer(workbook: string, status: number, retryAfter: string | undefined): void {
    const until = retryAfter === undefined ? undefined : this.endOf(retryAfter);
    if (until === undefined || ![429, 503, 504].includes(status)) {
      return;
    }
    const isForAllCalls = status === 429;
    const others = this.waits.filter(
      (other) =>
        this.now() < other.until &&
        // A newer wait for a workbook replaces its older one.
        (isForAllCalls || other.isForAllCalls || other.workbook !== workbook),
    );
    const wait = { until, workbook, sentAt: performance.now(), isForAllCalls };
    this.waits = [...others, wait].slice(-this.mostRemembered);
  }

  /** True when a call on the workbook arrives before the end of a wait. */
  isTooEarly(workbook: string): boolean {
    return this.waits.some(
      (wait) =>
        this.now() < wait.until &&
        (wait.workbook === workbook ||
          (wait.isForAllCalls && performance.now() - wait.sentAt > inTransitMs)),
    );
  }

  /** `Retry-After` holds a number of seconds or an HTTP date. */
  private endOf(retryAfter: string): number | undefined {
    const until = /^\d+$/.test(retryAfter)
      ? this.now() + Number(retryAfter) * 1000
      : Date.parse(retryAfter);
    return Number.isNaN(until) ? undefined : until;
  }
}
