import assert from 'node:assert/strict';
import {
  keptAliveMessage,
  stoppedKeepAliveMessage,
} from '../../../../src/sessions/view/keepAliveMessages';

const afternoon = new Date(2026, 0, 1, 14, 5).getTime();

describe('The messages about sessions that are kept alive', () => {
  it('say how many sessions there are, and until when', () => {
    assert.equal(keptAliveMessage(1, afternoon, 'de'), '1 session is kept alive until 14:05.');
    assert.equal(keptAliveMessage(2, afternoon, 'de'), '2 sessions are kept alive until 14:05.');
    assert.equal(stoppedKeepAliveMessage(1), '1 session is no longer kept alive.');
    assert.equal(stoppedKeepAliveMessage(2), '2 sessions are no longer kept alive.');
  });
});
