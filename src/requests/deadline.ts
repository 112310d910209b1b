/**
 * How long a command may ask the service about one session, in milliseconds, from its first attempt on.
 * Waits for a token, a turn, or a slot do not count: others are busy then.
 */
export const commandLimitMs = 120_000;

/** The time that a command's requests for one session share. It runs from the first attempt on. */
export class Deadline {
  private endsAt: number | undefined;

  /** @param whole the deadline of which this is a part */
  constructor(
    private readonly limitMs = commandLimitMs,
    private readonly whole?: Deadline,
  ) {}

  /** A part of this time that is at most so many milliseconds long. */
  part(limitMs: number): Deadline {
    return new Deadline(limitMs, this);
  }

  /** Milliseconds that are left. */
  left(now: number): number {
    const own = (this.endsAt ?? now + this.limitMs) - now;
    return Math.min(own, this.whole?.left(now) ?? own);
  }

  start(now: number): void {
    this.endsAt ??= now + this.limitMs;
    this.whole?.start(now);
  }

  /** Moves the end by so many milliseconds, in which the service was not asked. */
  extend(ms: number): void {
    this.endsAt = this.endsAt === undefined ? undefined : this.endsAt + ms;
    this.whole?.extend(ms);
  }
}
