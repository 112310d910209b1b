import assert from 'node:assert/strict';
import { Deferred } from '../../../src/base/deferred';

describe('Deferred', () => {
  it('keeps the first result', async () => {
    const deferred = new Deferred<number>();
    deferred.resolve(1);
    deferred.reject(new Error('too late'));
    assert.equal(await deferred.promise, 1);
  });

  it('can be rejected', async () => {
    const deferred = new Deferred<number>();
    deferred.reject(new TypeError('no'));
    await assert.rejects(deferred.promise, TypeError);
  });
});
