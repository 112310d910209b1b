import assert from 'node:assert/strict';
import type { Fault } from '../../../src/sandbox/faults';
import type { Bench } from './bench';
import { heldByService, tokensAskedFor, waited } from './checks';
import { answer, breakage, error, fiftyMegabytes, html } from './graphFaults';
import { rowsOf, type Command, type Retried, type Row } from './row';

/** Refreshes a listed, open session. */
const refreshSession: Command = {
  name: 'refresh',
  sent: (requests) => (requests > 0 ? { refresh: requests } : {}),
  run: async (bench, prepare) => {
    const key = await bench.given();
    await prepare();
    return bench.refresh(key);
  },
};

/** The session stays as it was: its idle time goes on, and its row shows no failure. */
const untouched = ({ service }: Bench) => {
  const [session] = service.sessions();
  assert.equal(session?.status, 'open');
  assert.equal(session.failure, undefined);
};

const refreshed = rowsOf(refreshSession, { outcome: 'refreshed', record: 'kept' });
const gone = rowsOf(refreshSession, { outcome: 'gone', record: 'gone' });
const failed = rowsOf(refreshSession, { outcome: 'failed', record: 'kept' });
const refused = rowsOf(refreshSession, { outcome: 'failed', record: 'kept', then: untouched });

/** Each fault costs one request; the request after them succeeds. */
const retried = ({ waitsMs, faults, ...row }: Retried) =>
  refreshed({ ...row, faults, requests: faults.length + 1, then: waited(waitsMs) });

/** Refreshing a session, with all that Graph and the way to it can answer. */
export const refreshRows: readonly Row[] = [
  refreshed({ input: '204', then: heldByService(1) }),
  refused({
    input: '200 instead of 204',
    code: 'unexpectedAnswer',
    faults: [breakage('okInsteadOfNoContent')],
  }),
  refused({ input: 'HTML with 200', code: 'unexpectedAnswer', faults: [html(200)] }),
  refused({ input: '302', code: 'redirected', faults: [{ kind: 'redirect' }] }),
  gone({
    input: '404 invalidSessionReCreatable',
    code: 'sessionGone',
    faults: [error('invalidSessionReCreatable')],
  }),
  gone({
    input: '409 invalidSessionAccessConflict',
    code: 'sessionAccessConflict',
    faults: [error('invalidSessionAccessConflict')],
  }),
  refused({ input: '404 itemNotFound', code: 'workbookNotFound', faults: [error('itemNotFound')] }),
  refused({ input: '404 without a body', code: 'workbookNotFound', faults: [answer(404)] }),
  refused({ input: '403', code: 'accessDenied', faults: [error('accessDenied')] }),
  refused({ input: '409', code: 'accessConflict', faults: [error('accessConflict')] }),
  refused({ input: '423', code: 'locked', faults: [error('resourceLocked')] }),
  refused({
    input: '500',
    code: 'internalServerError',
    faults: [error('internalServerErrorUncategorized')],
  }),
  retried({
    input: '429 with seconds',
    waitsMs: 7000,
    faults: [error('tooManyRequestsUncategorized', { retryAfter: '7' })],
  }),
  retried({ input: '503', waitsMs: 1000, faults: [error('serviceUnavailable')] }),
  retried({ input: '504', waitsMs: 1000, faults: [error('gatewayTimeoutUncategorized')] }),
  failed({
    input: '504, then no account any more',
    code: 'outcomeUnknown',
    given: ({ sandbox, tokens }) => {
      void sandbox.fault(error('gatewayTimeoutUncategorized')).hit.then(() => {
        tokens.signOut('ada-object-id.tenant-id');
      });
    },
    then: untouched,
  }),
  retried({
    input: 'reset after it was carried out',
    waitsMs: 1000,
    faults: [breakage('resetAfterCarriedOut')],
  }),
  failed({
    input: 'reset each time',
    code: 'outcomeUnknown',
    requests: 4,
    faults: [breakage('resetAfterRead', 4)],
  }),
  failed({
    input: 'silence',
    code: 'outcomeUnknown',
    requests: 4,
    faults: Array<Fault>(4).fill(breakage('silence')),
    then: waited(120_000),
  }),
  failed({ input: '50 MB of answer', code: 'outcomeUnknown', faults: [fiftyMegabytes] }),
  refreshed({
    input: '401, renewed',
    requests: 2,
    given: (bench) => (bench.acceptsToken = (token) => token !== 'token-1'),
    then: tokensAskedFor(2),
  }),
  failed({
    input: 'the account is not there',
    code: 'accountUnavailable',
    requests: 0,
    given: ({ tokens }) => {
      tokens.signOut('ada-object-id.tenant-id');
    },
    then: untouched,
  }),
];
