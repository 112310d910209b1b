import { untilAborted } from '../../src/base/abort';
import type { Clock } from '../../src/base/clock';
import { Deferred } from '../../src/base/deferred';
import { someTime } from '../builders';
import { settle } from './settle';

/** The first monotonic time. It can't be mistaken for a time since 1970. */
const firstReading = 1000;

/** A clock that only the test moves. A delay ends when the clock reaches its time. */
export class ManualClock implements Clock {
  private readonly waiters = new Set<{ at: number; elapsed: Deferred<undefined> }>();
  private time = firstReading;

  constructor(private startedAt = someTime) {}

  now(): number {
    return this.startedAt + this.time - firstReading;
  }

  monotonicNow(): number {
    return this.time;
  }

  /** Sets the time of day forward or back, like a user. No time passes. */
  adjust(ms: number): void {
    this.startedAt += ms;
  }

  get waits(): number {
    return this.waiters.size;
  }

  async delay(ms: number, signal = new AbortController().signal): Promise<void> {
    const waiter = { at: this.time + Math.max(ms, 0), elapsed: new Deferred<undefined>() };
    this.waiters.add(waiter);
    this.wake();
    try {
      await untilAborted(waiter.elapsed.promise, signal);
    } finally {
      this.waiters.delete(waiter);
    }
  }

  /** Moves the clock by `ms`. Stops at each delay that ends, until all its consequences have run. */
  async advance(ms: number): Promise<void> {
    const end = this.time + ms;
    await settle();
    for (let next = this.next(); next <= end; next = this.next()) {
      this.time = Math.max(this.time, next);
      this.wake();
      await settle();
    }
    // Another call may have moved it further meanwhile.
    this.time = Math.max(this.time, end);
  }

  /** Moves the clock but ends no delay, as while a computer sleeps. */
  sleep(ms: number): void {
    this.time += ms;
  }

  /** Moves the clock from delay to delay until none is left. @returns the milliseconds */
  async runUntilIdle(): Promise<number> {
    const start = this.time;
    await settle();
    while (this.waiters.size > 0) {
      await this.advance(this.next() - this.time);
    }
    return this.time - start;
  }

  private next(): number {
    return Math.min(...[...this.waiters].map(({ at }) => at));
  }

  private wake(): void {
    const due = [...this.waiters].filter(({ at }) => at <= this.time);
    due.forEach(({ elapsed }) => {
      elapsed.resolve(undefined);
    });
  }
}
