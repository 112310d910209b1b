import assert from 'node:assert/strict';
import { durationText } from '../../../src/messages/durationText';

describe('The text of a duration', () => {
  const table: [number, string][] = [
    [0, '1 second'],
    [1, '1 second'],
    [1001, '2 seconds'],
    [89_000, '89 seconds'],
    [90_000, '2 minutes'],
    [60 * 60_000, '60 minutes'],
    [24 * 60 * 60_000, '24 hours'],
  ];
  for (const [ms, expected] of table) {
    it(`is “${expected}” for ${ms} ms`, () => {
      assert.equal(durationText(ms), expected);
    });
  }
});
