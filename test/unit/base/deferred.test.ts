import assert from 'node:assert/strict';
import { Deferred } from '../../../src/base/deferred';

describe('Deferred', () => {
  it('is settled from outside, for good with the first answer', async () => {
    const good = new Deferred<number>();
    good.resolve(1);
    good.reject(new Error('too late'));
    assert.equal(await good.promise, 1);
    const bad = new Deferred<number>();
    bad.reject(new TypeError('no'));
    await assert.rejects(bad.promise, TypeError);
  });
});
