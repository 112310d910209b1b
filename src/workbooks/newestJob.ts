import type { Clock } from '../base/clock';
import type { Disposable } from '../base/disposable';

/** How a job ended. */
export type JobOutcome<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: unknown };

/**
 * Runs only the newest of several jobs. A new job aborts the one before, and the result of an aborted job
 * is dropped.
 */
export class NewestJob implements Disposable {
  private current = new AbortController();

  constructor(private readonly clock: Clock) {}

  /** Starts a job after a wait in milliseconds, unless a newer job starts first. */
  async start<T>(
    waitMs: number,
    work: (signal: AbortSignal) => Promise<T>,
    done: (outcome: JobOutcome<T>) => void,
  ): Promise<void> {
    this.stop();
    const own = new AbortController();
    this.current = own;
    const outcome = await this.run(waitMs, work, own.signal);
    if (!own.signal.aborted) {
      done(outcome);
    }
  }

  /** Aborts the job that waits or runs. */
  stop(): void {
    this.current.abort();
  }

  dispose(): void {
    this.stop();
  }

  private async run<T>(
    waitMs: number,
    work: (signal: AbortSignal) => Promise<T>,
    signal: AbortSignal,
  ): Promise<JobOutcome<T>> {
    try {
      if (waitMs > 0) {
        await this.clock.delay(waitMs, signal);
      }
      return { ok: true, value: await work(signal) };
    } catch (error) {
      return { ok: false, error };
    }
  }
}
