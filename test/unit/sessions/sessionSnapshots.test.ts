import assert from 'node:assert/strict';
import { SessionEntries } from '../../../src/sessions/sessionEntries';
import { SessionSnapshots } from '../../../src/sessions/sessionSnapshots';
import { newSessionId } from '../../../src/sandbox/workbookSessions';
import { aStoredSession, someTime } from '../../builders';

const limits = { persistent: 100, nonPersistent: 200 };
function setup(...lastActive: (number | undefined)[]) {
  const entries = new SessionEntries();
  lastActive.forEach((lastActiveAt, index) => {
    const activity = lastActiveAt === undefined ? {} : { lastActiveAt };
    const session = aStoredSession({ key: `k${index}` }, activity);
    entries.set({ ...session, phase: 'idle', isSaved: true, unwritten: undefined });
  });
  return { entries, snapshots: new SessionSnapshots(entries, new Map(), new Map(), new Map()) };
}

describe('SessionSnapshots', () => {
  it('are taken again when the next session may have expired', () => {
    const { snapshots } = setup(someTime, someTime - 50, someTime - 500, undefined);
    const before = snapshots.all(someTime, limits);
    assert.equal(snapshots.all(someTime + 49, limits), before);
    const after = snapshots.all(someTime + 50, limits);
    assert.deepEqual(
      after.map((session, index) => session === before[index]),
      [true, false, true, true],
    );
  });

  it('hold forever when no session may expire any more', () => {
    const { snapshots } = setup(someTime - 500);
    const before = snapshots.all(someTime, limits);
    assert.equal(snapshots.all(someTime * 2, limits), before);
  });

  it('are taken again when the clock was set back', () => {
    const { snapshots } = setup(someTime);
    const before = snapshots.all(someTime, limits);
    assert.notEqual(snapshots.all(someTime - 1, limits), before);
  });

  it('are taken again when a limit changed', () => {
    const { snapshots } = setup(someTime);
    const before = snapshots.all(someTime, limits);
    assert.notEqual(snapshots.all(someTime, { ...limits, nonPersistent: 1 }), before);
  });

  it('are taken again of a session that changed, and of no other', () => {
    const { entries, snapshots } = setup(someTime, someTime);
    const [first, second] = snapshots.all(someTime, limits);
    entries.change('k1', { phase: 'closing' });
    snapshots.changed('k1');
    assert.equal(snapshots.one('k0', someTime, limits), first);
    assert.notEqual(snapshots.one('k1', someTime, limits), second);
    assert.equal(snapshots.all(someTime, limits)[1]?.status, 'closing');
  });

  it('show eight characters of a session ID and no more', () => {
    const entries = new SessionEntries();
    const sessionId = newSessionId();
    entries.set({
      ...aStoredSession({ key: 'k', sessionId }),
      phase: 'idle',
      isSaved: true,
      unwritten: undefined,
    });
    entries.change('k', { phase: 'closing' });
    const [session] = new SessionSnapshots(entries, new Map(), new Map(), new Map()).all(
      someTime,
      limits,
    );
    assert.equal(session?.shortId, /usid=(.{8})/.exec(sessionId)?.[1]);
    const shown = JSON.stringify(session);
    for (let start = 0; start + 9 <= sessionId.length; start += 1) {
      assert.ok(!shown.includes(sessionId.slice(start, start + 9)));
    }
  });

  it('show nothing of a short session ID', () => {
    const entries = new SessionEntries();
    entries.set({
      ...aStoredSession({ sessionId: 'a-secret' }),
      phase: 'idle',
      isSaved: true,
      unwritten: undefined,
    });
    const [session] = new SessionSnapshots(entries, new Map(), new Map(), new Map()).all(
      someTime,
      limits,
    );
    assert.ok(session && !('shortId' in session));
  });
});
