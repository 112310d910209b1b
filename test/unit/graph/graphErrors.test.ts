import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { ErrorCode } from '../../../src/model/errors';
import { failureOfAnswer, loggableCode } from '../../../src/graph/graphErrors';
import { someTime } from '../../builders';

const now = someTime;

function failureOf(
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): ReturnType<typeof failureOfAnswer> {
  return failureOfAnswer({ status, header: (name) => headers[name], body }, now);
}

/** An error body as the service sends it, with codes on three levels. */
function errorBody(code?: string, second?: string, third?: string): unknown {
  return {
    error: {
      code,
      message: 'A secret message.',
      innerError: { code: second, innerError: { code: third } },
    },
  };
}

/** What may be done after a failure: the session has ended, the request may be retried, or neither. */
type Verdict = 'ended' | 'retry' | 'final';

interface Row {
  readonly status: number;
  /** The top-level code; absent: one that Microsoft doesn't document. */
  readonly code?: string;
  /** The second-level code. */
  readonly second?: string;
  /** The third-level code. */
  readonly third?: string;
  readonly meaning: ErrorCode;
  /** Absent: `final`. */
  readonly verdict?: Verdict;
}

const secondLevelRows: readonly Row[] = [
  { status: 404, second: 'invalidSessionReCreatable', meaning: 'sessionGone', verdict: 'ended' },
  {
    status: 409,
    second: 'invalidSessionAccessConflict',
    meaning: 'sessionAccessConflict',
    verdict: 'ended',
  },
  {
    status: 401,
    code: 'unauthorized',
    second: 'invalidSessionAuthentication',
    meaning: 'sessionSignInFailed',
    verdict: 'ended',
  },
  {
    status: 404,
    second: 'invalidSessionNotFound',
    meaning: 'sessionWorkbookGone',
    verdict: 'ended',
  },
  {
    status: 403,
    second: 'invalidSessionRestricted',
    meaning: 'sessionRestricted',
    verdict: 'ended',
  },
  { status: 500, second: 'invalidSessionUnexpected', meaning: 'sessionGone', verdict: 'ended' },
  {
    status: 400,
    second: 'invalidSessionUnsupportedWorkbook',
    meaning: 'sessionUnsupportedWorkbook',
    verdict: 'ended',
  },
  { status: 500, second: 'internalServerErrorUncategorized', meaning: 'internalServerError' },
  { status: 409, second: 'accessConflict', meaning: 'accessConflict' },
  { status: 409, second: 'conflictUncategorized', meaning: 'accessConflict' },
  { status: 503, second: 'transientFailure', meaning: 'transientFailure', verdict: 'retry' },
  { status: 500, second: 'transientFailure', meaning: 'transientFailure', verdict: 'retry' },
  {
    status: 503,
    second: 'serviceUnavailableUncategorized',
    meaning: 'serviceUnavailable',
    verdict: 'retry',
  },
  { status: 429, second: 'tooManyRequestsUncategorized', meaning: 'throttled', verdict: 'retry' },
  {
    status: 504,
    second: 'gatewayTimeoutUncategorized',
    meaning: 'gatewayTimeout',
    verdict: 'retry',
  },
  { status: 401, second: 'unauthorizedUncategorized', meaning: 'unauthorized', verdict: 'retry' },
  { status: 403, second: 'forbiddenUncategorized', meaning: 'accessDenied' },
  { status: 404, second: 'notFoundUncategorized', meaning: 'workbookNotFound' },
  { status: 400, second: 'badRequestUncategorized', meaning: 'badRequest' },
  { status: 405, second: 'methodNotAllowedUncategorized', meaning: 'methodNotAllowed' },
  { status: 501, second: 'notImplementedUncategorized', meaning: 'notImplemented' },
  { status: 413, second: 'payloadTooLargeUncategorized', meaning: 'payloadTooLarge' },
  { status: 400, second: 'unsupportedWorkbook', meaning: 'unsupportedWorkbook' },
  { status: 403, second: 'accessDenied', meaning: 'accessDenied' },
  { status: 404, second: 'itemNotFound', meaning: 'workbookNotFound' },
  { status: 405, second: 'methodNotAllowed', meaning: 'methodNotAllowed' },
  // Codes that only concern cells add nothing to the status.
  { status: 409, second: 'filteredRangeConflict', meaning: 'accessConflict' },
  { status: 500, second: 'generalException', meaning: 'internalServerError' },
  { status: 409, second: 'insertDeleteConflict', meaning: 'accessConflict' },
  { status: 400, second: 'invalidArgument', meaning: 'badRequest' },
  { status: 400, second: 'invalidReference', meaning: 'badRequest' },
  { status: 409, second: 'itemAlreadyExists', meaning: 'accessConflict' },
  { status: 409, second: 'nonBlankCellOffSheet', meaning: 'accessConflict' },
  { status: 400, second: 'requestAborted', meaning: 'badRequest' },
  { status: 400, second: 'unsupportedOperation', meaning: 'badRequest' },
  { status: 400, second: 'rangeExceedsLimit', meaning: 'badRequest' },
];

const topLevelRows: readonly Row[] = [
  { status: 400, code: 'badRequest', meaning: 'badRequest' },
  { status: 401, code: 'unauthorized', meaning: 'unauthorized', verdict: 'retry' },
  { status: 401, code: 'InvalidAuthenticationToken', meaning: 'unauthorized', verdict: 'retry' },
  { status: 403, code: 'forbidden', meaning: 'accessDenied' },
  { status: 403, code: 'accessDenied', meaning: 'accessDenied' },
  { status: 404, code: 'notFound', meaning: 'workbookNotFound' },
  { status: 404, code: 'itemNotFound', meaning: 'workbookNotFound' },
  { status: 405, code: 'methodNotAllowed', meaning: 'methodNotAllowed' },
  { status: 409, code: 'conflict', meaning: 'accessConflict' },
  { status: 413, code: 'payloadTooLarge', meaning: 'payloadTooLarge' },
  { status: 423, code: 'resourceLocked', meaning: 'locked' },
  { status: 429, code: 'tooManyRequests', meaning: 'throttled', verdict: 'retry' },
  { status: 500, code: 'internalServerError', meaning: 'internalServerError' },
  { status: 501, code: 'notImplemented', meaning: 'notImplemented' },
  { status: 502, code: 'badGateway', meaning: 'badGateway', verdict: 'retry' },
  { status: 503, code: 'serviceUnavailable', meaning: 'serviceUnavailable', verdict: 'retry' },
  { status: 504, code: 'gatewayTimeout', meaning: 'gatewayTimeout', verdict: 'retry' },
  { status: 504, code: 'UnknownError', meaning: 'gatewayTimeout', verdict: 'retry' },
  // The code goes before the status.
  { status: 400, code: 'itemNotFound', meaning: 'workbookNotFound' },
  { status: 500, code: 'serviceUnavailable', meaning: 'serviceUnavailable', verdict: 'retry' },
];

const practiceRows: readonly Row[] = [
  {
    status: 409,
    code: 'EditModeCannotAcquireLock',
    second: 'accessConflict',
    meaning: 'accessConflict',
  },
  { status: 409, code: 'EditModeCannotAcquireLock', meaning: 'accessConflict' },
  {
    status: 429,
    code: 'EditModeCannotAcquireLockTooManyRequests',
    second: 'tooManyRequestsUncategorized',
    meaning: 'throttled',
    verdict: 'retry',
  },
  {
    status: 429,
    code: 'EditModeCannotAcquireLockTooManyRequests',
    meaning: 'throttled',
    verdict: 'retry',
  },
  {
    status: 403,
    code: 'EditModeAccessDenied',
    second: 'forbiddenUncategorized',
    meaning: 'editAccessDenied',
  },
  {
    status: 401,
    code: 'FileOpenUserUnauthorized',
    second: 'unauthorizedUncategorized',
    meaning: 'fileOpenUnauthorized',
  },
  {
    status: 403,
    code: 'OpenWorkbookAccessDenied',
    second: 'forbiddenUncategorized',
    meaning: 'openAccessDenied',
  },
  {
    status: 504,
    code: 'MaxRequestDurationExceeded',
    second: 'gatewayTimeoutUncategorized',
    meaning: 'gatewayTimeout',
    verdict: 'retry',
  },
  {
    status: 500,
    code: 'GenericFileOpenError',
    second: 'internalServerErrorUncategorized',
    meaning: 'fileOpenFailed',
  },
  { status: 404, code: 'DeploymentInvalidEditSession', meaning: 'sessionGone', verdict: 'ended' },
  { status: 404, code: 'InvalidOrTimedOutSession', meaning: 'sessionGone', verdict: 'ended' },
  { status: 403, code: 'MaxSessionsPerUserExceeded', meaning: 'tooManySessions' },
  { status: 429, code: 'MaxSessionsPerUserExceeded', meaning: 'tooManySessions' },
  { status: 409, code: 'MultipleRequestsOnSession', meaning: 'accessConflict' },
  { status: 500, code: 'RetryError', meaning: 'transientFailure', verdict: 'retry' },
  // A deeper code only says more exactly what failed.
  {
    status: 401,
    code: 'unauthorized',
    second: 'unauthorizedUncategorized',
    third: 'FileOpenUserUnauthorized',
    meaning: 'fileOpenUnauthorized',
  },
  {
    status: 404,
    code: 'UnknownError',
    third: 'invalidSessionReCreatable',
    meaning: 'workbookNotFound',
  },
  {
    status: 404,
    code: 'itemNotFound',
    second: 'notFoundUncategorized',
    third: 'InvalidSessionNotFound',
    meaning: 'workbookNotFound',
  },
  {
    status: 409,
    code: 'conflict',
    second: 'conflictUncategorized',
    third: 'invalidSessionReCreatable',
    meaning: 'accessConflict',
  },
  {
    status: 503,
    code: 'serviceUnavailable',
    second: 'serviceUnavailableUncategorized',
    third: 'InvalidOrTimedOutSession',
    meaning: 'serviceUnavailable',
    verdict: 'retry',
  },
  {
    status: 500,
    code: 'internalServerError',
    third: 'transientFailure',
    meaning: 'transientFailure',
  },
  { status: 503, code: 'unauthorized', third: 'transientFailure', meaning: 'transientFailure' },
  {
    status: 503,
    second: 'transientFailure',
    third: 'accessConflict',
    meaning: 'transientFailure',
    verdict: 'retry',
  },
  {
    status: 503,
    second: 'y',
    third: 'transientFailure',
    meaning: 'transientFailure',
    verdict: 'retry',
  },
  {
    status: 404,
    second: 'invalidSessionReCreatable',
    third: 'itemNotFound',
    meaning: 'sessionGone',
    verdict: 'ended',
  },
  // The second level goes first, and an internal error without a reason is never retried.
  {
    status: 404,
    code: 'itemNotFound',
    second: 'invalidSessionReCreatable',
    meaning: 'sessionGone',
    verdict: 'ended',
  },
  {
    status: 502,
    code: 'badGateway',
    second: 'invalidSessionReCreatable',
    meaning: 'sessionGone',
    verdict: 'ended',
  },
  {
    status: 503,
    code: 'serviceUnavailable',
    second: 'invalidSessionReCreatable',
    meaning: 'sessionGone',
    verdict: 'ended',
  },
  {
    status: 504,
    code: 'MaxRequestDurationExceeded',
    second: 'internalServerErrorUncategorized',
    meaning: 'gatewayTimeout',
  },
  {
    status: 503,
    code: 'serviceUnavailable',
    second: 'internalServerErrorUncategorized',
    meaning: 'internalServerError',
  },
  {
    status: 429,
    code: 'tooManyRequests',
    second: 'internalServerErrorUncategorized',
    meaning: 'internalServerError',
  },
  // A rejected request is never retried, whatever its code says.
  { status: 400, second: 'transientFailure', meaning: 'transientFailure' },
  { status: 404, second: 'serviceUnavailableUncategorized', meaning: 'serviceUnavailable' },
  { status: 409, code: 'EditModeCannotAcquireLockTooManyRequests', meaning: 'throttled' },
  { status: 401, second: 'tooManyRequestsUncategorized', meaning: 'throttled' },
  { status: 429, second: 'accessConflict', meaning: 'accessConflict' },
];

const statusRows: readonly Omit<Row, 'code' | 'second' | 'third'>[] = [
  { status: 200, meaning: 'unexpectedAnswer' },
  { status: 204, meaning: 'unexpectedAnswer' },
  { status: 301, meaning: 'redirected' },
  { status: 302, meaning: 'redirected' },
  { status: 307, meaning: 'redirected' },
  { status: 400, meaning: 'badRequest' },
  { status: 401, meaning: 'unauthorized', verdict: 'retry' },
  { status: 403, meaning: 'accessDenied' },
  { status: 404, meaning: 'workbookNotFound' },
  { status: 405, meaning: 'methodNotAllowed' },
  { status: 407, meaning: 'network' },
  { status: 408, meaning: 'gatewayTimeout' },
  { status: 409, meaning: 'accessConflict' },
  { status: 410, meaning: 'workbookNotFound' },
  { status: 412, meaning: 'accessConflict' },
  { status: 413, meaning: 'payloadTooLarge' },
  { status: 418, meaning: 'badRequest' },
  { status: 423, meaning: 'locked' },
  { status: 424, meaning: 'badRequest' },
  { status: 429, meaning: 'throttled', verdict: 'retry' },
  { status: 451, meaning: 'accessDenied' },
  { status: 500, meaning: 'internalServerError' },
  { status: 501, meaning: 'notImplemented' },
  { status: 502, meaning: 'badGateway', verdict: 'retry' },
  { status: 503, meaning: 'serviceUnavailable', verdict: 'retry' },
  { status: 504, meaning: 'gatewayTimeout', verdict: 'retry' },
  { status: 505, meaning: 'internalServerError' },
  { status: 507, meaning: 'insufficientStorage' },
  { status: 509, meaning: 'throttled', verdict: 'retry' },
];

function verdictOf({ isSessionDead, mayRetry }: ReturnType<typeof failureOfAnswer>): string {
  const verdict = isSessionDead ? 'ended' : mayRetry ? 'retry' : 'final';
  return isSessionDead && mayRetry ? 'ended and retry' : verdict;
}

function assertMeans(
  failure: ReturnType<typeof failureOfAnswer>,
  { meaning, verdict = 'final' }: Pick<Row, 'meaning' | 'verdict'>,
): void {
  assert.equal(failure.code, meaning);
  assert.equal(verdictOf(failure), verdict);
}

describe('The meaning of an error answer', () => {
  for (const row of [...secondLevelRows, ...topLevelRows, ...practiceRows]) {
    const { status, code = 'newCode', second, third, meaning, verdict = 'final' } = row;
    const codes = [code, second, third].filter((level) => level !== undefined).join('/');
    it(`with status ${status} and codes ${codes} is ${meaning} (${verdict})`, () => {
      assertMeans(failureOf(status, errorBody(code, second, third)), row);
    });

    it(`with status ${status} and codes ${codes} in upper case is ${meaning} (${verdict})`, () => {
      const body = errorBody(code.toUpperCase(), second?.toUpperCase(), third?.toUpperCase());
      assertMeans(failureOf(status, body), row);
    });
  }

  const unreadable: readonly unknown[] = [undefined, null, '', [], {}, { error: 'x' }, 5];
  for (const row of statusRows) {
    it(`with status ${row.status} and no known code is ${row.meaning} (${row.verdict ?? 'final'})`, () => {
      for (const body of [...unreadable, errorBody(), errorBody('brandNew', 'newToo')]) {
        assertMeans(failureOf(row.status, body), row);
      }
    });
  }

  it('is found in innererror as well as in innerError', () => {
    const body = { error: { code: 'x', innererror: { code: 'invalidSessionReCreatable' } } };
    assert.equal(failureOf(404, body).code, 'sessionGone');
  });

  it('doesn’t depend on a code in a redirect or in a success', () => {
    const body = errorBody('x', 'invalidSessionReCreatable');
    assert.deepEqual(failureOf(302, body), { ok: false, code: 'redirected', mayRetry: false });
    assert.deepEqual(failureOf(200, body), {
      ok: false,
      code: 'unexpectedAnswer',
      mayRetry: false,
    });
  });

  it('is excelAccessDenied when the message says that Excel got no access token', () => {
    const body = {
      error: { code: 'AccessDenied', message: 'Could not obtain a WAC access token.' },
    };
    assert.deepEqual(failureOf(403, body), {
      ok: false,
      code: 'excelAccessDenied',
      mayRetry: false,
    });
    assert.equal(failureOf(404, body).code, 'accessDenied');
  });

  for (const status of [302, 404, 429, 503]) {
    it(`comes with the wait and the request id of a ${status}`, () => {
      const headers = { 'retry-after': '7', 'request-id': 'b9b6e2a4-0a8d-4a4e-8f3f-1d2f3a4b5c6d' };
      const { retryAfterMs, requestId } = failureOf(status, undefined, headers);
      assert.equal(retryAfterMs, 7000);
      assert.equal(requestId, headers['request-id']);
    });
  }

  it('contains nothing else of the body', () => {
    const expected = ['ok', 'code', 'mayRetry', 'isSessionDead'];
    fc.assert(
      fc.property(fc.integer({ min: 200, max: 599 }), fc.json(), (status, json) => {
        const failure = failureOf(status, JSON.parse(json));
        assert.deepEqual(
          Object.keys(failure).filter((key) => !expected.includes(key)),
          [],
        );
      }),
    );
  });

  it('is found in an error that is nested thousands of levels deep', () => {
    const depth = 5000;
    const json = `{"error":${'{"innerError":'.repeat(depth)}{}${'}'.repeat(depth)}}`;
    assert.equal(failureOf(404, JSON.parse(json)).code, 'workbookNotFound');
  });
});

describe('A code below the second level', () => {
  it('never means that the session has ended, and never allows a retry', () => {
    const codes = [...secondLevelRows, ...practiceRows].flatMap(({ code, second }) => [
      code,
      second,
    ]);
    const anyCode = fc.constantFrom(...codes, undefined, 'badRequest', 'serviceUnavailable');
    const anyStatus = fc.integer({ min: 200, max: 599 });
    fc.assert(
      fc.property(anyStatus, anyCode, anyCode, anyCode, (status, top, second, third) => {
        const plain = failureOf(status, errorBody(top, second));
        const deeper = failureOf(status, errorBody(top, second, third));
        assert.equal(deeper.isSessionDead, plain.isSessionDead);
        assert.ok(plain.mayRetry || !deeper.mayRetry);
      }),
    );
  });
});

describe('The code that is logged', () => {
  for (const code of [
    'GenericFileOpenError',
    'itemNotFound',
    'quotaLimitReached',
    'UnknownError',
  ]) {
    it(`is ${code} in the documented spelling, whatever its case in the answer`, () => {
      for (const spelling of [code, code.toLowerCase(), code.toUpperCase()]) {
        assert.equal(loggableCode(errorBody(spelling)), code);
      }
    });
  }

  it('is the first known code from the top', () => {
    assert.equal(loggableCode(errorBody('newCode', 'accessConflict')), 'accessConflict');
    assert.equal(loggableCode(errorBody('notFound', 'invalidSessionNotFound')), 'notFound');
  });

  it('is never an unknown code', () => {
    const words = ['newCode', 'ey'.repeat(31), 'two words', 'a\nb', '__proto__', 'constructor', ''];
    for (const code of words) {
      assert.equal(loggableCode({ error: { code } }), 'an unknown code', code);
    }
  });

  it('is absent when the answer has no code', () => {
    for (const body of [{ error: { code: 5 } }, { error: {} }, { error: 'x' }, 'text', undefined]) {
      assert.equal(loggableCode(body), undefined);
    }
  });
});
