import assert from 'node:assert/strict';
import { AdaptiveLimit } from '../../../src/requests/adaptiveLimit';

function setup({ maximum = 128 } = {}) {
  const limit = new AdaptiveLimit(() => maximum);
  const succeed = (latencyMs: number, times: number) => {
    for (let time = 0; time < times; time += 1) {
      limit.noteSuccess(latencyMs);
    }
  };
  return { limit, succeed };
}

describe('AdaptiveLimit', () => {
  it('is 32 before the first answer', () => {
    assert.equal(setup().limit.value, 32);
  });

  for (const { latencyMs, value } of [
    { latencyMs: 1, value: 8 },
    { latencyMs: 20, value: 32 },
    { latencyMs: 50, value: 80 },
    { latencyMs: 100, value: 128 },
  ]) {
    it(`is ${value} when the service answers in ${latencyMs} ms`, () => {
      const { limit, succeed } = setup();
      succeed(latencyMs, 1);
      assert.equal(limit.value, value);
      succeed(latencyMs, 100);
      assert.equal(limit.value, value);
    });
  }

  it('follows a latency that changes within some dozens of answers', () => {
    const { limit, succeed } = setup();
    succeed(10, 1);
    succeed(60, 40);
    assert.ok(limit.value > 90, `${limit.value}`);
  });

  it('halves down to one when the service is overloaded', () => {
    const { limit } = setup();
    const values = [1, 2, 3, 4, 5, 6].map((now) => {
      limit.noteOverload(now, now);
      return limit.value;
    });
    assert.deepEqual(values, [16, 8, 4, 2, 1, 1]);
  });

  it('halves once for requests that were under way together', () => {
    const { limit } = setup();
    limit.noteOverload(0, 100);
    limit.noteOverload(10, 110);
    assert.equal(limit.value, 16);
    limit.noteOverload(120, 130);
    assert.equal(limit.value, 8);
  });

  it('doubles again after as many successes as it allows at once', () => {
    const { limit, succeed } = setup();
    limit.noteOverload(0, 1);
    succeed(20, 15);
    assert.equal(limit.value, 16);
    succeed(20, 1);
    assert.equal(limit.value, 32);
  });

  it('follows a setting that changes, and allows one at least', () => {
    let maximum = 2;
    const limit = new AdaptiveLimit(() => maximum);
    assert.equal(limit.value, 2);
    maximum = 0;
    assert.equal(limit.value, 1);
    maximum = 64;
    assert.equal(limit.value, 32);
  });
});
