import assert from 'node:assert/strict';
import {
  errorCodes,
  isAnswerAboutRequest,
  toWorkbookSessionError,
  WorkbookSessionError,
} from '../../../src/core/errors';

describe('errors', () => {
  it('have each code once', () => {
    assert.equal(new Set(errorCodes).size, errorCodes.length);
  });

  it('keep an error of ours and wrap anything else with its cause', () => {
    const ours = new WorkbookSessionError('locked', { requestId: 'r' });
    assert.equal(toWorkbookSessionError(ours), ours);
    const cause = new TypeError('bug');
    const wrapped = toWorkbookSessionError(cause);
    assert.deepEqual([wrapped.code, wrapped.cause], ['unexpected', cause]);
  });

  it('hold no text but their code', () => {
    assert.equal(String(new WorkbookSessionError('locked')), 'WorkbookSessionError: locked');
  });
});

describe('isAnswerAboutRequest', () => {
  for (const code of ['network', 'timedOut', 'throttled', 'badGateway', 'cancelled'] as const) {
    it(`is false for ${code}, which tells nothing of what was sent before`, () => {
      assert.equal(isAnswerAboutRequest(code), false);
    });
  }

  it('is false for every refusal of ours, which nobody answered', () => {
    const ours = [
      'signInRequired',
      'accountUnavailable',
      'unexpected',
      'sandboxUnavailable',
    ] as const;
    assert.ok(!ours.some(isAnswerAboutRequest));
  });

  it('is true when the service judged the session, the workbook or the right to it', () => {
    const judged = ['sessionGone', 'workbookNotFound', 'accessDenied', 'locked'] as const;
    assert.ok(judged.every(isAnswerAboutRequest));
  });
});
