import assert from 'node:assert/strict';
import { keepAliveTexts } from '../../../../src/sessions/view/keepAliveTexts';

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
