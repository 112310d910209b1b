import assert from 'node:assert/strict';
import { RepaintTimer } from '../../../../src/sessions/view/repaintTimer';
import { someTime } from '../../../builders';
import { ManualClock } from '../../../fakes/manualClock';

/** A timer with something to do at the times given. */
function setup(times: readonly number[], leastMs = 0) {
  const clock = new ManualClock();
  const shown = { anything: true };
  const next = (now: number) => {
    const later = times.map((ms) => someTime + ms).find((time) => time > now);
    return shown.anything ? (later ?? Infinity) : Infinity;
  };
  const timer = new RepaintTimer({
    clock,
    next,
    leastMs: () => leastMs,
  });
  const ticks: number[] = [];
  timer.onDidTick(() => ticks.push(clock.now() - someTime));
  return { clock, shown, timer, ticks };
}

describe('RepaintTimer', () => {
  it('ticks at each time and waits for only one at once', async () => {
    const { clock, timer, ticks } = setup([1000, 3000]);
    timer.reset();
    timer.reset();
    await clock.advance(0);
    assert.equal(clock.waits, 1);
    await clock.runUntilIdle();
    assert.deepEqual(ticks, [1000, 3000]);
  });

  it('waits only while something shown will change', async () => {
    const { clock, timer, ticks, shown } = setup([1000, 3000]);
    timer.reset();
    shown.anything = false;
    timer.reset();
    await clock.advance(2000);
    assert.equal(clock.waits, 0);
    shown.anything = true;
    timer.reset();
    await clock.runUntilIdle();
    assert.deepEqual(ticks, [3000]);
  });

  it('stops when it is disposed', async () => {
    const { clock, timer, ticks } = setup([1000]);
    timer.reset();
    timer.dispose();
    await clock.advance(5000);
    assert.equal(clock.waits, 0);
    assert.deepEqual(ticks, []);
  });

  it('waits the least time between two ticks, however many texts change', async () => {
    const { clock, timer, ticks } = setup([1000, 1100, 2500, 5000], 3000);
    timer.reset();
    await clock.advance(2000);
    timer.reset();
    await clock.runUntilIdle();
    assert.deepEqual(ticks, [1000, 4000, 7000]);
  });
});
