import assert from 'node:assert/strict';
import { isJsonObject, parseJson } from '../../../src/base/json';
import { isText, isTime, oneOf, own } from '../../../src/storage/guards';

describe('guards', () => {
  it('reads own properties only', () => {
    assert.equal(own({ a: 1 }, 'a'), 1);
    assert.equal(own({}, 'toString'), undefined);
    const json = parseJson('{"__proto__":{"a":1}}');
    assert(isJsonObject(json));
    assert.equal(own(json, 'a'), undefined);
  });

  it('checks texts, options and times', () => {
    assert(isText('x') && !isText('') && !isText(1));
    assert.equal(oneOf('a', ['a', 'b']), 'a');
    assert.equal(oneOf('c', ['a', 'b']), undefined);
    assert(isTime(0) && isTime(8.64e15));
    assert(!isTime(-1) && !isTime(Number.NaN) && !isTime(8.65e15) && !isTime('1'));
  });
});
