import assert from 'node:assert/strict';
import { RetryTimer } from '../../../src/storage/retryTimer';
import { ManualClock } from '../../fakes/manualClock';
import { settle } from '../../fakes/settle';

function setup(failures: number) {
  const clock = new ManualClock();
  const state = { left: failures, tries: 0 };
  const retry = () => {
    state.tries += 1;
    state.left -= 1;
    return Promise.resolve();
  };
  const timer = new RetryTimer(clock, () => state.left > 0, retry);
  return { clock, state, timer };
}

describe('RetryTimer', () => {
  it('doesn’t run before something failed', () => {
    assert.equal(setup(1).clock.waits, 0);
  });

  it('retries within half a minute, and after each pause, until no retry is needed', async () => {
    const { clock, state, timer } = setup(2);
    timer.wake();
    await settle();
    assert.equal(clock.waits, 1);
    assert.equal(state.tries, 0);
    await clock.advance(30_000);
    assert.equal(clock.waits, 1);
    assert.equal(state.tries, 1);
    await clock.advance(30_000);
    assert.equal(clock.waits, 0);
    assert.equal(state.tries, 2);
  });

  it('runs only once for several failures, and again for a later failure', async () => {
    const { clock, state, timer } = setup(1);
    timer.wake();
    timer.wake();
    assert.equal(clock.waits, 1);
    await clock.advance(30_000);
    assert.equal(state.tries, 1);
    state.left = 1;
    timer.wake();
    await clock.advance(30_000);
    assert.equal(clock.waits, 0);
    assert.equal(state.tries, 2);
  });

  it('ends when it is disposed', async () => {
    const { clock, state, timer } = setup(5);
    timer.wake();
    timer.dispose();
    await clock.advance(60_000);
    timer.wake();
    await clock.advance(60_000);
    assert.equal(clock.waits, 0);
    assert.equal(state.tries, 0);
  });
});
