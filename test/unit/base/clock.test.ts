import assert from 'node:assert/strict';
import { systemClock, type Clock } from '../../../src/base/clock';
import { ManualClock } from '../../fakes/manualClock';
import { settle } from '../../fakes/settle';

const clocks: readonly [string, () => Clock][] = [
  ['systemClock', () => systemClock],
  ['ManualClock', () => new ManualClock()],
];

for (const [name, aClock] of clocks) {
  describe(name, () => {
    it('ends a wait of no time or less', async () => {
      await aClock().delay(0);
      await aClock().delay(-5);
    });

    it('measures the time that goes by', async () => {
      const clock = aClock();
      const start = clock.monotonicNow();
      await clock.delay(0);
      assert.ok(clock.monotonicNow() >= start);
    });

    it('rejects with the reason when the signal aborts, also when it has done so before', async () => {
      const controller = new AbortController();
      const waiting = aClock().delay(60_000, controller.signal);
      controller.abort(new RangeError('enough'));
      await assert.rejects(waiting, RangeError);
      await assert.rejects(aClock().delay(60_000, controller.signal), RangeError);
    });

    it('does not take a wait of weeks for no wait at all', async () => {
      const controller = new AbortController();
      let isOver = false;
      const waiting = aClock()
        .delay(2 ** 40, controller.signal)
        .then(() => (isOver = true));
      await settle();
      assert.equal(isOver, false);
      controller.abort();
      await assert.rejects(waiting);
    });
  });
}

describe('ManualClock, moved by hand', () => {
  it('can be set without that any time goes by', async () => {
    const clock = new ManualClock(0);
    const start = clock.monotonicNow();
    clock.adjust(-500);
    assert.deepEqual([clock.now(), clock.monotonicNow() - start], [-500, 0]);
    await clock.advance(700);
    assert.deepEqual([clock.now(), clock.monotonicNow() - start], [200, 700]);
  });

  it('ends the waits on its way in the order of time', async () => {
    const clock = new ManualClock(0);
    const log: string[] = [];
    void clock.delay(20).then(() => log.push(`second at ${clock.now()}`));
    void clock.delay(10).then(() => log.push(`first at ${clock.now()}`));
    await clock.advance(15);
    assert.deepEqual([...log, clock.now()], ['first at 10', 15]);
    assert.equal(await clock.runUntilIdle(), 5);
    assert.deepEqual(log, ['first at 10', 'second at 20']);
  });
});
