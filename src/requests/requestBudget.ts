/**
 * How long one session's part of a command may take, in milliseconds, from its first attempt on. Waits for
 * a token, for the turn and for a slot do not count: others are busy then.
 */
export const commandLimitMs = 120_000;

/** The time that the requests made for one session in one command share. */
export class RequestBudget {
  private endsAt: number | undefined;

  /** @param whole the time of which this is a part */
  constructor(
    private readonly limitMs = commandLimitMs,
    private readonly whole?: RequestBudget,
  ) {}

  /** A part of it: what is spent there is spent here too, but no more than so many milliseconds. */
  part(limitMs: number): RequestBudget {
    return new RequestBudget(limitMs, this);
  }

  /** Milliseconds that are left; they count from the first attempt or pause on. */
  left(now: number): number {
    const own = (this.endsAt ?? now + this.limitMs) - now;
    return Math.min(own, this.whole?.left(now) ?? own);
  }

  start(now: number): void {
    this.endsAt ??= now + this.limitMs;
    this.whole?.start(now);
  }

  /** Leaves out a wait of so many milliseconds in which the service was not asked. */
  leaveOut(ms: number): void {
    this.endsAt = this.endsAt === undefined ? undefined : this.endsAt + ms;
    this.whole?.leaveOut(ms);
  }
}
