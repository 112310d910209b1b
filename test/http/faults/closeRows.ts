import assert from 'node:assert/strict';
import { someTime } from '../../builders';
import {
  challengedOnce,
  heldByService,
  toldToWait,
  tokensAskedFor,
  triedToSend,
  waited,
} from './checks';
import { answer, breakage, challenge, errorBody, error, fiftyMegabytes, html } from './graphFaults';
import type { Fault } from '../../../src/sandbox/faults';
import { rowsOf, type Case, type Command, type Retried, type Row } from './row';

/** Closes a listed, open session. */
const closeSession: Command = {
  name: 'close',
  sent: (requests) => (requests > 0 ? { close: requests } : {}),
  run: async (bench, prepare) => {
    const key = await bench.given();
    await prepare();
    return bench.close(key);
  },
};

const closed = rowsOf(closeSession, { outcome: 'closed', record: 'gone' });
const alreadyGone = rowsOf(closeSession, { outcome: 'alreadyGone', record: 'gone' });
const failed = rowsOf(closeSession, { outcome: 'failed', record: 'kept' });

/** Each fault costs one request; the request after them succeeds. */
const retried = ({ waitsMs, faults, ...row }: Retried) =>
  closed({ ...row, faults, requests: faults.length + 1, then: waited(waitsMs) });

/** All four requests meet the same fault. */
const retriedInVain = ({ fault, ...row }: Case & { readonly fault: Fault }) =>
  failed({ ...row, faults: [{ ...fault, times: 4 }], requests: 4, then: waited(7000) });

const httpDate = (msFromNow: number) => new Date(someTime + msFromNow).toUTCString();
const day = 86_400_000;
const someClaims = { access_token: { acrs: { essential: true, value: 'c1' } } };

const answers: readonly Row[] = [
  closed({ input: '204', then: heldByService(0) }),
  closed({ input: '204 with a content type and no body', faults: [breakage('emptyBody')] }),
  failed({
    input: '200 instead of 204',
    code: 'unexpectedAnswer',
    faults: [breakage('okInsteadOfNoContent')],
    then: heldByService(0),
  }),
  failed({ input: '200 with an empty body', code: 'unexpectedAnswer', faults: [answer(200)] }),
  failed({
    input: '200 with the error body of a dead session',
    code: 'unexpectedAnswer',
    faults: [answer(200, errorBody('invalidSessionReCreatable'))],
  }),
  failed({ input: 'HTML with 200', code: 'unexpectedAnswer', faults: [html(200)] }),
  failed({ input: 'HTML with 404', code: 'workbookNotFound', faults: [html(404)] }),
  retriedInVain({ input: 'HTML with 502', code: 'outcomeUnknown', fault: html(502) }),
  failed({ input: '202', code: 'unexpectedAnswer', faults: [answer(202, '{}')] }),
  failed({ input: '418', code: 'badRequest', faults: [answer(418, '{}')] }),
  failed({ input: '599', code: 'internalServerError', faults: [answer(599, '{}')] }),
  ...[301, 302, 303, 307, 308].map((status) =>
    failed({
      input: `${status} to another host`,
      code: 'redirected',
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
      alreadyGone({ input: `${status} ${wireCode}`, code, faults: [error(wireCode, { status })] }),
    ),
  ),
  alreadyGone({
    input: '404 InvalidOrTimedOutSession',
    code: 'sessionGone',
    faults: [answer(404, errorBody('InvalidOrTimedOutSession'))],
  }),
  alreadyGone({
    input: '404 with a dead code in other letters',
    code: 'sessionGone',
    faults: [answer(404, errorBody('INVALIDSESSIONRECREATABLE'))],
  }),
  failed({ input: '404 itemNotFound', code: 'workbookNotFound', faults: [error('itemNotFound')] }),
  failed({
    input: '404 notFoundUncategorized',
    code: 'workbookNotFound',
    faults: [error('notFoundUncategorized')],
  }),
  failed({ input: '404 without a body', code: 'workbookNotFound', faults: [answer(404)] }),
  ...['null', '[]', '"invalidSessionReCreatable"', '{"error":', errorBody(404)].map((body) =>
    failed({
      input: `404 with the body ${body}`,
      code: 'workbookNotFound',
      faults: [answer(404, body)],
    }),
  ),
];

const refusals: readonly Row[] = [
  failed({ input: '400', code: 'badRequest', faults: [error('badRequestUncategorized')] }),
  closed({
    input: '401, renewed',
    requests: 2,
    given: (bench) => (bench.acceptsToken = (token) => token !== 'token-1'),
    then: tokensAskedFor(2),
  }),
  failed({
    input: '401, renewed, still 401',
    code: 'unauthorized',
    requests: 2,
    given: (bench) => (bench.acceptsToken = () => false),
    then: tokensAskedFor(2),
  }),
  failed({
    input: '401, the same token again',
    code: 'unauthorized',
    given: (bench) => {
      bench.tokens.fixedToken = 'the-same-token';
      bench.acceptsToken = () => false;
    },
    then: tokensAskedFor(2),
  }),
  failed({
    input: '401, then nobody is signed in',
    code: 'unauthorized',
    given: (bench) =>
      (bench.acceptsToken = () => {
        bench.tokens.refusals.set('ada-object-id.tenant-id', 'signInRequired');
        return false;
      }),
  }),
  closed({
    input: '401 with a claims challenge',
    requests: 2,
    faults: [challenge(someClaims)],
    then: challengedOnce(someClaims),
  }),
  failed({
    input: '401 with a claims challenge, met, and another one',
    code: 'unauthorized',
    requests: 2,
    faults: [challenge(someClaims), challenge({ access_token: { acrs: { value: 'c2' } } })],
    then: challengedOnce(someClaims),
  }),
  failed({
    input: '401 with a claims challenge that the user does not meet',
    code: 'moreSignInRequired',
    faults: [challenge(someClaims)],
    given: ({ tokens }) => {
      tokens.claimsRefusal = 'signInCancelled';
    },
    then: challengedOnce(someClaims),
  }),
  failed({
    input: '401 FileOpenUserUnauthorized with a claims challenge',
    code: 'fileOpenUnauthorized',
    faults: [challenge(someClaims, 'FileOpenUserUnauthorized')],
    then: tokensAskedFor(1),
  }),
  failed({
    input: '401 FileOpenUserUnauthorized',
    code: 'fileOpenUnauthorized',
    faults: [error('FileOpenUserUnauthorized')],
    then: tokensAskedFor(1),
  }),
  failed({ input: '403 accessDenied', code: 'accessDenied', faults: [error('accessDenied')] }),
  failed({
    input: '403 forbiddenUncategorized',
    code: 'accessDenied',
    faults: [error('forbiddenUncategorized')],
  }),
  failed({
    input: '403 without a WAC access token',
    code: 'excelAccessDenied',
    faults: [error('AccessDenied')],
  }),
  failed({
    input: '403 EditModeAccessDenied',
    code: 'editAccessDenied',
    faults: [error('EditModeAccessDenied')],
  }),
  failed({
    input: '403 OpenWorkbookAccessDenied',
    code: 'openAccessDenied',
    faults: [error('OpenWorkbookAccessDenied')],
  }),
  failed({
    input: '405',
    code: 'methodNotAllowed',
    faults: [error('methodNotAllowedUncategorized')],
  }),
  failed({
    input: '409 accessConflict',
    code: 'accessConflict',
    faults: [error('accessConflict')],
  }),
  failed({
    input: '409 conflictUncategorized',
    code: 'accessConflict',
    faults: [error('conflictUncategorized')],
  }),
  failed({
    input: '409 EditModeCannotAcquireLock',
    code: 'accessConflict',
    faults: [error('EditModeCannotAcquireLock')],
  }),
  failed({
    input: '409 with a code to repeat',
    code: 'transientFailure',
    faults: [error('transientFailure', { status: 409 })],
  }),
  failed({
    input: '413',
    code: 'payloadTooLarge',
    faults: [error('payloadTooLargeUncategorized')],
  }),
  failed({ input: '423', code: 'locked', faults: [error('resourceLocked')] }),
];

const throttling: readonly Row[] = [
  retried({
    input: '429 with seconds',
    waitsMs: 7000,
    faults: [error('tooManyRequestsUncategorized', { retryAfter: '7' })],
  }),
  retried({
    input: '429 with a date',
    waitsMs: 9000,
    faults: [error('tooManyRequestsUncategorized', { retryAfter: httpDate(9000) })],
  }),
  closed({
    input: '429 with a date of a clock that is two minutes ahead of ours',
    requests: 2,
    faults: [error('tooManyRequestsUncategorized', { retryAfter: httpDate(120_000 + 9000) })],
    given: ({ sandbox }) => {
      sandbox.advanceClock(120_000);
    },
    then: waited(9000),
  }),
  retried({
    input: '429 with a date in the past',
    waitsMs: 0,
    faults: [error('tooManyRequestsUncategorized', { retryAfter: httpDate(-day) })],
  }),
  retried({
    input: '429 without a time',
    waitsMs: 1000,
    faults: [error('tooManyRequestsUncategorized')],
  }),
  retried({
    input: '429 with nonsense for a time',
    waitsMs: 1000,
    faults: [error('tooManyRequestsUncategorized', { retryAfter: 'soon' })],
  }),
  ...['86400', httpDate(day)].map((retryAfter) =>
    failed({
      input: `429 with a day (${retryAfter})`,
      code: 'throttled',
      faults: [error('tooManyRequestsUncategorized', { retryAfter })],
      then: toldToWait(day),
    }),
  ),
  failed({
    input: '429 again and again',
    code: 'throttled',
    requests: 4,
    faults: [error('EditModeCannotAcquireLockTooManyRequests', { retryAfter: '5' }, 4)],
    then: waited(15_000),
  }),
];

const serviceFaults: readonly Row[] = [
  failed({
    input: '500 internalServerErrorUncategorized',
    code: 'internalServerError',
    faults: [error('internalServerErrorUncategorized')],
  }),
  failed({
    input: '500 GenericFileOpenError',
    code: 'fileOpenFailed',
    faults: [error('GenericFileOpenError')],
  }),
  failed({
    input: '503 that may be repeated, but of a class that may not',
    code: 'transientFailure',
    faults: [answer(503, errorBody('transientFailure', 'internalServerErrorUncategorized'))],
  }),
  failed({ input: '500 without a body', code: 'internalServerError', faults: [answer(500)] }),
  failed({ input: '501', code: 'notImplemented', faults: [error('notImplementedUncategorized')] }),
  retried({
    input: '502 without a second-level code',
    waitsMs: 1000,
    faults: [error('badGateway')],
  }),
  retried({
    input: '502 transientFailure',
    waitsMs: 1000,
    faults: [error('transientFailure', { status: 502 })],
  }),
  retried({
    input: '503 without a second-level code',
    waitsMs: 1000,
    faults: [error('serviceUnavailable')],
  }),
  retried({ input: '503 transientFailure', waitsMs: 1000, faults: [error('transientFailure')] }),
  retried({
    input: '503 with seconds',
    waitsMs: 4000,
    faults: [error('serviceUnavailableUncategorized', { retryAfter: '4' })],
  }),
  retried({ input: '504 UnknownError', waitsMs: 1000, faults: [error('UnknownError')] }),
  retried({
    input: '504, then 503, then 502',
    waitsMs: 7000,
    faults: [...[504, 503, 502].map((status) => answer(status))],
  }),
  retriedInVain({
    input: '502 again and again',
    code: 'outcomeUnknown',
    fault: error('badGateway'),
  }),
  retriedInVain({
    input: '503 again and again',
    code: 'serviceUnavailable',
    fault: error('serviceUnavailable'),
  }),
  retriedInVain({
    input: '503 transientFailure again and again',
    code: 'transientFailure',
    fault: error('transientFailure'),
  }),
  retriedInVain({
    input: '504 again and again',
    code: 'outcomeUnknown',
    fault: error('gatewayTimeoutUncategorized'),
  }),
  failed({
    input: '504, then 503 again and again',
    code: 'outcomeUnknown',
    requests: 4,
    faults: [error('MaxRequestDurationExceeded'), error('serviceUnavailable', {}, 3)],
  }),
  failed({
    input: '504, then a day to wait',
    code: 'outcomeUnknown',
    requests: 2,
    faults: [
      error('gatewayTimeoutUncategorized'),
      error('tooManyRequestsUncategorized', { retryAfter: '86400' }),
    ],
  }),
  failed({
    input: '504, then 404 itemNotFound',
    code: 'workbookNotFound',
    requests: 2,
    faults: [error('gatewayTimeoutUncategorized'), error('itemNotFound')],
  }),
  alreadyGone({
    input: '504, then a dead-session code',
    code: 'sessionGone',
    requests: 2,
    faults: [error('gatewayTimeoutUncategorized'), error('invalidSessionReCreatable')],
  }),
  failed({ input: '408', code: 'outcomeUnknown', faults: [answer(408, '{}')] }),
  failed({
    input: '504 GenericFileOpenError',
    code: 'outcomeUnknown',
    faults: [error('GenericFileOpenError', { status: 504 })],
  }),
  alreadyGone({
    input: '502 with a dead-session code',
    code: 'sessionGone',
    faults: [error('invalidSessionReCreatable', { status: 502 })],
  }),
  failed({
    input: '502 accessConflict',
    code: 'accessConflict',
    faults: [error('accessConflict', { status: 502 })],
  }),
  failed({
    input: '503 internalServerErrorUncategorized',
    code: 'internalServerError',
    faults: [error('internalServerErrorUncategorized', { status: 503 })],
  }),
  failed({
    input: '503 with a day',
    code: 'serviceUnavailable',
    faults: [error('serviceUnavailable', { retryAfter: '86400' })],
    then: toldToWait(day),
  }),
  failed({ input: '507', code: 'insufficientStorage', faults: [error('insufficientStorage')] }),
];

const connections: readonly Row[] = [
  retried({
    input: 'reset before the request was read',
    waitsMs: 1000,
    faults: [breakage('resetBeforeRead')],
  }),
  retried({
    input: 'reset after the request was read',
    waitsMs: 1000,
    faults: [breakage('resetAfterRead')],
  }),
  alreadyGone({
    input: 'reset after it was carried out',
    code: 'sessionGone',
    requests: 2,
    faults: [breakage('resetAfterCarriedOut')],
  }),
  retriedInVain({
    input: 'reset before it was read, each time',
    code: 'outcomeUnknown',
    fault: breakage('resetBeforeRead'),
  }),
  retriedInVain({
    input: 'reset after it was read, each time',
    code: 'outcomeUnknown',
    fault: breakage('resetAfterRead'),
  }),
  failed({
    input: 'reset, then a day to wait',
    code: 'outcomeUnknown',
    requests: 2,
    faults: [
      breakage('resetAfterRead'),
      error('tooManyRequestsUncategorized', { retryAfter: '86400' }),
    ],
  }),
  failed({
    input: 'reset, then 404 itemNotFound',
    code: 'workbookNotFound',
    requests: 2,
    faults: [breakage('resetAfterRead'), error('itemNotFound')],
  }),
  failed({
    input: 'silence',
    code: 'outcomeUnknown',
    requests: 4,
    faults: Array<Fault>(4).fill(breakage('silence')),
    then: waited(120_000),
  }),
  closed({
    input: 'silence once',
    requests: 2,
    faults: [breakage('silence')],
    then: waited(31_000),
  }),
  failed({ input: '50 MB of answer', code: 'outcomeUnknown', faults: [fiftyMegabytes] }),
  failed({ input: 'a gzip bomb', code: 'outcomeUnknown', faults: [breakage('gzipBomb')] }),
  failed({
    input: 'nobody listens',
    code: 'network',
    requests: 0,
    given: (bench) => bench.leaveNobodyListening(),
    then: triedToSend(4),
  }),
  failed({
    input: 'an answer that is no HTTP',
    code: 'outcomeUnknown',
    requests: 4,
    given: (bench) => {
      bench.answerByHand(({ socket }) => socket.end('SSH-2.0-OpenSSH_9.6\r\n'));
    },
  }),
  failed({
    input: 'endless headers',
    code: 'outcomeUnknown',
    requests: 4,
    given: (bench) => {
      bench.answerByHand(({ socket }) => {
        socket.end(`HTTP/1.1 204 No Content\r\nx-long: ${'x'.repeat(100_000)}\r\n\r\n`);
      });
    },
  }),
  failed({
    input: 'an answer that is torn',
    code: 'outcomeUnknown',
    requests: 4,
    given: (bench) => {
      bench.answerByHand(({ socket }) => {
        socket.end('HTTP/1.1 404 Not Found\r\nContent-Length: 100\r\n\r\n{"error":{"code":"inv');
      });
    },
  }),
  failed({
    input: 'an answer that cannot be unpacked',
    code: 'outcomeUnknown',
    requests: 4,
    given: (bench) => {
      bench.answerByHand((_, response) =>
        response.writeHead(404, { 'content-encoding': 'gzip' }).end('no gzip'),
      );
    },
  }),
  failed({
    input: 'an endpoint that is not on this machine',
    code: 'endpointNotLoopback',
    requests: 0,
    given: (bench) => (bench.endpoint = bench.decoy.url.replace('127.0.0.1', 'localhost')),
  }),
  failed({
    input: 'an answer that repeats our secrets',
    code: 'badRequest',
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
