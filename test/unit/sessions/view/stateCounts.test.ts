import assert from 'node:assert/strict';
import type { WorkbookSession } from '../../../../src/model/workbookSession';
import {
  groupFullText,
  groupText,
  stateCounts,
  stateCountsText,
} from '../../../../src/sessions/view/stateCounts';
import { summaryOf } from '../../../../src/sessions/view/sessionSummary';
import { aWorkbookSession, anUncheckedSession, someTime } from '../../../builders';

const minute = 60_000;
const open = aWorkbookSession();
const expired = aWorkbookSession({ status: 'maybeExpired', expiresAt: someTime });
const unchecked = anUncheckedSession();
const closing = aWorkbookSession({ status: 'closing' });
const failure = { code: 'locked', at: someTime } as const;
const failed = aWorkbookSession({ status: 'closeFailed', failure });

describe('stateCounts', () => {
  it('counts the sessions in each state, the worst state first', () => {
    const sessions = [open, unchecked, closing, expired, failed, open, unchecked];
    assert.deepEqual(
      stateCounts(summaryOf(sessions, someTime)).map(({ state, count }) => [state, count]),
      [
        ['closeFailed', 1],
        ['maybeExpired', 1],
        ['unchecked', 2],
        ['closing', 1],
        ['open', 2],
      ],
    );
    assert.deepEqual(stateCounts(summaryOf([], someTime)), []);
  });

  it('counts sessions as expired by the time of the call, but never unchecked ones', () => {
    const counts = stateCounts(summaryOf([open, unchecked], someTime + 500 * minute));
    assert.equal(stateCountsText(counts, 2), '1 may have expired, 1 unchecked');
  });

  it('has texts for one session and for several', () => {
    const words = (session: WorkbookSession) =>
      [[session], [session, closing], [session, session, closing]].map((some) => {
        const counts = stateCounts(summaryOf(some, someTime)).filter(
          ({ state }) => state !== 'closing',
        );
        return stateCountsText(counts, some.length);
      });
    assert.deepEqual(words(failed), ['not closed', '1 not closed', '2 not closed']);
    assert.deepEqual(words(expired), [
      'may have expired',
      '1 may have expired',
      '2 may have expired',
    ]);
    assert.deepEqual(words(unchecked), ['unchecked', '1 unchecked', '2 unchecked']);
    assert.deepEqual(words(open), ['open', '1 open', '2 open']);
    assert.equal(stateCountsText(stateCounts(summaryOf([open, open], someTime)), 2), 'all open');
  });
});

describe('groupText', () => {
  const texts: [readonly WorkbookSession[], string][] = [
    [[open], '1 · ~5 min'],
    [[open, aWorkbookSession({ expiresAt: someTime + 2 * minute }), open], '3 · ~2 min'],
    [[expired], '1 · may have expired'],
    [[open, expired], '2 · 1 may have expired'],
    [[unchecked], '1 · unchecked'],
    [[unchecked, unchecked, open], '3 · 2 unchecked'],
    [[closing], '1 · closing…'],
    [[failed], '1 · workbook locked'],
    [[open, failed, expired], '3 · 1 not closed'],
    [[], '0'],
  ];
  for (const [sessions, expected] of texts) {
    it(`says “${expected}” for ${sessions.map(({ status }) => status).join(', ') || 'none'}`, () => {
      assert.equal(groupText(summaryOf(sessions, someTime), someTime), expected);
    });
  }

  it('has full words for a screen reader', () => {
    assert.equal(
      groupFullText(summaryOf([open, open], someTime), someTime),
      '2 sessions, about 5 minutes left',
    );
    assert.equal(
      groupFullText(summaryOf([expired], someTime), someTime),
      '1 session, may have expired',
    );
    assert.equal(
      groupFullText(summaryOf([expired, open], someTime), someTime),
      '2 sessions, 1 may have expired',
    );
  });
});
