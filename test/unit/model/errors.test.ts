import assert from 'node:assert/strict';
import {
  errorCodes,
  describeError,
  isAnswerAboutRequest,
  toWorkbookSessionError,
  WorkbookSessionError,
} from '../../../src/model/errors';

describe('The errors', () => {
  it('have each code once', () => {
    assert.equal(new Set(errorCodes).size, errorCodes.length);
  });

  it('stay the same if they are a WorkbookSessionError', () => {
    const error = new WorkbookSessionError('locked', { requestId: 'r' });
    assert.equal(toWorkbookSessionError(error), error);
  });

  it('become the cause of an unexpected error otherwise', () => {
    const cause = new TypeError('bug');
    const error = toWorkbookSessionError(cause);
    assert.equal(error.code, 'unexpected');
    assert.equal(error.cause, cause);
  });

  it('contain no text except their code', () => {
    assert.equal(String(new WorkbookSessionError('locked')), 'WorkbookSessionError: locked');
  });
});

describe('describeError', () => {
  it('contains the code, and the request id for a support case', () => {
    assert.equal(describeError(new WorkbookSessionError('locked')), 'locked');
    const error = new WorkbookSessionError('locked', { requestId: 'r-1' });
    assert.equal(describeError(error), 'locked, request-id r-1');
  });

  it('contains the stack of an unexpected error, and nothing of its message', () => {
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
    it(`is false for ${code}, which says nothing about an earlier attempt`, () => {
      assert.equal(isAnswerAboutRequest(code), false);
    });
  }

  it('is false for errors of the extension itself', () => {
    const ownCodes = [
      'signInRequired',
      'accountUnavailable',
      'unexpected',
      'sandboxUnavailable',
    ] as const;
    assert.ok(!ownCodes.some(isAnswerAboutRequest));
  });

  it('is true for a verdict of the service on the session, the workbook or the permission', () => {
    const verdicts = ['sessionGone', 'workbookNotFound', 'accessDenied', 'locked'] as const;
    assert.ok(verdicts.every(isAnswerAboutRequest));
  });
});
