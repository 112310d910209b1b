import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, symlink, truncate, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { systemClock } from '../../src/base/clock';
import type { SessionRecord } from '../../src/model/workbookSession';
import { nodeFileSystem, type FileSystem } from '../../src/storage/files';
import { formatRecord } from '../../src/sessions/store/recordFormat';
import { SessionFileStore } from '../../src/sessions/store/sessionFileStore';
import { WindowRegistry } from '../../src/sessions/store/windowRegistry';
import { aSessionRecord } from '../builders';
import { RecordingLogger } from '../fakes/recordingLogger';
import { makeTemporaryFolder, removeTemporaryFolder } from '../host/temporaryFolder.mjs';
import { benchPerTest, expectNotLedAstray } from './bench';

const key = '5a1e8a3c-6f0b-4c59-9d0a-3a5c2d1e4f60';
const megabyte = 1024 * 1024;

describe('A session record that somebody else wrote', () => {
  const running = benchPerTest();

  /** The keys of what is listed with such a file beside an honest record. */
  const listedWith = async (text: string, name = `${key}.json`): Promise<readonly string[]> => {
    const { bench } = running;
    const honest = await bench.given();
    await bench.putFile(name, text);
    await bench.list.reload();
    const listed = bench.service.sessions().map((session) => session.key);
    assert.ok(listed.includes(honest), 'The others are listed all the same.');
    return listed.filter((each) => each === key);
  };
  const record = (change: Partial<SessionRecord> = {}) =>
    formatRecord(aSessionRecord({ key, ...change }));

  it('is listed when it is valid, so that the attacks below fail for the right reason', async () => {
    assert.deepEqual(await listedWith(record()), [key]);
  });

  it('has a key that names a file outside the folder', async () => {
    const { bench } = running;
    const outside = path.join(bench.sessionFolder, '..', 'victim.json');
    const escape = '../victim';
    assert.deepEqual(await listedWith(record().replace(key, escape)), []);
    await writeFile(outside, 'of somebody else');
    const store = new SessionFileStore(bench.sessionFolder, bench.clock, bench.logger);
    await store.remove(escape);
    await store.saveActivity(escape, { lastActiveAt: 1 });
    await assert.rejects(store.add({ record: aSessionRecord({ key: escape }), activity: {} }));
    assert.equal(await readFile(outside, 'utf8'), 'of somebody else');
    assert.deepEqual((await readdir(path.dirname(outside))).sort(), ['sessions', 'victim.json']);
  });

  it('tries to change the prototype of every object', async () => {
    const inherited = JSON.parse(record()) as Record<string, unknown>;
    const text = JSON.stringify({ version: 1, key }).replace(
      '{',
      `{"__proto__":${JSON.stringify(inherited)},"constructor":{"prototype":{"mode":"persistent"}},`,
    );
    assert.deepEqual(await listedWith(text), []);
    assert.ok(!('sessionId' in {}), 'Every object has it now.');
    // Names of the language in the place of ours.
    const forged = JSON.parse(record()) as Record<string, unknown>;
    for (const [field, value] of [
      ['mode', 'constructor'],
      ['cloud', '__proto__'],
      ['origin', 'toString'],
    ] as const) {
      await running.bench.putFile(`${key}.json`, JSON.stringify({ ...forged, [field]: value }));
      await running.bench.list.reload();
      assert.equal(running.bench.service.sessions().length, 1, field);
    }
  });

  it('has a hundred megabytes', async () => {
    assert.deepEqual(await listedWith(record() + ' '.repeat(100 * megabyte)), []);
  });

  it('is a link to a file elsewhere', async () => {
    const { bench } = running;
    const honest = await bench.given();
    const elsewhere = path.join(bench.sessionFolder, '..', 'elsewhere.json');
    await writeFile(elsewhere, record());
    await symlink(elsewhere, path.join(bench.sessionFolder, `${key}.json`));
    await bench.list.reload();
    assert.deepEqual(
      bench.service.sessions().map((session) => session.key),
      [honest],
    );
  });

  it('would send the session id to another server', async () => {
    const { bench } = running;
    const { port, host } = new URL(bench.decoy.url);
    for (const endpoint of [
      'https://evil.example',
      'https://graph.microsoft.com',
      `http://localhost:${port}`,
      `http://user@${host}`,
      `http://${host}/path`,
      `http://127.0.0.1.evil.example:${port}`,
    ]) {
      const sandbox = { endpoint, instanceId: 'x', processId: 1 };
      const text = record({ target: { cloud: 'sandbox', sandbox } });
      assert.deepEqual(await listedWith(text), [], endpoint);
      assert.equal((await bench.close(key)).code, 'sessionNotListed');
    }
    expectNotLedAstray(bench);
  });

  it('has ids that would lead a request to another path', async () => {
    const { bench } = running;
    for (const id of ['..', '../../me', String.raw`..\..`, 'a/../../b', 'a\r\nX-Injected: 1']) {
      const address = { drive: { kind: 'drive', id }, item: { kind: 'id', id: '01' } } as const;
      const item = { drive: { kind: 'me' }, item: { kind: 'path', path: `a/${id}/b` } } as const;
      assert.deepEqual(await listedWith(record({ address })), [], id);
      if (!id.includes('/')) {
        assert.deepEqual(await listedWith(record({ address: item })), [], id);
      }
    }
    assert.deepEqual(bench.http.requests, []);
  });

  it('has a session id that would split a request', async () => {
    const sessionId = 'cluster=EU1\r\nAuthorization: Bearer of-somebody-else';
    assert.deepEqual(await listedWith(record({ sessionId })), []);
    assert.equal((await running.bench.close(key)).code, 'sessionNotListed');
    assert.deepEqual(running.bench.http.requests, []);
  });
});

describe('A folder that somebody else filled', () => {
  let folder: string;
  beforeEach(() => {
    folder = makeTemporaryFolder('security');
  });
  afterEach(() => {
    removeTemporaryFolder(folder);
  });

  it('holds ten thousand records', async function () {
    this.timeout(60_000);
    const keys = Array.from({ length: 10_000 }, () => randomUUID());
    for (const some of chunks(keys, 500)) {
      await Promise.all(
        some.map((each) =>
          writeFile(path.join(folder, `${each}.json`), formatRecord(aSessionRecord({ key: each }))),
        ),
      );
    }
    const open = { now: 0, most: 0 };
    const readFile = (async (...args: Parameters<FileSystem['readFile']>) => {
      open.now += 1;
      open.most = Math.max(open.most, open.now);
      try {
        return await nodeFileSystem.readFile(...args);
      } finally {
        open.now -= 1;
      }
    }) as FileSystem['readFile'];
    const disk: FileSystem = { ...nodeFileSystem, readFile };
    const store = new SessionFileStore(folder, systemClock, new RecordingLogger(), disk);
    assert.equal((await store.readAll()).sessions.length, keys.length);
    // Never so many at once that the window has no file left for anything else.
    assert.ok(open.most <= 64, `${open.most} files were open at once`);
  });

  it('holds a window file of a hundred megabytes and a link instead of another', async () => {
    const enteredAt = Date.now() - 1000;
    const text = JSON.stringify({ version: 1, processId: process.ppid, enteredAt });
    const name = () => path.join(folder, 'windows', `${randomUUID()}.json`);
    await mkdir(path.join(folder, 'windows'));
    const huge = name();
    await writeFile(huge, text + ' '.repeat(megabyte));
    await writeFile(path.join(folder, 'elsewhere'), text);
    await symlink(path.join(folder, 'elsewhere'), name());
    const giant = name();
    await writeFile(giant, '');
    await truncate(giant, 100 * megabyte);
    const windows = new WindowRegistry(
      path.join(folder, 'windows'),
      systemClock,
      new RecordingLogger(),
    );
    // None of them counts as a window that is open.
    assert.equal(await windows.enter(), true);
    windows.dispose();
  });
});

function chunks<T>(values: readonly T[], size: number): T[][] {
  const starts = Array.from({ length: Math.ceil(values.length / size) }, (_, index) => index);
  return starts.map((start) => values.slice(start * size, (start + 1) * size));
}
