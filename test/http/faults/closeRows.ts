import assert from 'node:assert/strict';
import { someTime } from '../../builders';
import type { Bench, Result } from './bench';
import {
  challengedOnce,
  heldByService,
  impatient,
  toldToWait,
  tokensAskedFor,
  triedToSend,
  waited,
} from './checks';
import { answer, breakage, challenge, errorBody, error, fiftyMegabytes, html } from './graphFaults';
import type { ErrorCode } from '../../../src/model/errors';
import type { Fault } from '../../../src/sandbox/faults';
import type { RecordFate, Row } from './row';

type Change = Pick<Row, 'then'> & { readonly given?: (bench: Bench) => unknown };

/** A listed, open session is closed; the requests for it meet these faults. */
function row(
  input: string,
  outcome: Result['outcome'],
  code: ErrorCode | undefined,
  record: RecordFate,
  closes: number,
  faults: readonly Fault[] = [],
  { given, then }: Change = {},
): Row {
  const run = async (bench: Bench) => {
    const key = await bench.given();
    bench.faults(...faults);
    await given?.(bench);
    return bench.close(key);
  };
  const sent = closes > 0 ? { close: closes } : {};
  return { input: `close: ${input}`, outcome, code, record, sent, run, then };
}

const refused = (input: string, code: ErrorCode, ...faults: Fault[]) =>
  row(input, 'failed', code, 'kept', 1, faults);
const dead = (input: string, code: ErrorCode, ...faults: Fault[]) =>
  row(input, 'alreadyGone', code, 'gone', 1, faults);
/** The first request fails, the second one does it. */
const again = (input: string, waitsMs: number, ...faults: Fault[]) =>
  row(input, 'closed', undefined, 'gone', faults.length + 1, faults, { then: waited(waitsMs) });
/** Four requests fail alike. */
const inVain = (input: string, code: ErrorCode, fault: Fault) =>
  row(input, 'failed', code, 'kept', 4, [{ ...fault, times: 4 }], { then: waited(7000) });

const httpDate = (msFromNow: number) => new Date(someTime + msFromNow).toUTCString();
const day = 86_400_000;
const someClaims = { access_token: { acrs: { essential: true, value: 'c1' } } };

const answers: readonly Row[] = [
  row('204', 'closed', undefined, 'gone', 1, [], { then: heldByService(0) }),
  row('204 with a content type and no body', 'closed', undefined, 'gone', 1, [
    breakage('emptyBody'),
  ]),
  row(
    '200 instead of 204',
    'failed',
    'unexpectedAnswer',
    'kept',
    1,
    [breakage('okInsteadOfNoContent')],
    { then: heldByService(0) },
  ),
  refused('200 with an empty body', 'unexpectedAnswer', answer(200)),
  refused('200 with the error body of a dead session', 'unexpectedAnswer', {
    ...answer(200, errorBody('invalidSessionReCreatable')),
  }),
  refused('HTML with 200', 'unexpectedAnswer', html(200)),
  refused('HTML with 404', 'workbookNotFound', html(404)),
  inVain('HTML with 502', 'outcomeUnknown', html(502)),
  refused('202', 'unexpectedAnswer', answer(202, '{}')),
  refused('418', 'badRequest', answer(418, '{}')),
  refused('599', 'internalServerError', answer(599, '{}')),
  ...[301, 302, 303, 307, 308].map((status) =>
    row(`${status} to another host`, 'failed', 'redirected', 'kept', 1, [], {
      given: ({ sandbox, decoy }) =>
        sandbox.fault({ kind: 'answer', status, headers: { location: decoy.url } }),
    }),
  ),
];

const deadSessions = [
  ['invalidSessionReCreatable', 404, 'sessionGone'],
  ['DeploymentInvalidEditSession', 404, 'sessionGone'],
  ['invalidSessionNotFound', 404, 'sessionWorkbookGone'],
  ['invalidSessionAccessConflict', 409, 'sessionAccessConflict'],
  ['invalidSessionAuthentication', 401, 'sessionSignInFailed'],
  ['invalidSessionRestricted', 403, 'sessionRestricted'],
  ['invalidSessionUnexpected', 500, 'sessionGone'],
  ['invalidSessionUnsupportedWorkbook', 400, 'sessionUnsupportedWorkbook'],
] as const;

const sessionCodes: readonly Row[] = [
  ...deadSessions.flatMap(([wireCode, usual, code]) =>
    [...new Set([usual, 404])].map((status) =>
      dead(`${status} ${wireCode}`, code, error(wireCode, { status })),
    ),
  ),
  dead('404 InvalidOrTimedOutSession', 'sessionGone', {
    ...answer(404, errorBody('InvalidOrTimedOutSession')),
  }),
  dead('404 with a dead code in other letters', 'sessionGone', {
    ...answer(404, errorBody('INVALIDSESSIONRECREATABLE')),
  }),
  refused('404 itemNotFound', 'workbookNotFound', error('itemNotFound')),
  refused('404 notFoundUncategorized', 'workbookNotFound', error('notFoundUncategorized')),
  refused('404 without a body', 'workbookNotFound', answer(404)),
  ...['null', '[]', '"invalidSessionReCreatable"', '{"error":', errorBody(404)].map((body) =>
    refused(`404 with the body ${body}`, 'workbookNotFound', answer(404, body)),
  ),
];

const refusals: readonly Row[] = [
  refused('400', 'badRequest', error('badRequestUncategorized')),
  row('401, renewed', 'closed', undefined, 'gone', 2, [], {
    given: (bench) => (bench.acceptsToken = (token) => token !== 'token-1'),
    then: tokensAskedFor(2),
  }),
  row('401, renewed, still 401', 'failed', 'unauthorized', 'kept', 2, [], {
    given: (bench) => (bench.acceptsToken = () => false),
    then: tokensAskedFor(2),
  }),
  row('401, the same token again', 'failed', 'unauthorized', 'kept', 1, [], {
    given: (bench) => {
      bench.tokens.fixedToken = 'the-same-token';
      bench.acceptsToken = () => false;
    },
    then: tokensAskedFor(2),
  }),
  row('401, then nobody is signed in', 'failed', 'unauthorized', 'kept', 1, [], {
    given: (bench) =>
      (bench.acceptsToken = () => {
        bench.tokens.refusals.set('ada-object-id.tenant-id', 'signInRequired');
        return false;
      }),
  }),
  row('401 with a claims challenge', 'closed', undefined, 'gone', 2, [challenge(someClaims)], {
    then: challengedOnce(someClaims),
  }),
  row(
    '401 with a claims challenge, met, and another one',
    'failed',
    'unauthorized',
    'kept',
    2,
    [challenge(someClaims), challenge({ access_token: { acrs: { value: 'c2' } } })],
    { then: challengedOnce(someClaims) },
  ),
  row(
    '401 with a claims challenge that the user does not meet',
    'failed',
    'moreSignInRequired',
    'kept',
    1,
    [challenge(someClaims)],
    {
      given: ({ tokens }) => {
        tokens.claimsRefusal = 'signInCancelled';
      },
      then: challengedOnce(someClaims),
    },
  ),
  row(
    '401 FileOpenUserUnauthorized with a claims challenge',
    'failed',
    'fileOpenUnauthorized',
    'kept',
    1,
    [challenge(someClaims, 'FileOpenUserUnauthorized')],
    { then: tokensAskedFor(1) },
  ),
  row(
    '401 FileOpenUserUnauthorized',
    'failed',
    'fileOpenUnauthorized',
    'kept',
    1,
    [error('FileOpenUserUnauthorized')],
    { then: tokensAskedFor(1) },
  ),
  refused('403 accessDenied', 'accessDenied', error('accessDenied')),
  refused('403 forbiddenUncategorized', 'accessDenied', error('forbiddenUncategorized')),
  refused('403 without a WAC access token', 'excelAccessDenied', error('AccessDenied')),
  refused('403 EditModeAccessDenied', 'editAccessDenied', error('EditModeAccessDenied')),
  refused('403 OpenWorkbookAccessDenied', 'openAccessDenied', error('OpenWorkbookAccessDenied')),
  refused('405', 'methodNotAllowed', error('methodNotAllowedUncategorized')),
  refused('409 accessConflict', 'accessConflict', error('accessConflict')),
  refused('409 conflictUncategorized', 'accessConflict', error('conflictUncategorized')),
  refused('409 EditModeCannotAcquireLock', 'accessConflict', error('EditModeCannotAcquireLock')),
  refused(
    '409 with a code to repeat',
    'transientFailure',
    error('transientFailure', { status: 409 }),
  ),
  refused('413', 'payloadTooLarge', error('payloadTooLargeUncategorized')),
  refused('423', 'locked', error('resourceLocked')),
];

const throttling: readonly Row[] = [
  again('429 with seconds', 7000, error('tooManyRequestsUncategorized', { retryAfter: '7' })),
  again('429 with a date', 9000, {
    ...error('tooManyRequestsUncategorized', { retryAfter: httpDate(9000) }),
  }),
  row(
    '429 with a date of a clock that is two minutes ahead of ours',
    'closed',
    undefined,
    'gone',
    2,
    [error('tooManyRequestsUncategorized', { retryAfter: httpDate(120_000 + 9000) })],
    {
      given: ({ sandbox }) => {
        sandbox.advanceClock(120_000);
      },
      then: waited(9000),
    },
  ),
  again('429 with a date in the past', 0, {
    ...error('tooManyRequestsUncategorized', { retryAfter: httpDate(-day) }),
  }),
  again('429 without a time', 1000, error('tooManyRequestsUncategorized')),
  again('429 with nonsense for a time', 1000, {
    ...error('tooManyRequestsUncategorized', { retryAfter: 'soon' }),
  }),
  ...['86400', httpDate(day)].map((retryAfter) =>
    row(
      `429 with a day (${retryAfter})`,
      'failed',
      'throttled',
      'kept',
      1,
      [error('tooManyRequestsUncategorized', { retryAfter })],
      { then: toldToWait(day) },
    ),
  ),
  row(
    '429 again and again',
    'failed',
    'throttled',
    'kept',
    4,
    [error('EditModeCannotAcquireLockTooManyRequests', { retryAfter: '5' }, 4)],
    { then: waited(15_000) },
  ),
];

const serviceFaults: readonly Row[] = [
  refused(
    '500 internalServerErrorUncategorized',
    'internalServerError',
    error('internalServerErrorUncategorized'),
  ),
  refused('500 GenericFileOpenError', 'fileOpenFailed', error('GenericFileOpenError')),
  refused('503 that may be repeated, but of a class that may not', 'transientFailure', {
    ...answer(503, errorBody('transientFailure', 'internalServerErrorUncategorized')),
  }),
  refused('500 without a body', 'internalServerError', answer(500)),
  refused('501', 'notImplemented', error('notImplementedUncategorized')),
  again('502 without a second-level code', 1000, error('badGateway')),
  again('502 transientFailure', 1000, error('transientFailure', { status: 502 })),
  again('503 without a second-level code', 1000, error('serviceUnavailable')),
  again('503 transientFailure', 1000, error('transientFailure')),
  again('503 with seconds', 4000, error('serviceUnavailableUncategorized', { retryAfter: '4' })),
  again('504 UnknownError', 1000, error('UnknownError')),
  again('504, then 503, then 502', 7000, ...[504, 503, 502].map((status) => answer(status))),
  inVain('502 again and again', 'outcomeUnknown', error('badGateway')),
  inVain('503 again and again', 'serviceUnavailable', error('serviceUnavailable')),
  inVain('503 transientFailure again and again', 'transientFailure', error('transientFailure')),
  inVain('504 again and again', 'outcomeUnknown', error('gatewayTimeoutUncategorized')),
  row('504, then 503 again and again', 'failed', 'outcomeUnknown', 'kept', 4, [
    error('MaxRequestDurationExceeded'),
    error('serviceUnavailable', {}, 3),
  ]),
  row('504, then a day to wait', 'failed', 'outcomeUnknown', 'kept', 2, [
    error('gatewayTimeoutUncategorized'),
    error('tooManyRequestsUncategorized', { retryAfter: '86400' }),
  ]),
  row('504, then 404 itemNotFound', 'failed', 'workbookNotFound', 'kept', 2, [
    error('gatewayTimeoutUncategorized'),
    error('itemNotFound'),
  ]),
  row('504, then a dead-session code', 'alreadyGone', 'sessionGone', 'gone', 2, [
    error('gatewayTimeoutUncategorized'),
    error('invalidSessionReCreatable'),
  ]),
  row('408', 'failed', 'outcomeUnknown', 'kept', 1, [answer(408, '{}')]),
  row('504 GenericFileOpenError', 'failed', 'outcomeUnknown', 'kept', 1, [
    error('GenericFileOpenError', { status: 504 }),
  ]),
  dead('502 with a dead-session code', 'sessionGone', {
    ...error('invalidSessionReCreatable', { status: 502 }),
  }),
  refused('502 accessConflict', 'accessConflict', error('accessConflict', { status: 502 })),
  refused('503 internalServerErrorUncategorized', 'internalServerError', {
    ...error('internalServerErrorUncategorized', { status: 503 }),
  }),
  row(
    '503 with a day',
    'failed',
    'serviceUnavailable',
    'kept',
    1,
    [error('serviceUnavailable', { retryAfter: '86400' })],
    { then: toldToWait(day) },
  ),
  refused('507', 'insufficientStorage', error('insufficientStorage')),
];

const connections: readonly Row[] = [
  again('reset before the request was read', 1000, breakage('resetBeforeRead')),
  again('reset after the request was read', 1000, breakage('resetAfterRead')),
  row('reset after it was carried out', 'alreadyGone', 'sessionGone', 'gone', 2, [
    breakage('resetAfterCarriedOut'),
  ]),
  inVain('reset before it was read, each time', 'outcomeUnknown', breakage('resetBeforeRead')),
  inVain('reset after it was read, each time', 'outcomeUnknown', breakage('resetAfterRead')),
  row('reset, then a day to wait', 'failed', 'outcomeUnknown', 'kept', 2, [
    breakage('resetAfterRead'),
    error('tooManyRequestsUncategorized', { retryAfter: '86400' }),
  ]),
  row('reset, then 404 itemNotFound', 'failed', 'workbookNotFound', 'kept', 2, [
    breakage('resetAfterRead'),
    error('itemNotFound'),
  ]),
  row('silence', 'failed', 'outcomeUnknown', 'kept', 4, [breakage('silence', 4)], {
    ...impatient,
    then: waited(120_000),
  }),
  row('silence once', 'closed', undefined, 'gone', 2, [breakage('silence')], {
    ...impatient,
    then: waited(31_000),
  }),
  row('50 MB of answer', 'failed', 'outcomeUnknown', 'kept', 1, [fiftyMegabytes]),
  row('a gzip bomb', 'failed', 'outcomeUnknown', 'kept', 1, [breakage('gzipBomb')]),
  row('nobody listens', 'failed', 'network', 'kept', 0, [], {
    given: (bench) => bench.leaveNobodyListening(),
    then: triedToSend(4),
  }),
  row('an answer that is no HTTP', 'failed', 'outcomeUnknown', 'kept', 4, [], {
    given: (bench) => {
      bench.answerByHand(({ socket }) => socket.end('SSH-2.0-OpenSSH_9.6\r\n'));
    },
  }),
  row('endless headers', 'failed', 'outcomeUnknown', 'kept', 4, [], {
    given: (bench) => {
      bench.answerByHand(({ socket }) => {
        socket.end(`HTTP/1.1 204 No Content\r\nx-long: ${'x'.repeat(100_000)}\r\n\r\n`);
      });
    },
  }),
  row('an answer that is torn', 'failed', 'outcomeUnknown', 'kept', 4, [], {
    given: (bench) => {
      bench.answerByHand(({ socket }) => {
        socket.end('HTTP/1.1 404 Not Found\r\nContent-Length: 100\r\n\r\n{"error":{"code":"inv');
      });
    },
  }),
  row('an answer that cannot be unpacked', 'failed', 'outcomeUnknown', 'kept', 4, [], {
    given: (bench) => {
      bench.answerByHand((_, response) =>
        response.writeHead(404, { 'content-encoding': 'gzip' }).end('no gzip'),
      );
    },
  }),
  row('an endpoint that is not on this machine', 'failed', 'endpointNotLoopback', 'kept', 0, [], {
    given: (bench) => (bench.endpoint = bench.decoy.url.replace('127.0.0.1', 'localhost')),
  }),
  row('an answer that repeats our secrets', 'failed', 'badRequest', 'kept', 1, [], {
    given: (bench) => {
      bench.tokens.fixedToken = `eyJ.${'secret'.repeat(40)}.sig`;
      bench.answerByHand(({ headers, url }, response) => {
        const secrets = [headers.authorization, headers['workbook-session-id'], url].join(' ');
        const body = { error: { code: secrets, message: secrets, innerError: { code: secrets } } };
        response.writeHead(400, { 'request-id': secrets, 'x-ms-diagnostic': secrets });
        response.end(JSON.stringify(body));
      });
    },
    then: (_, { requestId }) => {
      assert.equal(requestId, undefined);
    },
  }),
];

/** Closing one session, with all that Graph and the way to it can answer. */
export const closeRows: readonly Row[] = [
  ...answers,
  ...sessionCodes,
  ...refusals,
  ...throttling,
  ...serviceFaults,
  ...connections,
];
