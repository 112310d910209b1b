import assert from 'node:assert/strict';
import { Deferred } from '../../../src/base/deferred';
import { WorkbookSessionError, type ErrorCode } from '../../../src/model/errors';
import { SessionList } from '../../../src/sessions/sessionList';
import type { OpeningSession } from '../../../src/sessions/sessionSnapshots';
import { aSandbox, aSessionRecord, aStoredSession, someTime } from '../../builders';
import { ManualClock } from '../../fakes/manualClock';
import { MemorySessionStore } from '../../fakes/memorySessionStore';
import { RecordingLogger } from '../../fakes/recordingLogger';
import { settle } from '../../fakes/settle';

const isError = (code: ErrorCode) => (error: unknown) =>
  error instanceof WorkbookSessionError && error.code === code;

function setup() {
  const store = new MemorySessionStore();
  const otherWindow = new MemorySessionStore(store.disk);
  const clock = new ManualClock();
  const logger = new RecordingLogger();
  const limits = { persistent: 300_000, nonPersistent: 300_000 };
  const list = new SessionList(store, clock, () => limits, logger);
  const seen: string[][] = [];
  const keys = () => list.snapshots().map(({ key }) => key);
  list.onDidChange(() => seen.push(keys()));
  const one = (key: string) => {
    const session = list.snapshots().find((candidate) => candidate.key === key);
    assert.ok(session, `${key} is not listed`);
    return session;
  };
  /** Holds every call to the disk until the answer is called. */
  const holdDisk = () => {
    const gate = new Deferred<undefined>();
    store.gate = gate.promise;
    return () => {
      store.gate = undefined;
      gate.resolve(undefined);
    };
  };
  /** Holds what a reading has seen until the answer is called. */
  const holdReading = () => {
    const end = new Deferred<undefined>();
    const readAll = store.readAll.bind(store);
    store.readAll = async () => {
      const stored = await readAll();
      await end.promise;
      return stored;
    };
    return () => {
      end.resolve(undefined);
    };
  };
  const parts = { store, otherWindow, clock, logger, limits, list };
  return { ...parts, seen, keys, one, holdDisk, holdReading };
}

function anOpening(key: string): OpeningSession {
  const { target, address, workbookName, mode, origin, createdAt } = aSessionRecord({ key });
  return { key, target, address, workbookName, mode, origin, createdAt };
}

describe('SessionList: snapshots', () => {
  it('come oldest first and without session IDs', async () => {
    const { list, keys } = setup();
    await list.add(aStoredSession({ key: 'new', createdAt: someTime + 1 }));
    await list.add(aStoredSession({ key: 'old', createdAt: someTime, sessionId: 'secret-id' }));
    assert.deepEqual(keys(), ['old', 'new']);
    assert.ok(!JSON.stringify(list.snapshots()).includes('secret-id'));
  });

  it('follow the time and the settings without an event', async () => {
    const { list, clock, one, limits } = setup();
    await list.add(aStoredSession({ key: 'a' }, { lastActiveAt: clock.now() }));
    assert.deepEqual([one('a').status, one('a').expiresAt], ['open', someTime + 300_000]);
    await clock.advance(299_999);
    assert.equal(one('a').status, 'open');
    await clock.advance(1);
    assert.equal(one('a').status, 'maybeExpired');
    limits.persistent = 600_000;
    assert.equal(one('a').status, 'open');
  });

  it('are the same object while nothing changes', async () => {
    const { list, clock } = setup();
    await list.add(aStoredSession({ key: 'a' }, { lastActiveAt: clock.now() }));
    const before = list.snapshots();
    await clock.advance(1000);
    assert.equal(list.snapshots(), before);
    list.setPhase('a', 'closing');
    assert.notEqual(list.snapshots(), before);
  });

  it('show the name and the IDs that were found later', async () => {
    const { list, one } = setup();
    const address = { drive: { kind: 'me' as const }, item: { kind: 'id' as const, id: 'i' } };
    await list.add(aStoredSession({ key: 'a', address, workbookName: 'Old.xlsx' }));
    assert.equal(one('a').ids, undefined);
    const ids = { driveId: 'd', itemId: 'i' };
    list.changeActivity('a', { ids, workbookName: 'New.xlsx' });
    assert.deepEqual([one('a').ids, one('a').workbookName], [ids, 'New.xlsx']);
  });

  it('show a session that is being opened exactly once, until and after it is open', async () => {
    const { list, one, seen, holdDisk } = setup();
    const row = list.showOpening(anOpening('a'));
    assert.equal(one('a').status, 'opening');
    const release = holdDisk();
    const adding = list.add(aStoredSession({ key: 'a' }, { lastActiveAt: someTime }));
    await settle();
    assert.equal(one('a').status, 'opening', 'not on disk yet');
    release();
    await adding;
    assert.equal(one('a').status, 'open');
    row.dispose();
    await settle();
    assert.ok(seen.every((keys) => keys.length === 1));
  });

  it('drop a session that could not be opened', () => {
    const { list, keys } = setup();
    list.showOpening(anOpening('a')).dispose();
    assert.deepEqual(keys(), []);
  });
});

describe('SessionList: the disk', () => {
  it('is loading until the first read ends', async () => {
    const { list, otherWindow, keys } = setup();
    await otherWindow.add(aStoredSession({ key: 'a' }));
    assert.equal(list.storageState, 'loading');
    await list.reload();
    assert.deepEqual([list.storageState, keys()], ['ready', ['a']]);
  });

  it('shows what other windows added, changed, and removed', async () => {
    const { list, otherWindow, one, keys } = setup();
    await list.add(aStoredSession({ key: 'a' }));
    await list.add(aStoredSession({ key: 'b' }));
    await otherWindow.remove('a');
    await otherWindow.add(aStoredSession({ key: 'c' }));
    await otherWindow.saveActivity('b', { failure: { code: 'locked', at: someTime } });
    await list.reload();
    assert.deepEqual(keys(), ['b', 'c']);
    assert.equal(one('b').status, 'closeFailed');
  });

  it('keeps the known sessions when it cannot be read, says so, and recovers', async () => {
    const { list, store, keys, logger, otherWindow } = setup();
    await list.add(aStoredSession({ key: 'a' }));
    store.faults.add('readAll');
    await list.reload();
    assert.deepEqual([list.storageState, keys()], ['unreadable', ['a']]);
    assert.equal(logger.of('error').length, 1);
    await otherWindow.add(aStoredSession({ key: 'b' }));
    store.faults.clear();
    await list.reload();
    assert.deepEqual([list.storageState, keys()], ['ready', ['a', 'b']]);
  });

  it('keeps a session whose record is there but unreadable', async () => {
    const { list, store, otherWindow, one, keys } = setup();
    const failure = { code: 'locked' as const, at: someTime };
    await list.add(aStoredSession({ key: 'a' }, { failure }));
    await list.add(aStoredSession({ key: 'b' }));
    store.unreadable.add('a');
    await otherWindow.remove('b');
    await list.reload();
    assert.deepEqual([list.storageState, keys(), one('a').failure], ['ready', ['a'], failure]);
    await otherWindow.remove('a');
    await list.reload();
    assert.deepEqual(keys(), []);
  });

  it('is read once for all reloads that arrive while it is busy', async () => {
    const { list, store } = setup();
    await Promise.all([list.reload(), list.reload(), list.reload()]);
    assert.equal(store.calls.filter((call) => call === 'readAll').length, 1);
    await list.reload();
    assert.equal(store.calls.filter((call) => call === 'readAll').length, 2);
  });

  it('is read only where other windows changed it', async () => {
    const { list, store, otherWindow, one, keys } = setup();
    for (const key of ['a', 'b', 'c']) {
      await list.add(aStoredSession({ key }));
    }
    await list.reload();
    await settle();
    const changed: string[][] = [];
    list.onDidChange((some) => changed.push([...some]));
    await otherWindow.saveActivity('a', { workbookName: 'New.xlsx' });
    await otherWindow.remove('b');
    await otherWindow.add(aStoredSession({ key: 'd' }));
    await Promise.all([list.reload(['a', 'b']), list.reload(new Set(['d', 'a']))]);
    await settle();
    assert.deepEqual(store.keysRead, ['a', 'b', 'd']);
    assert.deepEqual([keys(), one('a').workbookName], [['a', 'c', 'd'], 'New.xlsx']);
    assert.deepEqual(
      changed.map((some) => some.sort()),
      [['a', 'b', 'd']],
    );
    assert.equal(store.calls.filter((call) => call === 'readAll').length, 1);
  });

  it('is read as a whole the first time, and after it could not be read', async () => {
    const { list, store, otherWindow, keys } = setup();
    await otherWindow.add(aStoredSession({ key: 'a' }));
    await otherWindow.add(aStoredSession({ key: 'b' }));
    await list.reload(['a']);
    assert.deepEqual(keys(), ['a', 'b']);
    store.faults.add('read');
    await list.reload(['a']);
    assert.equal(list.storageState, 'unreadable');
    await otherWindow.remove('b');
    await list.reload(['a']);
    assert.deepEqual([list.storageState, keys()], ['ready', ['a']]);
  });

  it('is read as a whole if that was asked for together with single sessions', async () => {
    const { list, store, otherWindow, keys } = setup();
    await list.reload();
    await otherWindow.add(aStoredSession({ key: 'a' }));
    await otherWindow.add(aStoredSession({ key: 'b' }));
    await Promise.all([list.reload(['a']), list.reload(), list.reload(['a'])]);
    assert.deepEqual([keys(), store.keysRead], [['a', 'b'], []]);
  });

  it('is not read for a session that this window removed', async () => {
    const { list, store } = setup();
    await list.add(aStoredSession({ key: 'a' }));
    await list.reload();
    list.remove('a');
    const { length } = store.calls;
    await list.reload(['a']);
    assert.deepEqual([store.keysRead, store.calls.length], [[], length + 1]);
  });

  it('counts a record once that single reads find unreadable, then readable', async () => {
    const { list, store, otherWindow, keys } = setup();
    await otherWindow.add(aStoredSession({ key: 'a' }));
    await otherWindow.add(aStoredSession({ key: 'torn' }));
    store.torn.add('torn');
    await list.reload();
    store.torn.add('a');
    await list.reload(['a']);
    await list.reload(['a']);
    assert.equal(list.unreadableCount, 2);
    store.torn.delete('a');
    await list.reload(['a']);
    assert.deepEqual([list.unreadableCount, keys()], [1, ['a']]);
  });

  it('is read again for a reload that arrives during a read', async () => {
    const { list, store, otherWindow, keys, holdDisk } = setup();
    const release = holdDisk();
    const first = list.reload();
    await settle();
    const second = list.reload();
    await otherWindow.add(aStoredSession({ key: 'late' }));
    release();
    await Promise.all([first, second]);
    assert.equal(store.calls.filter((call) => call === 'readAll').length, 2);
    assert.deepEqual(keys(), ['late']);
  });

  it('never loses a session that was added during a read', async () => {
    const { list, keys, holdDisk } = setup();
    const release = holdDisk();
    const reloading = list.reload();
    const adding = list.add(aStoredSession({ key: 'a' }));
    release();
    await Promise.all([reloading, adding]);
    assert.deepEqual(keys(), ['a']);
  });

  it('never brings back a session that was removed during a read', async () => {
    const { list, keys, seen, holdDisk } = setup();
    await list.add(aStoredSession({ key: 'a' }));
    const release = holdDisk();
    const reading = list.reload();
    await settle();
    list.remove('a');
    const again = list.reload();
    release();
    await Promise.all([reading, again]);
    assert.deepEqual(keys(), []);
    await settle();
    assert.deepEqual(seen.at(-1), []);
  });

  it('never brings back a removed session whose record a slow read saw', async () => {
    const { list, store, keys, holdReading } = setup();
    await list.add(aStoredSession({ key: 'a' }));
    const release = holdReading();
    const reading = list.reload();
    await settle();
    list.remove('a');
    await settle();
    assert.equal(store.disk.records.size, 0);
    release();
    await reading;
    assert.deepEqual(keys(), []);
  });

  it('never loses an added session whose record a slow read missed', async () => {
    const { list, keys, holdReading } = setup();
    const release = holdReading();
    const reading = list.reload();
    await settle();
    await list.add(aStoredSession({ key: 'a' }));
    release();
    await reading;
    assert.deepEqual(keys(), ['a']);
  });

  it("leaves this window's own phases unchanged", async () => {
    const { list, one, holdDisk } = setup();
    await list.add(aStoredSession({ key: 'a' }));
    const release = holdDisk();
    const reloading = list.reload();
    list.setPhase('a', 'closing');
    release();
    await reloading;
    assert.equal(one('a').status, 'closing');
  });

  it('fires no event for an unchanged phase or a removed session', async () => {
    const { list, seen } = setup();
    await list.add(aStoredSession({ key: 'a' }));
    await settle();
    const events = seen.length;
    list.setPhase('a', 'idle');
    list.setPhase('gone', 'closing');
    await settle();
    assert.equal(seen.length, events);
  });
});

describe('SessionList: a disk that refuses', () => {
  it('keeps an added session listed as not saved through every read', async () => {
    const { list, store, one } = setup();
    store.faults.add('add');
    await assert.rejects(list.add(aStoredSession({ key: 'a' })), isError('recordNotSaved'));
    assert.equal(one('a').isSaved, false);
    await list.reload();
    assert.equal(one('a').isSaved, false);
    await assert.rejects(list.save('a'), isError('recordNotSaved'));
    assert.equal(one('a').isSaved, false);
    store.faults.clear();
    await list.save('a');
    assert.equal(one('a').isSaved, true);
    assert.deepEqual([...store.disk.records.keys()], ['a']);
  });

  it('is written again within half a minute, until the write succeeds', async () => {
    const { list, store, one, clock } = setup();
    await list.add(aStoredSession({ key: 'known' }));
    store.faults.add('add').add('saveActivity');
    await assert.rejects(list.add(aStoredSession({ key: 'new' })));
    const failure = { code: 'locked' as const, at: someTime };
    list.changeActivity('known', { failure });
    await clock.advance(60_000);
    assert.equal(one('new').isSaved, false);
    store.faults.clear();
    await clock.advance(30_000);
    assert.equal(one('new').isSaved, true);
    assert.deepEqual([...store.disk.records.keys()], ['known', 'new']);
    assert.deepEqual(store.disk.activities.get('known'), { failure });
  });

  it('is tried once per pause for all sessions together, and logged once', async () => {
    const { list, store, clock, logger } = setup();
    const keys = Array.from({ length: 20 }, (_, index) => `k${index}`);
    for (const key of keys) {
      await list.add(aStoredSession({ key }));
    }
    store.faults.add('remove');
    keys.forEach((key) => {
      list.remove(key);
    });
    await settle();
    const tries = () => store.calls.filter((call) => call === 'remove').length;
    assert.deepEqual([tries(), clock.waits, logger.lines.length], [20, 1, 1]);
    await clock.advance(30_000);
    assert.deepEqual([tries(), clock.waits, logger.lines.length], [40, 1, 1]);
    store.faults.clear();
    await clock.advance(30_000);
    assert.deepEqual([tries(), clock.waits, store.disk.records.size], [60, 0, 0]);
    store.faults.add('remove');
    await list.add(aStoredSession({ key: 'another' }));
    list.remove('another');
    await settle();
    assert.equal(logger.of('warn').length, 2, 'The next trouble is told again.');
  });

  it('is read again within half a minute', async () => {
    const { list, store, keys, clock, otherWindow } = setup();
    await list.add(aStoredSession({ key: 'a' }));
    store.faults.add('readAll');
    await list.reload();
    await otherWindow.add(aStoredSession({ key: 'b' }));
    await clock.advance(60_000);
    assert.deepEqual([list.storageState, keys()], ['unreadable', ['a']]);
    store.faults.clear();
    await clock.advance(30_000);
    assert.deepEqual([list.storageState, keys()], ['ready', ['a', 'b']]);
  });

  it('is read again for a single record that it could not read', async () => {
    const { list, store, keys, clock, otherWindow } = setup();
    await otherWindow.add(aStoredSession({ key: 'a' }));
    store.unreadable.add('a');
    await list.reload();
    assert.deepEqual([keys(), list.unreadableCount], [[], 1]);
    store.unreadable.clear();
    await clock.advance(30_000);
    assert.deepEqual([keys(), list.unreadableCount], [['a'], 0]);
  });

  it('is not tried again when only a change on disk can help, or nothing failed', async () => {
    const { list, store, clock, otherWindow } = setup();
    await otherWindow.add(aStoredSession({ key: 'torn' }));
    store.torn.add('torn');
    await list.reload();
    await list.add(aStoredSession({ key: 'a' }));
    list.changeActivity('a', { lastActiveAt: 1 });
    list.remove('a');
    await settle();
    assert.deepEqual([list.unreadableCount, clock.waits], [1, 0]);
  });

  it('is not used after the window closes', async () => {
    const { list, store, clock } = setup();
    await list.add(aStoredSession({ key: 'a' }));
    store.faults.add('remove');
    list.remove('a');
    await settle();
    assert.equal(clock.waits, 1);
    const calls = store.calls.length;
    list.dispose();
    await clock.advance(120_000);
    assert.deepEqual([clock.waits, store.calls.length], [0, calls]);
    list.remove('b');
    await settle();
    assert.equal(clock.waits, 0);
  });

  it('delays no outcome: the list changes at once', async () => {
    const { list, store, one, keys, holdDisk } = setup();
    await list.add(aStoredSession({ key: 'a' }));
    await list.add(aStoredSession({ key: 'b' }));
    const release = holdDisk();
    const failure = { code: 'locked' as const, at: someTime };
    list.changeActivity('b', { failure });
    list.remove('a');
    assert.deepEqual([keys(), one('b').failure], [['b'], failure]);
    release();
    await settle();
    assert.deepEqual([...store.disk.records.keys()], ['b']);
    assert.deepEqual(store.disk.activities.get('b'), { failure });
  });

  it('makes the record of a session wait only for its own writes', async () => {
    const { list, store, one, holdDisk } = setup();
    await list.add(aStoredSession({ key: 'a' }));
    await list.add(aStoredSession({ key: 'b' }));
    const release = holdDisk();
    list.remove('a');
    list.changeActivity('b', { lastActiveAt: 1 });
    const reading = list.reload();
    await settle();
    store.gate = undefined;
    await list.add(aStoredSession({ key: 'new' }));
    assert.equal(one('new').isSaved, true);
    release();
    await reading;
    assert.equal(one('new').isSaved, true);
  });

  it('treats a second save of the same session as done', async () => {
    const { list, store, one } = setup();
    store.faults.add('add');
    await assert.rejects(list.add(aStoredSession({ key: 'a' })));
    store.faults.clear();
    await Promise.all([list.save('a'), list.save('a')]);
    assert.equal(one('a').isSaved, true);
  });

  it('does not bring back a session that was closed during a save request', async () => {
    const { list, store, keys } = setup();
    store.faults.add('add');
    await assert.rejects(list.add(aStoredSession({ key: 'a' })));
    store.faults.clear();
    list.remove('a');
    await assert.rejects(list.save('a'), isError('sessionNotListed'));
    assert.deepEqual([keys(), store.disk.records.size], [[], 0]);
  });

  it('does not keep the record of a session that is closed during its save', async () => {
    const { list, store, keys, holdDisk } = setup();
    store.faults.add('add');
    await assert.rejects(list.add(aStoredSession({ key: 'a' })));
    store.faults.clear();
    const release = holdDisk();
    const saving = list.save('a');
    await settle();
    list.remove('a');
    release();
    await saving;
    await settle();
    assert.deepEqual([keys(), store.disk.records.size], [[], 0]);
  });

  it('keeps a session as closing during its save', async () => {
    const { list, store, one } = setup();
    store.faults.add('add');
    await assert.rejects(list.add(aStoredSession({ key: 'a' })));
    store.faults.clear();
    list.setPhase('a', 'closing');
    await list.save('a');
    assert.equal(one('a').status, 'closing');
  });

  it("keeps a session's activity although it cannot be written", async () => {
    const { list, store, one, logger } = setup();
    await list.add(aStoredSession({ key: 'a' }));
    store.faults.add('saveActivity');
    const failure = { code: 'locked' as const, at: someTime };
    list.changeActivity('a', { failure });
    await list.reload();
    await settle();
    assert.deepEqual(one('a').failure, failure);
    assert.equal(logger.of('warn').length, 1);
  });

  it('hides a removed session whose record stays, through every read', async () => {
    const { list, store, keys, clock } = setup();
    await list.add(aStoredSession({ key: 'a' }));
    store.faults.add('remove');
    list.remove('a');
    await list.reload();
    assert.deepEqual([keys(), store.disk.records.size], [[], 1]);
    store.unreadable.add('a');
    await list.reload();
    assert.equal(list.unreadableCount, 0, 'Nobody misses it.');
    store.unreadable.clear();
    await list.reload();
    assert.deepEqual(keys(), []);
    store.faults.clear();
    await clock.advance(30_000);
    assert.deepEqual([keys(), store.disk.records.size], [[], 0]);
  });

  it('logs no session ID', async () => {
    const { list, store, logger } = setup();
    await list.add(aStoredSession({ key: 'a', sessionId: 'secret-id' }));
    ['add', 'saveActivity', 'remove', 'readAll'].forEach((name) =>
      store.faults.add(name as 'remove'),
    );
    await assert.rejects(list.add(aStoredSession({ key: 'b', sessionId: 'secret-id' })));
    list.changeActivity('a', { lastActiveAt: 1 });
    list.remove('a');
    await list.reload();
    assert.ok(logger.lines.length >= 3 && !logger.lines.join().includes('secret-id'));
  });
});

describe('SessionList: activity', () => {
  it('changes the latest activity, not the one at the time of the request', async () => {
    const { list, otherWindow, one, holdDisk } = setup();
    await list.add(aStoredSession({ key: 'a' }));
    await otherWindow.saveActivity('a', { workbookName: 'New.xlsx' });
    const release = holdDisk();
    const reloading = list.reload();
    const failure = { code: 'locked' as const, at: someTime };
    list.changeActivity('a', { failure });
    release();
    await reloading;
    assert.deepEqual([one('a').workbookName, one('a').failure], ['New.xlsx', failure]);
  });

  it('is not written for a session that is gone', async () => {
    const { list, store } = setup();
    await list.add(aStoredSession({ key: 'a' }));
    list.remove('a');
    list.changeActivity('a', { lastActiveAt: 1 });
    await settle();
    assert.ok(!store.calls.includes('saveActivity'));
  });

  it('merges what this window and the others know', async () => {
    const { list, otherWindow, store, one } = setup();
    const failure = { code: 'locked' as const, at: someTime };
    await list.add(aStoredSession({ key: 'a' }));
    await list.add(aStoredSession({ key: 'b' }));
    store.faults.add('saveActivity');
    list.changeActivity('a', { failure, workbookName: 'Mine.xlsx' });
    await settle();
    await otherWindow.saveActivity('a', { lastActiveAt: someTime + 1, workbookName: 'No.xlsx' });
    await otherWindow.saveActivity('b', { lastActiveAt: someTime + 1, workbookName: 'New.xlsx' });
    await list.reload();
    assert.deepEqual(
      [one('a').failure, one('a').lastActiveAt, one('a').workbookName],
      [undefined, someTime + 1, 'Mine.xlsx'],
    );
    store.disk.activities.set('b', { workbookName: 'Newest.xlsx' });
    await list.reload();
    assert.deepEqual([one('b').workbookName, one('b').lastActiveAt], ['Newest.xlsx', someTime + 1]);
  });

  it("keeps another window's change when this window writes", async () => {
    const { list, otherWindow, store, one } = setup();
    await list.add(aStoredSession({ key: 'a' }, { mode: 'persistent', workbookName: 'Old.xlsx' }));
    await otherWindow.saveActivity('a', { mode: 'nonPersistent', workbookName: 'New.xlsx' });
    list.changeActivity('a', { lastActiveAt: someTime });
    await settle();
    await list.reload();
    const newest = { mode: 'nonPersistent', workbookName: 'New.xlsx', lastActiveAt: someTime };
    assert.deepEqual(store.disk.activities.get('a'), newest);
    assert.deepEqual([one('a').mode, one('a').workbookName], ['nonPersistent', 'New.xlsx']);
  });

  it("takes over another window's change although this window changes another part", async () => {
    const { list, store, otherWindow, one, holdReading } = setup();
    await list.add(aStoredSession({ key: 'a' }, { mode: 'persistent', workbookName: 'Old.xlsx' }));
    await otherWindow.saveActivity('a', { mode: 'nonPersistent' });
    const release = holdReading();
    const reading = list.reload();
    await settle();
    list.changeActivity('a', { workbookName: 'New.xlsx' });
    await settle();
    release();
    await reading;
    await settle();
    const newest = { mode: 'nonPersistent', workbookName: 'New.xlsx' };
    assert.deepEqual([one('a').mode, one('a').workbookName], Object.values(newest));
    assert.deepEqual(store.disk.activities.get('a'), newest);
  });

  it("is written again when another window's write lost a part", async () => {
    const { list, store, one } = setup();
    const known = { lastActiveAt: someTime + 5, workbookName: 'Budget.xlsx' };
    await list.add(aStoredSession({ key: 'a' }, known));
    store.disk.activities.set('a', { lastActiveAt: someTime });
    await list.reload();
    await settle();
    assert.equal(one('a').lastActiveAt, someTime + 5);
    assert.deepEqual(store.disk.activities.get('a'), known);
    const writes = store.calls.length;
    await list.reload();
    await settle();
    assert.equal(store.calls.length, writes + 1, 'It is read, and left as it is.');
  });

  it('keeps a change that was made during a read', async () => {
    const { list, one, holdReading } = setup();
    await list.add(aStoredSession({ key: 'a' }, { workbookName: 'Old.xlsx' }));
    const release = holdReading();
    const reading = list.reload();
    await settle();
    list.changeActivity('a', { workbookName: 'New.xlsx' });
    await settle();
    release();
    await reading;
    assert.equal(one('a').workbookName, 'New.xlsx');
  });

  it('orders a failure and a later refresh correctly, whatever the clock says', async () => {
    const { list, store, one } = setup();
    await list.add(aStoredSession({ key: 'a' }));
    const failure = { code: 'locked' as const, at: someTime };
    list.changeActivity('a', { failure });
    list.changeActivity('a', { lastActiveAt: someTime - 1000 });
    await settle();
    await list.reload();
    assert.equal(one('a').failure, undefined);
    assert.equal(store.disk.activities.get('a')?.failure, undefined);
  });

  it('ignores a time from when the clock was ahead', async () => {
    const { list, otherWindow, clock, one } = setup();
    const hourMs = 3_600_000;
    await list.add(aStoredSession({ key: 'a' }));
    clock.adjust(hourMs);
    list.changeActivity('a', { lastActiveAt: clock.now() });
    await otherWindow.saveActivity('a', { failure: { code: 'locked', at: clock.now() + 1 } });
    await list.reload();
    assert.deepEqual([one('a').status, one('a').expiresAt], ['closeFailed', clock.now() + 300_000]);
    clock.adjust(-hourMs);
    assert.deepEqual([one('a').status, one('a').expiresAt], ['maybeExpired', undefined]);
    list.changeActivity('a', { lastActiveAt: clock.now() });
    for (let times = 0; times < 2; times += 1) {
      assert.deepEqual([one('a').status, one('a').expiresAt], ['open', clock.now() + 300_000]);
      await settle();
      await list.reload();
    }
  });

  it('accepts a time that is ahead by less than clocks differ', async () => {
    const { list, otherWindow, clock, one } = setup();
    await list.add(aStoredSession({ key: 'a' }));
    await otherWindow.saveActivity('a', { lastActiveAt: clock.now() + 30_000 });
    await list.reload();
    assert.equal(one('a').lastActiveAt, clock.now() + 30_000);
  });

  it('is written together with the record of a session that was not saved', async () => {
    const { list, store } = setup();
    store.faults.add('add');
    await assert.rejects(list.add(aStoredSession({ key: 'a' })));
    list.changeActivity('a', { lastActiveAt: 5 });
    await settle();
    assert.ok(!store.calls.includes('saveActivity'));
    store.faults.clear();
    await list.save('a');
    assert.deepEqual(store.disk.activities.get('a'), { lastActiveAt: 5 });
  });
});

describe('SessionList: the same session', () => {
  it('is found by its ID and its Graph until it is removed', async () => {
    const { list } = setup();
    const record = aSessionRecord({ key: 'a', sessionId: 's' });
    await list.add({ record, activity: {} });
    assert.equal(list.findSame({ ...record })?.record.key, 'a');
    assert.equal(list.findSame({ sessionId: 's', target: aSandbox() }), undefined);
    list.remove('a');
    assert.equal(list.findSame(record), undefined);
  });

  it('is stored once when it is added twice at once', async () => {
    const { list, keys } = setup();
    const answers = await Promise.all(
      ['a', 'b'].map((key) => list.addUnlessListed(aStoredSession({ key, sessionId: 's' }))),
    );
    assert.deepEqual(
      answers.map((same) => same?.record.key),
      [undefined, 'a'],
    );
    assert.deepEqual(keys(), ['a']);
  });

  it('is found on disk before the first read', async () => {
    const { list, otherWindow, keys } = setup();
    await otherWindow.add(aStoredSession({ key: 'a', sessionId: 's' }));
    void list.reload();
    const same = await list.addUnlessListed(aStoredSession({ key: 'b', sessionId: 's' }));
    assert.deepEqual([same?.record.key, keys()], ['a', ['a']]);
  });

  it('is added without waiting for a later read', async () => {
    const { list, holdReading, keys } = setup();
    await list.reload();
    const release = holdReading();
    const reading = list.reload();
    await list.addUnlessListed(aStoredSession({ key: 'a' }));
    assert.deepEqual(keys(), ['a']);
    release();
    await reading;
    assert.deepEqual(keys(), ['a']);
  });

  it('can be listed twice when two windows add it, each with its own life', async () => {
    const { list, otherWindow, keys } = setup();
    await otherWindow.add(aStoredSession({ key: 'a', sessionId: 's' }));
    await otherWindow.add(aStoredSession({ key: 'b', sessionId: 's' }));
    await list.reload();
    list.remove('a');
    assert.deepEqual(keys(), ['b']);
    assert.equal(list.findSame(aSessionRecord({ sessionId: 's' }))?.record.key, 'b');
  });
});

describe('SessionList: thousands of sessions', () => {
  it('make a listener look at all sessions once, however many change together', async () => {
    const { store, list, seen } = setup();
    const count = 2000;
    for (let index = 0; index < count; index += 1) {
      const { record } = aStoredSession({ key: `k${index}`, createdAt: someTime + index });
      store.disk.records.set(record.key, record);
    }
    await list.reload();
    await settle();
    seen.length = 0;
    for (let index = 0; index < count; index += 1) {
      list.setPhase(`k${index}`, 'closing');
      list.findSame(aSessionRecord({ key: `k${index}` }));
    }
    await settle();
    assert.equal(seen.length, 2);
  });
});
