import assert from 'node:assert/strict';
import type { CloseOutcome, RefreshOutcome } from '../../../src/model/closeOutcome';
import { outcomeLine } from '../../../src/sessions/outcomeLine';

describe('outcomeLine', () => {
  it('counts how sessions ended, with the codes of what went wrong, and names none', () => {
    const closes: readonly CloseOutcome[] = [
      { key: 'a', outcome: 'closed', requestId: 'r' },
      { key: 'b', outcome: 'failed', code: 'locked' },
      { key: 'c', outcome: 'closed' },
      { key: 'd', outcome: 'failed', code: 'network' },
      { key: 'e', outcome: 'failed', code: 'locked' },
      { key: 'f', outcome: 'alreadyGone', code: 'sessionGone' },
      { key: 'g', outcome: 'cancelled' },
    ];
    assert.equal(
      outcomeLine('Closing', closes),
      'Closing 7 sessions: 2 closed, 2 failed (locked), 1 failed (network), 1 already gone (sessionGone), 1 cancelled.',
    );
  });

  it('speaks of one session as of one', () => {
    const refreshes: readonly RefreshOutcome[] = [{ key: 'a', outcome: 'refreshed' }];
    assert.equal(outcomeLine('Refreshing', refreshes), 'Refreshing 1 session: 1 refreshed.');
    const gone: readonly RefreshOutcome[] = [{ key: 'a', outcome: 'gone', code: 'sessionGone' }];
    assert.equal(outcomeLine('Refreshing', gone), 'Refreshing 1 session: 1 gone (sessionGone).');
  });
});
