import { Deferred } from '../../../src/base/deferred';
import { ManualClock } from '../../fakes/manualClock';

/** A clock that moves on by itself as soon as somebody waits, so that no test does. */
export class JumpingClock extends ManualClock {
  private jumps: Promise<unknown> | undefined;
  private waitSeen: Deferred<undefined> | undefined;

  override delay(ms: number, signal?: AbortSignal): Promise<void> {
    const waiting = super.delay(ms, signal);
    if (this.waitSeen) {
      this.waitSeen.resolve(undefined);
    } else {
      this.jumps ??= this.runUntilIdle().finally(() => {
        this.jumps = undefined;
      });
    }
    return waiting;
  }

  /** Goes on as before, also after it stood still. */
  override runUntilIdle(): Promise<number> {
    this.waitSeen = undefined;
    return super.runUntilIdle();
  }

  /** From now on it stands still; resolves when somebody waits. */
  stop(): Promise<undefined> {
    this.waitSeen = new Deferred<undefined>();
    return this.waitSeen.promise;
  }
}
