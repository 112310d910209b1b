import assert from 'node:assert/strict';
import { BoundedList } from '../../../src/sandbox/boundedList';

describe('BoundedList', () => {
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

  it('keeps the newest entries, and counts the dropped ones', () => {
    const { list, add, texts } = setup();
    ['a', 'b', 'c'].forEach(add);
    assert.deepEqual(texts(), ['a', 'b', 'c']);
    assert.equal(list.dropped, 0);
    ['d', 'e'].forEach(add);
    assert.deepEqual(texts(), ['c', 'd', 'e']);
    assert.equal(list.dropped, 2);
  });

  it('drops the oldest entries above its limit of characters', () => {
    const { add, texts } = setup();
    ['aaaa', 'bbbb', 'cccc'].forEach(add);
    assert.deepEqual(texts(), ['bbbb', 'cccc']);
  });

  it('drops a single entry above its limit of characters', () => {
    const { list, add, texts } = setup();
    add('x'.repeat(11));
    assert.deepEqual(texts(), []);
    assert.equal(list.dropped, 1);
    add('a');
    assert.deepEqual(texts(), ['a']);
  });

  it('drops the oldest entries when another entry grows', () => {
    const { list, add, texts } = setup();
    add('aaaa');
    list.grow(add('bbbb'), 4);
    assert.deepEqual(texts(), ['bbbb']);
    add('cc');
    assert.deepEqual(texts(), ['bbbb', 'cc']);
  });

  it('ignores the growth of a dropped entry', () => {
    const { list, add, texts } = setup();
    const dropped = add('aaaa');
    ['bbbb', 'cccc'].forEach(add);
    list.grow(dropped, 100);
    assert.deepEqual(texts(), ['bbbb', 'cccc']);
  });

  it('is empty after it is cleared, in the same array', () => {
    const { list, add } = setup();
    const { entries } = list;
    ['aaaa', 'bbbb', 'cccc'].forEach(add);
    list.clear();
    assert.deepEqual(entries, []);
    assert.equal(list.dropped, 0);
    ['dddd', 'eeee'].forEach(add);
    assert.equal(entries.length, 2);
  });
});
