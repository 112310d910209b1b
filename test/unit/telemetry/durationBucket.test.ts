import assert from 'node:assert/strict';
import { durationBucket, durationBuckets } from '../../../src/telemetry/durationBucket';

describe('durationBucket', () => {
  for (const [ms, bucket] of [
    [-1000, 'under1s'],
    [0, 'under1s'],
    [999, 'under1s'],
    [1000, 'under3s'],
    [2999, 'under3s'],
    [3000, 'under10s'],
    [9999, 'under10s'],
    [10_000, 'under30s'],
    [30_000, 'under2min'],
    [120_000, 'under10min'],
    [599_999, 'under10min'],
    [600_000, 'over10min'],
    [Number.MAX_SAFE_INTEGER, 'over10min'],
    [Infinity, 'over10min'],
    [Number.NaN, 'over10min'],
  ] as const) {
    it(`puts ${ms} ms into ${bucket}`, () => {
      assert.equal(durationBucket(ms), bucket);
    });
  }

  it('uses every bucket', () => {
    const used = [0, 1e3, 3e3, 1e4, 3e4, 12e4, 6e5].map(durationBucket);
    assert.deepEqual(used, durationBuckets);
  });
});
