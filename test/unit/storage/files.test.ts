import assert from 'node:assert/strict';
import * as fs from 'node:fs/promises';
import { Files, isMissing, nodeFileSystem, systemCode } from '../../../src/storage/files';
import { InstantClock, failing, systemError, TemporaryFolder } from './support';

describe('files', () => {
  const folder = TemporaryFolder.forEachTest();
  const setup = (system: Partial<typeof nodeFileSystem> = {}) => ({
    files: new Files({ ...nodeFileSystem, ...system }, new InstantClock()),
    path: `${folder.path}/file.json`,
  });

  it('makes a file once', async () => {
    const { files, path } = setup();
    await files.create(path, 'one');
    await assert.rejects(files.create(path, 'two'), { code: 'EEXIST' });
    assert.equal(await fs.readFile(path, 'utf8'), 'one');
    assert.deepEqual(await fs.readdir(folder.path), ['file.json']);
  });

  it('makes a file once without links too', async () => {
    const { files, path } = setup({ link: failing('EPERM') });
    await files.create(path, 'one');
    await assert.rejects(files.create(path, 'two'), { code: 'EEXIST' });
    assert.equal(await fs.readFile(path, 'utf8'), 'one');
    assert.deepEqual(await fs.readdir(folder.path), ['file.json']);
  });

  it('replaces a file whole, also while others do', async () => {
    const { files, path } = setup();
    const texts = Array.from({ length: 20 }, (_, index) => `${index}`.repeat(1000));
    await Promise.all(texts.map((text) => files.replace(path, text)));
    assert(texts.includes(await fs.readFile(path, 'utf8')));
    assert.deepEqual(await fs.readdir(folder.path), ['file.json']);
  });

  it('starts over when the system is busy in the middle of writing', async () => {
    let failures = 2;
    const { files, path } = setup({
      open: async (...given) => {
        const file = await nodeFileSystem.open(...given);
        if (failures > 0) {
          failures -= 1;
          file.sync = () => Promise.reject(systemError('EBUSY'));
        }
        return file;
      },
    });
    await files.create(path, 'text');
    assert.equal(await fs.readFile(path, 'utf8'), 'text');
  });

  it('does not repeat what will not pass', async () => {
    let attempts = 0;
    const { files } = setup();
    const attempt = () => {
      attempts += 1;
      return Promise.reject(systemError('ENOSPC'));
    };
    await assert.rejects(files.retried(attempt), { code: 'ENOSPC' });
    assert.equal(attempts, 1);
  });

  it('waits two seconds at most for a busy file, also when the clock is set back meanwhile', async () => {
    const clock = new InstantClock();
    const files = new Files(nodeFileSystem, clock);
    const start = clock.monotonicNow();
    const retrying = files.retried(() => Promise.reject(systemError('EBUSY')));
    clock.adjust(-60_000);
    await assert.rejects(retrying, { code: 'EBUSY' });
    const tookMs = clock.monotonicNow() - start;
    assert.ok(tookMs <= 2000, `${tookMs} ms`);
  });

  it('does without flushing a folder where that is not possible', async () => {
    const { files, path } = setup({
      open: (...given) =>
        given[1] === 'r' ? Promise.reject(systemError('EISDIR')) : nodeFileSystem.open(...given),
    });
    await files.create(path, 'text');
    assert.equal(await files.exists(path), true);
  });

  it('removes a file, and does not mind when there is none', async () => {
    const { files, path } = setup();
    await files.create(path, 'text');
    await files.remove(path);
    await files.remove(path);
    assert.equal(await files.exists(path), false);
  });

  it('passes on that it cannot tell whether a file exists', async () => {
    const { files, path } = setup({ lstat: failing('EIO') });
    await assert.rejects(files.exists(path), { code: 'EIO' });
  });

  it('reads the system’s code of an error', () => {
    assert.equal(systemCode(systemError('EIO')), 'EIO');
    assert.equal(systemCode(new Error('x')), undefined);
    assert.equal(systemCode('EIO'), undefined);
    assert(isMissing(systemError('ENOTDIR')));
    assert(!isMissing(systemError('EIO')));
  });
});
