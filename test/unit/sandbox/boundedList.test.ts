import assert from 'node:assert/strict';
import { BoundedList } from '../../../src/sandbox/boundedList';

describe('A list that forgets', () => {
  const setup = () => {
    const list = new BoundedList<{ text: string }>({ entries: 3, characters: 10 });
    const add = (text: string) => {
      const entry = { text };
      list.add(entry, text.length);
      return entry;
    };
    const texts = () => list.entries.map(({ text }) => text);
    return { list, add, texts };
  };

  it('keeps the newest of too many, and counts the others', () => {
    const { list, add, texts } = setup();
    ['a', 'b', 'c'].forEach(add);
    assert.deepEqual([texts(), list.dropped], [['a', 'b', 'c'], 0]);
    ['d', 'e'].forEach(add);
    assert.deepEqual([texts(), list.dropped], [['c', 'd', 'e'], 2]);
  });

  it('keeps no more characters than it may, be a single entry too large', () => {
    const { list, add, texts } = setup();
    ['aaaa', 'bbbb', 'cccc'].forEach(add);
    assert.deepEqual(texts(), ['bbbb', 'cccc']);
    add('x'.repeat(11));
    assert.deepEqual([texts(), list.dropped], [[], 4]);
    add('d');
    assert.deepEqual(texts(), ['d']);
  });

  it('counts what an entry comes to hold later, as long as it is there', () => {
    const { list, add, texts } = setup();
    const [first, second] = ['aaaa', 'bbbb'].map(add);
    assert.ok(first && second);
    list.grow(second, 4);
    assert.deepEqual(texts(), ['bbbb']);
    list.grow(first, 100);
    assert.deepEqual(texts(), ['bbbb']);
    add('cc');
    assert.deepEqual(texts(), ['bbbb', 'cc']);
  });

  it('is empty again after a reset, and whoever holds it sees that', () => {
    const { list, add } = setup();
    const { entries } = list;
    ['aaaa', 'bbbb', 'cccc'].forEach(add);
    list.clear();
    assert.deepEqual([entries, list.dropped], [[], 0]);
    ['dddd', 'eeee'].forEach(add);
    assert.equal(entries.length, 2);
  });
});
