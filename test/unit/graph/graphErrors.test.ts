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

/** The error body in the shape of the field: code, second-level code, third-level code. */
function errorBody(code?: string, second?: string, third?: string): unknown {
  return {
    error: {
      code,
      message: 'A secret message.',
      innerError: { code: second, innerError: { code: third } },
    },
  };
}

type Verdict = 'dead' | 'again' | 'final';
type Row = readonly [
  status: number,
  code: string | undefined,
  secondLevel: string | undefined,
  expected: ErrorCode,
  verdict: Verdict,
  thirdLevel?: string,
];

const secondLevelRows: readonly Row[] = [
  [404, 'x', 'invalidSessionReCreatable', 'sessionGone', 'dead'],
  [409, 'x', 'invalidSessionAccessConflict', 'sessionAccessConflict', 'dead'],
  [401, 'unauthorized', 'invalidSessionAuthentication', 'sessionSignInFailed', 'dead'],
  [404, 'x', 'invalidSessionNotFound', 'sessionWorkbookGone', 'dead'],
  [403, 'x', 'invalidSessionRestricted', 'sessionRestricted', 'dead'],
  [500, 'x', 'invalidSessionUnexpected', 'sessionGone', 'dead'],
  [400, 'x', 'invalidSessionUnsupportedWorkbook', 'sessionUnsupportedWorkbook', 'dead'],
  [500, 'x', 'internalServerErrorUncategorized', 'internalServerError', 'final'],
  [409, 'x', 'accessConflict', 'accessConflict', 'final'],
  [409, 'x', 'conflictUncategorized', 'accessConflict', 'final'],
  [503, 'x', 'transientFailure', 'transientFailure', 'again'],
  [500, 'x', 'transientFailure', 'transientFailure', 'again'],
  [503, 'x', 'serviceUnavailableUncategorized', 'serviceUnavailable', 'again'],
  [429, 'x', 'tooManyRequestsUncategorized', 'throttled', 'again'],
  [504, 'x', 'gatewayTimeoutUncategorized', 'gatewayTimeout', 'again'],
  [401, 'x', 'unauthorizedUncategorized', 'unauthorized', 'again'],
  [403, 'x', 'forbiddenUncategorized', 'accessDenied', 'final'],
  [404, 'x', 'notFoundUncategorized', 'workbookNotFound', 'final'],
  [400, 'x', 'badRequestUncategorized', 'badRequest', 'final'],
  [405, 'x', 'methodNotAllowedUncategorized', 'methodNotAllowed', 'final'],
  [501, 'x', 'notImplementedUncategorized', 'notImplemented', 'final'],
  [413, 'x', 'payloadTooLargeUncategorized', 'payloadTooLarge', 'final'],
  [400, 'x', 'unsupportedWorkbook', 'unsupportedWorkbook', 'final'],
  [403, 'x', 'accessDenied', 'accessDenied', 'final'],
  [404, 'x', 'itemNotFound', 'workbookNotFound', 'final'],
  [405, 'x', 'methodNotAllowed', 'methodNotAllowed', 'final'],
  // What can only come of work on cells goes by its status.
  [409, 'x', 'filteredRangeConflict', 'accessConflict', 'final'],
  [500, 'x', 'generalException', 'internalServerError', 'final'],
  [409, 'x', 'insertDeleteConflict', 'accessConflict', 'final'],
  [400, 'x', 'invalidArgument', 'badRequest', 'final'],
  [400, 'x', 'invalidReference', 'badRequest', 'final'],
  [409, 'x', 'itemAlreadyExists', 'accessConflict', 'final'],
  [409, 'x', 'nonBlankCellOffSheet', 'accessConflict', 'final'],
  [400, 'x', 'requestAborted', 'badRequest', 'final'],
  [400, 'x', 'unsupportedOperation', 'badRequest', 'final'],
  [400, 'x', 'rangeExceedsLimit', 'badRequest', 'final'],
];

const topLevelRows: readonly Row[] = [
  [400, 'badRequest', undefined, 'badRequest', 'final'],
  [401, 'unauthorized', undefined, 'unauthorized', 'again'],
  [401, 'InvalidAuthenticationToken', undefined, 'unauthorized', 'again'],
  [403, 'forbidden', undefined, 'accessDenied', 'final'],
  [403, 'accessDenied', undefined, 'accessDenied', 'final'],
  [404, 'notFound', undefined, 'workbookNotFound', 'final'],
  [404, 'itemNotFound', undefined, 'workbookNotFound', 'final'],
  [405, 'methodNotAllowed', undefined, 'methodNotAllowed', 'final'],
  [409, 'conflict', undefined, 'accessConflict', 'final'],
  [413, 'payloadTooLarge', undefined, 'payloadTooLarge', 'final'],
  [423, 'resourceLocked', undefined, 'locked', 'final'],
  [429, 'tooManyRequests', undefined, 'throttled', 'again'],
  [500, 'internalServerError', undefined, 'internalServerError', 'final'],
  [501, 'notImplemented', undefined, 'notImplemented', 'final'],
  [502, 'badGateway', undefined, 'badGateway', 'again'],
  [503, 'serviceUnavailable', undefined, 'serviceUnavailable', 'again'],
  [504, 'gatewayTimeout', undefined, 'gatewayTimeout', 'again'],
  [504, 'UnknownError', undefined, 'gatewayTimeout', 'again'],
  // The code goes before the status.
  [400, 'itemNotFound', undefined, 'workbookNotFound', 'final'],
  [500, 'serviceUnavailable', undefined, 'serviceUnavailable', 'again'],
];

const fieldRows: readonly Row[] = [
  [409, 'EditModeCannotAcquireLock', 'accessConflict', 'accessConflict', 'final'],
  [409, 'EditModeCannotAcquireLock', undefined, 'accessConflict', 'final'],
  [
    429,
    'EditModeCannotAcquireLockTooManyRequests',
    'tooManyRequestsUncategorized',
    'throttled',
    'again',
  ],
  [429, 'EditModeCannotAcquireLockTooManyRequests', undefined, 'throttled', 'again'],
  [403, 'EditModeAccessDenied', 'forbiddenUncategorized', 'editAccessDenied', 'final'],
  [401, 'FileOpenUserUnauthorized', 'unauthorizedUncategorized', 'fileOpenUnauthorized', 'final'],
  [403, 'OpenWorkbookAccessDenied', 'forbiddenUncategorized', 'openAccessDenied', 'final'],
  [504, 'MaxRequestDurationExceeded', 'gatewayTimeoutUncategorized', 'gatewayTimeout', 'again'],
  [500, 'GenericFileOpenError', 'internalServerErrorUncategorized', 'fileOpenFailed', 'final'],
  [404, 'DeploymentInvalidEditSession', undefined, 'sessionGone', 'dead'],
  [404, 'InvalidOrTimedOutSession', undefined, 'sessionGone', 'dead'],
  [403, 'MaxSessionsPerUserExceeded', undefined, 'tooManySessions', 'final'],
  [429, 'MaxSessionsPerUserExceeded', undefined, 'tooManySessions', 'final'],
  [409, 'MultipleRequestsOnSession', undefined, 'accessConflict', 'final'],
  [500, 'RetryError', undefined, 'transientFailure', 'again'],
  // A deeper code says better what failed, and nothing else.
  [
    401,
    'unauthorized',
    'unauthorizedUncategorized',
    'fileOpenUnauthorized',
    'final',
    'FileOpenUserUnauthorized',
  ],
  [404, 'UnknownError', undefined, 'workbookNotFound', 'final', 'invalidSessionReCreatable'],
  [
    404,
    'itemNotFound',
    'notFoundUncategorized',
    'workbookNotFound',
    'final',
    'InvalidSessionNotFound',
  ],
  [
    409,
    'conflict',
    'conflictUncategorized',
    'accessConflict',
    'final',
    'invalidSessionReCreatable',
  ],
  [
    503,
    'serviceUnavailable',
    'serviceUnavailableUncategorized',
    'serviceUnavailable',
    'again',
    'InvalidOrTimedOutSession',
  ],
  [500, 'internalServerError', undefined, 'transientFailure', 'final', 'transientFailure'],
  [503, 'unauthorized', undefined, 'transientFailure', 'final', 'transientFailure'],
  [503, 'x', 'transientFailure', 'transientFailure', 'again', 'accessConflict'],
  [503, 'x', 'y', 'transientFailure', 'again', 'transientFailure'],
  [404, 'x', 'invalidSessionReCreatable', 'sessionGone', 'dead', 'itemNotFound'],
  // The second level goes first, and a call that failed without a reason is never repeated.
  [404, 'itemNotFound', 'invalidSessionReCreatable', 'sessionGone', 'dead'],
  [502, 'badGateway', 'invalidSessionReCreatable', 'sessionGone', 'dead'],
  [503, 'serviceUnavailable', 'invalidSessionReCreatable', 'sessionGone', 'dead'],
  [
    504,
    'MaxRequestDurationExceeded',
    'internalServerErrorUncategorized',
    'gatewayTimeout',
    'final',
  ],
  [503, 'serviceUnavailable', 'internalServerErrorUncategorized', 'internalServerError', 'final'],
  [429, 'tooManyRequests', 'internalServerErrorUncategorized', 'internalServerError', 'final'],
  // A refusal is never repeated, whatever its code says.
  [400, 'x', 'transientFailure', 'transientFailure', 'final'],
  [404, 'x', 'serviceUnavailableUncategorized', 'serviceUnavailable', 'final'],
  [409, 'EditModeCannotAcquireLockTooManyRequests', undefined, 'throttled', 'final'],
  [401, 'x', 'tooManyRequestsUncategorized', 'throttled', 'final'],
  [429, 'x', 'accessConflict', 'accessConflict', 'final'],
];

const statusRows: readonly (readonly [number, ErrorCode, Verdict])[] = [
  [200, 'unexpectedAnswer', 'final'],
  [204, 'unexpectedAnswer', 'final'],
  [301, 'redirected', 'final'],
  [302, 'redirected', 'final'],
  [307, 'redirected', 'final'],
  [400, 'badRequest', 'final'],
  [401, 'unauthorized', 'again'],
  [403, 'accessDenied', 'final'],
  [404, 'workbookNotFound', 'final'],
  [405, 'methodNotAllowed', 'final'],
  [407, 'network', 'final'],
  [408, 'gatewayTimeout', 'final'],
  [409, 'accessConflict', 'final'],
  [410, 'workbookNotFound', 'final'],
  [412, 'accessConflict', 'final'],
  [413, 'payloadTooLarge', 'final'],
  [418, 'badRequest', 'final'],
  [423, 'locked', 'final'],
  [424, 'badRequest', 'final'],
  [429, 'throttled', 'again'],
  [451, 'accessDenied', 'final'],
  [500, 'internalServerError', 'final'],
  [501, 'notImplemented', 'final'],
  [502, 'badGateway', 'again'],
  [503, 'serviceUnavailable', 'again'],
  [504, 'gatewayTimeout', 'again'],
  [505, 'internalServerError', 'final'],
  [507, 'insufficientStorage', 'final'],
  [509, 'throttled', 'again'],
];

function verdictOf({ isSessionDead, mayRetry }: ReturnType<typeof failureOfAnswer>): string {
  const verdict = isSessionDead ? 'dead' : mayRetry ? 'again' : 'final';
  return isSessionDead && mayRetry ? 'dead and again' : verdict;
}

describe('The meaning of an error answer', () => {
  const tables = { secondLevelRows, topLevelRows, fieldRows };
  for (const [name, rows] of Object.entries(tables)) {
    describe(name, () => {
      for (const [status, code, second, expected, verdict, third] of rows) {
        const title = [status, code, second, third].filter((part) => part !== undefined).join(' ');
        it(`${title} is ${expected}, ${verdict}`, () => {
          for (const change of [(text?: string) => text, (text?: string) => text?.toUpperCase()]) {
            const failure = failureOf(
              status,
              errorBody(change(code), change(second), change(third)),
            );
            assert.deepEqual([failure.code, verdictOf(failure)], [expected, verdict]);
          }
        });
      }
    });
  }

  describe('statusRows', () => {
    const unreadable: readonly unknown[] = [undefined, null, '', [], {}, { error: 'x' }, 5];
    for (const [status, expected, verdict] of statusRows) {
      it(`${status} without a readable code is ${expected}, ${verdict}`, () => {
        for (const body of [...unreadable, errorBody(), errorBody('brandNew', 'newToo')]) {
          const failure = failureOf(status, body);
          assert.deepEqual([failure.code, verdictOf(failure)], [expected, verdict]);
        }
      });
    }
  });

  it('reads innererror as well as innerError', () => {
    const body = { error: { code: 'x', innererror: { code: 'invalidSessionReCreatable' } } };
    assert.equal(failureOf(404, body).code, 'sessionGone');
  });

  it('takes the code of a redirect or of a success for no code of an error', () => {
    const body = errorBody('x', 'invalidSessionReCreatable');
    assert.deepEqual(failureOf(302, body), { ok: false, code: 'redirected', mayRetry: false });
    assert.deepEqual(failureOf(200, body), {
      ok: false,
      code: 'unexpectedAnswer',
      mayRetry: false,
    });
  });

  it('knows the refusal of an access token for Excel by its message', () => {
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

  it('obeys Retry-After in all cases and keeps a request id that looks like one', () => {
    for (const status of [302, 404, 429, 503]) {
      const headers = { 'retry-after': '7', 'request-id': 'b9b6e2a4-0a8d-4a4e-8f3f-1d2f3a4b5c6d' };
      const { retryAfterMs, requestId } = failureOf(status, undefined, headers);
      assert.deepEqual([retryAfterMs, requestId], [7000, headers['request-id']]);
    }
    for (const id of ['cluster=PSG4&session=15', 'b9b6e2a40a8d4a4e8f3f1d2f3a4b5c6d', 'deadbeef']) {
      assert.equal(failureOf(500, undefined, { 'request-id': id }).requestId, undefined, id);
    }
  });

  it('lets nothing of the body out but its meaning', () => {
    fc.assert(
      fc.property(fc.integer({ min: 200, max: 599 }), fc.json(), (status, json) => {
        const failure = failureOf(status, JSON.parse(json));
        assert.deepEqual(
          Object.keys(failure).filter(
            (key) => !['ok', 'code', 'mayRetry', 'isSessionDead'].includes(key),
          ),
          [],
        );
      }),
    );
  });

  it('survives an error that is nested without end', () => {
    const depth = 5000;
    const json = `{"error":${'{"innerError":'.repeat(depth)}{}${'}'.repeat(depth)}}`;
    assert.equal(failureOf(404, JSON.parse(json)).code, 'workbookNotFound');
  });
});

describe('A deeper code', () => {
  it('makes no session dead and no final failure repeatable', () => {
    const codes = [...secondLevelRows, ...fieldRows].flatMap(([, top, second]) => [top, second]);
    const code = fc.constantFrom(...codes, undefined, 'badRequest', 'serviceUnavailable');
    const status = fc.integer({ min: 200, max: 599 });
    fc.assert(
      fc.property(status, code, code, code, (answered, top, second, third) => {
        const plain = failureOf(answered, errorBody(top, second));
        const deeper = failureOf(answered, errorBody(top, second, third));
        assert.equal(deeper.isSessionDead, plain.isSessionDead);
        assert.ok(plain.mayRetry || !deeper.mayRetry);
      }),
    );
  });
});

describe('The code that is logged', () => {
  it('is a known one, as the documents spell it', () => {
    for (const code of [
      'GenericFileOpenError',
      'itemNotFound',
      'quotaLimitReached',
      'UnknownError',
    ]) {
      for (const spelling of [code, code.toLowerCase(), code.toUpperCase()]) {
        assert.equal(loggableCode(errorBody(spelling)), code);
      }
    }
  });

  it('is the known one below an unknown one', () => {
    assert.equal(loggableCode(errorBody('newCode', 'accessConflict')), 'accessConflict');
    assert.equal(loggableCode(errorBody('notFound', 'invalidSessionNotFound')), 'notFound');
  });

  it('is no word that only the service knows', () => {
    const words = ['newCode', 'ey'.repeat(31), 'two words', 'a\nb', '__proto__', 'constructor', ''];
    for (const code of words) {
      assert.equal(loggableCode({ error: { code } }), 'an unknown code', code);
    }
  });

  it('is none where the answer has none', () => {
    for (const body of [{ error: { code: 5 } }, { error: {} }, { error: 'x' }, 'text', undefined]) {
      assert.equal(loggableCode(body), undefined);
    }
  });
});
