import assert from 'node:assert/strict';
import type { Fault } from '../../../src/sandbox/faults';
import type { SessionMode } from '../../../src/model/workbookSession';
import type { OperationScript } from '../../../src/sandbox/longRunningOperations';
import type { Bench, Result } from './bench';
import { heldByService, tokensAskedFor, waited } from './checks';
import { answer, breakage, errorBody, error, fiftyMegabytes, html } from './graphFaults';
import { rowsOf, type Case, type Command, type Retried, type Row } from './row';

/** Creates a session; the createSession requests meet the faults. */
const createSession: Command = {
  name: 'create',
  faultsFor: 'createSession',
  sent: (requests) => ({ find: 1, create: requests }),
  run: create,
};

async function create(bench: Bench, prepare: () => Promise<void>): Promise<Result> {
  await prepare();
  return bench.create();
}

const created = rowsOf(createSession, { outcome: 'done', record: 'made' });
const failed = rowsOf(createSession, { outcome: 'failed', record: 'none' });
const refused = rowsOf(createSession, {
  outcome: 'failed',
  record: 'none',
  then: heldByService(0),
});

/** The service may hold a session of which nobody knows the id, so a second one is not created. */
const mayExist = ({ held = 0, ...row }: Case & { readonly held?: number }) =>
  failed({ ...row, code: 'sessionMayExist', then: heldByService(held) });

/** Each fault costs one request; the request after them succeeds. */
const retried = ({ waitsMs, faults, ...row }: Retried) =>
  created({ ...row, faults, requests: faults.length + 1, then: waited(waitsMs) });

const listedAs =
  (mode: SessionMode) =>
  ({ service }: Bench) => {
    assert.equal(service.sessions()[0]?.mode, mode);
  };
const session = (body: unknown, status = 201) => answer(status, JSON.stringify(body));
/** An answer that names a place in its header `Location`. */
const placed = (status: number, location: string, body: unknown = {}): Fault => {
  const headers = { 'content-type': 'application/json', location };
  return { kind: 'answer', status, headers, body: JSON.stringify(body) };
};
/** The place of a session as the documents show it: with its id, in base64. */
const placeOf = (sessionId: string) =>
  `/v1.0/drives/d/items/i/workbook/sessionInfoResource(key='1')?sessionId=${Buffer.from(sessionId).toString('base64')}`;

const answers: readonly Row[] = [
  created({ input: '201', then: heldByService(1) }),
  created({
    input: '201 with the other mode',
    faults: [session({ id: 'cluster=1', persistChanges: false })],
    then: listedAs('nonPersistent'),
  }),
  created({
    input: '200 with a session',
    faults: [session({ id: 'cluster=1', persistChanges: true }, 200)],
    then: listedAs('persistent'),
  }),
  mayExist({ input: '201 with an empty body', held: 1, faults: [breakage('emptyBody')] }),
  mayExist({ input: '201 with HTML', faults: [html(201)] }),
  mayExist({ input: '200 with HTML', faults: [html(200)] }),
  mayExist({ input: '204', faults: [answer(204)] }),
  mayExist({ input: '201 without an id', faults: [session({ persistChanges: true })] }),
  created({
    input: '201 without a mode',
    faults: [session({ id: 'cluster=1' })],
    then: listedAs('unknownMode'),
  }),
  created({
    input: '201 with a mode that is no flag',
    faults: [session({ id: 'cluster=1', persistChanges: 'yes' })],
    then: listedAs('unknownMode'),
  }),
  created({
    input: '201 with the id in Location',
    faults: [placed(201, placeOf('cluster=1?>'))],
    then: listedAs('unknownMode'),
  }),
  created({
    input: '201 with the id in Location and the mode in the body',
    faults: [placed(201, placeOf('cluster=1'), { persistChanges: true })],
    then: listedAs('persistent'),
  }),
  created({
    input: '201 with the id in resourceLocation',
    faults: [session({ resourceLocation: placeOf('cluster=1') })],
    then: listedAs('unknownMode'),
  }),
  mayExist({
    input: '201 with a Location that names no id',
    faults: [placed(201, '/v1.0/x?sessionId=')],
  }),
  mayExist({
    input: '201 with an id in Location that is none',
    faults: [placed(201, placeOf('a b'))],
  }),
  mayExist({
    input: '201 with an id in Location that is not in base64',
    faults: [placed(201, '/v1.0/x?sessionId=cluster.1')],
  }),
  mayExist({
    input: '200 with an operation',
    faults: [session({ id: '1', status: 'running' }, 200)],
  }),
  mayExist({ input: '201 with an empty id', faults: [session({ id: '', persistChanges: true })] }),
  mayExist({
    input: '201 with an id that is no text',
    faults: [session({ id: 7, persistChanges: true })],
  }),
  mayExist({
    input: '201 with space in the id',
    faults: [session({ id: 'a b', persistChanges: true })],
  }),
  mayExist({
    input: '201 with line breaks in the id',
    faults: [session({ id: 'a\r\nb: c', persistChanges: true })],
  }),
  mayExist({
    input: '201 with an id that is not ASCII',
    faults: [session({ id: 'sessão', persistChanges: true })],
  }),
  mayExist({
    input: '201 with an over-long id',
    faults: [session({ id: 'x'.repeat(8193), persistChanges: true })],
  }),
  mayExist({ input: '202 without a place to ask', faults: [answer(202, '{}')] }),
  ...[302, 307].map((status) =>
    failed({
      input: `${status} to another host`,
      code: 'redirected',
      given: ({ sandbox, decoy }) => {
        const headers = { location: decoy.url };
        sandbox.fault({ kind: 'answer', action: 'createSession', status, headers });
      },
    }),
  ),
];

const refusals: readonly Row[] = [
  created({
    input: '401, renewed',
    requests: 2,
    faults: [error('InvalidAuthenticationToken')],
    then: tokensAskedFor(2),
  }),
  failed({
    input: '401, renewed, still 401',
    code: 'unauthorized',
    requests: 2,
    faults: [error('InvalidAuthenticationToken', {}, 2)],
  }),
  refused({
    input: '401 FileOpenUserUnauthorized',
    code: 'fileOpenUnauthorized',
    faults: [error('FileOpenUserUnauthorized')],
  }),
  refused({ input: '403 accessDenied', code: 'accessDenied', faults: [error('accessDenied')] }),
  refused({
    input: '403 without a WAC access token',
    code: 'excelAccessDenied',
    faults: [error('AccessDenied')],
  }),
  refused({
    input: '403 EditModeAccessDenied',
    code: 'editAccessDenied',
    faults: [error('EditModeAccessDenied')],
  }),
  refused({ input: '404 itemNotFound', code: 'workbookNotFound', faults: [error('itemNotFound')] }),
  refused({ input: '404 with HTML', code: 'workbookNotFound', faults: [html(404)] }),
  refused({ input: '409', code: 'accessConflict', faults: [error('accessConflict')] }),
  refused({ input: '423', code: 'locked', faults: [error('resourceLocked')] }),
  refused({
    input: '400 unsupportedWorkbook',
    code: 'unsupportedWorkbook',
    faults: [error('unsupportedWorkbook')],
  }),
  refused({ input: '507', code: 'insufficientStorage', faults: [error('insufficientStorage')] }),
  refused({
    input: '500',
    code: 'internalServerError',
    faults: [error('internalServerErrorUncategorized')],
  }),
  refused({
    input: '500 GenericFileOpenError',
    code: 'fileOpenFailed',
    faults: [error('GenericFileOpenError')],
  }),
  retried({
    input: '429 with seconds',
    waitsMs: 7000,
    faults: [error('tooManyRequestsUncategorized', { retryAfter: '7' })],
  }),
  failed({
    input: '429 with a day',
    code: 'throttled',
    faults: [error('tooManyRequestsUncategorized', { retryAfter: '86400' })],
  }),
  refused({
    input: '429 MaxSessionsPerUserExceeded',
    code: 'tooManySessions',
    faults: [error('MaxSessionsPerUserExceeded')],
  }),
  retried({ input: '502', waitsMs: 1000, faults: [error('badGateway')] }),
  failed({
    input: '502 again and again',
    code: 'sessionMayExist',
    requests: 4,
    faults: [error('badGateway', {}, 4)],
  }),
  retried({ input: '503', waitsMs: 1000, faults: [error('serviceUnavailable')] }),
  retried({ input: '503 transientFailure', waitsMs: 1000, faults: [error('transientFailure')] }),
  retried({
    input: '504, as the documents say',
    waitsMs: 1000,
    faults: [error('gatewayTimeoutUncategorized')],
  }),
  failed({
    input: '504 again and again',
    code: 'sessionMayExist',
    requests: 4,
    faults: [error('gatewayTimeoutUncategorized', {}, 4)],
  }),
  ...['accessConflict', 'resourceLocked', 'itemNotFound', 'MaxSessionsPerUserExceeded'].map(
    (wireCode) =>
      failed({
        input: `504, then ${wireCode}`,
        code: 'sessionMayExist',
        requests: 2,
        faults: [error('gatewayTimeoutUncategorized'), answer(409, errorBody(wireCode))],
      }),
  ),
  mayExist({ input: '408', faults: [answer(408, '{}')] }),
  mayExist({
    input: '504 GenericFileOpenError',
    faults: [error('GenericFileOpenError', { status: 504 })],
  }),
  ...['accessConflict', 'resourceLocked', 'accessDenied', 'itemNotFound'].map((wireCode) =>
    mayExist({ input: `502 ${wireCode}`, faults: [answer(502, errorBody(wireCode))] }),
  ),
  refused({
    input: '404 with a dead-session code',
    code: 'sessionGone',
    faults: [error('invalidSessionReCreatable')],
  }),
  refused({
    input: '400 with a code that is ours',
    code: 'badRequest',
    faults: [answer(400, errorBody('outcomeUnknown'))],
  }),
];

const connections: readonly Row[] = [
  mayExist({ input: 'reset before the request was read', faults: [breakage('resetBeforeRead')] }),
  mayExist({ input: 'reset after the request was read', faults: [breakage('resetAfterRead')] }),
  mayExist({
    input: 'reset after it was carried out',
    held: 1,
    faults: [breakage('resetAfterCarriedOut')],
  }),
  mayExist({ input: '50 MB of answer', faults: [fiftyMegabytes] }),
  mayExist({ input: 'a gzip bomb', faults: [breakage('gzipBomb')] }),
  failed({
    input: 'silence',
    code: 'sessionMayExist',
    faults: [breakage('silence')],
    then: waited(30_000),
  }),
];

/** Creates a session; the request that finds the workbook, which comes first, meets the faults. */
const notFound = rowsOf(
  {
    name: 'create, finding the workbook',
    faultsFor: 'getItem',
    sent: (requests) => ({ find: requests }),
    run: create,
  },
  { outcome: 'failed', record: 'none' },
);

const item = (facts: object) =>
  answer(
    200,
    JSON.stringify({ id: '01X', name: 'A.xlsx', parentReference: { driveId: 'd' }, ...facts }),
  );

const finds: readonly Row[] = [
  notFound({ input: '404', code: 'workbookNotFound', faults: [error('itemNotFound')] }),
  notFound({ input: 'HTML with 200', code: 'unexpectedAnswer', faults: [html(200)] }),
  notFound({ input: 'an empty body', code: 'unexpectedAnswer', faults: [answer(200)] }),
  notFound({
    input: 'an item id of two dots',
    code: 'unexpectedAnswer',
    faults: [item({ id: '..' })],
  }),
  notFound({
    input: 'a drive id with slashes',
    code: 'unexpectedAnswer',
    faults: [item({ parentReference: { driveId: 'd/items/x' } })],
  }),
  notFound({ input: 'an old workbook', code: 'notAWorkbook', faults: [item({ name: 'A.xls' })] }),
  notFound({ input: '403', code: 'accessDenied', faults: [error('accessDenied')] }),
  notFound({
    input: '302 to another host',
    code: 'redirected',
    given: ({ sandbox, decoy }) => sandbox.fault({ kind: 'redirect', location: decoy.url }),
  }),
  notFound({
    input: '502 again and again',
    code: 'badGateway',
    requests: 4,
    faults: [error('badGateway', {}, 4)],
  }),
  notFound({
    input: 'reset each time',
    code: 'network',
    requests: 4,
    faults: [breakage('resetAfterRead', 4)],
  }),
  notFound({ input: '50 MB of answer', code: 'unexpectedAnswer', faults: [fiftyMegabytes] }),
  notFound({
    input: 'silence',
    code: 'timedOut',
    requests: 4,
    faults: Array<Fault>(4).fill(breakage('silence')),
    then: waited(120_000),
  }),
];

/** Creates a session by a long-running operation; `requests` are those that follow it. */
const longRunning: Command = {
  name: 'create, long-running',
  sent: (follow) => ({ find: 1, create: 1, ...(follow > 0 && { follow }) }),
  run: create,
};

type Operation = Case & { readonly script: OperationScript };

const scripted =
  (build: (row: Case) => Row) =>
  ({ script, given, ...row }: Operation) =>
    build({
      ...row,
      given: async (bench) => {
        bench.faults({ kind: 'longRunning', action: 'createSession', ...script });
        await given?.(bench);
      },
    });
const opened = scripted(rowsOf(longRunning, { outcome: 'done', record: 'made' }));
const notOpened = scripted(rowsOf(longRunning, { outcome: 'failed', record: 'none' }));

const polled = (fault: Fault): Pick<Case, 'given'> => ({
  given: (bench) => {
    bench.faults({ ...fault, action: 'getOperation' });
  },
});

const longRunningRows: readonly Row[] = [
  opened({
    input: 'notStarted, running, succeeded',
    requests: 4,
    script: { polls: 2 },
    then: waited(1000 + 2000 + 4000),
  }),
  notOpened({
    input: 'failed with an error of the service',
    code: 'fileOpenFailed',
    script: {
      polls: 0,
      failsWith: 'GenericFileOpenError',
    },
  }),
  notOpened({
    input: 'failed with a code that nobody knows',
    code: 'internalServerError',
    script: {
      polls: 0,
      failsWith: { code: 'somethingNew' },
    },
  }),
  notOpened({
    input: 'running for ever',
    code: 'openingTimedOut',
    requests: 23,
    script: {
      polls: Number.POSITIVE_INFINITY,
    },
  }),
  notOpened({
    input: 'succeeded without a place to look',
    code: 'sessionMayExist',
    script: {
      polls: 0,
      resourceLocation: null,
    },
  }),
  ...[error('itemNotFound'), error('accessDenied'), html(200), answer(200, '{}')].map(
    (fault, index) =>
      opened({
        input: `the place to look does not tell the session that it names (${index + 1})`,
        requests: 2,
        script: { polls: 0 },
        given: (bench) => {
          bench.faults({ ...fault, action: 'getSessionInfo' });
        },
        then: (bench) => {
          listedAs('unknownMode')(bench);
          heldByService(1)(bench);
        },
      }),
  ),
  opened({
    input: 'the place to look fails for as long as it is asked',
    requests: 5,
    script: {
      polls: 0,
    },
    given: (bench) => {
      bench.faults({ ...error('serviceUnavailable', {}, 4), action: 'getSessionInfo' });
    },
    then: listedAs('unknownMode'),
  }),
  opened({
    input: 'the place to look is elsewhere, but names the session',
    script: { polls: 0, resourceLocation: `//evil.example${placeOf('cluster=1')}` },
    then: listedAs('unknownMode'),
  }),
  opened({
    input: '202 that names the session and not where to ask',
    script: { location: placeOf('cluster=1') },
    then: listedAs('unknownMode'),
  }),
  notOpened({
    input: '202 without a place to ask',
    code: 'sessionMayExist',
    requests: 0,
    script: { location: null },
  }),
  ...['https://graph.microsoft.com.evil.example/v1.0/x', 'http://127.0.0.1:1/v1.0/x'].map((place) =>
    notOpened({
      input: `the place to ask is ${place}`,
      code: 'sessionMayExist',
      requests: 0,
      script: {
        location: place,
      },
    }),
  ),
  notOpened({
    input: 'the place to look is elsewhere',
    code: 'sessionMayExist',
    script: {
      polls: 0,
      resourceLocation: '//evil.example/v1.0/x',
    },
  }),
  opened({
    input: 'a poll is answered with 503',
    requests: 3,
    script: { polls: 0 },
    ...polled(error('serviceUnavailable')),
    then: waited(1000 + 1000),
  }),
  notOpened({
    input: 'a poll is answered with 404',
    code: 'sessionMayExist',
    script: { polls: 0 },
    ...polled(error('itemNotFound')),
  }),
  notOpened({
    input: 'a poll is answered with HTML',
    code: 'sessionMayExist',
    script: { polls: 0 },
    ...polled(html(200)),
  }),
];

/** Creating a session, with all that Graph and the way to it can answer. */
export const createRows: readonly Row[] = [
  ...answers,
  ...refusals,
  ...connections,
  ...finds,
  ...longRunningRows,
];
