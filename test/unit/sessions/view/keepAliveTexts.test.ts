import assert from 'node:assert/strict';
import { keepAliveTexts } from '../../../../src/sessions/view/keepAliveTexts';

const noon = new Date(2026, 0, 1, 12, 0).getTime();
const afternoon = new Date(2026, 0, 1, 14, 5).getTime();
const hour = 60 * 60_000;
const nextDay = new Date(2026, 0, 2, 14, 5).getTime();

describe('keepAliveTexts', () => {
  const failedText = 'not kept alive: no connection';

  it('says until when a session is kept alive, or why not any longer, and nothing of other sessions', () => {
    assert.deepEqual(keepAliveTexts({}, noon, 'de'), []);
    assert.deepEqual(keepAliveTexts({ keptAliveUntil: afternoon }, noon, 'de'), [
      { short: 'kept until 14:05', full: 'kept alive until 14:05' },
    ]);
    assert.deepEqual(keepAliveTexts({ keepAliveFailure: 'network' }, noon, 'de'), [
      { short: failedText, full: failedText },
    ]);
  });

  it('says the date too while the end is more than half a day away', () => {
    const texts = (now: number) => keepAliveTexts({ keptAliveUntil: nextDay }, now, 'de');
    assert.deepEqual(texts(nextDay - 24 * hour), [
      { short: 'kept until 02.01.26, 14:05', full: 'kept alive until 02.01.26, 14:05' },
    ]);
    assert.deepEqual(texts(nextDay - 12 * hour), [
      { short: 'kept until 14:05', full: 'kept alive until 14:05' },
    ]);
  });

  it('names no close as the reason, because nothing was closed', () => {
    const [text] = keepAliveTexts({ keepAliveFailure: 'accountUnavailable' }, noon, 'de');
    assert.equal(text?.full, 'not kept alive: account unavailable');
  });
});
