import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { WindowRegistry, type ProcessTable } from '../../../../src/sessions/store/windowRegistry';
import { someTime } from '../../../builders';
import { RecordingLogger } from '../../../fakes/recordingLogger';
import { InstantClock, TemporaryFolder } from '../../storage/support';

const hour = 60 * 60_000;

describe('WindowRegistry', () => {
  const temporary = TemporaryFolder.forEachTest();
  const folder = () => join(temporary.path, 'globalStorage', 'windows');
  const names = () => readdir(folder());

  /** A window of a process of its own, on a machine that has been running for a day. */
  function aWindow(ownId: number, enteredAt = someTime, running: readonly number[] = [1, 2, 3]) {
    const logger = new RecordingLogger();
    const processes: ProcessTable = {
      ownId,
      isRunning: (processId) => running.includes(processId),
      uptimeMs: () => 24 * hour,
    };
    const clock = new InstantClock(enteredAt);
    return { registry: new WindowRegistry(folder(), clock, logger, processes), logger };
  }
  const enter = (...of: Parameters<typeof aWindow>) => aWindow(...of).registry.enter();

  it('distinguishes the first window from later ones', async () => {
    assert.equal(await enter(1), true);
    assert.equal(await enter(2, someTime + 1), false);
    assert.equal(await enter(3, someTime + 2), false);
    assert.equal((await names()).length, 3);
  });

  it('compares the times of the windows, not the order of the files', async () => {
    assert.equal(await enter(2, someTime + 1), true);
    assert.equal(await enter(1, someTime), true);
  });

  it('forgets a closed window at once', async () => {
    const first = aWindow(1);
    await first.registry.enter();
    first.registry.dispose();
    assert.deepEqual(await names(), []);
    assert.equal(await enter(2, someTime + 1), true);
  });

  it('leaves no file behind if it is disposed while it registers', async () => {
    const { registry, logger } = aWindow(1);
    const entering = registry.enter();
    registry.dispose();
    assert.equal(await entering, false);
    assert.deepEqual(await names(), []);
    assert.deepEqual(logger.lines, []);
  });

  it('removes the files of crashed windows', async () => {
    await enter(4);
    assert.equal(await enter(1, someTime + 1), true);
    assert.equal((await names()).length, 1);
  });

  it('recognizes a process ID that is used again', async () => {
    await enter(1);
    assert.equal(await enter(1, someTime + 1), true, 'this very process');
    assert.equal(await enter(2, someTime + 25 * hour), true, 'the machine started since');
    assert.equal((await names()).length, 1);
  });

  it('writes only what it needs', async () => {
    await enter(1);
    const [name] = await names();
    assert.ok(name);
    const text = await readFile(join(folder(), name), 'utf8');
    assert.deepEqual(JSON.parse(text), { version: 1, processId: 1, enteredAt: someTime });
  });

  it('leaves foreign, torn, and future files alone', async () => {
    await mkdir(folder(), { recursive: true });
    const key = (n: number) => `00000000-0000-4000-8000-00000000000${n}.json`;
    const texts = ['', '[]', '{"version":2,"processId":2}', '{"version":1,"processId":-1}'];
    for (const [index, text] of texts.entries()) {
      await writeFile(join(folder(), key(index)), text);
    }
    await writeFile(join(folder(), 'notes.txt'), 'mine');
    assert.equal(await enter(1), true);
    assert.equal((await names()).length, texts.length + 2);
  });

  it('is not the first if the disk fails', async () => {
    await writeFile(join(temporary.path, 'globalStorage'), 'a file in the folder’s place');
    const { registry, logger } = aWindow(1);
    assert.equal(await registry.enter(), false);
    assert.equal(logger.of('warn').length, 1);
    registry.dispose();
  });

  it('knows the processes of this machine', async () => {
    const window = () =>
      new WindowRegistry(folder(), new InstantClock(Date.now()), new RecordingLogger());
    const first = window();
    assert.equal(await first.enter(), true);
    assert.equal(await window().enter(), true, 'of one process there is one window');
    assert.equal((await names()).length, 1);
  });
});
