import assert from 'node:assert/strict';
import * as fs from 'node:fs/promises';
import { join } from 'node:path';
import { Deferred } from '../../../src/base/deferred';
import { nodeFileSystem, type FileSystem } from '../../../src/storage/files';
import { StateFiles } from '../../../src/storage/stateFiles';
import { ManualClock } from '../../fakes/manualClock';
import { RecordingLogger } from '../../fakes/recordingLogger';
import { settle } from '../../fakes/settle';
import { failing, TemporaryFolder } from './support';

describe('StateFiles', () => {
  const temporary = TemporaryFolder.forEachTest();
  const folder = () => join(temporary.path, 'globalStorage', 'state');
  const file = (name: string) => join(folder(), `${name}.json`);

  const window = (system: Partial<FileSystem> = {}) => {
    const logger = new RecordingLogger();
    const clock = new ManualClock();
    const files = { ...nodeFileSystem, ...system };
    return { state: new StateFiles(folder(), clock, logger, files), logger, clock, files };
  };
  const add = (item: string) => (kept: unknown) => [
    ...((kept as readonly string[] | undefined) ?? []),
    item,
  ];

  it('shares values with every window at once', async () => {
    const [one, other] = [window().state, window().state];
    assert.equal(other.get('flag'), undefined);
    await one.update('flag', () => true);
    assert.equal(other.get('flag'), true);
    await other.update('flag', () => undefined);
    assert.equal(one.get('flag'), undefined);
    assert.deepEqual(await fs.readdir(folder()), []);
  });

  it('loses no value when windows write different names at the same time', async () => {
    const windows = Array.from({ length: 10 }, () => window().state);
    await Promise.all(windows.map((state, index) => state.update(`name.${index}`, () => index)));
    const kept = windows.map((_, index) => window().state.get(`name.${index}`));
    assert.deepEqual(kept, [...windows.keys()]);
  });

  it('lists the names of all values, including those that aren’t written yet', async () => {
    const { state, files } = window();
    const { state: other } = window();
    assert.deepEqual(state.names(''), []);
    await Promise.all(['app.1', 'app.2', 'flag'].map((name) => other.update(name, () => true)));
    await fs.writeFile(join(folder(), 'app.3.json.0815.tmp'), 'true');
    await other.update('app.2', () => undefined);
    assert.deepEqual(state.names('app.'), ['app.1']);
    Object.assign(files, { open: failing('ENOSPC') });
    await state.update('app.4', () => true);
    assert.deepEqual(state.names('app.'), ['app.1', 'app.4']);
    assert.deepEqual(other.names('app.'), ['app.1']);
  });

  it('applies each change to the current value', async () => {
    const [one, other] = [window().state, window().state];
    await one.update('list', add('a'));
    await other.update('list', add('b'));
    await Promise.all([one.update('list', add('c')), one.update('list', add('d'))]);
    assert.deepEqual(other.get('list'), ['a', 'b', 'c', 'd']);
  });

  it('lets only the user read the files', async function () {
    if (process.platform === 'win32') {
      return;
    }
    await window().state.update('flag', () => true);
    assert.equal((await fs.stat(folder())).mode & 0o777, 0o700);
    assert.equal((await fs.stat(file('flag'))).mode & 0o777, 0o600);
  });

  for (const { what, text } of [
    { what: 'an empty file', text: '' },
    { what: 'a damaged file', text: '{"a":' },
    { what: 'a file that is too large', text: `"${'x'.repeat(100_000)}"` },
  ]) {
    it(`reads ${what} as null, and can replace it`, async () => {
      const { state } = window();
      await fs.mkdir(folder(), { recursive: true });
      await fs.writeFile(file('flag'), text);
      assert.equal(state.get('flag'), null);
      await state.update('flag', () => 1);
      assert.equal(state.get('flag'), 1);
    });
  }

  it('follows no link', async () => {
    const { state } = window();
    await fs.mkdir(folder(), { recursive: true });
    await fs.writeFile(join(temporary.path, 'elsewhere'), 'true');
    await fs.symlink(join(temporary.path, 'elsewhere'), file('flag'));
    assert.equal(state.get('flag'), null);
    await state.update('flag', () => false);
    assert.equal(await fs.readFile(join(temporary.path, 'elsewhere'), 'utf8'), 'true');
  });

  it('keeps a value that the disk refuses in its own window, and logs that without the value', async () => {
    const { state, logger } = window({ open: failing('ENOSPC') });
    assert.equal(await state.update('secret.name', () => 'value'), false);
    assert.equal(state.get('secret.name'), 'value');
    assert.equal(window().state.get('secret.name'), undefined);
    assert.deepEqual(logger.of('warn'), [
      "A value couldn't be saved (ENOSPC). It applies only to this window until it is saved.",
    ]);
    const later = window();
    assert.equal(await later.state.update('secret.name', () => 'other'), true);
    assert.equal(state.get('secret.name'), 'value', 'This window keeps its own value.');
  });

  it('writes a refused change within half a minute, into the current value', async () => {
    const written = new Deferred<undefined>();
    const { state, clock, files, logger } = window({
      open: failing('ENOSPC'),
      rename: async (...paths) => {
        await nodeFileSystem.rename(...paths);
        written.resolve(undefined);
      },
    });
    await Promise.all([state.update('list', add('b')), state.update('list', add('c'))]);
    const other = window().state;
    await other.update('list', add('a'));
    assert.deepEqual(state.get('list'), ['a', 'b', 'c']);
    Object.assign(files, { open: nodeFileSystem.open });
    await clock.advance(30_000);
    await written.promise;
    assert.deepEqual(other.get('list'), ['a', 'b', 'c']);
    await state.update('list', add('d'));
    assert.deepEqual(other.get('list'), ['a', 'b', 'c', 'd']);
    assert.equal(logger.lines.length, 2);
  });

  it('stops retrying when its window closes', async () => {
    const { state, clock } = window({ open: failing('ENOSPC') });
    await state.update('flag', () => true);
    assert.equal(clock.waits, 1);
    state.dispose();
    await settle();
    assert.equal(clock.waits, 0);
  });

  it('has a new value while that is being written', async () => {
    const { state } = window();
    const writing = state.update('flag', () => true);
    await Promise.resolve();
    assert.equal(state.get('flag'), true);
    await writing;
    assert.equal(state.get('flag'), true);
  });

  it('keeps the last value while the file can’t be read', async () => {
    const { state } = window();
    await state.update('flag', () => true);
    assert.equal(state.get('flag'), true);
    await fs.rm(folder(), { recursive: true });
    await fs.writeFile(folder(), 'a file in the place of the folder');
    assert.equal(state.get('flag'), true);
  });
});
