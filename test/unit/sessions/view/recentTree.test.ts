import assert from 'node:assert/strict';
import type { RecentSession } from '../../../../src/sessions/recentSessions';
import { recentQuickPickItem } from '../../../../src/sessions/view/quickPicks';
import { recentTree } from '../../../../src/sessions/view/recentTree';
import { recentTooltip } from '../../../../src/sessions/view/sessionTooltip';
import { endedKeysOfRows, keysOfRows } from '../../../../src/sessions/view/sessionSelection';
import { aWorkbookSession, someTime } from '../../../builders';
import { aTree } from '../../../rows';

const keys = ['10000001', '20000002'].map((start) => `${start}-0000-4000-8000-000000000000`);
const [first = '', second = ''] = keys;
const closed: RecentSession = {
  session: aWorkbookSession({ key: first, shortId: 'c249c899' }),
  end: { key: first, outcome: 'closed', requestId: 'request-1' },
  endedAt: someTime,
};
const gone: RecentSession = {
  session: aWorkbookSession({ key: second, mode: 'nonPersistent', workbookName: '$(x) a.xlsx' }),
  end: { key: second, outcome: 'alreadyGone', code: 'sessionGone' },
  endedAt: someTime,
};
const time = new Intl.DateTimeFormat('en', { timeStyle: 'short' }).format(someTime);

describe('recentTree', () => {
  it('has no row if no session has ended', () => {
    assert.deepEqual(recentTree([], 'en'), []);
  });

  it('has one group with a row for each session in the given order', () => {
    const [group, ...more] = recentTree([closed, gone], 'en');
    assert.deepEqual(more, []);
    assert.equal(group?.content.accessibilityLabel, 'Recently Closed, 2 sessions');
    assert.deepEqual(group.recents, [
      {
        kind: 'recent',
        id: `recent ${first}`,
        key: first,
        folding: 'leaf',
        content: {
          label: 'Budget.xlsx',
          description: `${time} · closed · persistent`,
          contextValue: 'ended.closed',
          icon: 'circle-slash',
          accessibilityLabel: `Budget.xlsx, ${time}, closed, persistent`,
        },
      },
      {
        kind: 'recent',
        id: `recent ${second}`,
        key: second,
        folding: 'leaf',
        content: {
          label: '$ (x) a.xlsx',
          description: `${time} · already ended · non-persistent`,
          contextValue: 'ended.alreadyGone',
          icon: 'circle-large-outline',
          accessibilityLabel: `$ (x) a.xlsx, ${time}, already ended, non-persistent`,
        },
      },
    ]);
  });

  it('says in the tooltip how a session ended, with the request ID if known', () => {
    assert.match(
      recentTooltip(closed, 'en'),
      /^Workbook: Budget\.xlsx\n.*\n.*\nShort ID: c249c899 .*\nClosed: .*\nRequest ID: request-1$/,
    );
    assert.match(
      recentTooltip(gone, 'en'),
      /Mode: non-persistent\nShort ID: 20000002 .*\nAlready ended: [^\n]*$/,
    );
  });

  it('has the same texts in a picker', () => {
    assert.deepEqual(recentQuickPickItem(gone, 'en'), {
      key: second,
      label: '$ (x) a.xlsx',
      description: `${time}, already ended, non-persistent`,
    });
  });

  it('has rows that stand for ended sessions, not for listed ones', () => {
    const rows = [
      ...aTree([aWorkbookSession({ key: first })], someTime).rows,
      ...recentTree([gone], 'en'),
    ];
    const [, group] = rows;
    assert.ok(group?.kind === 'recentGroup');
    const given = [group, ...group.recents, { id: first }];
    assert.deepEqual(keysOfRows(given, rows), [first]);
    assert.deepEqual(endedKeysOfRows(given, rows), [second]);
    assert.deepEqual(endedKeysOfRows([{ id: 'recent nobody' }, null, 7], rows), []);
  });
});
