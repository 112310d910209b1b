import { onAbort } from '../base/abort';
import type { Clock } from '../base/clock';
import { Deferred } from '../base/deferred';
import type { Attempt, AttemptFailure } from '../model/ports';
import { AdaptiveLimit } from './adaptiveLimit';
import { RequestPace } from './requestPace';
import { WorkbookPauses, type Pause } from './workbookPauses';
import { WorkbookQueues, type QueueKey } from './workbookQueues';

/** What the requests to one Graph share: queues, slots, and what its answers say about its load. */
export class RateLimiter {
  readonly queues = new WorkbookQueues();
  private readonly pauses = new WorkbookPauses();
  private readonly waiting = {
    urgent: new Set<Deferred<undefined>>(),
    other: new Set<Deferred<undefined>>(),
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

  /**
   * Takes a slot; false when none is free, or when it is too early for a request that isn't urgent.
   * @param isUrgent true for a request that a user waits for alone
   */
  takeSlot(isUrgent: boolean): boolean {
    const now = this.clock.monotonicNow();
    const isFree = this.running < this.limit.value && (isUrgent || this.pace.waitMs(now) <= 0);
    if (isFree) {
      this.running += 1;
      this.pace.noteSent(now);
    }
    return isFree;
  }

  /** Waits for a slot and takes it. Urgent requests go first; the others come in the order of their calls. */
  async nextFreeSlot(isUrgent: boolean, signal: AbortSignal): Promise<void> {
    const handedOver = new Deferred<undefined>();
    const waiting = isUrgent ? this.waiting.urgent : this.waiting.other;
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

  /** Gives a slot back. An urgent request takes it, or else the one that has waited longest. */
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
    const { urgent, other } = this.waiting;
    this.handOutTo(urgent, true);
    this.handOutTo(other, false);
    const isSlotFree = other.size > 0 && this.running < this.limit.value;
    const waitMs = isSlotFree ? this.pace.waitMs(this.clock.monotonicNow()) : 0;
    if (waitMs > 0) {
      this.handOutAfter(Math.ceil(waitMs)); // Timers count whole milliseconds.
    } else {
      this.timer?.abort();
    }
  }

  private handOutTo(waiting: Set<Deferred<undefined>>, isUrgent: boolean): void {
    for (const next of waiting) {
      if (!this.takeSlot(isUrgent)) {
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
