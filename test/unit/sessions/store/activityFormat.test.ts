import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { SessionActivity } from '../../../../src/model/workbookSession';
import { formatActivity, parseActivity } from '../../../../src/sessions/store/activityFormat';
import { someTime } from '../../../builders';

/** The activity in a text; anything else fails. */
const activityIn = (text: string): SessionActivity => {
  const file = parseActivity(text);
  assert(file.kind === 'activity', file.kind);
  return file.activity;
};

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
        label: 'nightly import',
        place: { folder: 'Reports/2026', site: 'contoso.sharepoint.com', isOtherDrive: true },
      },
    ];
    for (const activity of activities) {
      assert.deepEqual(activityIn(formatActivity(activity)), activity);
    }
  });

  it('recognizes each beginning of a file as torn and never as foreign', () => {
    const text = formatActivity({ lastActiveAt: someTime, workbookName: 'Budget.xlsx' });
    for (let length = 0; length < text.length; length += 1) {
      assert.equal(parseActivity(text.slice(0, length)).kind, 'torn', text.slice(0, length));
    }
    assert.equal(parseActivity('\0'.repeat(text.length)).kind, 'torn');
  });

  for (const text of [
    'null',
    '[]',
    '{}',
    '{"version":2,"lastActiveAt":1}',
    '{"version":12,"la',
    'x',
  ]) {
    it(`treats ${text} as foreign`, () => {
      assert.deepEqual(parseActivity(text), { kind: 'foreign' });
    });
  }

  it('keeps unknown values and drops known values that are over', () => {
    const text = `{"version":1,"of":{"later":[1]},"__proto__":{"x":1},"failure":{"code":"locked","at":1}}`;
    const file = parseActivity(text);
    assert(file.kind === 'activity');
    assert.equal(
      formatActivity({ lastActiveAt: 2 }, file.json),
      '{"version":1,"of":{"later":[1]},"__proto__":{"x":1},"lastActiveAt":2}',
    );
  });

  it('keeps a value that only a later release knows until it has its own value', () => {
    const later = { mode: 'shared', failure: { code: 'newCode', at: 5 }, permissions: 'files' };
    const file = parseActivity(JSON.stringify({ version: 1, ...later }));
    assert(file.kind === 'activity');
    const written = (activity: SessionActivity): unknown =>
      JSON.parse(formatActivity({ ...file.activity, ...activity }, file.json));
    assert.deepEqual(written({ lastActiveAt: 7 }), { version: 1, ...later, lastActiveAt: 7 });
    assert.deepEqual(written({ mode: 'persistent' }), { version: 1, ...later, mode: 'persistent' });
  });

  it('leaves out each invalid value and keeps the others', () => {
    const text = JSON.stringify({
      version: 1,
      lastActiveAt: someTime,
      failure: { code: 'toString', at: 1 },
      ids: { driveId: '..', itemId: '01' },
      permissions: 'everything',
      workbookName: ['x'],
      mode: 'sometimes',
      label: 7,
    });
    assert.deepEqual(activityIn(text), { lastActiveAt: someTime });
    const other = '{"version":1,"lastActiveAt":-1,"failure":7,"ids":null,"workbookName":"x"}';
    assert.deepEqual(activityIn(other), { workbookName: 'x' });
  });

  it('never throws', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        assert.equal(typeof parseActivity(text), 'object');
      }),
    );
  });
});
