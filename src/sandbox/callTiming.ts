import { setImmediate } from 'node:timers/promises';

/** How a call goes; all that the calls beside it need to know, so that none holds on to another. */
interface Course {
  state: 'running' | 'answered' | 'abandoned';
}

/** A call that may not run beside another one, from its arrival to its answer. */
export interface ExclusiveCall {
  readonly workbook: string;
  readonly course: Course;
  /** The calls on the same workbook that were under way when this one came. */
  readonly overlapping: readonly Course[];
}

/** Sees when two actions on one workbook are under way at once. */
export class ParallelCalls {
  private readonly running = new Set<ExclusiveCall>();

  begin(workbook: string): ExclusiveCall {
    const beside = [...this.running].filter((other) => other.workbook === workbook);
    const overlapping = beside.map(({ course }) => course);
    const call = { workbook, course: { state: 'running' }, overlapping } as const;
    this.running.add(call);
    return call;
  }

  /** @param how `abandoned` when the client hung up before there was an answer */
  end(call: ExclusiveCall, how: 'answered' | 'abandoned'): void {
    if (this.running.delete(call)) {
      call.course.state = how;
    }
  }
}

/**
 * True when another action was under way as this one came. One that the client gave up does not
 * count; the news of that may come in the same turn of the event loop as the next call.
 */
export async function isParallel({ overlapping }: ExclusiveCall): Promise<boolean> {
  if (overlapping.length > 0) {
    await setImmediate();
    await setImmediate();
  }
  return overlapping.some(({ state }) => state !== 'abandoned');
}

/**
 * How long after a 429 was sent, in real milliseconds, a call for another workbook may still come in:
 * it was on its way. A call for the same workbook was not, since there is one at a time.
 */
const onTheWayMs = 25;

interface Pause {
  /** Milliseconds since 1970 by the sandbox's clock. */
  readonly until: number;
  /** On whose call it was asked for. */
  readonly workbook: string;
  /** When it was asked for, by `performance.now()`. */
  readonly sentAt: number;
  readonly isForEverybody: boolean;
}

/** The waits that answers asked for: a 429 of everybody, a 503 or 504 of those who want the same workbook. */
export class Pauses {
  private pauses: readonly Pause[] = [];

  constructor(
    private readonly now: () => number,
    private readonly mostRemembered: number,
  ) {}

  /** Remembers the wait that an answer asks for, if it does. */
  noteAnswer(workbook: string, status: number, retryAfter: string | undefined): void {
    const until = retryAfter === undefined ? undefined : this.endOf(retryAfter);
    if (until === undefined || ![429, 503, 504].includes(status)) {
      return;
    }
    const isForEverybody = status === 429;
    const others = this.pauses.filter(
      (other) =>
        this.now() < other.until &&
        // A workbook's newest wait is the one that counts for it.
        (isForEverybody || other.isForEverybody || other.workbook !== workbook),
    );
    const pause = { until, workbook, sentAt: performance.now(), isForEverybody };
    this.pauses = [...others, pause].slice(-this.mostRemembered);
  }

  /** True when a call for the workbook comes before a wait is over. */
  isTooEarly(workbook: string): boolean {
    return this.pauses.some(
      (pause) =>
        this.now() < pause.until &&
        (pause.workbook === workbook ||
          (pause.isForEverybody && performance.now() - pause.sentAt > onTheWayMs)),
    );
  }

  /** `Retry-After` is a number of seconds or an HTTP date. */
  private endOf(retryAfter: string): number | undefined {
    const until = /^\d+$/.test(retryAfter)
      ? this.now() + Number(retryAfter) * 1000
      : Date.parse(retryAfter);
    return Number.isNaN(until) ? undefined : until;
  }
}
