const firstLimit = 4;

/** How many requests may run at once. Doubles while requests succeed, halves when the service is overloaded. */
export class AdaptiveLimit {
  private current = firstLimit;
  private successes = 0;
  private slowedDownAt = Number.NEGATIVE_INFINITY;

  /** @param maximum the upper bound; read at each use, since a setting may change it */
  constructor(private readonly maximum: () => number) {}

  get value(): number {
    return Math.max(1, Math.min(this.current, this.maximum()));
  }

  noteSuccess(): void {
    this.successes += 1;
    if (this.successes >= this.value) {
      this.current = Math.min(this.value * 2, this.maximum());
      this.successes = 0;
    }
  }

  /** Halves once for all the requests that were under way together. */
  noteOverload(startedAt: number, now: number): void {
    if (startedAt < this.slowedDownAt) {
      return;
    }
    this.current = Math.max(1, Math.floor(this.value / 2));
    this.successes = 0;
    this.slowedDownAt = now;
  }
}
