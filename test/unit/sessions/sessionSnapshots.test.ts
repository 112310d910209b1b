import assert from 'node:assert/strict';
import { SessionEntries } from '../../../src/sessions/sessionEntries';
import { takeSnapshots } from '../../../src/sessions/sessionSnapshots';
import { newSessionId } from '../../../src/sandbox/workbookSessions';
import { aStoredSession, someTime } from '../../builders';

const limits = { persistent: 100, nonPersistent: 200 };
const take = (now: number, ...lastActive: (number | undefined)[]) =>
  takeSnapshots(
    lastActive.map((lastActiveAt, index) => ({
      ...aStoredSession({ key: `k${index}` }, lastActiveAt === undefined ? {} : { lastActiveAt }),
      phase: 'idle',
      isSaved: true,
      unwritten: undefined,
    })),
    [],
    now,
    limits,
  );

describe('takeSnapshots', () => {
  it('are valid until the next session may have expired', () => {
    const snapshots = take(someTime, someTime, someTime - 50, someTime - 500, undefined);
    assert.equal(snapshots.isValid(someTime + 49, limits), true);
    assert.equal(snapshots.isValid(someTime + 50, limits), false);
  });

  it('are valid for ever when nothing is left that may expire', () => {
    assert.equal(take(someTime, someTime - 500).isValid(someTime * 2, limits), true);
  });

  it('are not valid when the clock was set back or a limit was changed', () => {
    const snapshots = take(someTime, someTime);
    assert.equal(snapshots.isValid(someTime - 1, limits), false);
    assert.equal(snapshots.isValid(someTime, { ...limits, nonPersistent: 1 }), false);
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
    const [session] = takeSnapshots(entries.all(), [], someTime, limits).sessions;
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
    const [session] = takeSnapshots(entries.all(), [], someTime, limits).sessions;
    assert.ok(session && !('shortId' in session));
  });
});
