import assert from 'node:assert/strict';
import { literal, object, string } from 'valibot';
import { parseJson } from '../../../src/base/json';
import {
  ifValid,
  jsonObject,
  listOfValid,
  nonEmptyText,
  readAs,
  timestamp,
  validProcessId,
} from '../../../src/base/schema';

const named = object({ name: string() });

describe('A schema', () => {
  it('reads only the properties that it describes', () => {
    assert.deepEqual(readAs(named, { name: 'a', later: 1 }), { name: 'a' });
  });

  it('reads nothing from a value that doesn’t fit', () => {
    for (const value of [undefined, null, 7, 'a', [], {}, { name: 7 }]) {
      assert.equal(readAs(named, value), undefined);
    }
  });

  it('reads no property of a prototype in the JSON', () => {
    assert.equal(readAs(named, parseJson('{"__proto__":{"name":"a"}}')), undefined);
  });

  it('reads a property that doesn’t fit as undefined, and the other properties as usual', () => {
    const schema = object({ name: string(), kind: ifValid(literal('file')) });
    assert.deepEqual(readAs(schema, { name: 'a', kind: 'link' }), { name: 'a', kind: undefined });
    assert.deepEqual(readAs(schema, { name: 'a', kind: 'file' }), { name: 'a', kind: 'file' });
    assert.deepEqual(readAs(schema, { name: 'a' }), { name: 'a' });
  });

  it('reads the entries of a list that fit, in order', () => {
    const list = [{ name: 'b' }, { name: 7 }, null, { name: 'a' }];
    assert.deepEqual(readAs(listOfValid(named), list), [{ name: 'b' }, { name: 'a' }]);
    assert.equal(readAs(listOfValid(named), { 0: { name: 'a' } }), undefined);
  });

  it('doesn’t accept an array as an object', () => {
    const schema = jsonObject({ name: ifValid(string()) });
    assert.deepEqual(readAs(schema, {}), {});
    assert.equal(readAs(schema, []), undefined);
  });

  it('reads non-empty texts', () => {
    assert.equal(readAs(nonEmptyText, 'a'), 'a');
    assert.equal(readAs(nonEmptyText, ''), undefined);
    assert.equal(readAs(nonEmptyText, 1), undefined);
  });

  it('reads times within the range of a date', () => {
    for (const time of [0, 8.64e15]) {
      assert.equal(readAs(timestamp, time), time);
    }
    for (const time of [-1, Number.NaN, 8.65e15, '1']) {
      assert.equal(readAs(timestamp, time), undefined);
    }
  });

  it('reads the ids of single processes, not of groups', () => {
    assert.equal(readAs(validProcessId, 1), 1);
    for (const id of [0, -1, 1.5, 2 ** 53, '1']) {
      assert.equal(readAs(validProcessId, id), undefined);
    }
  });
});
