import assert from 'node:assert/strict';
import type { ErrorCode } from '../../../src/model/errors';
import type { Fault } from '../../../src/sandbox/faults';
import type { SessionMode } from '../../../src/model/workbookSession';
import type { OperationScript } from '../../../src/sandbox/longRunningOperations';
import type { Bench, Result } from './bench';
import { heldByService, impatient, tokensAskedFor, waited } from './checks';
import { answer, breakage, errorBody, error, fiftyMegabytes, html } from './graphFaults';
import type { RecordFate, Row } from './row';

type Change = Pick<Row, 'then'> & { readonly given?: (bench: Bench) => unknown };

/** A session is created on a workbook; the createSession requests meet these faults. */
function row(
  input: string,
  outcome: Result['outcome'],
  code: ErrorCode | undefined,
  record: RecordFate,
  creates: number,
  faults: readonly Fault[] = [],
  { given, then }: Change = {},
): Row {
  const run = async (bench: Bench) => {
    bench.faults(...faults.map((fault) => ({ ...fault, action: 'createSession' }) as const));
    await given?.(bench);
    return bench.create();
  };
  const sent = { find: 1, create: creates };
  return { input: `create: ${input}`, outcome, code, record, sent, run, then };
}

const refused = (input: string, code: ErrorCode, ...faults: Fault[]) =>
  row(input, 'failed', code, 'none', 1, faults, { then: heldByService(0) });
/** A session may have been opened, so it is not asked for a second one. */
const unknown = (input: string, held: number, ...faults: Fault[]) =>
  row(input, 'failed', 'sessionMayExist', 'none', 1, faults, { then: heldByService(held) });
const again = (input: string, waitsMs: number, ...faults: Fault[]) =>
  row(input, 'done', undefined, 'made', faults.length + 1, faults, { then: waited(waitsMs) });
const listedAs =
  (mode: SessionMode) =>
  ({ service }: Bench) => {
    assert.equal(service.sessions()[0]?.mode, mode);
  };
const created = (input: string, fault: Fault, mode: SessionMode) =>
  row(input, 'done', undefined, 'made', 1, [fault], { then: listedAs(mode) });

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
  row('201', 'done', undefined, 'made', 1, [], { then: heldByService(1) }),
  created(
    '201 with the other mode',
    session({ id: 'cluster=1', persistChanges: false }),
    'nonPersistent',
  ),
  created(
    '200 with a session',
    session({ id: 'cluster=1', persistChanges: true }, 200),
    'persistent',
  ),
  unknown('201 with an empty body', 1, breakage('emptyBody')),
  unknown('201 with HTML', 0, html(201)),
  unknown('200 with HTML', 0, html(200)),
  unknown('204', 0, answer(204)),
  unknown('201 without an id', 0, session({ persistChanges: true })),
  created('201 without a mode', session({ id: 'cluster=1' }), 'unknownMode'),
  created(
    '201 with a mode that is no flag',
    session({ id: 'cluster=1', persistChanges: 'yes' }),
    'unknownMode',
  ),
  created('201 with the id in Location', placed(201, placeOf('cluster=1?>')), 'unknownMode'),
  created(
    '201 with the id in Location and the mode in the body',
    placed(201, placeOf('cluster=1'), { persistChanges: true }),
    'persistent',
  ),
  created(
    '201 with the id in resourceLocation',
    session({ resourceLocation: placeOf('cluster=1') }),
    'unknownMode',
  ),
  unknown('201 with a Location that names no id', 0, placed(201, '/v1.0/x?sessionId=')),
  unknown('201 with an id in Location that is none', 0, placed(201, placeOf('a b'))),
  unknown('201 with an id in Location that is not in base64', 0, {
    ...placed(201, '/v1.0/x?sessionId=cluster.1'),
  }),
  unknown('200 with an operation', 0, session({ id: '1', status: 'running' }, 200)),
  unknown('201 with an empty id', 0, session({ id: '', persistChanges: true })),
  unknown('201 with an id that is no text', 0, session({ id: 7, persistChanges: true })),
  unknown('201 with space in the id', 0, session({ id: 'a b', persistChanges: true })),
  unknown('201 with line breaks in the id', 0, session({ id: 'a\r\nb: c', persistChanges: true })),
  unknown('201 with an id that is not ASCII', 0, session({ id: 'sessão', persistChanges: true })),
  unknown('201 with an over-long id', 0, session({ id: 'x'.repeat(8193), persistChanges: true })),
  unknown('202 without a place to ask', 0, answer(202, '{}')),
  ...[302, 307].map((status) =>
    row(`${status} to another host`, 'failed', 'redirected', 'none', 1, [], {
      given: ({ sandbox, decoy }) => {
        const headers = { location: decoy.url };
        sandbox.fault({ kind: 'answer', action: 'createSession', status, headers });
      },
    }),
  ),
];

const refusals: readonly Row[] = [
  row('401, renewed', 'done', undefined, 'made', 2, [error('InvalidAuthenticationToken')], {
    then: tokensAskedFor(2),
  }),
  row('401, renewed, still 401', 'failed', 'unauthorized', 'none', 2, [
    error('InvalidAuthenticationToken', {}, 2),
  ]),
  refused(
    '401 FileOpenUserUnauthorized',
    'fileOpenUnauthorized',
    error('FileOpenUserUnauthorized'),
  ),
  refused('403 accessDenied', 'accessDenied', error('accessDenied')),
  refused('403 without a WAC access token', 'excelAccessDenied', error('AccessDenied')),
  refused('403 EditModeAccessDenied', 'editAccessDenied', error('EditModeAccessDenied')),
  refused('404 itemNotFound', 'workbookNotFound', error('itemNotFound')),
  refused('404 with HTML', 'workbookNotFound', html(404)),
  refused('409', 'accessConflict', error('accessConflict')),
  refused('423', 'locked', error('resourceLocked')),
  refused('400 unsupportedWorkbook', 'unsupportedWorkbook', error('unsupportedWorkbook')),
  refused('507', 'insufficientStorage', error('insufficientStorage')),
  refused('500', 'internalServerError', error('internalServerErrorUncategorized')),
  refused('500 GenericFileOpenError', 'fileOpenFailed', error('GenericFileOpenError')),
  again('429 with seconds', 7000, error('tooManyRequestsUncategorized', { retryAfter: '7' })),
  row('429 with a day', 'failed', 'throttled', 'none', 1, [
    error('tooManyRequestsUncategorized', { retryAfter: '86400' }),
  ]),
  refused('429 MaxSessionsPerUserExceeded', 'tooManySessions', error('MaxSessionsPerUserExceeded')),
  again('502', 1000, error('badGateway')),
  row('502 again and again', 'failed', 'sessionMayExist', 'none', 4, [error('badGateway', {}, 4)]),
  again('503', 1000, error('serviceUnavailable')),
  again('503 transientFailure', 1000, error('transientFailure')),
  again('504, as the documents say', 1000, error('gatewayTimeoutUncategorized')),
  row('504 again and again', 'failed', 'sessionMayExist', 'none', 4, [
    error('gatewayTimeoutUncategorized', {}, 4),
  ]),
  ...['accessConflict', 'resourceLocked', 'itemNotFound', 'MaxSessionsPerUserExceeded'].map(
    (wireCode) =>
      row(`504, then ${wireCode}`, 'failed', 'sessionMayExist', 'none', 2, [
        error('gatewayTimeoutUncategorized'),
        answer(409, errorBody(wireCode)),
      ]),
  ),
  unknown('408', 0, answer(408, '{}')),
  unknown('504 GenericFileOpenError', 0, error('GenericFileOpenError', { status: 504 })),
  ...['accessConflict', 'resourceLocked', 'accessDenied', 'itemNotFound'].map((wireCode) =>
    unknown(`502 ${wireCode}`, 0, answer(502, errorBody(wireCode))),
  ),
  refused('404 with a dead-session code', 'sessionGone', error('invalidSessionReCreatable')),
  refused('400 with a code that is ours', 'badRequest', answer(400, errorBody('outcomeUnknown'))),
];

const connections: readonly Row[] = [
  unknown('reset before the request was read', 0, breakage('resetBeforeRead')),
  unknown('reset after the request was read', 0, breakage('resetAfterRead')),
  unknown('reset after it was carried out', 1, breakage('resetAfterCarriedOut')),
  unknown('50 MB of answer', 0, fiftyMegabytes),
  unknown('a gzip bomb', 0, breakage('gzipBomb')),
  row('silence', 'failed', 'sessionMayExist', 'none', 1, [breakage('silence')], {
    ...impatient,
    then: waited(30_000),
  }),
];

/** The question for the workbook, which comes before each createSession. */
function finding(
  input: string,
  code: ErrorCode,
  finds: number,
  faults: readonly Fault[],
  { given, then }: Change = {},
): Row {
  const run = async (bench: Bench) => {
    bench.faults(...faults.map((fault) => ({ ...fault, action: 'getItem' }) as const));
    await given?.(bench);
    return bench.create();
  };
  const sent = { find: finds };
  const title = `create, finding the workbook: ${input}`;
  return { input: title, outcome: 'failed', code, record: 'none', sent, run, then };
}

const item = (facts: object) =>
  answer(
    200,
    JSON.stringify({ id: '01X', name: 'A.xlsx', parentReference: { driveId: 'd' }, ...facts }),
  );

const finds: readonly Row[] = [
  finding('404', 'workbookNotFound', 1, [error('itemNotFound')]),
  finding('HTML with 200', 'unexpectedAnswer', 1, [html(200)]),
  finding('an empty body', 'unexpectedAnswer', 1, [answer(200)]),
  finding('an item id of two dots', 'unexpectedAnswer', 1, [item({ id: '..' })]),
  finding('a drive id with slashes', 'unexpectedAnswer', 1, [
    item({ parentReference: { driveId: 'd/items/x' } }),
  ]),
  finding('an old workbook', 'notAWorkbook', 1, [item({ name: 'A.xls' })]),
  finding('403', 'accessDenied', 1, [error('accessDenied')]),
  finding('302 to another host', 'redirected', 1, [], {
    given: ({ sandbox, decoy }) => sandbox.fault({ kind: 'redirect', location: decoy.url }),
  }),
  finding('502 again and again', 'badGateway', 4, [error('badGateway', {}, 4)]),
  finding('reset each time', 'network', 4, [breakage('resetAfterRead', 4)]),
  finding('50 MB of answer', 'unexpectedAnswer', 1, [fiftyMegabytes]),
  finding('silence', 'timedOut', 4, [breakage('silence', 4)], {
    ...impatient,
    then: waited(120_000),
  }),
];

/** A long-running createSession, and how often it was asked for. */
function longRunning(
  input: string,
  outcome: Result['outcome'],
  code: ErrorCode | undefined,
  follows: number,
  script: OperationScript,
  { given, then }: Change = {},
): Row {
  const run = async (bench: Bench) => {
    bench.faults({ kind: 'longRunning', action: 'createSession', ...script });
    await given?.(bench);
    return bench.create();
  };
  const sent = { find: 1, create: 1, ...(follows > 0 && { follow: follows }) };
  const record = outcome === 'done' ? 'made' : 'none';
  return { input: `create, long-running: ${input}`, outcome, code, record, sent, run, then };
}

const polled = (fault: Fault): Change => ({
  given: (bench) => {
    bench.faults({ ...fault, action: 'getOperation' });
  },
});

const longRunningRows: readonly Row[] = [
  longRunning(
    'notStarted, running, succeeded',
    'done',
    undefined,
    4,
    { polls: 2 },
    {
      then: waited(1000 + 2000 + 4000),
    },
  ),
  longRunning('failed with an error of the service', 'failed', 'fileOpenFailed', 1, {
    polls: 0,
    failsWith: 'GenericFileOpenError',
  }),
  longRunning('failed with a code that nobody knows', 'failed', 'internalServerError', 1, {
    polls: 0,
    failsWith: { code: 'somethingNew' },
  }),
  longRunning('running for ever', 'failed', 'openingTimedOut', 23, {
    polls: Number.POSITIVE_INFINITY,
  }),
  longRunning('succeeded without a place to look', 'failed', 'sessionMayExist', 1, {
    polls: 0,
    resourceLocation: null,
  }),
  ...[error('itemNotFound'), error('accessDenied'), html(200), answer(200, '{}')].map(
    (fault, index) =>
      longRunning(
        `the place to look does not tell the session that it names (${index + 1})`,
        'done',
        undefined,
        2,
        { polls: 0 },
        {
          given: (bench) => {
            bench.faults({ ...fault, action: 'getSessionInfo' });
          },
          then: (bench) => {
            listedAs('unknownMode')(bench);
            heldByService(1)(bench);
          },
        },
      ),
  ),
  longRunning(
    'the place to look fails for as long as it is asked',
    'done',
    undefined,
    5,
    {
      polls: 0,
    },
    {
      given: (bench) => {
        bench.faults({ ...error('serviceUnavailable', {}, 4), action: 'getSessionInfo' });
      },
      then: listedAs('unknownMode'),
    },
  ),
  longRunning(
    'the place to look is elsewhere, but names the session',
    'done',
    undefined,
    1,
    { polls: 0, resourceLocation: `//evil.example${placeOf('cluster=1')}` },
    { then: listedAs('unknownMode') },
  ),
  longRunning(
    '202 that names the session and not where to ask',
    'done',
    undefined,
    1,
    { location: placeOf('cluster=1') },
    { then: listedAs('unknownMode') },
  ),
  longRunning('202 without a place to ask', 'failed', 'sessionMayExist', 0, { location: null }),
  ...['https://graph.microsoft.com.evil.example/v1.0/x', 'http://127.0.0.1:1/v1.0/x'].map((place) =>
    longRunning(`the place to ask is ${place}`, 'failed', 'sessionMayExist', 0, {
      location: place,
    }),
  ),
  longRunning('the place to look is elsewhere', 'failed', 'sessionMayExist', 1, {
    polls: 0,
    resourceLocation: '//evil.example/v1.0/x',
  }),
  longRunning(
    'a poll is answered with 503',
    'done',
    undefined,
    3,
    { polls: 0 },
    {
      ...polled(error('serviceUnavailable')),
      then: waited(1000 + 1000),
    },
  ),
  longRunning(
    'a poll is answered with 404',
    'failed',
    'sessionMayExist',
    1,
    { polls: 0 },
    {
      ...polled(error('itemNotFound')),
    },
  ),
  longRunning(
    'a poll is answered with HTML',
    'failed',
    'sessionMayExist',
    1,
    { polls: 0 },
    {
      ...polled(html(200)),
    },
  ),
];

/** Creating a session, with all that Graph and the way to it can answer. */
export const createRows: readonly Row[] = [
  ...answers,
  ...refusals,
  ...connections,
  ...finds,
  ...longRunningRows,
];
