import assert from 'node:assert/strict';
import { DisposableStore } from '../../../src/base/disposable';

describe('DisposableStore', () => {
  const setup = () => {
    const log: string[] = [];
    const item = (name: string) => ({ dispose: () => void log.push(name) });
    return { store: new DisposableStore(), log, item };
  };

  it('disposes its items once, in reverse order', () => {
    const { store, log, item } = setup();
    store.add(item('first'));
    store.add(item('second'));
    store.dispose();
    store.dispose();
    assert.deepEqual(log, ['second', 'first']);
  });

  it('disposes an item at once if it was disposed before', () => {
    const { store, log, item } = setup();
    store.dispose();
    store.add(item('late'));
    assert.deepEqual(log, ['late']);
  });

  it('disposes the other items if one throws', () => {
    const { store, log, item } = setup();
    store.add(item('first'));
    store.add({
      dispose: () => {
        throw new TypeError('stuck');
      },
    });
    assert.throws(() => {
      store.dispose();
    }, AggregateError);
    assert.deepEqual(log, ['first']);
  });
});
