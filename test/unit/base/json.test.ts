import assert from 'node:assert/strict';
import { isJsonObject, parseJson } from '../../../src/base/json';

describe('JSON of others', () => {
  it('is parsed, or is nothing', () => {
    assert.deepEqual(parseJson('{"a":[1]}'), { a: [1] });
    assert.equal(parseJson('<html>'), undefined);
    assert.equal(parseJson(''), undefined);
  });

  it('is an object only when JSON says so', () => {
    assert.equal(isJsonObject({}), true);
    for (const value of [null, undefined, [], 'text', 5]) {
      assert.equal(isJsonObject(value), false);
    }
  });
});
