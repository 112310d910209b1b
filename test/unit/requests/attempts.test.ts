import assert from 'node:assert/strict';
import { WorkbookSessionError } from '../../../src/model/errors';
import { errorOfFailure, valueOf } from '../../../src/requests/attempts';

describe('errorOfFailure', () => {
  const failure = {
    ok: false,
    code: 'throttled',
    mayRetry: true,
    retryAfterMs: 5,
    requestId: 'r',
  } as const;

  it('keeps the facts', () => {
    const error = errorOfFailure(failure);
    assert.deepEqual([error.code, error.facts], ['throttled', { retryAfterMs: 5, requestId: 'r' }]);
  });

  it('is thrown by valueOf for an answer without a value', () => {
    assert.equal(valueOf({ ok: true, value: 7 }), 7);
    assert.throws(() => valueOf(failure), WorkbookSessionError);
  });
});
