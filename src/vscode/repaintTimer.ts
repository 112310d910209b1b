import type { Clock } from '../base/clock';
import type { Disposable } from '../base/disposable';
import { Emitter } from '../base/event';

/** The one timer of the product's views: fires when a shown text is about to become wrong. */
export class RepaintTimer implements Disposable {
  private readonly ticks = new Emitter<undefined>();
  private waiting = new AbortController();

  readonly onDidTick = this.ticks.event;

  /** @param nextRepaint when a text changes next, milliseconds since 1970; undefined: not by itself */
  constructor(
    private readonly clock: Clock,
    private readonly nextRepaint: (now: number) => number | undefined,
    private readonly isAnythingShown: () => boolean,
  ) {}

  /** Sets the timer anew; to be called when sessions or what is shown have changed. */
  reset(): void {
    this.waiting.abort();
    const now = this.clock.now();
    const next = this.isAnythingShown() ? this.nextRepaint(now) : undefined;
    if (next !== undefined) {
      this.waiting = new AbortController();
      void this.tickAfter(next - now, this.waiting.signal);
    }
  }

  dispose(): void {
    this.waiting.abort();
    this.ticks.dispose();
  }

  private async tickAfter(ms: number, signal: AbortSignal): Promise<void> {
    try {
      await this.clock.delay(ms, signal);
    } catch {
      return;
    }
    this.ticks.fire(undefined);
    this.reset();
  }
}
