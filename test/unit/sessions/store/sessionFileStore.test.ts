import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import * as fs from 'node:fs/promises';
import { basename } from 'node:path';
import fc from 'fast-check';
import { describeError, WorkbookSessionError, type ErrorCode } from '../../../../src/model/errors';
import type { SessionStore } from '../../../../src/model/ports';
import type { SessionActivity } from '../../../../src/model/workbookSession';
import { nodeFileSystem } from '../../../../src/storage/files';
import { formatRecord } from '../../../../src/sessions/store/recordFormat';
import { aSandbox, aSessionRecord, aStoredSession, someTime } from '../../../builders';
import { itKeepsTheStoreContract } from './sessionStoreContract';
import {
  busyReadFile,
  failing,
  InstantClock,
  systemError,
  TemporaryFolder,
} from '../../storage/support';

const key = '00000000-0000-4000-8000-000000000001';
const otherKey = '00000000-0000-4000-8000-000000000002';
const dayMs = 24 * 60 * 60_000;

const withCode = (code: ErrorCode) => (error: unknown) => {
  assert(error instanceof WorkbookSessionError);
  assert.equal(error.code, code);
  return true;
};

const sessionsOf = async (store: SessionStore) => (await store.readAll()).sessions;

describe('SessionFileStore', () => {
  const folder = TemporaryFolder.forEachTest();

  describe('keeps the contract', () => {
    itKeepsTheStoreContract(() => {
      const unreadable = new Set<string>();
      const { store } = folder.store({ readFile: busyReadFile(unreadable) });
      const { store: otherWindow } = folder.store();
      const makeUnreadable = (unread: string) => unreadable.add(`${unread}.json`);
      return Promise.resolve({ store, otherWindow, makeUnreadable });
    });
  });

  describe('keeps sessions', () => {
    it('gives back what was added, to another window too', async () => {
      const activity: SessionActivity = {
        lastActiveAt: someTime,
        failure: { code: 'locked', at: someTime + 1 },
        ids: { driveId: 'b!x', itemId: '01' },
        workbookName: 'Renamed.xlsx',
      };
      const sessions = [
        aStoredSession({ key }, activity),
        aStoredSession({ key: otherKey, target: aSandbox(), mode: 'unknownMode', origin: 'added' }),
      ];
      const { store } = folder.store();
      for (const session of sessions) {
        await store.add(session);
      }
      const read = await sessionsOf(folder.store().store);
      assert.deepEqual(
        [...read].sort((a, b) => a.record.key.localeCompare(b.record.key)),
        sessions,
      );
    });

    it('finds nothing in a folder that does not exist yet, and makes it for its watcher', async () => {
      assert.deepEqual(await sessionsOf(folder.store().store), []);
      assert.deepEqual(await folder.names(), []);
    });

    it('lets nobody but the user read the files', async function () {
      if (process.platform === 'win32') {
        return;
      }
      const { store } = folder.store();
      await store.add(aStoredSession({ key }, { lastActiveAt: someTime }));
      assert.equal((await fs.stat(folder.sessions)).mode & 0o777, 0o700);
      for (const name of await folder.names()) {
        assert.equal((await fs.stat(folder.file(name))).mode & 0o777, 0o600);
      }
    });

    it('leaves nothing but the record and its activity', async () => {
      const { store } = folder.store();
      await store.add(aStoredSession({ key }));
      await store.saveActivity(key, { lastActiveAt: someTime });
      assert.deepEqual(await folder.names(), [`${key}.activity.json`, `${key}.json`]);
    });

    it('never rewrites a record', async () => {
      const { store } = folder.store();
      await store.add(aStoredSession({ key, workbookName: 'First.xlsx' }));
      const again = store.add(aStoredSession({ key, workbookName: 'Second.xlsx' }));
      await assert.rejects(again, withCode('recordNotSaved'));
      const [session] = await sessionsOf(store);
      assert.equal(session?.record.workbookName, 'First.xlsx');
    });

    it('replaces the activity without touching the record', async () => {
      const { store } = folder.store();
      await store.add(aStoredSession({ key }));
      const before = await fs.readFile(folder.file(`${key}.json`), 'utf8');
      await store.saveActivity(key, { lastActiveAt: 1 });
      await store.saveActivity(key, { lastActiveAt: 2 });
      assert.equal(await fs.readFile(folder.file(`${key}.json`), 'utf8'), before);
      assert.deepEqual((await sessionsOf(store))[0]?.activity, { lastActiveAt: 2 });
    });

    it('refuses a record that it could not read again', async () => {
      const { store, logger } = folder.store();
      for (const change of [
        { key: '../outside' },
        { key: '' },
        { key, sessionId: 'two words' },
        { key, workbookName: 'x'.repeat(300_000) },
      ]) {
        await assert.rejects(store.add(aStoredSession(change)), withCode('recordNotSaved'));
      }
      assert.deepEqual(await fs.readdir(folder.path), []);
      assert.equal(logger.of('warn').length, 4);
    });
  });

  describe('removes sessions', () => {
    it('takes away record and activity, and does not mind that they are gone already', async () => {
      const { store } = folder.store();
      await store.add(aStoredSession({ key }));
      await store.remove(key);
      await store.remove(key);
      assert.deepEqual(await folder.names(), []);
    });

    it('takes its temporary files along, which may hold its id, and no others', async () => {
      const { store } = folder.store();
      await store.add(aStoredSession({ key }));
      await store.add(aStoredSession({ key: otherKey }));
      await store.saveActivity(otherKey, { lastActiveAt: someTime });
      for (const name of [
        `${key}.json.${randomUUID()}.tmp`,
        `${key}.activity.json.${randomUUID()}.tmp`,
        `${otherKey}.json.${randomUUID()}.tmp`,
      ]) {
        await fs.writeFile(folder.file(name), formatRecord(aSessionRecord({ key })));
      }
      await store.remove(key);
      const names = await folder.names();
      assert.deepEqual(
        names.filter((name) => name.includes(key)),
        [],
      );
      assert.equal(names.length, 3);
    });

    it('fails while a temporary file with its id stays, but removes the record', async () => {
      const temporary = `${key}.json.${randomUUID()}.tmp`;
      const { store } = folder.store({
        unlink: (path) =>
          String(path).endsWith('.tmp') ? failing('EBUSY')() : nodeFileSystem.unlink(path),
      });
      await folder.store().store.add(aStoredSession({ key }));
      await fs.writeFile(folder.file(temporary), formatRecord(aSessionRecord({ key })));
      await assert.rejects(store.remove(key), withCode('recordNotSaved'));
      assert.deepEqual(await folder.names(), [temporary]);
    });

    it('removes the record although the folder cannot be listed, but has not done yet', async () => {
      await folder.store().store.add(aStoredSession({ key }));
      const { store } = folder.store({ readdir: failing('EACCES') });
      await assert.rejects(store.remove(key), withCode('recordNotSaved'));
      assert.deepEqual(await folder.names(), []);
    });

    it('does not resurrect a session by a late write of its activity', async () => {
      const one = folder.store().store;
      const other = folder.store().store;
      await one.add(aStoredSession({ key }));
      await other.remove(key);
      await one.saveActivity(key, { lastActiveAt: someTime });
      assert.deepEqual(await folder.names(), []);
      assert.deepEqual(await sessionsOf(one), []);
    });

    it('takes an activity well whose session another window removes in the middle of its writing', async () => {
      const other = folder.store().store;
      const { store } = folder.store({
        rename: async (...paths) => {
          await other.remove(key);
          return nodeFileSystem.rename(...paths);
        },
      });
      await other.add(aStoredSession({ key }));
      await store.saveActivity(key, { lastActiveAt: someTime });
      assert.deepEqual(await folder.names(), []);
    });

    it('lists the folder only now and then while many are removed, and misses no file', async () => {
      let listings = 0;
      const readdir = (path: string) => {
        listings += 1;
        return nodeFileSystem.readdir(path);
      };
      const { store, clock } = folder.store({ readdir });
      const keys = Array.from({ length: 100 }, () => randomUUID());
      await Promise.all(keys.map((each) => store.add(aStoredSession({ key: each }))));
      await Promise.all(keys.map((each) => store.saveActivity(each, { lastActiveAt: 1 })));
      const [first = '', ...others] = keys;
      await fs.writeFile(folder.file(`${first}.json.${randomUUID()}.tmp`), 'unfinished');
      await Promise.all([
        store.remove(first),
        ...others.map((each) => clock.delay(1).then(() => store.remove(each))),
      ]);
      assert.deepEqual(await folder.names(), []);
      assert(listings <= 3, `${listings} listings`);
    });

    it('touches nothing outside its folder, whatever the key', async () => {
      const { store } = folder.store();
      await store.readAll();
      await fs.writeFile(`${folder.path}/outside.json`, '{}');
      await store.remove('../../outside');
      await store.saveActivity('../../outside', {});
      assert.deepEqual(await fs.readdir(folder.path), ['globalStorage', 'outside.json']);
    });
  });

  describe('reads single sessions', () => {
    it('and no others', async () => {
      const names: string[] = [];
      const { store } = folder.store({
        readFile: (path, largestBytes) => {
          names.push(basename(path));
          return nodeFileSystem.readFile(path, largestBytes);
        },
      });
      const other = folder.store().store;
      await other.add(aStoredSession({ key }));
      await other.add(aStoredSession({ key: otherKey }));
      await other.saveActivity(key, { lastActiveAt: someTime });
      const activity = { lastActiveAt: someTime };
      assert.deepEqual((await store.read([key])).sessions, [aStoredSession({ key }, activity)]);
      assert.deepEqual(names, [`${key}.json`, `${key}.activity.json`]);
      await other.saveActivity(key, { lastActiveAt: someTime + 1 });
      assert.deepEqual((await store.read([key])).sessions, [
        aStoredSession({ key }, { lastActiveAt: someTime + 1 }),
      ]);
      assert.deepEqual(names.slice(2), [`${key}.activity.json`], 'A record never changes.');
    });

    it('without opening what this window wrote', async () => {
      const { store } = folder.store({ readFile: failing('EIO') });
      await store.add(aStoredSession({ key }));
      assert.deepEqual((await store.read([key])).sessions, [aStoredSession({ key })]);
    });

    it('as another window wrote them after this one', async () => {
      const { store } = folder.store();
      await store.add(aStoredSession({ key }));
      await store.saveActivity(key, { lastActiveAt: someTime });
      await folder.store().store.saveActivity(key, { lastActiveAt: someTime + 1 });
      const [session] = (await store.read([key])).sessions;
      assert.deepEqual(session?.activity, { lastActiveAt: someTime + 1 });
    });

    it('and says that those that are gone are gone, unless the folder is away', async () => {
      const { store } = folder.store();
      await store.add(aStoredSession({ key }));
      await store.add(aStoredSession({ key: otherKey }));
      await folder.store().store.remove(key);
      const nothing = { sessions: [], unreadableKeys: [], mayRetry: false };
      assert.deepEqual(await store.read([key, '../outside']), nothing);
      await fs.rename(folder.sessions, `${folder.path}/away`);
      await assert.rejects(store.read([otherKey]), withCode('storageUnreadable'));
    });

    it('of which one is damaged', async () => {
      const { store } = folder.store();
      await folder.store().store.add(aStoredSession({ key }));
      await fs.writeFile(folder.file(`${key}.json`), 'torn');
      assert.deepEqual(await store.read([key]), {
        sessions: [],
        unreadableKeys: [key],
        mayRetry: false,
      });
    });
  });

  describe('shared by windows', () => {
    it('lets one of two that add the same key win', async () => {
      const adding = ['One.xlsx', 'Other.xlsx'].map((workbookName) =>
        folder.store().store.add(aStoredSession({ key, workbookName })),
      );
      const outcomes = await Promise.allSettled(adding);
      assert.deepEqual(outcomes.map(({ status }) => status).sort(), ['fulfilled', 'rejected']);
      assert.equal((await sessionsOf(folder.store().store)).length, 1);
    });

    it('loses nothing while both add, change, remove and read', async () => {
      const windows = [folder.store(), folder.store()];
      const keys: readonly string[] = Array.from({ length: 24 }, () => randomUUID());
      await Promise.all(
        keys.map(async (each, index) => {
          const { store } = windows[index % 2]!;
          await store.add(aStoredSession({ key: each }));
          await Promise.all([
            store.saveActivity(each, { lastActiveAt: index }),
            windows[(index + 1) % 2]!.store.readAll(),
          ]);
          if (index % 4 === 0) {
            await store.remove(each);
          }
        }),
      );
      const read = await sessionsOf(windows[0]!.store);
      const expected = keys.filter((_, index) => index % 4 !== 0).sort();
      assert.deepEqual(read.map(({ record }) => record.key).sort(), expected);
      assert.deepEqual(
        read.map(({ record, activity }) => activity.lastActiveAt === keys.indexOf(record.key)),
        expected.map(() => true),
      );
      for (const { logger } of windows) {
        assert.deepEqual(logger.lines, []);
      }
    });

    it('shows a record only with all of it', async () => {
      const link = nodeFileSystem.link;
      const reader = folder.store().store;
      const seen: unknown[] = [];
      const { store } = folder.store({
        link: async (...paths) => {
          seen.push(await sessionsOf(reader));
          await link(...paths);
          seen.push((await sessionsOf(reader)).map(({ activity }) => activity));
        },
      });
      await store.add(aStoredSession({ key }, { lastActiveAt: someTime }));
      assert.deepEqual(seen, [[], [{ lastActiveAt: someTime }]]);
    });
  });

  describe('what cannot be read is skipped, logged once and left alone', () => {
    const record = aSessionRecord({ key });
    const good = formatRecord(record);
    const files: Record<string, string> = {
      'an empty file': '',
      'a torn file': good.slice(0, good.length / 2),
      'another format': 'key: value',
      'a future version': good.replace('"version": 1', '"version": 2'),
      'a record of another key': formatRecord({ ...record, key: otherKey }),
      'a giant': `{"version":1,"x":"${'y'.repeat(300_000)}"}`,
      'a list': '[]',
      'bytes that are no text': '\u0000\u0001\uFFFD',
    };
    for (const [title, content] of Object.entries(files)) {
      it(title, async () => {
        const { store, logger } = folder.store();
        await store.add(aStoredSession({ key: otherKey }));
        await fs.writeFile(folder.file(`${key}.json`), content);
        for (let times = 0; times < 2; times += 1) {
          const { sessions, unreadableKeys } = await store.readAll();
          const keys = sessions.map((session) => session.record.key);
          assert.deepEqual({ keys, unreadableKeys }, { keys: [otherKey], unreadableKeys: [key] });
        }
        assert.equal(logger.of('warn').length, 1);
        assert(!logger.lines.join().includes(record.sessionId));
        assert.equal(await fs.readFile(folder.file(`${key}.json`), 'utf8'), content);
      });
    }

    it('a folder and a link in the place of a record', async () => {
      const { store, logger } = folder.store();
      await fs.mkdir(folder.file(`${key}.json`), { recursive: true });
      await fs.writeFile(`${folder.path}/elsewhere.json`, good.replaceAll(key, otherKey));
      await fs.symlink(`${folder.path}/elsewhere.json`, folder.file(`${otherKey}.json`));
      assert.deepEqual(await sessionsOf(store), []);
      assert.equal(logger.of('warn').length, 2);
    });

    it('a foreign file', async () => {
      const { store, logger } = folder.store();
      await store.readAll();
      await fs.writeFile(folder.file('secret name.json'), '{}');
      await fs.writeFile(folder.file('notes.txt'), 'x');
      await store.readAll();
      await store.readAll();
      assert.deepEqual(logger.of('warn'), [
        'A file in the session folder was skipped: it is not ours.',
      ]);
      assert.deepEqual(await folder.names(), ['notes.txt', 'secret name.json']);
    });

    it('a file that the user may not read, after two seconds the first time', async () => {
      const { store, logger, clock } = folder.store({
        readFile: failing('EACCES'),
      });
      await store.add(aStoredSession({ key }));
      assert.deepEqual(await store.readAll(), {
        sessions: [],
        unreadableKeys: [key],
        mayRetry: true,
      });
      const waitedMs = clock.now() - someTime;
      assert(waitedMs > 1500 && waitedMs <= 2000, `${waitedMs} ms`);
      await store.readAll();
      assert.equal(clock.now() - someTime, waitedMs);
      assert.deepEqual(logger.of('warn'), [`The record of session ${key} was skipped (EACCES).`]);
    });

    it('many files that the user may not read, after two seconds in all', async () => {
      const { store, clock } = folder.store({ readFile: failing('EPERM') });
      const keys = Array.from({ length: 100 }, () => randomUUID());
      await Promise.all(keys.map((each) => store.add(aStoredSession({ key: each }))));
      const startedAt = clock.now();
      assert.equal((await store.readAll()).unreadableKeys.length, keys.length);
      const waitedMs = clock.now() - startedAt;
      assert(waitedMs > 1500 && waitedMs <= 2000, `${waitedMs} ms`);
    });

    it('a file that was busy for a moment, and is waited for and logged again the next time', async () => {
      const busy = new Set<string>();
      const { store, logger, clock } = folder.store({
        readFile: busyReadFile(busy),
      });
      await store.add(aStoredSession({ key }));
      const waits: number[] = [];
      for (const isBusy of [true, true, false, true]) {
        busy.clear();
        if (isBusy) {
          busy.add(`${key}.json`);
        }
        const before = clock.waits;
        assert.equal((await sessionsOf(store)).length, isBusy ? 0 : 1);
        waits.push(clock.waits - before);
      }
      assert.deepEqual(
        waits.map((count) => count > 0),
        [true, false, false, true],
      );
      assert.equal(logger.of('warn').length, 2);
    });

    it('but a file that vanishes meanwhile is nothing to log', async () => {
      const { store, logger } = folder.store({
        readFile: failing('ENOENT'),
      });
      await store.add(aStoredSession({ key }));
      assert.deepEqual(await store.readAll(), {
        sessions: [],
        unreadableKeys: [],
        mayRetry: false,
      });
      assert.deepEqual(logger.lines, []);
    });

    it('a record whose folder became a file meanwhile, which says nothing of the session', async () => {
      const { store } = folder.store({ readFile: failing('ENOTDIR') });
      await store.add(aStoredSession({ key }));
      const { sessions, unreadableKeys } = await store.readAll();
      assert.deepEqual({ sessions, unreadableKeys }, { sessions: [], unreadableKeys: [key] });
    });

    it('and a torn activity counts as none, so that the record says what is known', async () => {
      const { store } = folder.store();
      await store.add(aStoredSession({ key }, { lastActiveAt: someTime }));
      await fs.writeFile(folder.file(`${key}.activity.json`), '{"version":1,"lastAct');
      assert.deepEqual(await sessionsOf(store), [
        aStoredSession({ key }, { lastActiveAt: someTime }),
      ]);
    });
  });

  describe('the activity of a session', () => {
    const activityName = `${key}.activity.json`;
    const withActivity = async (text: string) => {
      const kept = folder.store();
      await kept.store.add(aStoredSession({ key }));
      await fs.writeFile(folder.file(activityName), text);
      return kept;
    };

    for (const [title, text] of [
      ['of a future version', '{"version":2,"lastActiveAt":7}'],
      ['that is a list', '[1]'],
      ['that is somebody else’s text', 'key: value'],
      ['that is a giant', `{"version":1,"x":"${'y'.repeat(300_000)}"}`],
    ] as const) {
      it(`${title} is left as it is, which is logged once`, async () => {
        const { store, logger } = await withActivity(text);
        assert.deepEqual(await sessionsOf(store), [aStoredSession({ key })]);
        await store.saveActivity(key, { lastActiveAt: someTime });
        await store.saveActivity(key, { lastActiveAt: someTime + 1 });
        assert.equal(await fs.readFile(folder.file(activityName), 'utf8'), text);
        assert.equal(logger.of('warn').length, 1);
      });
    }

    it('that is a link or a folder is left as it is', async () => {
      const { store } = await withActivity('');
      const elsewhere = `${folder.path}/elsewhere.json`;
      await fs.writeFile(elsewhere, '{"version":1,"lastActiveAt":7}');
      await fs.rm(folder.file(activityName));
      await fs.symlink(elsewhere, folder.file(activityName));
      await store.saveActivity(key, { lastActiveAt: someTime });
      assert((await fs.lstat(folder.file(activityName))).isSymbolicLink());
      assert.match(await fs.readFile(elsewhere, 'utf8'), /:7}/);
      await fs.rm(folder.file(activityName));
      await fs.mkdir(folder.file(activityName));
      await store.saveActivity(key, { lastActiveAt: someTime });
      assert((await fs.lstat(folder.file(activityName))).isDirectory());
    });

    for (const text of ['', '\0\0\0\0', '{"version":1,"lastAct', '{"ver']) {
      it(`that was torn to ${JSON.stringify(text)} is replaced`, async () => {
        const { store } = await withActivity(text);
        await store.saveActivity(key, { lastActiveAt: someTime });
        assert.deepEqual(await sessionsOf(store), [
          aStoredSession({ key }, { lastActiveAt: someTime }),
        ]);
      });
    }

    it('keeps what a later release of the same version wrote besides', async () => {
      const { store } = await withActivity('{"version":1,"color":{"of":["the","row"]},"ids":7}');
      await store.saveActivity(key, { lastActiveAt: someTime });
      assert.deepEqual(JSON.parse(await fs.readFile(folder.file(activityName), 'utf8')), {
        version: 1,
        color: { of: ['the', 'row'] },
        ids: 7,
        lastActiveAt: someTime,
      });
    });

    it('is left as it is when there is nothing new to write', async () => {
      const { store } = await withActivity('');
      await store.saveActivity(key, { lastActiveAt: someTime, workbookName: 'New.xlsx' });
      const before = await fs.stat(folder.file(activityName));
      await folder.store().store.saveActivity(key, { lastActiveAt: someTime - 1 });
      assert.equal((await fs.stat(folder.file(activityName))).ino, before.ino);
    });

    it('is written in the place of one whose time has not come yet', async () => {
      const { store } = folder.store();
      const ahead = { lastActiveAt: someTime + 3_600_000, workbookName: 'Budget.xlsx' };
      await store.add(aStoredSession({ key }, ahead));
      await store.saveActivity(key, { lastActiveAt: someTime }, ahead);
      const activity = { ...ahead, lastActiveAt: someTime };
      assert.deepEqual(await sessionsOf(store), [aStoredSession({ key }, activity)]);
    });

    it('is no older after the late write of another window', async () => {
      const { store } = await withActivity('');
      const failure = { code: 'locked', at: someTime } as const;
      const newer = { lastActiveAt: someTime + 2, workbookName: 'New.xlsx' };
      await store.saveActivity(key, newer);
      await folder.store().store.saveActivity(key, { lastActiveAt: someTime, failure });
      assert.deepEqual((await sessionsOf(store))[0]?.activity, newer);
    });
  });

  describe('a folder that vanishes', () => {
    const away = () => fs.rename(`${folder.path}/globalStorage`, `${folder.path}/away`);
    const back = async () => {
      await fs.rm(`${folder.path}/globalStorage`, { recursive: true, force: true });
      await fs.rename(`${folder.path}/away`, `${folder.path}/globalStorage`);
    };

    it('with sessions in it is not taken for a folder without sessions, and not made anew', async () => {
      const { store } = folder.store();
      await store.add(aStoredSession({ key }));
      await away();
      await assert.rejects(store.readAll(), withCode('storageUnreadable'));
      const added = store.add(aStoredSession({ key: otherKey }));
      await assert.rejects(added, withCode('recordNotSaved'));
      await assert.rejects(store.saveActivity(key, {}), withCode('recordNotSaved'));
      assert.deepEqual(await fs.readdir(folder.path), ['away']);
      await back();
      assert.deepEqual(await sessionsOf(store), [aStoredSession({ key })]);
    });

    it('while it is read takes no session along', async () => {
      const { store: writer } = folder.store();
      await writer.add(aStoredSession({ key }));
      const { store } = folder.store({
        readFile: async () => {
          await away();
          throw systemError('ENOENT');
        },
      });
      await assert.rejects(store.readAll(), withCode('storageUnreadable'));
    });

    it('has not done with a session that is removed meanwhile, and has once it is back', async () => {
      for (const keys of [[key], [key, otherKey]]) {
        const { store } = folder.store();
        for (const each of keys) {
          await store.add(aStoredSession({ key: each }));
        }
        await away();
        for (const each of [...keys, ...keys]) {
          await assert.rejects(store.remove(each), withCode('recordNotSaved'));
        }
        assert.deepEqual(await fs.readdir(folder.path), ['away']);
        await back();
        await Promise.all(keys.map((each) => store.remove(each)));
        assert.deepEqual(await folder.names(), []);
      }
    });

    it('is made anew when no session is known that was in it', async () => {
      const { store } = folder.store();
      await store.add(aStoredSession({ key }));
      await store.remove(key);
      await away();
      assert.deepEqual(await sessionsOf(store), []);
      assert.deepEqual(await folder.names(), []);
    });
  });

  describe('when the disk fails', () => {
    it('changes nothing with a file in the folder’s place, says so, and leaves the file', async () => {
      await fs.mkdir(`${folder.path}/globalStorage`);
      await fs.writeFile(folder.sessions, 'a file');
      const { store } = folder.store();
      await assert.rejects(store.readAll(), withCode('storageUnreadable'));
      await assert.rejects(store.add(aStoredSession({ key })), withCode('recordNotSaved'));
      await assert.rejects(store.saveActivity(key, {}), withCode('recordNotSaved'));
      await assert.rejects(store.remove(key), withCode('recordNotSaved'));
      assert.equal(await fs.readFile(folder.sessions, 'utf8'), 'a file');
    });

    it('cannot read when the folder above is a file', async () => {
      await fs.writeFile(`${folder.path}/globalStorage`, 'a file');
      await assert.rejects(folder.store().store.readAll(), withCode('storageUnreadable'));
    });

    it('saves nothing, not by half, when the disk is full', async () => {
      const { store } = folder.store({
        open: async (...given) => {
          const file = await nodeFileSystem.open(...given);
          if (given[1] === 'wx') {
            file.writeFile = () => Promise.reject(systemError('ENOSPC'));
          }
          return file;
        },
      });
      await assert.rejects(store.add(aStoredSession({ key })), (error) => {
        assert(error instanceof WorkbookSessionError);
        assert.equal(describeError(error), 'recordNotSaved (ENOSPC)');
        return true;
      });
      assert.deepEqual(await folder.names(), []);
    });

    it('keeps the old activity when the disk is full for the new one', async () => {
      await folder.store().store.add(aStoredSession({ key }, { lastActiveAt: 1 }));
      const { store } = folder.store({ open: failing('ENOSPC') });
      const saving = store.saveActivity(key, { lastActiveAt: 2 });
      await assert.rejects(saving, withCode('recordNotSaved'));
      assert.deepEqual((await sessionsOf(store))[0]?.activity, { lastActiveAt: 1 });
    });

    for (const code of ['EPERM', 'EACCES', 'EBUSY']) {
      it(`waits out ${code} on writing, renaming and removing`, async () => {
        const failures = { open: 2, rename: 2, unlink: 2 };
        const busy = (method: keyof typeof failures) => {
          failures[method] -= 1;
          return failures[method] >= 0 ? Promise.reject(systemError(code)) : Promise.resolve();
        };
        const { store, clock } = folder.store({
          open: (...given) => busy('open').then(() => nodeFileSystem.open(...given)),
          rename: (...given) => busy('rename').then(() => nodeFileSystem.rename(...given)),
        });
        await store.add(aStoredSession({ key }));
        await store.saveActivity(key, { lastActiveAt: someTime });
        assert.equal(clock.waits, 4);
        const removing = folder.store({
          unlink: (...given) => busy('unlink').then(() => nodeFileSystem.unlink(...given)),
        });
        await removing.store.remove(key);
        assert.equal(removing.clock.waits, 2);
        assert.deepEqual(await folder.names(), []);
      });
    }

    it('gives up after two seconds, with nothing left behind', async () => {
      const { store, clock } = folder.store({
        link: failing('ENOTSUP'),
        rename: failing('EBUSY'),
      });
      await assert.rejects(store.add(aStoredSession({ key })), withCode('recordNotSaved'));
      assert(clock.now() - someTime <= 2000);
      assert.deepEqual(await folder.names(), []);
    });

    it('waits two seconds in all for a folder that refuses everything, and not again for a new session', async () => {
      const keys = Array.from({ length: 20 }, () => randomUUID());
      const { store: healthy } = folder.store();
      await Promise.all(keys.map((each) => healthy.add(aStoredSession({ key: each }))));
      const { store, clock } = folder.store({ unlink: failing('EPERM'), open: failing('EPERM') });
      const removals = await Promise.allSettled(keys.map((each) => store.remove(each)));
      assert(removals.every(({ status }) => status === 'rejected'));
      const waitedMs = clock.now() - someTime;
      assert(waitedMs > 1500 && waitedMs <= 2000, `${waitedMs} ms`);
      await assert.rejects(store.add(aStoredSession({ key })), withCode('recordNotSaved'));
      assert.equal(clock.now() - someTime, waitedMs);
    });

    it('says so when a record cannot be removed', async () => {
      const { store } = folder.store({ unlink: failing('EIO') });
      await folder.store().store.add(aStoredSession({ key }));
      await assert.rejects(store.remove(key), withCode('recordNotSaved'));
      assert.equal((await sessionsOf(store)).length, 1);
    });

    it('does without links where the file system has none, and still overwrites nothing', async () => {
      const { store } = folder.store({ link: failing('ENOTSUP') });
      await store.add(aStoredSession({ key }));
      await assert.rejects(store.add(aStoredSession({ key })), withCode('recordNotSaved'));
      assert.deepEqual(await folder.names(), [`${key}.json`]);
    });
  });

  describe('sweeps', () => {
    const leftovers = [`${otherKey}.activity.json`, `${otherKey}.json.0815.tmp`];

    async function readAfter(ageMs: number) {
      const { store } = folder.store({}, new InstantClock(Date.now() + ageMs));
      await store.add(aStoredSession({ key }));
      await store.saveActivity(key, { lastActiveAt: someTime });
      for (const name of [...leftovers, 'foreign.tmp']) {
        await fs.writeFile(folder.file(name), '{}');
      }
      await store.readAll();
      return folder.names();
    }

    it('orphaned activities and temporary files after a day', async () => {
      const names = await readAfter(dayMs + 60_000);
      assert.deepEqual(names, [`${key}.activity.json`, `${key}.json`, 'foreign.tmp']);
    });

    it('but not earlier', async () => {
      const names = await readAfter(dayMs - 60_000);
      assert.deepEqual(
        leftovers.filter((name) => !names.includes(name)),
        [],
      );
    });

    it('nor the activity of a record that cannot be read', async () => {
      const { store } = folder.store({}, new InstantClock(Date.now() + 2 * dayMs));
      await store.add(aStoredSession({ key }));
      await store.saveActivity(key, { lastActiveAt: someTime });
      await fs.writeFile(folder.file(`${key}.json`), 'torn');
      await store.readAll();
      assert.deepEqual(await folder.names(), [`${key}.activity.json`, `${key}.json`]);
    });
  });

  it('never throws and never invents a session, whatever the files hold', async () => {
    const { store } = folder.store();
    await store.readAll();
    const good = formatRecord(aSessionRecord({ key }));
    const damaged = fc
      .tuple(fc.nat(good.length), fc.nat(20), fc.string({ maxLength: 20 }))
      .map(([at, removed, put]) => good.slice(0, at) + put + good.slice(at + removed));
    const content = fc.oneof(damaged, fc.string(), fc.json(), fc.uint8Array({ maxLength: 500 }));
    await fc.assert(
      fc.asyncProperty(content, content, async (record, activity) => {
        await fs.writeFile(folder.file(`${key}.json`), record);
        await fs.writeFile(folder.file(`${key}.activity.json`), activity);
        for (const session of await sessionsOf(store)) {
          assert.equal(session.record.key, key);
          assert.match(session.record.sessionId, /^[\x21-\x7E]{1,8192}$/);
        }
      }),
      { numRuns: 100 },
    );
  });
});
