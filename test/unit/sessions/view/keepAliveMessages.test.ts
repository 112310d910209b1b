import assert from 'node:assert/strict';
import {
  keptAliveMessage,
  stoppedKeepAliveMessage,
} from '../../../../src/sessions/view/keepAliveMessages';

const noon = new Date(2026, 0, 1, 12, 0).getTime();
const afternoon = new Date(2026, 0, 1, 14, 5).getTime();

describe('The messages about sessions that are kept alive', () => {
  const message = (count: number, chosen: number, until = afternoon) =>
    keptAliveMessage({ count, until }, chosen, noon, 'de');

  it('say how many sessions there are, and until when', () => {
    assert.equal(message(1, 1), '1 session is kept alive until 14:05.');
    assert.equal(message(2, 2), '2 sessions are kept alive until 14:05.');
    assert.equal(stoppedKeepAliveMessage(1), '1 session is no longer kept alive.');
    assert.equal(stoppedKeepAliveMessage(2), '2 sessions are no longer kept alive.');
  });

  it('say how many of the chosen sessions are kept alive when some can’t be', () => {
    assert.equal(message(1, 3), '1 of 3 sessions is kept alive until 14:05.');
    assert.equal(message(2, 3), '2 of 3 sessions are kept alive until 14:05.');
  });

  it('say the date too when the end is a day away', () => {
    const nextDay = new Date(2026, 0, 2, 12, 0).getTime();
    assert.equal(message(1, 1, nextDay), '1 session is kept alive until 02.01.26, 12:00.');
  });
});
