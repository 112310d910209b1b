import assert from 'node:assert/strict';
import fc from 'fast-check';
import { nextRepaint } from '../../../../src/sessions/view/repaintTimer';
import { stateText } from '../../../../src/sessions/view/sessionTexts';
import { aWorkbookSession, someTime } from '../../../builders';

const minute = 60_000;

describe('nextRepaint', () => {
  it('is undefined if no text changes by itself', () => {
    const { expiresAt, ...unknown } = aWorkbookSession();
    assert(expiresAt);
    assert.equal(nextRepaint([], someTime), undefined);
    assert.equal(nextRepaint([unknown], someTime), undefined);
    for (const status of ['opening', 'closing', 'closeFailed', 'maybeExpired'] as const) {
      assert.equal(nextRepaint([aWorkbookSession({ status })], someTime), undefined);
    }
    assert.equal(nextRepaint([aWorkbookSession()], someTime + 5 * minute), undefined);
  });

  it('is the earliest change of all sessions', () => {
    const sessions = [
      aWorkbookSession(),
      aWorkbookSession({ expiresAt: someTime + 3 * minute + 1000 }),
    ];
    assert.equal(nextRepaint(sessions, someTime), someTime + 1000);
    assert.equal(nextRepaint(sessions, someTime + 1000), someTime + minute);
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
        const next = nextRepaint([session], now);
        if (next === undefined) {
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
