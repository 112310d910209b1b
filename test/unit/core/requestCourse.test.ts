import assert from 'node:assert/strict';
import { failure, RequestCourse } from '../../../src/core/requestCourse';

describe('RequestCourse', () => {
  it('wants another token right after the first 401 and never else', () => {
    const course = new RequestCourse();
    const wants = (['badGateway', 'unauthorized', 'badGateway', 'unauthorized'] as const).map(
      (code) => {
        course.note(failure(code));
        return course.mustRenewToken;
      },
    );
    assert.deepEqual(wants, [false, true, false, false]);
  });

  it('passes on what the service wants another token to prove, and once only', () => {
    const course = new RequestCourse();
    const challenge = { ...failure('unauthorized'), claims: '{}' };
    assert.deepEqual(course.renewal, { renewToken: false });
    course.note(challenge);
    assert.deepEqual(course.renewal, { renewToken: true, claims: '{}' });
    course.note(challenge);
    assert.deepEqual(course.renewal, { renewToken: false });
  });

  it('ends with the answer that came before when no other token is to be had', () => {
    const course = new RequestCourse();
    course.note({ ...failure('unauthorized'), requestId: 'r' });
    const { code, requestId } = course.refused(failure('signInRequired'));
    assert.deepEqual([code, requestId], ['unauthorized', 'r']);
  });

  it('ends with what became of the further sign-in when the service wanted one', () => {
    const course = new RequestCourse();
    course.note({ ...failure('unauthorized'), claims: '{}', requestId: 'r' });
    const { code, requestId } = course.refused(failure('moreSignInRequired'));
    assert.deepEqual([code, requestId], ['moreSignInRequired', 'r']);
  });

  it('leaves the end as it is when no answer was lost', () => {
    const course = new RequestCourse();
    course.note(failure('network'));
    assert.deepEqual(course.ended(failure('cancelled')), failure('cancelled'));
  });

  it('tells a lost answer unless the end says what became of the request', () => {
    const course = new RequestCourse();
    course.note({ ...failure('network'), isAnswerLost: true });
    course.note({ ok: true, value: undefined });
    assert.equal(course.ended(failure('throttled', 5)).code, 'outcomeUnknown');
    assert.equal(course.ended(failure('throttled', 5)).retryAfterMs, 5);
    assert.equal(course.ended(failure('workbookNotFound')).code, 'workbookNotFound');
  });
});
