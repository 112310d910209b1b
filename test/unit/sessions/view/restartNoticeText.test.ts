import assert from 'node:assert/strict';
import {
  restartNoticeText,
  sessionsFromLastTime,
} from '../../../../src/sessions/view/restartNoticeText';
import { anUncheckedSession, aWorkbookSession, someTime } from '../../../builders';

describe('restartNoticeText', () => {
  const open = aWorkbookSession();
  const idle = aWorkbookSession({ status: 'maybeExpired', expiresAt: someTime });
  const unchecked = anUncheckedSession();
  const notClosed = aWorkbookSession({ status: 'closeFailed', expiresAt: someTime });

  const uncheckedNotClosed = anUncheckedSession({ status: 'closeFailed' });

  const table: [Parameters<typeof restartNoticeText>[0], string][] = [
    [[open], '1 session from last time.'],
    [[idle], '1 session from last time: may have expired.'],
    [[unchecked], '1 session from last time: unchecked.'],
    [[open, open], '2 sessions from last time.'],
    [[open, idle], '2 sessions from last time: 1 may have expired.'],
    [[idle, notClosed], '2 sessions from last time: 1 not closed, 1 may have expired.'],
    [[uncheckedNotClosed], '1 session from last time: not closed.'],
    [[unchecked, open, unchecked], '3 sessions from last time: 2 unchecked.'],
    [[unchecked, idle], '2 sessions from last time: 1 may have expired, 1 unchecked.'],
  ];
  for (const [sessions, expected] of table) {
    it(`says “${expected}” for ${sessions.map(({ status }) => status).join(', ')}`, () => {
      assert.equal(restartNoticeText(sessions, someTime), expected);
    });
  }

  it('uses the time of the call', () => {
    const text = restartNoticeText([open], someTime + 5 * 60_000);
    assert.equal(text, '1 session from last time: may have expired.');
  });
});

describe('sessionsFromLastTime', () => {
  it('finds sessions that are older than the window and not in an earlier notice', () => {
    const sessions = [
      aWorkbookSession({ key: 'old', createdAt: someTime - 1 }),
      aWorkbookSession({ key: 'told', createdAt: someTime - 1 }),
      aWorkbookSession({ key: 'new', createdAt: someTime }),
    ];
    const keys = sessionsFromLastTime(sessions, someTime, new Set(['told'])).map(({ key }) => key);
    assert.deepEqual(keys, ['old']);
  });
});
