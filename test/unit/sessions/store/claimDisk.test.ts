import assert from 'node:assert/strict';
import { claimDisk } from '../../../../src/sessions/store/claimDisk';
import { Files, nodeFileSystem } from '../../../../src/storage/files';
import { failing, InstantClock, TemporaryFolder } from '../../storage/support';

describe('claimDisk', () => {
  const folder = TemporaryFolder.forEachTest();

  /** A disk that refuses new files while `isReadOnly`, and how long it takes to create one. */
  const setup = () => {
    const state = { isReadOnly: true };
    const clock = new InstantClock();
    const refuse = failing('EACCES');
    const open: typeof nodeFileSystem.open = (...call) =>
      state.isReadOnly ? refuse() : nodeFileSystem.open(...call);
    const files = new Files(nodeFileSystem, clock);
    const disk = claimDisk(`${folder.path}/claims`, files, { ...nodeFileSystem, open });
    let count = 0;
    const msToCreate = async () => {
      const start = clock.monotonicNow();
      count += 1;
      await disk.create(`name-${count}`, 'text').catch(() => undefined);
      return clock.monotonicNow() - start;
    };
    return { state, clock, disk, msToCreate };
  };

  it('waits only once in half a minute for a folder that is not writable', async () => {
    const { clock, disk, msToCreate } = setup();
    const waits = [await msToCreate(), await msToCreate(), await msToCreate()];
    assert.ok((waits[0] ?? 0) > 1500, `${waits[0]} ms`);
    assert.deepEqual(waits.slice(1), [0, 0]);
    await assert.rejects(disk.create('another', 'text'), { code: 'EACCES' });
    await clock.delay(30_000);
    assert.ok((await msToCreate()) > 1500, 'Half a minute has passed.');
  });

  it('waits again for a busy file once another file could be created', async () => {
    const { state, msToCreate, disk } = setup();
    await msToCreate();
    state.isReadOnly = false;
    assert.equal(await disk.create('created', 'text'), true);
    assert.equal(await disk.create('created', 'text'), false);
    state.isReadOnly = true;
    assert.ok((await msToCreate()) > 1500);
  });
});
