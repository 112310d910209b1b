import type { Clock } from '../../base/clock';
import type { Disposable } from '../../base/disposable';
import { Emitter } from '../../base/event';

interface RepaintTimerDeps {
  readonly clock: Clock;
  /** When to fire next, milliseconds since 1970; Infinity for never. */
  readonly next: (now: number) => number;
  /** The least time between two ticks, in milliseconds. */
  readonly leastMs?: () => number;
}

/** Fires when something shown has to change because time passes. */
export class RepaintTimer implements Disposable {
  private readonly ticks = new Emitter<undefined>();
  private waiting = new AbortController();
  /** When it fired last, on the monotonic clock. */
  private lastTick = -Infinity;

  readonly onDidTick = this.ticks.event;

  constructor(private readonly deps: RepaintTimerDeps) {}

  /** Sets the timer again. Call this after the sessions or the views have changed. */
  reset(): void {
    const { clock, next, leastMs } = this.deps;
    this.waiting.abort();
    const now = clock.now();
    const at = next(now);
    if (at < Infinity) {
      const rest = this.lastTick + (leastMs?.() ?? 0) - clock.monotonicNow();
      this.waiting = new AbortController();
      void this.tickAfter(Math.max(at - now, rest), this.waiting.signal);
    }
  }

  dispose(): void {
    this.waiting.abort();
    this.ticks.dispose();
  }

  private async tickAfter(ms: number, signal: AbortSignal): Promise<void> {
    const { clock } = this.deps;
    try {
      await clock.delay(ms, signal);
    } catch {
      return;
    }
    this.lastTick = clock.monotonicNow();
    this.ticks.fire(undefined);
    this.reset();
  }
}
