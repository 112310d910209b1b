/**
 * What Microsoft documents for Excel: 1,500 requests per 10 seconds for an app in a tenant.
 * @see https://learn.microsoft.com/graph/throttling-limits#excel-service-limits
 */
const documentedLimit = { requests: 1500, ms: 10_000 };
/** After a 429, requests go out this much slower than the service accepted them. */
const slowDown = 0.8;
/** How much faster the pace becomes in a second without a 429. */
const growthPerSecond = 1.02;
/** A rate is measured over at least this time, in milliseconds. */
const shortestMeasureMs = 1000;
/** A rate that is measured over this time, in milliseconds, counts more than the one before it. */
const reliableMeasureMs = 2000;
/** A 429 doesn't make the pace slower than this, in requests per second, unless the pace was slow already. */
const leastPace = 10;
/** Nothing makes the pace slower than this, in requests per second. */
const slowestPace = 1;
/** Requests per second from which on the pace that was learned no longer matters. */
const fastestPace = 1000;

/** A pace that a 429 has taught. */
interface LearnedPace {
  readonly perSecond: number;
  readonly at: number;
}

/** How fast requests may follow each other: within the documented limit, and slower once the service says so. */
export class RequestPace {
  /** When requests were sent, as many as the documented limit counts, the oldest at `oldest`. */
  private readonly sent: number[] = [];
  private oldest = 0;
  private lastSentAt = Number.NEGATIVE_INFINITY;
  private measure: { readonly since: number; accepted: number } | undefined;
  /** The requests per second that the service accepted before the measure began. */
  private rateBefore = 0;
  private learned: LearnedPace | undefined;

  /** @param isLimited false for a sandbox, which has no documented limit */
  constructor(private readonly isLimited: boolean) {}

  /** Milliseconds until the next request may be sent; 0 or less: at once. */
  waitMs(now: number): number {
    const first = this.sent.length < documentedLimit.requests ? undefined : this.sent[this.oldest];
    return Math.max(
      first === undefined ? 0 : first + documentedLimit.ms - now,
      this.lastSentAt + this.intervalMs(now) - now,
    );
  }

  noteSent(now: number): void {
    if (!this.measure || now - this.measure.since > documentedLimit.ms) {
      this.rateBefore = this.acceptedPerSecond(this.lastSentAt);
      this.measure = { since: now, accepted: 0 };
    }
    this.lastSentAt = now;
    if (this.isLimited) {
      this.sent[this.oldest] = now;
      this.oldest = (this.oldest + 1) % documentedLimit.requests;
    }
  }

  noteAccepted(): void {
    if (this.measure) {
      this.measure.accepted += 1;
    }
  }

  /**
   * Learns from a 429.
   * @param startedAt when its request was sent; of requests under way together only one teaches
   */
  noteThrottled(startedAt: number, now: number): void {
    if (this.learned && startedAt <= this.learned.at) {
      return;
    }
    const accepted = this.acceptedPerSecond(now);
    const pace = this.perSecond(now);
    const least = Math.max(slowestPace, Math.min(leastPace, pace / 2));
    this.learned = { perSecond: Math.max(least, slowDown * Math.min(accepted, pace)), at: now };
    this.rateBefore = accepted;
    this.measure = undefined;
  }

  /** The measured rate, or the one before it as long as too little was measured. */
  private acceptedPerSecond(now: number): number {
    if (!this.measure) {
      return this.rateBefore;
    }
    const { since, accepted } = this.measure;
    const ms = now - since;
    const measured = (accepted * 1000) / Math.max(ms, shortestMeasureMs);
    return ms < reliableMeasureMs ? Math.max(this.rateBefore, measured) : measured;
  }

  private intervalMs(now: number): number {
    const perSecond = this.perSecond(now);
    return perSecond < fastestPace ? 1000 / perSecond : 0;
  }

  private perSecond(now: number): number {
    const { perSecond, at } = this.learned ?? { perSecond: Number.POSITIVE_INFINITY, at: now };
    return perSecond * growthPerSecond ** ((now - at) / 1000);
  }
}
