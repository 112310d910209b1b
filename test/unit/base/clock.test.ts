import assert from 'node:assert/strict';
import { systemClock, type Clock } from '../../../src/base/clock';
import { ManualClock } from '../../fakes/manualClock';
import { settle } from '../../fakes/settle';

const clocks: readonly { readonly name: string; readonly aClock: () => Clock }[] = [
  { name: 'systemClock', aClock: () => systemClock },
  { name: 'ManualClock', aClock: () => new ManualClock() },
];

for (const { name, aClock } of clocks) {
  describe(name, () => {
    it('ends a delay of zero or less at once', async () => {
      await aClock().delay(0);
      await aClock().delay(-5);
    });

    it('measures the time that passes', async () => {
      const clock = aClock();
      const start = clock.monotonicNow();
      await clock.delay(0);
      assert.ok(clock.monotonicNow() >= start);
    });

    it('rejects with the signal’s reason, even if it has aborted already', async () => {
      const controller = new AbortController();
      const waiting = aClock().delay(60_000, controller.signal);
      controller.abort(new RangeError('enough'));
      await assert.rejects(waiting, RangeError);
      await assert.rejects(aClock().delay(60_000, controller.signal), RangeError);
    });

    it('doesn’t end a delay of weeks at once', async () => {
      const controller = new AbortController();
      let hasEnded = false;
      const waiting = aClock()
        .delay(2 ** 40, controller.signal)
        .then(() => (hasEnded = true));
      await settle();
      assert.equal(hasEnded, false);
      controller.abort();
      await assert.rejects(waiting);
    });
  });
}

describe('ManualClock in a test', () => {
  it('can be set without any time passing', async () => {
    const clock = new ManualClock(0);
    const start = clock.monotonicNow();
    clock.adjust(-500);
    assert.equal(clock.now(), -500);
    assert.equal(clock.monotonicNow(), start);
    await clock.advance(700);
    assert.equal(clock.now(), 200);
    assert.equal(clock.monotonicNow(), start + 700);
  });

  it('ends the delays in the order of their times', async () => {
    const clock = new ManualClock(0);
    const log: string[] = [];
    void clock.delay(20).then(() => log.push(`second at ${clock.now()}`));
    void clock.delay(10).then(() => log.push(`first at ${clock.now()}`));
    await clock.advance(15);
    assert.deepEqual(log, ['first at 10']);
    assert.equal(clock.now(), 15);
    assert.equal(await clock.runUntilIdle(), 5);
    assert.deepEqual(log, ['first at 10', 'second at 20']);
  });
});
