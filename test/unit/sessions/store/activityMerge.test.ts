import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  changesSince,
  inOrder,
  mergeActivities,
} from '../../../../src/sessions/store/activityMerge';
import type { SessionActivity } from '../../../../src/model/workbookSession';

const failure = (at: number, code: 'locked' | 'network' = 'locked') => ({ failure: { code, at } });

/** Few moments, so that many of them meet. */
const time = fc.integer({ min: 0, max: 5 });
const activity: fc.Arbitrary<SessionActivity> = fc.record(
  {
    lastActiveAt: time,
    failure: fc.record(
      { code: fc.constantFrom('locked', 'network', 'throttled'), at: time },
      { noNullPrototype: true },
    ),
    ids: fc.constantFrom({ driveId: 'd', itemId: 'i' }, { driveId: 'd', itemId: 'j' }),
    permissions: fc.constantFrom('files', 'allFiles'),
    workbookName: fc.constantFrom('One.xlsx', 'Two.xlsx'),
    mode: fc.constantFrom('persistent', 'nonPersistent'),
  },
  { requiredKeys: [], noNullPrototype: true },
);
const timesOf = ({ lastActiveAt, failure: failed }: SessionActivity) => ({ lastActiveAt, failed });

describe('mergeActivities', () => {
  it('takes the later success and the later failure', () => {
    const merged = mergeActivities(
      { lastActiveAt: 1, ...failure(5) },
      { lastActiveAt: 3, ...failure(4) },
    );
    assert.deepEqual(merged, { lastActiveAt: 3, ...failure(5) });
  });

  it('drops a failure before a later success, but not at the same moment', () => {
    assert.deepEqual(mergeActivities({ lastActiveAt: 3 }, failure(2)), { lastActiveAt: 3 });
    assert.deepEqual(mergeActivities({ lastActiveAt: 3 }, failure(3)), {
      lastActiveAt: 3,
      ...failure(3),
    });
  });

  it('keeps values of both, ours before theirs', () => {
    const ids = { driveId: 'd', itemId: 'i' };
    assert.deepEqual(
      mergeActivities(
        { workbookName: 'Ours.xlsx', ids },
        { workbookName: 'Theirs.xlsx', permissions: 'allFiles' },
      ),
      { workbookName: 'Ours.xlsx', ids, permissions: 'allFiles' },
    );
  });

  it('gives the same times in either order', () => {
    fc.assert(
      fc.property(activity, activity, (one, other) => {
        assert.deepEqual(
          timesOf(mergeActivities(one, other)),
          timesOf(mergeActivities(other, one)),
        );
      }),
    );
  });

  it('gives the same result in whichever order three are merged', () => {
    fc.assert(
      fc.property(activity, activity, activity, (one, two, three) => {
        assert.deepEqual(
          mergeActivities(mergeActivities(one, two), three),
          mergeActivities(one, mergeActivities(two, three)),
        );
      }),
    );
  });

  it('changes nothing when it merges the same activity again', () => {
    fc.assert(
      fc.property(activity, activity, (one, other) => {
        const merged = mergeActivities(one, other);
        assert.deepEqual(mergeActivities(merged, merged), merged);
        assert.deepEqual(mergeActivities(merged, one), merged);
        assert.deepEqual(timesOf(mergeActivities(other, merged)), timesOf(merged));
      }),
    );
  });
});

describe('inOrder', () => {
  it('leaves a change as it is if its times are in order', () => {
    const success = { lastActiveAt: 7 };
    assert.deepEqual(inOrder({ lastActiveAt: 1, ...failure(5) }, success), success);
    assert.deepEqual(inOrder({ lastActiveAt: 1 }, failure(1)), failure(1));
    const mode = { mode: 'persistent' } as const;
    assert.deepEqual(inOrder({ lastActiveAt: 1, ...failure(5) }, mode), mode);
  });

  it('moves a later change after the earlier one even if the clock was set back', () => {
    const failed = { lastActiveAt: 90, ...failure(100) };
    const refreshed = inOrder(failed, { lastActiveAt: 50 });
    assert.deepEqual(mergeActivities(refreshed, failed), { lastActiveAt: 101 });
    const failedAgain = inOrder({ lastActiveAt: 101 }, failure(60));
    assert.deepEqual(mergeActivities(failedAgain, failed).failure, { code: 'locked', at: 101 });
  });
});

describe('changesSince', () => {
  it('gives only new and different values', () => {
    const ids = () => ({ driveId: 'd', itemId: 'i' });
    const before = { lastActiveAt: 1, ...failure(5), ids: ids() };
    assert.deepEqual(changesSince(before, { lastActiveAt: 1, ids: ids() }), {});
    const after = { ...before, ...failure(6), mode: 'persistent' } as const;
    assert.deepEqual(changesSince(before, after), { ...failure(6), mode: 'persistent' });
  });

  it('gives the later activity when merged with the earlier one', () => {
    fc.assert(
      fc.property(activity, activity, (before, change) => {
        const after = mergeActivities(change, before);
        assert.deepEqual(mergeActivities(changesSince(before, after), before), after);
      }),
    );
  });
});
