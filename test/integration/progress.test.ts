import assert from 'node:assert/strict';
import { systemClock } from '../../src/base/clock';
import { Deferred } from '../../src/base/deferred';
import { withCancellableProgress } from '../../src/window/progress';
import { ManualClock } from '../fakes/manualClock';

describe('withCancellableProgress', () => {
  it('returns the result of quick work and keeps no timer', async () => {
    const clock = new ManualClock();
    const work = () => Promise.resolve('done');
    assert.equal(await withCancellableProgress('Working', clock, work), 'done');
    assert.equal(clock.waits, 0);
  });

  it('returns the result of slow work, with a progress message', async () => {
    const result = new Deferred<string>();
    const answer = withCancellableProgress('Working', systemClock, async (signal, report) => {
      await systemClock.delay(800, signal);
      report('still at it');
      result.resolve('done');
      return result.promise;
    });
    assert.equal(await answer, 'done');
  });

  it('throws the error of the work, quick or slow', async () => {
    const fails = () => Promise.reject(new Error('quick'));
    await assert.rejects(withCancellableProgress('Working', systemClock, fails), /quick/);
    const failsLater = async (signal: AbortSignal) => {
      await systemClock.delay(800, signal);
      throw new Error('slow');
    };
    await assert.rejects(withCancellableProgress('Working', systemClock, failsLater), /slow/);
  });
});
