/** How many requests may run at once before the first answer. */
const firstLimit = 32;
/** The service's latency never takes the limit below this; an overload does. */
const leastForLatency = 8;
/** More requests at once than this rate needs bring no speed: a client can't send faster. */
const highestRatePerMs = 1.6;
/** How much of the mean the newest latency makes up. */
const weightOfNewest = 0.1;

/**
 * How many requests may run at once: as many as the latency of the service calls for (Little's law), and half
 * as many after an overload, until enough requests have succeeded.
 */
export class AdaptiveLimit {
  private meanLatencyMs: number | undefined;
  private ceiling = Number.POSITIVE_INFINITY;
  private successes = 0;
  private slowedDownAt = Number.NEGATIVE_INFINITY;

  /** @param maximum the upper bound; read at each use, since a setting may change it */
  constructor(private readonly maximum: () => number) {}

  get value(): number {
    return Math.max(1, Math.floor(Math.min(this.wanted(), this.ceiling, this.maximum())));
  }

  noteSuccess(latencyMs: number): void {
    const mean = this.meanLatencyMs ?? latencyMs;
    this.meanLatencyMs = mean + (latencyMs - mean) * weightOfNewest;
    this.successes += 1;
    if (this.successes >= this.value) {
      this.ceiling *= 2;
      this.successes = 0;
    }
  }

  /** Halves once for all the requests that were under way together. */
  noteOverload(startedAt: number, now: number): void {
    if (startedAt < this.slowedDownAt) {
      return;
    }
    this.ceiling = Math.max(1, Math.floor(this.value / 2));
    this.successes = 0;
    this.slowedDownAt = now;
  }

  private wanted(): number {
    return this.meanLatencyMs === undefined
      ? firstLimit
      : Math.max(leastForLatency, Math.ceil(this.meanLatencyMs * highestRatePerMs));
  }
}
