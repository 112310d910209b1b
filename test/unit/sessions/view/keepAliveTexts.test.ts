import assert from 'node:assert/strict';
import {
  keepAliveTexts,
  keptAliveMessage,
  stoppedKeepAliveMessage,
} from '../../../../src/sessions/view/keepAliveTexts';

const afternoon = new Date(2026, 0, 1, 14, 5).getTime();

describe('keepAliveTexts', () => {
  const failedText = 'not kept alive: no connection';

  it('says until when a session is kept alive, or why not any longer, and nothing of other sessions', () => {
    assert.deepEqual(keepAliveTexts({}, 'de'), []);
    assert.deepEqual(keepAliveTexts({ keptAliveUntil: afternoon }, 'de'), [
      { short: 'kept until 14:05', full: 'kept alive until 14:05' },
    ]);
    assert.deepEqual(keepAliveTexts({ keepAliveFailure: 'network' }, 'de'), [
      { short: failedText, full: failedText },
    ]);
  });

  it('names no close as the reason, because nothing was closed', () => {
    const [text] = keepAliveTexts({ keepAliveFailure: 'accountUnavailable' }, 'de');
    assert.equal(text?.full, 'not kept alive: account unavailable');
  });
});

describe('The messages about sessions that are kept alive', () => {
  it('say how many sessions there are, and until when', () => {
    assert.equal(keptAliveMessage(1, afternoon, 'de'), '1 session is kept alive until 14:05.');
    assert.equal(keptAliveMessage(2, afternoon, 'de'), '2 sessions are kept alive until 14:05.');
    assert.equal(stoppedKeepAliveMessage(1), '1 session is no longer kept alive.');
    assert.equal(stoppedKeepAliveMessage(2), '2 sessions are no longer kept alive.');
  });
});
