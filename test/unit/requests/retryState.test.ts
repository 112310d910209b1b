import assert from 'node:assert/strict';
import { failure } from '../../../src/requests/attempts';
import { RetryState } from '../../../src/requests/retryState';

describe('RetryState', () => {
  it('asks for another token only right after the first 401', () => {
    const state = new RetryState();
    const wants = (['badGateway', 'unauthorized', 'badGateway', 'unauthorized'] as const).map(
      (code) => {
        state.note(failure(code));
        return state.mustRenewToken;
      },
    );
    assert.deepEqual(wants, [false, true, false, false]);
  });

  it('passes on the claims for another token once', () => {
    const state = new RetryState();
    const challenge = { ...failure('unauthorized'), claims: '{}' };
    assert.deepEqual(state.renewal, { renewToken: false });
    state.note(challenge);
    assert.deepEqual(state.renewal, { renewToken: true, claims: '{}' });
    state.note(challenge);
    assert.deepEqual(state.renewal, { renewToken: false });
  });

  it('ends with the previous answer when there is no other token', () => {
    const state = new RetryState();
    state.note({ ...failure('unauthorized'), requestId: 'r' });
    const { code, requestId } = state.refused(failure('signInRequired'));
    assert.deepEqual([code, requestId], ['unauthorized', 'r']);
  });

  it('ends with the error of the second sign-in when the service asked for one', () => {
    const state = new RetryState();
    state.note({ ...failure('unauthorized'), claims: '{}', requestId: 'r' });
    const { code, requestId } = state.refused(failure('moreSignInRequired'));
    assert.deepEqual([code, requestId], ['moreSignInRequired', 'r']);
  });

  it('keeps the end when no answer was lost', () => {
    const state = new RetryState();
    state.note(failure('network'));
    assert.deepEqual(state.ended(failure('cancelled')), failure('cancelled'));
  });

  it('reports a lost answer unless the last answer tells the outcome', () => {
    const state = new RetryState();
    state.note({ ...failure('network'), isAnswerLost: true });
    state.note({ ok: true, value: undefined });
    assert.equal(state.ended(failure('throttled', 5)).code, 'outcomeUnknown');
    assert.equal(state.ended(failure('throttled', 5)).retryAfterMs, 5);
    assert.equal(state.ended(failure('workbookNotFound')).code, 'outcomeUnknown');
    const answer = failure('workbookNotFound');
    state.note(answer);
    assert.equal(state.ended(answer).code, 'workbookNotFound');
  });
});
