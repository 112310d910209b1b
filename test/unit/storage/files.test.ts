import assert from 'node:assert/strict';
import * as fs from 'node:fs/promises';
import { Files, isMissing, nodeFileSystem, systemCode } from '../../../src/storage/files';
import { InstantClock, failing, systemError, TemporaryFolder } from './support';

describe('Files', () => {
  const folder = TemporaryFolder.forEachTest();
  const setup = (system: Partial<typeof nodeFileSystem> = {}) => ({
    files: new Files({ ...nodeFileSystem, ...system }, new InstantClock()),
    path: `${folder.path}/file.json`,
  });

  it('creates a file only once', async () => {
    const { files, path } = setup();
    await files.create(path, 'one');
    await assert.rejects(files.create(path, 'two'), { code: 'EEXIST' });
    assert.equal(await fs.readFile(path, 'utf8'), 'one');
    assert.deepEqual(await fs.readdir(folder.path), ['file.json']);
  });

  it('creates a file only once, even if the file system has no links', async () => {
    const { files, path } = setup({ link: failing('EPERM') });
    await files.create(path, 'one');
    await assert.rejects(files.create(path, 'two'), { code: 'EEXIST' });
    assert.equal(await fs.readFile(path, 'utf8'), 'one');
    assert.deepEqual(await fs.readdir(folder.path), ['file.json']);
  });

  it('reads a file of any length up to the limit', async () => {
    const { files, path } = setup();
    for (const length of [0, 1, 2047, 2048, 2049, 5000, 100_000]) {
      const text = 'ä'.repeat(length / 2) + 'x'.repeat(length % 2);
      await fs.writeFile(path, text);
      assert.equal(await files.readPlain(path, length), text);
      assert.equal(await files.readPlain(path, length - 1), undefined);
    }
  });

  it('shares a flush of the folder among files that are written at once', async () => {
    let flushes = 0;
    const { files, path } = setup({
      open: async (...given) => {
        const file = await nodeFileSystem.open(...given);
        flushes += given[1] === 'r' ? 1 : 0;
        return file;
      },
    });
    const writing = Array.from({ length: 100 }, (_, index) => files.create(`${path}${index}`, 'x'));
    await Promise.all(writing);
    assert.ok(flushes > 0 && flushes < 50, `${flushes} flushes`);
  });

  it('has flushed the folder after a file appeared in it, before it says so', async () => {
    const steps: string[] = [];
    const { files, path } = setup({
      link: async (...given) => {
        await nodeFileSystem.link(...given);
        steps.push('appeared');
      },
      open: async (...given) => {
        const file = await nodeFileSystem.open(...given);
        const sync = file.sync.bind(file);
        file.sync = async () => {
          await sync();
          steps.push(given[1] === 'r' ? 'folder flushed' : 'file flushed');
        };
        return file;
      },
    });
    await files.create(path, 'x');
    assert.deepEqual(steps, ['file flushed', 'appeared', 'folder flushed']);
  });

  it('replaces a whole file, even if others replace it at the same time', async () => {
    const { files, path } = setup();
    const texts = Array.from({ length: 20 }, (_, index) => `${index}`.repeat(1000));
    await Promise.all(texts.map((text) => files.replace(path, text)));
    assert(texts.includes(await fs.readFile(path, 'utf8')));
    assert.deepEqual(await fs.readdir(folder.path), ['file.json']);
  });

  it('retries if the file is busy while it is written', async () => {
    let failures = 2;
    const { files, path } = setup({
      open: async (...parameters) => {
        const file = await nodeFileSystem.open(...parameters);
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

  it('doesn’t retry after a permanent error', async () => {
    let attempts = 0;
    const { files } = setup();
    const attempt = () => {
      attempts += 1;
      return Promise.reject(systemError('ENOSPC'));
    };
    await assert.rejects(files.retried(attempt), { code: 'ENOSPC' });
    assert.equal(attempts, 1);
  });

  it('retries a busy file for two seconds at most, even if the clock is set back meanwhile', async () => {
    const clock = new InstantClock();
    const files = new Files(nodeFileSystem, clock);
    const start = clock.monotonicNow();
    const retrying = files.retried(() => Promise.reject(systemError('EBUSY')));
    clock.adjust(-60_000);
    await assert.rejects(retrying, { code: 'EBUSY' });
    const tookMs = clock.monotonicNow() - start;
    assert.ok(tookMs <= 2000, `${tookMs} ms`);
  });

  it('creates a file in a folder that can’t be flushed', async () => {
    const { files, path } = setup({
      open: (...parameters) =>
        parameters[1] === 'r' ? failing('EISDIR')() : nodeFileSystem.open(...parameters),
    });
    await files.create(path, 'text');
    assert.equal(await files.exists(path), true);
  });

  it('removes a file, if it exists', async () => {
    const { files, path } = setup();
    await files.create(path, 'text');
    await files.remove(path);
    await files.remove(path);
    assert.equal(await files.exists(path), false);
  });

  it('removes its temporary file, even if that is busy for a moment', async () => {
    let failures = 3;
    const { files, path } = setup({
      unlink: (path) => {
        failures -= 1;
        return failures >= 0 ? failing('EBUSY')() : nodeFileSystem.unlink(path);
      },
    });
    await files.create(path, 'text');
    assert.deepEqual(await fs.readdir(folder.path), ['file.json']);
  });

  for (const method of ['open', 'rename'] as const) {
    it(`doesn’t retry again in a folder whose ${method} was refused`, async () => {
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
    it(`doesn’t retry after ${code} until a change succeeds or a minute passes`, async () => {
      const system = { refuses: true, attempts: 0 };
      const clock = new InstantClock();
      const unlink: typeof nodeFileSystem.unlink = (file) => {
        system.attempts += 1;
        return system.refuses ? failing(code)() : nodeFileSystem.unlink(file);
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
      system.attempts = 0;
      assert.equal(await waitOf(), 0);
      assert.equal(await waitOf(), 0);
      assert.equal(system.attempts, 2);
      system.refuses = false;
      await waitOf();
      system.refuses = true;
      assert((await waitOf()) > 1500, 'A change succeeded before.');
      await clock.delay(60_000);
      assert((await waitOf()) > 1500, 'A minute has passed.');
    });
  }

  it('throws if it can’t find out whether a file exists', async () => {
    const { files, path } = setup({ lstat: failing('EIO') });
    await assert.rejects(files.exists(path), { code: 'EIO' });
  });

  it('knows the system’s code of an error', () => {
    assert.equal(systemCode(systemError('EIO')), 'EIO');
    assert.equal(systemCode(new Error('x')), undefined);
    assert.equal(systemCode('EIO'), undefined);
    assert(isMissing(systemError('ENOENT')));
    // A file in place of the folder doesn't mean that the files of the folder are gone.
    assert(!isMissing(systemError('ENOTDIR')));
    assert(!isMissing(systemError('EIO')));
  });
});
