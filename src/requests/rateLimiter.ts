import { onAbort } from '../base/abort';
import type { Clock } from '../base/clock';
import { Deferred } from '../base/deferred';
import type { Attempt, AttemptFailure } from '../model/ports';
import { AdaptiveLimit } from './adaptiveLimit';
import { RequestPace } from './requestPace';
import { WorkbookPauses, type Pause } from './workbookPauses';
import { WorkbookQueues, type QueueKey } from './workbookQueues';

/**
 * Who gets a slot first. `urgent`: a request that a user waits for alone, which the pace doesn't hold up.
 * `next`: a request that has claimed its workbook, because other windows wait for that. `other`: the rest.
 */
export type Priority = 'urgent' | 'next' | 'other';

/** What the requests to one Graph share: queues, slots, and what its answers say about its load. */
export class RateLimiter {
  readonly queues = new WorkbookQueues();
  private readonly pauses = new WorkbookPauses();
  private readonly waiting: Readonly<Record<Priority, Set<Deferred<undefined>>>> = {
    urgent: new Set(),
    next: new Set(),
    other: new Set(),
  };
  private readonly limit: AdaptiveLimit;
  private readonly pace: RequestPace;
  private running = 0;
  private pausedUntil = Number.NEGATIVE_INFINITY;
  private timer: AbortController | undefined;

  constructor(
    private readonly clock: Clock,
    maxParallelRequests: () => number,
    isLimited: boolean,
  ) {
    this.limit = new AdaptiveLimit(maxParallelRequests);
    this.pace = new RequestPace(isLimited);
  }

  /** The pause for a request in these queues; undefined when it may be sent. */
  pause(keys: readonly QueueKey[], now: number): Pause | undefined {
    const ms = this.pausedUntil - now;
    const ofWorkbook = this.pauses.of(keys, now);
    return ms > (ofWorkbook?.ms ?? 0) ? { ms, code: 'throttled' } : ofWorkbook;
  }

  /** Takes a slot; false when none is free, or when it is too early. */
  takeSlot(priority: Priority): boolean {
    const now = this.clock.monotonicNow();
    const isInTime = priority === 'urgent' || this.pace.waitMs(now) <= 0;
    const isFree = this.running < this.limit.value && isInTime;
    if (isFree) {
      this.running += 1;
      this.pace.noteSent(now);
    }
    return isFree;
  }

  /** Waits for a slot and takes it. Requests of the same priority come in the order of their calls. */
  async nextFreeSlot(priority: Priority, signal: AbortSignal): Promise<void> {
    const handedOver = new Deferred<undefined>();
    const waiting = this.waiting[priority];
    waiting.add(handedOver);
    const link = onAbort(signal, () => {
      if (waiting.delete(handedOver)) {
        handedOver.reject(signal.reason);
        this.handOut();
      }
    });
    this.handOut();
    try {
      await handedOver.promise;
    } finally {
      link.dispose();
    }
  }

  /** Gives a slot back. The first of those that wait takes it. */
  releaseSlot(): void {
    this.running -= 1;
    this.handOut();
  }

  /** Learns from an answer how much the service can take. Its pause applies to these queues, or to all. */
  learn(answer: Attempt<unknown>, keys: readonly QueueKey[], startedAt: number, now: number): void {
    if (answer.ok || answer.isSessionDead) {
      this.limit.noteSuccess(now - startedAt);
      this.pace.noteAccepted();
    }
    if (!answer.ok) {
      this.learnFailure(answer, keys, startedAt, now);
    }
  }

  private learnFailure(
    { code, retryAfterMs: ms }: AttemptFailure,
    keys: readonly QueueKey[],
    startedAt: number,
    now: number,
  ): void {
    if (code === 'throttled' || code === 'serviceUnavailable') {
      this.limit.noteOverload(startedAt, now);
    }
    if (code === 'throttled') {
      this.pace.noteThrottled(startedAt, now);
      this.pausedUntil = Math.max(this.pausedUntil, now + (ms ?? 0));
    } else if (ms !== undefined) {
      this.pauses.note(keys, { ms, code }, now);
    }
  }

  /** Hands the free slots to those that wait. If it is too early for one, this is done again in time. */
  private handOut(): void {
    const { next, other } = this.waiting;
    this.handOutTo('urgent');
    this.handOutTo('next');
    this.handOutTo('other');
    const isSlotFree = next.size + other.size > 0 && this.running < this.limit.value;
    const waitMs = isSlotFree ? this.pace.waitMs(this.clock.monotonicNow()) : 0;
    if (waitMs > 0) {
      this.handOutAfter(Math.ceil(waitMs)); // Timers count whole milliseconds.
    } else {
      this.timer?.abort();
    }
  }

  private handOutTo(priority: Priority): void {
    const waiting = this.waiting[priority];
    for (const next of waiting) {
      if (!this.takeSlot(priority)) {
        return;
      }
      waiting.delete(next);
      next.resolve(undefined);
    }
  }

  private handOutAfter(ms: number): void {
    if (this.timer) {
      return;
    }
    const timer = new AbortController();
    this.timer = timer;
    const again = () => {
      this.timer = undefined;
      this.handOut();
    };
    // It is aborted when nobody waits any more.
    this.clock.delay(ms, timer.signal).then(again, again);
  }
}
