import assert from 'node:assert/strict';
import type { ErrorCode } from '../../../src/model/errors';
import type { Fault } from '../../../src/sandbox/faults';
import type { Bench, Result } from './bench';
import { heldByService, impatient, tokensAskedFor, waited } from './checks';
import { answer, breakage, error, fiftyMegabytes, html } from './graphFaults';
import type { RecordFate, Row } from './row';

type Change = Pick<Row, 'then'> & { readonly given?: (bench: Bench) => unknown };

/** A listed, open session is refreshed; the requests for it meet these faults. */
function row(
  input: string,
  outcome: Result['outcome'],
  code: ErrorCode | undefined,
  record: RecordFate,
  refreshes: number,
  faults: readonly Fault[] = [],
  { given, then }: Change = {},
): Row {
  const run = async (bench: Bench) => {
    const key = await bench.given();
    bench.faults(...faults);
    await given?.(bench);
    return bench.refresh(key);
  };
  const sent = refreshes > 0 ? { refresh: refreshes } : {};
  return { input: `refresh: ${input}`, outcome, code, record, sent, run, then };
}

/** The session stays as it was: its time goes on as before, and no reason stands in its row. */
const untouched = ({ service }: Bench) => {
  const [session] = service.sessions();
  assert.deepEqual([session?.status, session?.failure], ['open', undefined]);
};
const refused = (input: string, code: ErrorCode, ...faults: Fault[]) =>
  row(input, 'failed', code, 'kept', 1, faults, { then: untouched });
const dead = (input: string, code: ErrorCode, ...faults: Fault[]) =>
  row(input, 'gone', code, 'gone', 1, faults);
const again = (input: string, waitsMs: number, ...faults: Fault[]) =>
  row(input, 'refreshed', undefined, 'kept', faults.length + 1, faults, { then: waited(waitsMs) });

/** Refreshing a session, with all that Graph and the way to it can answer. */
export const refreshRows: readonly Row[] = [
  row('204', 'refreshed', undefined, 'kept', 1, [], { then: heldByService(1) }),
  refused('200 instead of 204', 'unexpectedAnswer', breakage('okInsteadOfNoContent')),
  refused('HTML with 200', 'unexpectedAnswer', html(200)),
  refused('302', 'redirected', { kind: 'redirect' }),
  dead('404 invalidSessionReCreatable', 'sessionGone', error('invalidSessionReCreatable')),
  dead('409 invalidSessionAccessConflict', 'sessionAccessConflict', {
    ...error('invalidSessionAccessConflict'),
  }),
  refused('404 itemNotFound', 'workbookNotFound', error('itemNotFound')),
  refused('404 without a body', 'workbookNotFound', answer(404)),
  refused('403', 'accessDenied', error('accessDenied')),
  refused('409', 'accessConflict', error('accessConflict')),
  refused('423', 'locked', error('resourceLocked')),
  refused('500', 'internalServerError', error('internalServerErrorUncategorized')),
  again('429 with seconds', 7000, error('tooManyRequestsUncategorized', { retryAfter: '7' })),
  again('503', 1000, error('serviceUnavailable')),
  again('504', 1000, error('gatewayTimeoutUncategorized')),
  row('504, then no account any more', 'failed', 'outcomeUnknown', 'kept', 1, [], {
    given: ({ sandbox, tokens }) => {
      void sandbox.fault(error('gatewayTimeoutUncategorized')).hit.then(() => {
        tokens.signOut('ada-object-id.tenant-id');
      });
    },
    then: untouched,
  }),
  again('reset after it was carried out', 1000, breakage('resetAfterCarriedOut')),
  row('reset each time', 'failed', 'outcomeUnknown', 'kept', 4, [breakage('resetAfterRead', 4)]),
  row('silence', 'failed', 'outcomeUnknown', 'kept', 4, [breakage('silence', 4)], {
    ...impatient,
    then: waited(120_000),
  }),
  row('50 MB of answer', 'failed', 'outcomeUnknown', 'kept', 1, [fiftyMegabytes]),
  row('401, renewed', 'refreshed', undefined, 'kept', 2, [], {
    given: (bench) => (bench.acceptsToken = (token) => token !== 'token-1'),
    then: tokensAskedFor(2),
  }),
  row('the account is not there', 'failed', 'accountUnavailable', 'kept', 0, [], {
    given: ({ tokens }) => {
      tokens.signOut('ada-object-id.tenant-id');
    },
    then: untouched,
  }),
];
