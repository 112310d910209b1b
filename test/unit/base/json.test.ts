import assert from 'node:assert/strict';
import { isJsonObject, parseJson } from '../../../src/base/json';

describe('parseJson and isJsonObject', () => {
  it('parse JSON, and return undefined for any other text', () => {
    assert.deepEqual(parseJson('{"a":[1]}'), { a: [1] });
    assert.equal(parseJson('<html>'), undefined);
    assert.equal(parseJson(''), undefined);
  });

  it('accept a JSON object, but no array and no null', () => {
    assert.equal(isJsonObject({}), true);
    for (const value of [null, undefined, [], 'text', 5]) {
      assert.equal(isJsonObject(value), false);
    }
  });
});
