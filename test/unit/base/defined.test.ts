import assert from 'node:assert/strict';
import { defined } from '../../../src/base/defined';

describe('defined', () => {
  it('omits the properties whose value is undefined', () => {
    const properties = defined({ name: 'a', size: undefined });
    assert.deepEqual(Object.keys(properties), ['name']);
  });

  it('keeps every other falsy value', () => {
    const properties = { text: '', count: 0, isDone: false, parent: null };
    assert.deepEqual(defined(properties), properties);
  });

  it('doesn’t change its argument', () => {
    const properties = { size: undefined };
    defined(properties);
    assert.deepEqual(Object.keys(properties), ['size']);
  });

  it('returns a type whose properties may be absent, but not undefined', () => {
    const sizeOf = (size: number | undefined): { readonly name: 'a'; readonly size?: number } =>
      defined({ name: 'a', size });
    assert.deepEqual(sizeOf(1), { name: 'a', size: 1 });
    assert.deepEqual(sizeOf(undefined), { name: 'a' });
  });
});
