import type { Clock } from '../base/clock';
import type { Disposable } from '../base/disposable';

/** How a job ended. */
export type JobOutcome<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: unknown };

/**
 * Lets only the newest of several jobs have its say: the next one ends the one before, whether that
 * still waits or is under way, and what an older one brings is not told any more.
 */
export class NewestJob implements Disposable {
  private current = new AbortController();

  constructor(private readonly clock: Clock) {}

  /** Begins after a wait, in milliseconds, unless another one begins first. */
  async start<T>(
    waitMs: number,
    work: (signal: AbortSignal) => Promise<T>,
    tell: (outcome: JobOutcome<T>) => void,
  ): Promise<void> {
    this.stop();
    const own = new AbortController();
    this.current = own;
    const outcome = await this.run(waitMs, work, own.signal);
    if (!own.signal.aborted) {
      tell(outcome);
    }
  }

  /** Ends whatever waits or is under way. */
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
