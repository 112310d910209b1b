import type { Clock } from '../base/clock';
import type { Disposable } from '../base/disposable';

/** How long what failed is left alone before it is tried again, in milliseconds. */
const pauseMs = 20_000;

/** Tries something again after a pause, and again until it is not needed any more; else no time runs. */
export class RetryTimer implements Disposable {
  private readonly disposed = new AbortController();
  private isRunning = false;

  /** @param retry must not fail */
  constructor(
    private readonly clock: Clock,
    private readonly isNeeded: () => boolean,
    private readonly retry: () => Promise<void>,
  ) {}

  /** To be called when something failed. */
  wake(): void {
    if (!this.isRunning) {
      this.isRunning = true;
      void this.run();
    }
  }

  dispose(): void {
    this.disposed.abort();
  }

  private async run(): Promise<void> {
    const { signal } = this.disposed;
    do {
      try {
        await this.clock.delay(pauseMs, signal);
      } catch {
        return;
      }
      await this.retry();
    } while (this.isNeeded());
    this.isRunning = false;
  }
}
