import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { SessionActivity } from '../../../src/core/workbookSession';
import { formatActivity, parseActivity } from '../../../src/storage/activityFormat';
import { someTime } from '../../builders';

describe('activityFormat', () => {
  it('reads what it wrote', () => {
    const activities: SessionActivity[] = [
      {},
      { lastActiveAt: someTime },
      {
        lastActiveAt: someTime,
        failure: { code: 'throttled', at: someTime },
        ids: { driveId: 'b!x', itemId: '01' },
        permissions: 'allFiles',
        workbookName: 'Budget.xlsx',
        mode: 'nonPersistent',
      },
    ];
    for (const activity of activities) {
      assert.deepEqual(parseActivity(formatActivity(activity)), activity);
    }
  });

  for (const text of ['', '{', 'null', '[]', '{}', '{"version":2,"lastActiveAt":1}']) {
    it(`reads ${JSON.stringify(text)} as nothing`, () => {
      assert.deepEqual(parseActivity(text), {});
    });
  }

  it('leaves out each part that is not valid, and keeps the others', () => {
    const text = JSON.stringify({
      version: 1,
      lastActiveAt: someTime,
      failure: { code: 'toString', at: 1 },
      ids: { driveId: '..', itemId: '01' },
      permissions: 'everything',
      workbookName: ['x'],
      mode: 'sometimes',
    });
    assert.deepEqual(parseActivity(text), { lastActiveAt: someTime });
    const other = '{"version":1,"lastActiveAt":-1,"failure":7,"ids":null,"workbookName":"x"}';
    assert.deepEqual(parseActivity(other), { workbookName: 'x' });
  });

  it('never throws', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        assert.equal(typeof parseActivity(text), 'object');
      }),
    );
  });
});
