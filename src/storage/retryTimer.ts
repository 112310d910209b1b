import type { Clock } from '../base/clock';
import type { Disposable } from '../base/disposable';

/** The pause before each retry, in milliseconds. */
const pauseMs = 20_000;

/** Retries after a pause, again and again while a retry is needed. Runs no timer otherwise. */
export class RetryTimer implements Disposable {
  private readonly disposed = new AbortController();
  private isRunning = false;

  /** @param retry must not throw */
  constructor(
    private readonly clock: Clock,
    private readonly isNeeded: () => boolean,
    private readonly retry: () => Promise<void>,
  ) {}

  /** Starts the retries, unless they already run. */
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
