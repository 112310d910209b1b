import { untilAborted } from '../base/abort';
import { Deferred } from '../base/deferred';
import { AdaptiveLimit } from './adaptiveLimit';
import type { Attempt } from './ports';

/**
 * The requests to one Graph, whose answers say nothing of another: an adaptive number of them at once,
 * and none while a 429 asks everybody to wait.
 */
export class RequestLane {
  private readonly waiting = new Set<Deferred<undefined>>();
  private readonly limit: AdaptiveLimit;
  private running = 0;
  private pausedUntil = 0;

  constructor(maxParallelRequests: () => number) {
    this.limit = new AdaptiveLimit(maxParallelRequests);
  }

  /** Milliseconds for which nothing may be sent; zero or less when something may. */
  pauseMs(now: number): number {
    return this.pausedUntil - now;
  }

  /** Takes a slot; false when none is free. */
  take(): boolean {
    if (this.running >= this.limit.value) {
      return false;
    }
    this.running += 1;
    return true;
  }

  /** Gives a slot back. */
  release(): void {
    this.running -= 1;
    this.wakeWaiting();
  }

  /** Waits until a slot may be free; others may be quicker. */
  async nextFreeSlot(signal: AbortSignal): Promise<void> {
    const free = new Deferred<undefined>();
    this.waiting.add(free);
    try {
      await untilAborted(free.promise, signal);
    } finally {
      this.waiting.delete(free);
    }
  }

  /** Wakes as many as there are free slots; whoever was woken and takes none calls it again. */
  wakeWaiting(): void {
    let free = this.limit.value - this.running;
    for (const waiting of this.waiting) {
      if (free <= 0) {
        return;
      }
      this.waiting.delete(waiting);
      waiting.resolve(undefined);
      free -= 1;
    }
  }

  /** Takes from an answer how much the service can bear. */
  learn(answer: Attempt<unknown>, startedAt: number, now: number): void {
    if (answer.ok || answer.isSessionDead) {
      this.limit.noteSuccess();
    } else if (answer.code === 'throttled' || answer.code === 'serviceUnavailable') {
      this.limit.noteOverload(startedAt, now);
    }
    if (!answer.ok && answer.code === 'throttled' && answer.retryAfterMs !== undefined) {
      this.pausedUntil = Math.max(this.pausedUntil, now + answer.retryAfterMs);
    }
  }
}
