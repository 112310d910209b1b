import assert from 'node:assert/strict';
import {
  errorCodes,
  describeError,
  isAnswerAboutRequest,
  toWorkbookSessionError,
  WorkbookSessionError,
} from '../../../src/model/errors';

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

describe('describeError', () => {
  it('names the code, and the request for a support case', () => {
    assert.equal(describeError(new WorkbookSessionError('locked')), 'locked');
    const error = new WorkbookSessionError('locked', { requestId: 'r-1' });
    assert.equal(describeError(error), 'locked, request-id r-1');
  });

  it('says of what was unforeseen where it happened, and nothing that an error says', () => {
    const cause = new TypeError('a secret\n    at another secret');
    const text = describeError(new WorkbookSessionError('unexpected', {}, { cause }));
    assert.match(text, /^unexpected \(TypeError\)\n {4}at .*errors\.test\.ts/);
    assert.ok(!text.includes('secret'));
    const odd = new WorkbookSessionError('unexpected', {}, { cause: 'a secret' });
    assert.equal(describeError(odd), 'unexpected');
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
