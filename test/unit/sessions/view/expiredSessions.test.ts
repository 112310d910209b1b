import assert from 'node:assert/strict';
import { expiredSessions, noneExpiredText } from '../../../../src/sessions/view/expiredSessions';
import { anUncheckedSession, aWorkbookSession, someTime } from '../../../builders';

const key = (n: number) => `0000000${n}-0000-4000-8000-000000000000`;
const over = { expiresAt: someTime };
const sessions = [
  aWorkbookSession({ key: key(1) }),
  aWorkbookSession({ key: key(2), status: 'maybeExpired', ...over }),
  anUncheckedSession({ key: key(3) }),
  aWorkbookSession({ key: key(4), status: 'closeFailed', ...over }),
  aWorkbookSession({ key: key(5), status: 'closeFailed' }),
  anUncheckedSession({ key: key(6), status: 'closeFailed' }),
  aWorkbookSession({ key: key(7), status: 'closing', ...over }),
  anUncheckedSession({ key: key(8), status: 'opening' }),
];

describe('expiredSessions', () => {
  it('separates expired sessions from unchecked ones', () => {
    const { expired, unchecked } = expiredSessions(sessions, someTime);
    assert.deepEqual(
      expired.map((session) => session.key),
      [key(2), key(4)],
    );
    assert.deepEqual(
      unchecked.map((session) => session.key),
      [key(3)],
    );
  });

  it('uses the time of the call, not of the snapshot', () => {
    const later = expiredSessions(sessions, someTime + 5 * 60_000);
    assert.deepEqual(
      later.expired.map((session) => session.key),
      [key(1), key(2), key(4), key(5)],
    );
    assert.equal(later.unchecked.length, 1);
  });
});

describe('noneExpiredText', () => {
  it('says how many sessions are unchecked and how to check them', () => {
    assert.equal(noneExpiredText(0), 'No session has expired.');
    assert.equal(
      noneExpiredText(1),
      'No session has expired. 1 is unchecked. Refresh it to find out.',
    );
    assert.equal(
      noneExpiredText(3),
      'No session has expired. 3 are unchecked. Refresh them to find out.',
    );
  });
});
