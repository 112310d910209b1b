import assert from 'node:assert/strict';
import { AdaptiveLimit } from '../../../src/requests/adaptiveLimit';

const succeed = (limit: AdaptiveLimit, times: number) => {
  for (let time = 0; time < times; time += 1) {
    limit.noteSuccess();
  }
};

describe('AdaptiveLimit', () => {
  it('starts at four and doubles after as many good answers as it allows at once', () => {
    const limit = new AdaptiveLimit(() => 64);
    const values = [4, 8, 16, 32].map((answers) => {
      const before = limit.value;
      succeed(limit, answers);
      return [before, limit.value];
    });
    assert.deepEqual(values, [
      [4, 8],
      [8, 16],
      [16, 32],
      [32, 64],
    ]);
    succeed(limit, 1000);
    assert.equal(limit.value, 64);
  });

  it('halves down to one', () => {
    const limit = new AdaptiveLimit(() => 64);
    const values = [1, 2, 3, 4].map((now) => {
      limit.noteOverload(now, now);
      return limit.value;
    });
    assert.deepEqual(values, [2, 1, 1, 1]);
  });

  it('halves once for requests that were under way together', () => {
    const limit = new AdaptiveLimit(() => 64);
    limit.noteOverload(0, 100);
    limit.noteOverload(10, 110);
    assert.equal(limit.value, 2);
    limit.noteOverload(120, 130);
    assert.equal(limit.value, 1);
  });

  it('follows a setting that changes, and allows one at least', () => {
    let maximum = 2;
    const limit = new AdaptiveLimit(() => maximum);
    assert.equal(limit.value, 2);
    maximum = 0;
    assert.equal(limit.value, 1);
    maximum = 64;
    assert.equal(limit.value, 4);
    succeed(limit, 4);
    assert.equal(limit.value, 8);
  });
});
