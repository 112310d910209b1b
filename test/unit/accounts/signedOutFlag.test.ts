import assert from 'node:assert/strict';
import { SignedOutFlag } from '../../../src/accounts/signedOutFlag';
import * as fs from 'node:fs/promises';
import { join } from 'node:path';
import { nodeFileSystem } from '../../../src/storage/files';
import { StateFiles } from '../../../src/storage/stateFiles';
import { ManualClock } from '../../fakes/manualClock';
import { MemoryState } from '../../fakes/memoryState';
import { RecordingLogger } from '../../fakes/recordingLogger';
import { failing, TemporaryFolder } from '../storage/support';

/** A window, and how often it was told of a change. */
function aWindow(state: MemoryState) {
  const flag = new SignedOutFlag(state);
  const told: boolean[] = [];
  flag.onDidChange(() => told.push(flag.get()));
  return { flag, told };
}

describe('The flag for a sign-out', () => {
  it('applies to other windows at once, and fires their events when they read it', async () => {
    const state = new MemoryState();
    const [one, other] = [aWindow(state), aWindow(state)];
    await one.flag.set(true);
    assert.deepEqual(other.told, []);
    assert.equal(other.flag.get(), true);
    assert.equal(other.flag.get(), true);
    assert.deepEqual(other.told, [true]);
    await other.flag.set(false);
    assert.deepEqual(other.told, [true, false]);
    assert.equal(one.flag.get(), false);
    assert.deepEqual(one.told, [true, false]);
    assert.equal(state.values.size, 0);
  });

  it('fires its event once, however often and in whichever window it is set', async () => {
    const state = new MemoryState();
    const [one, other] = [aWindow(state), aWindow(state)];
    await one.flag.set(true);
    await one.flag.set(true);
    await other.flag.set(true);
    assert.deepEqual(one.told, [true]);
    assert.deepEqual(other.told, [true]);
  });

  describe('on disk', () => {
    const temporary = TemporaryFolder.forEachTest();
    const folder = () => join(temporary.path, 'state');
    const flagOf = (system = nodeFileSystem) => {
      const clock = new ManualClock();
      return new SignedOutFlag(new StateFiles(folder(), clock, new RecordingLogger(), system));
    };

    it('reports that it applies to this window only, and reaches the others when it is set again', async () => {
      const system = { ...nodeFileSystem, open: failing('ENOSPC') };
      const [one, other] = [flagOf(system), flagOf()];
      assert.equal(await one.set(true), false);
      assert.deepEqual([one.get(), other.get()], [true, false]);
      Object.assign(system, { open: nodeFileSystem.open });
      assert.equal(await one.set(true), true);
      assert.equal(other.get(), true);
    });

    it('counts as set when its file is damaged, until the user signs in', async () => {
      await fs.mkdir(folder());
      await fs.writeFile(join(folder(), 'signedOut.json'), '');
      const flag = flagOf();
      assert.equal(flag.get(), true);
      assert.equal(await flag.set(false), true);
      assert.deepEqual([flag.get(), await fs.readdir(folder())], [false, []]);
    });

    it('counts as set when its file can’t be read', async () => {
      await fs.writeFile(folder(), 'a file in the place of the folder');
      assert.equal(flagOf().get(), true);
    });
  });
});
