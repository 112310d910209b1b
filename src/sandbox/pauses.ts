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
}

/** The waits that answers asked for: a 429 of everybody, a 503 or 504 of those who want the same workbook. */
export class Pauses {
  private readonly everybody: Pause[] = [];
  private readonly byWorkbook = new Map<string, Pause>();

  constructor(private readonly now: () => number) {}

  /** Remembers the wait that an answer asks for, if it does. */
  noteAnswer(workbook: string, status: number, retryAfter: string | undefined): void {
    const until = retryAfter === undefined ? undefined : this.endOf(retryAfter);
    if (until === undefined) {
      return;
    }
    const pause = { until, workbook, sentAt: performance.now() };
    if (status === 429) {
      this.everybody.push(pause);
    } else if (status === 503 || status === 504) {
      this.byWorkbook.set(workbook, pause);
    }
  }

  /** True when a call for the workbook comes before a wait is over. */
  isTooEarly(workbook: string): boolean {
    const own = this.byWorkbook.get(workbook);
    return [...this.everybody, ...(own ? [own] : [])].some(
      (pause) =>
        this.now() < pause.until &&
        (pause.workbook === workbook || performance.now() - pause.sentAt > onTheWayMs),
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
