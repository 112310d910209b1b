import assert from 'node:assert/strict';
import { SignedOutFlag } from '../../../src/vscode/signedOutFlag';
import { MemoryState } from '../../fakes/memoryState';

/** A window, and how often it was told of a change. */
function aWindow(state: MemoryState) {
  const flag = new SignedOutFlag(state);
  const told: boolean[] = [];
  flag.onDidChange(() => told.push(flag.get()));
  return { flag, told };
}

describe('SignedOutFlag', () => {
  it('holds in the other windows at once, and is told there when they look', async () => {
    const state = new MemoryState();
    const [one, other] = [aWindow(state), aWindow(state)];
    await one.flag.set(true);
    assert.deepEqual([other.flag.get(), other.told], [true, []]);
    other.flag.look();
    other.flag.look();
    assert.deepEqual(other.told, [true]);
    await other.flag.set(false);
    one.flag.look();
    assert.deepEqual(
      [one.told, other.told],
      [
        [true, false],
        [true, false],
      ],
    );
    assert.equal(state.values.size, 0);
  });

  it('is told once however often it is set, also where another window was first', async () => {
    const state = new MemoryState();
    const [one, other] = [aWindow(state), aWindow(state)];
    await one.flag.set(true);
    await one.flag.set(true);
    await other.flag.set(true);
    assert.deepEqual([one.told, other.told], [[true], [true]]);
  });
});
