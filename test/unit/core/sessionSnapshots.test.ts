import assert from 'node:assert/strict';
import { takeSnapshots } from '../../../src/core/sessionSnapshots';
import { aStoredSession, someTime } from '../../builders';

const limits = { persistent: 100, nonPersistent: 200 };
const take = (now: number, ...lastActive: (number | undefined)[]) =>
  takeSnapshots(
    lastActive.map((lastActiveAt, index) => ({
      ...aStoredSession({ key: `k${index}` }, lastActiveAt === undefined ? {} : { lastActiveAt }),
      phase: 'idle',
      isSaved: true,
      isActivitySaved: true,
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
});
