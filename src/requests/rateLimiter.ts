import { untilAborted } from '../base/abort';
import { Deferred } from '../base/deferred';
import { AdaptiveLimit } from './adaptiveLimit';
import type { Attempt } from '../model/ports';
import { WorkbookPauses, type Pause } from './workbookPauses';
import { WorkbookQueues, type QueueKey } from './workbookQueues';

/**
 * Limits the requests to one Graph: an adaptive number at once, and one on each workbook. A 429 stops all
 * of them, any other `Retry-After` those on its workbook.
 */
export class RateLimiter {
  readonly queues = new WorkbookQueues();
  private readonly pauses = new WorkbookPauses();
  private readonly waiting = new Set<Deferred<undefined>>();
  private readonly limit: AdaptiveLimit;
  private running = 0;
  private pausedUntil = Number.NEGATIVE_INFINITY;

  constructor(maxParallelRequests: () => number) {
    this.limit = new AdaptiveLimit(maxParallelRequests);
  }

  /** The pause for a request in these queues; undefined when it may be sent. */
  pause(keys: readonly QueueKey[], now: number): Pause | undefined {
    const ms = this.pausedUntil - now;
    const ofWorkbook = this.pauses.of(keys, now);
    return ms > (ofWorkbook?.ms ?? 0) ? { ms, code: 'throttled' } : ofWorkbook;
  }

  /** Takes a slot; false when none is free. */
  takeSlot(): boolean {
    if (this.running >= this.limit.value) {
      return false;
    }
    this.running += 1;
    return true;
  }

  /** Waits for a slot and takes it; first come, first served. */
  async nextFreeSlot(signal: AbortSignal): Promise<void> {
    const handedOver = new Deferred<undefined>();
    this.waiting.add(handedOver);
    try {
      await untilAborted(handedOver.promise, signal);
    } catch (error) {
      if (!this.waiting.delete(handedOver)) {
        this.releaseSlot();
      }
      throw error;
    }
  }

  /** Gives a slot back. The request that has waited longest takes it. */
  releaseSlot(): void {
    this.running -= 1;
    for (const waiting of this.waiting) {
      if (!this.takeSlot()) {
        return;
      }
      this.waiting.delete(waiting);
      waiting.resolve(undefined);
    }
  }

  /** Learns from an answer how much the service can take. Its pause applies to these queues, or to all. */
  learn(answer: Attempt<unknown>, keys: readonly QueueKey[], startedAt: number, now: number): void {
    if (answer.ok || answer.isSessionDead) {
      this.limit.noteSuccess();
    } else if (answer.code === 'throttled' || answer.code === 'serviceUnavailable') {
      this.limit.noteOverload(startedAt, now);
    }
    if (answer.ok || answer.retryAfterMs === undefined) {
      return;
    }
    const { code, retryAfterMs: ms } = answer;
    if (code === 'throttled') {
      this.pausedUntil = Math.max(this.pausedUntil, now + ms);
    } else {
      this.pauses.note(keys, { ms, code }, now);
    }
  }
}
