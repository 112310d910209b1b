import { onAbort } from './abort';
import { Deferred } from './deferred';

/** The time, and the only way to wait, so that tests can control both. */
export interface Clock {
  /** Milliseconds since 1970, to show and to store. The user may set this clock at any time. */
  now(): number;
  /** Milliseconds since an unknown moment, to measure durations. Nobody can set this clock. */
  monotonicNow(): number;
  /** Waits `ms` milliseconds. Rejects with the signal's reason when it aborts. */
  delay(ms: number, signal?: AbortSignal): Promise<void>;
}

/** The longest delay of Node's timers. */
const longestDelayMs = 2 ** 31 - 1;

/** The machine's own clock. */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonicNow: () => performance.now(),
  async delay(ms, signal) {
    const over = new Deferred<undefined>();
    const resolve = () => {
      over.resolve(undefined);
    };
    const timer = setTimeout(resolve, Math.min(Math.max(ms, 0), longestDelayMs));
    const link =
      signal &&
      onAbort(signal, () => {
        over.reject(signal.reason);
      });
    try {
      await over.promise;
    } finally {
      clearTimeout(timer);
      link?.dispose();
    }
  },
};
