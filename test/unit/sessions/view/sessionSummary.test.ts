import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { WorkbookSession } from '../../../../src/model/workbookSession';
import { byAge, mergedSummary, summaryOf } from '../../../../src/sessions/view/sessionSummary';
import { anUncheckedSession, aWorkbookSession, someTime } from '../../../builders';

const minute = 60_000;
const keyOf = (n: number) => `${String(n).padStart(8, '0')}-0000-4000-8000-000000000000`;

describe('summaryOf', () => {
  it('has no session, and no time, of an empty list', () => {
    const { count, states, firstToExpire, oldest, nextText, nextExpiry } = summaryOf([], someTime);
    assert.deepEqual([count, states.size, firstToExpire, oldest], [0, 0, undefined, []]);
    assert.deepEqual([nextText, nextExpiry], [Infinity, Infinity]);
  });

  it('knows when the next text changes and when the time of a session is over next', () => {
    const sessions = [
      aWorkbookSession({ expiresAt: someTime + 5 * minute + 7 }),
      aWorkbookSession({ expiresAt: someTime + 2 * minute + 9 }),
      aWorkbookSession({ status: 'closing', expiresAt: someTime + 2 * minute + 3 }),
      anUncheckedSession(),
    ];
    const { nextText, nextExpiry } = summaryOf(sessions, someTime);
    assert.deepEqual([nextText, nextExpiry], [someTime + 7, someTime + 2 * minute + 3]);
  });

  it('expects nothing of a session that has expired', () => {
    const { nextText, nextExpiry } = summaryOf([aWorkbookSession()], someTime + 5 * minute);
    assert.deepEqual([nextText, nextExpiry], [Infinity, Infinity]);
  });
});

describe('mergedSummary', () => {
  const session = fc.record({
    group: fc.nat(4),
    createdAt: fc.nat(50),
    isClosing: fc.boolean(),
    isProgramRunning: fc.boolean(),
    lifeMs: fc.integer({ min: -minute, max: 10 * minute }),
  });

  it('is the summary of all sessions of the groups', () => {
    fc.assert(
      fc.property(fc.array(session, { maxLength: 60, size: 'max' }), (given) => {
        const groups = new Map<number, WorkbookSession[]>();
        given.forEach(({ group, createdAt, isClosing, isProgramRunning, lifeMs }, n) => {
          const one = aWorkbookSession({
            key: keyOf(n),
            createdAt: someTime + createdAt,
            // No two expire at the same time.
            expiresAt: someTime + lifeMs + n / 100,
            ...(isClosing && { status: 'closing' }),
            ...{ program: { name: 'order-sync.js', processId: 7 }, isProgramRunning },
          });
          groups.set(group, [...(groups.get(group) ?? []), one]);
        });
        const parts = [...groups.values()].map((sessions) =>
          summaryOf(sessions.sort(byAge), someTime),
        );
        const all = [...groups.values()].flat().sort(byAge);
        assert.deepEqual(mergedSummary(parts), summaryOf(all, someTime));
      }),
    );
  });
});
