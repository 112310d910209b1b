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

  it('removes its temporary file although the system holds it for a moment', async () => {
    let failures = 3;
    const { files, path } = setup({
      unlink: (...given) => {
        failures -= 1;
        return failures >= 0 ? failing('EBUSY')() : nodeFileSystem.unlink(...given);
      },
    });
    await files.create(path, 'text');
    assert.deepEqual(await fs.readdir(folder.path), ['file.json']);
  });

  for (const method of ['open', 'rename'] as const) {
    it(`does not wait again for a folder that refuses to ${method}`, async () => {
      const clock = new InstantClock();
      const system = { ...nodeFileSystem, [method]: failing('EACCES') };
      const files = new Files(system, clock);
      const waits: number[] = [];
      for (const path of ['one', 'other', 'third']) {
        const start = clock.now();
        await assert.rejects(files.replace(`${folder.path}/${path}`, 'x'), { code: 'EACCES' });
        waits.push(clock.now() - start);
      }
      assert((waits[0] ?? 0) > 1500);
      assert.deepEqual(waits.slice(1), [0, 0]);
    });
  }

  for (const code of ['EPERM', 'EBUSY']) {
    it(`asks a folder that refused with ${code} only once each, until it obeys or time has passed`, async () => {
      const system = { refuses: true, asked: 0 };
      const clock = new InstantClock();
      const unlink: typeof nodeFileSystem.unlink = (...given) => {
        system.asked += 1;
        return system.refuses ? failing(code)() : nodeFileSystem.unlink(...given);
      };
      const files = new Files({ ...nodeFileSystem, unlink }, clock);
      const path = `${folder.path}/file`;
      const waitOf = async () => {
        const start = clock.now();
        await fs.writeFile(path, 'x');
        await files.remove(path).catch(() => undefined);
        return clock.now() - start;
      };
      assert((await waitOf()) > 1500);
      system.asked = 0;
      assert.deepEqual([await waitOf(), await waitOf(), system.asked], [0, 0, 2]);
      system.refuses = false;
      await waitOf();
      system.refuses = true;
      assert((await waitOf()) > 1500, 'It obeyed in between.');
      await clock.delay(60_000);
      assert((await waitOf()) > 1500, 'Much time has passed.');
    });
  }

  it('passes on that it cannot tell whether a file exists', async () => {
    const { files, path } = setup({ lstat: failing('EIO') });
    await assert.rejects(files.exists(path), { code: 'EIO' });
  });

  it('reads the system’s code of an error', () => {
    assert.equal(systemCode(systemError('EIO')), 'EIO');
    assert.equal(systemCode(new Error('x')), undefined);
    assert.equal(systemCode('EIO'), undefined);
    assert(isMissing(systemError('ENOENT')));
    // A file in the place of a folder says nothing of what was in the folder.
    assert(!isMissing(systemError('ENOTDIR')));
    assert(!isMissing(systemError('EIO')));
  });
});
