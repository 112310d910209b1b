import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { WorkbookSession } from '../../../../src/model/workbookSession';
import { summaryOf } from '../../../../src/sessions/view/sessionSummary';
import { nextTextChange, stateText } from '../../../../src/sessions/view/sessionTexts';
import { aWorkbookSession, someTime } from '../../../builders';

const minute = 60_000;
const nextOf = (sessions: readonly WorkbookSession[], now: number) =>
  summaryOf(sessions, now).nextText;

describe('nextTextChange', () => {
  it('is never if no text changes by itself', () => {
    const { expiresAt, ...unknown } = aWorkbookSession();
    assert(expiresAt);
    assert.equal(nextOf([], someTime), Infinity);
    assert.equal(nextOf([unknown], someTime), Infinity);
    for (const status of ['opening', 'closing', 'closeFailed', 'maybeExpired'] as const) {
      assert.equal(nextOf([aWorkbookSession({ status })], someTime), Infinity);
    }
    assert.equal(nextOf([aWorkbookSession()], someTime + 5 * minute), Infinity);
  });

  it('is the earliest change of all sessions', () => {
    const sessions = [
      aWorkbookSession(),
      aWorkbookSession({ expiresAt: someTime + 3 * minute + 1000 }),
    ];
    assert.equal(nextOf(sessions, someTime), someTime + 1000);
    assert.equal(nextOf(sessions, someTime + 1000), someTime + minute);
  });

  it('is exactly when a text changes, and always later than now', () => {
    const times = fc.tuple(
      fc.integer({ min: 1, max: 20 * minute }),
      fc.integer({ min: 0, max: 20 * minute }),
    );
    fc.assert(
      fc.property(times, ([lifeMs, passedMs]) => {
        const session = aWorkbookSession({ expiresAt: someTime + lifeMs });
        const now = someTime + passedMs;
        const next = nextTextChange(session, now);
        if (next === Infinity) {
          assert(passedMs >= lifeMs);
          return;
        }
        assert(next > now);
        assert.equal(stateText(session, next - 1), stateText(session, now));
        assert.notEqual(stateText(session, next), stateText(session, now));
      }),
    );
  });
});
