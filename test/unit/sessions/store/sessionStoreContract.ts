import assert from 'node:assert/strict';
import { WorkbookSessionError } from '../../../../src/model/errors';
import type { SessionStore } from '../../../../src/model/ports';
import type { StoredSession } from '../../../../src/model/workbookSession';
import { aSandbox, aStoredSession, globalGraph, someTime } from '../../../builders';

export interface StoreUnderTest {
  readonly store: SessionStore;
  /** Another window's store on the same disk. */
  readonly otherWindow: SessionStore;
  /** From now on the first window cannot read the record of this session. */
  readonly makeUnreadable: (key: string) => void;
  /** Called after each test. */
  readonly cleanUp?: () => Promise<void>;
}

const nothing = { sessions: [], unreadableKeys: [], mayRetry: false };
const one = '11111111-1111-4111-8111-111111111111';
const two = '22222222-2222-4222-8222-222222222222';

/** What every session store promises, the one on disk and the one in memory. */
export function itKeepsTheStoreContract(create: () => Promise<StoreUnderTest>): void {
  const withStore = async (test: (stores: StoreUnderTest) => Promise<void>) => {
    const stores = await create();
    try {
      await test(stores);
    } finally {
      await stores.cleanUp?.();
    }
  };

  it('has no sessions at first', () =>
    withStore(async ({ store }) => {
      assert.deepEqual(await store.readAll(), nothing);
    }));

  it('gives back what was added, to every window', () =>
    withStore(async ({ store, otherWindow }) => {
      const plain = aStoredSession({ key: one }, { lastActiveAt: someTime });
      const added = aStoredSession(
        {
          key: two,
          target: aSandbox(),
          address: { drive: { kind: 'me' }, item: { kind: 'path', path: 'A/Ärger (1).xlsx' } },
          workbookName: 'Ärger\u200f <b>.xlsx',
          sessionId: '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~',
          mode: 'unknownMode',
          origin: 'added',
        },
        {
          failure: { code: 'workbookNotFound', at: someTime },
          ids: { driveId: 'd', itemId: 'i' },
          workbookName: 'Later.xlsx',
        },
      );
      await store.add(plain);
      await store.add(added);
      for (const window of [store, otherWindow]) {
        const sessions = [...(await sessionsOf(window))];
        sessions.sort((a, b) => a.record.key.localeCompare(b.record.key));
        assert.deepEqual(sessions, [plain, added]);
      }
    }));

  it('keeps an account that is not known unknown', () =>
    withStore(async ({ store }) => {
      const { account, ...record } = aStoredSession({ key: one, target: globalGraph }).record;
      assert.ok(account);
      await store.add({ record, activity: {} });
      assert.deepEqual(await sessionsOf(store), [{ record, activity: {} }]);
    }));

  it('refuses to write a record twice and leaves the first as it is', () =>
    withStore(async ({ store, otherWindow }) => {
      const first = aStoredSession({ key: one, workbookName: 'First.xlsx' });
      await store.add(first);
      await assert.rejects(
        otherWindow.add(aStoredSession({ key: one, workbookName: 'Second.xlsx' })),
        (error) => error instanceof WorkbookSessionError && error.code === 'recordNotSaved',
      );
      assert.deepEqual(await sessionsOf(store), [first]);
    }));

  it('puts together what several windows wrote of a session, whichever wrote last', () =>
    withStore(async ({ store, otherWindow }) => {
      const { record, activity } = aStoredSession({ key: one }, { lastActiveAt: someTime });
      await store.add({ record, activity });
      const failure = { code: 'locked' as const, at: someTime + 1 };
      await otherWindow.saveActivity(one, { failure });
      assert.deepEqual(await sessionsOf(store), [{ record, activity: { ...activity, failure } }]);
      await store.saveActivity(one, { lastActiveAt: someTime + 2, workbookName: 'New.xlsx' });
      await otherWindow.saveActivity(one, { lastActiveAt: someTime, failure });
      const newest = { lastActiveAt: someTime + 2, workbookName: 'New.xlsx' };
      assert.deepEqual(await sessionsOf(store), [{ record, activity: newest }]);
    }));

  it('changes nothing that another window wrote but what is said to have changed', () =>
    withStore(async ({ store, otherWindow }) => {
      const { record } = aStoredSession({ key: one });
      await store.add({ record, activity: { mode: 'persistent' } });
      await otherWindow.saveActivity(one, { mode: 'nonPersistent' });
      const known = { mode: 'persistent', workbookName: 'Budget.xlsx' } as const;
      await store.saveActivity(one, { lastActiveAt: someTime }, known);
      const activity = { ...known, lastActiveAt: someTime, mode: 'nonPersistent' } as const;
      assert.deepEqual(await sessionsOf(store), [{ record, activity }]);
    }));

  it('makes no session of an activity without a record', () =>
    withStore(async ({ store, otherWindow }) => {
      await store.add(aStoredSession({ key: one }));
      await otherWindow.remove(one);
      await store.saveActivity(one, { lastActiveAt: someTime });
      assert.deepEqual(await store.readAll(), nothing);
    }));

  it('removes a session for every window, and takes it well that it is gone already', () =>
    withStore(async ({ store, otherWindow }) => {
      const stays = aStoredSession({ key: two });
      await store.add(aStoredSession({ key: one }));
      await store.add(stays);
      await store.remove(one);
      await otherWindow.remove(one);
      assert.deepEqual(await sessionsOf(otherWindow), [stays]);
    }));

  it('tells a record that it cannot read from one that is gone', () =>
    withStore(async ({ store, otherWindow, makeUnreadable }) => {
      const readable = aStoredSession({ key: two });
      await store.add(aStoredSession({ key: one }));
      await store.add(readable);
      makeUnreadable(one);
      const expected = { sessions: [readable], unreadableKeys: [one], mayRetry: true };
      assert.deepEqual(await store.readAll(), expected);
      assert.equal((await sessionsOf(otherWindow)).length, 2);
      await store.remove(one);
      assert.deepEqual(await store.readAll(), { ...nothing, sessions: [readable] });
    }));

  it('bears many calls at once', () =>
    withStore(async ({ store, otherWindow }) => {
      const keys = Array.from(
        { length: 20 },
        (_, index) => `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`,
      );
      await Promise.all(keys.map((key) => store.add(aStoredSession({ key }))));
      await Promise.all([
        ...keys.slice(0, 10).map((key) => otherWindow.remove(key)),
        ...keys.map((key) => store.saveActivity(key, { lastActiveAt: someTime })),
        store.readAll(),
      ]);
      const left = (await sessionsOf(store)).map(({ record }) => record.key).sort();
      assert.deepEqual(left, keys.slice(10));
    }));
}

async function sessionsOf(store: SessionStore): Promise<readonly StoredSession[]> {
  return (await store.readAll()).sessions;
}
