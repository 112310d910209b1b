import assert from 'node:assert/strict';
import { Deferred } from '../../../src/base/deferred';
import { anAccount } from '../../builders';
import { settle } from '../../fakes/settle';
import type { Bench, Result } from './bench';
import { heldByService, waited } from './checks';
import { error } from './graphFaults';
import type { Row } from './row';

const ada = anAccount().id;

/** The next request of this kind is carried out at once and answered when `answer` is called. */
function slow(bench: Bench, action: 'closeSession' | 'createSession' | 'getItem') {
  const released = new Deferred<undefined>();
  const { hit } = bench.sandbox.fault({ kind: 'slow', until: released.promise, action });
  const answer = () => {
    released.resolve(undefined);
  };
  return { hit, answer };
}

/** A slow close; something happens while it is under way. */
async function during(bench: Bench, happens: (key: string) => unknown): Promise<Result> {
  const key = await bench.given();
  const { hit, answer } = slow(bench, 'closeSession');
  const closing = bench.close(key);
  await hit;
  await happens(key);
  await settle();
  answer();
  return closing;
}

const accounts: readonly Row[] = [
  {
    input: 'sign-out while a close is under way',
    outcome: 'closed',
    record: 'gone',
    sent: { close: 1 },
    run: (bench) =>
      during(bench, () => {
        bench.tokens.signOut(ada);
      }),
  },
  {
    input: 'account switch while a close is under way',
    outcome: 'closed',
    record: 'gone',
    sent: { close: 1 },
    run: (bench) =>
      during(bench, () => {
        bench.tokens.accountInUse = anAccount('grace');
        bench.tokens.changeAccounts();
      }),
  },
  {
    input: 'sign-out, and the close is answered with 401',
    outcome: 'failed',
    code: 'unauthorized',
    record: 'kept',
    sent: { close: 1 },
    run: async (bench) => {
      const key = await bench.given();
      bench.acceptsToken = () => {
        bench.tokens.signOut(ada);
        return false;
      };
      return bench.close(key);
    },
  },
  {
    input: 'sign-out between two attempts',
    outcome: 'failed',
    code: 'serviceUnavailable',
    record: 'kept',
    sent: { close: 1 },
    run: async (bench) => {
      const key = await bench.given();
      bench.faults(error('serviceUnavailable'));
      const waits = bench.clock.stop();
      const closing = bench.close(key);
      await waits;
      bench.tokens.signOut(ada);
      await bench.clock.runUntilIdle();
      return closing;
    },
  },
  {
    input: 'account switch between two attempts',
    outcome: 'closed',
    record: 'gone',
    sent: { close: 2 },
    run: async (bench) => {
      const key = await bench.given();
      bench.faults(error('serviceUnavailable'));
      const waits = bench.clock.stop();
      const closing = bench.close(key);
      await waits;
      bench.tokens.accountInUse = anAccount('grace');
      bench.tokens.changeAccounts();
      await bench.clock.runUntilIdle();
      return closing;
    },
    then: ({ tokens }) => {
      assert.deepEqual(
        tokens.requests.map(({ account, interactive }) => [account?.id, interactive]),
        [
          [ada, true],
          [ada, false],
        ],
      );
    },
  },
  {
    input: 'sign-out before a queued session’s turn',
    outcome: 'failed',
    code: 'accountUnavailable',
    record: 'kept',
    sent: { close: 1 },
    run: async (bench) => {
      const first = await bench.given();
      const second = await bench.given();
      const { hit, answer } = slow(bench, 'closeSession');
      const closing = bench.service.close([first, second], { interactive: true });
      await hit;
      bench.tokens.signOut(ada);
      answer();
      const [closed, failed] = await closing;
      assert.equal(closed?.outcome, 'closed');
      await bench.whenDiskRests();
      bench.recordsBefore = await bench.records();
      return failed!;
    },
  },
  {
    input: 'nobody is signed in',
    outcome: 'failed',
    code: 'signInRequired',
    record: 'kept',
    sent: {},
    run: async (bench) => {
      const key = await bench.given();
      bench.tokens.refusals.set(ada, 'signInRequired');
      return bench.close(key);
    },
    then: ({ service }) => {
      assert.equal(service.sessions()[0]?.status, 'closeFailed');
    },
  },
];

/** Cancels a close in the phase that is reached when `phase` is over. */
function cancelled(
  input: string,
  row: Pick<Row, 'outcome' | 'code' | 'record' | 'sent'>,
  phase: (bench: Bench) => Promise<{ reached: Promise<unknown>; goOn?: () => unknown }>,
): Row {
  return {
    ...row,
    input: `cancel: ${input}`,
    run: async (bench) => {
      const key = await bench.given();
      const { reached, goOn } = await phase(bench);
      const cancel = new AbortController();
      const closing = bench.close(key, cancel.signal);
      await reached;
      cancel.abort();
      await settle();
      await goOn?.();
      return closing;
    },
    then: ({ service }) => {
      assert.ok(service.sessions().every(({ status }) => status !== 'closing'));
    },
  };
}

const untouched = { outcome: 'cancelled', record: 'kept' } as const;

const cancelling: readonly Row[] = [
  cancelled('while the token is asked for', { ...untouched, sent: {} }, (bench) => {
    const token = new Deferred<undefined>();
    bench.tokens.gate = token.promise;
    return Promise.resolve({
      reached: settle(),
      goOn: () => {
        token.resolve(undefined);
      },
    });
  }),
  cancelled(
    'while the request is under way',
    { outcome: 'closed', record: 'gone', sent: { close: 1 } },
    (bench) => {
      const { hit, answer } = slow(bench, 'closeSession');
      return Promise.resolve({ reached: hit, goOn: answer });
    },
  ),
  cancelled('while Retry-After runs', { ...untouched, sent: { close: 1 } }, (bench) => {
    bench.faults(error('tooManyRequestsUncategorized', { retryAfter: '60' }));
    return Promise.resolve({ reached: bench.clock.stop() });
  }),
  cancelled('before the second attempt', { ...untouched, sent: { close: 1 } }, (bench) => {
    bench.faults(error('serviceUnavailable'));
    return Promise.resolve({ reached: bench.clock.stop() });
  }),
  cancelled(
    'after an answer was lost',
    { outcome: 'failed', code: 'outcomeUnknown', record: 'kept', sent: { close: 1 } },
    (bench) => {
      bench.faults({ kind: 'resetAfterCarriedOut' });
      return Promise.resolve({ reached: bench.clock.stop() });
    },
  ),
  ...(['gatewayTimeoutUncategorized', 'MaxRequestDurationExceeded', 'badGateway'] as const).map(
    (wireCode) =>
      cancelled(
        `after ${wireCode}`,
        { outcome: 'failed', code: 'outcomeUnknown', record: 'kept', sent: { close: 1 } },
        (bench) => {
          bench.faults(error(wireCode));
          return Promise.resolve({ reached: bench.clock.stop() });
        },
      ),
  ),
  ...(
    [
      [502, 'transientFailure'],
      [504, 'transientFailure'],
      [504, 'serviceUnavailable'],
      [504, 'tooManyRequestsUncategorized'],
    ] as const
  ).map(([status, wireCode]) =>
    cancelled(
      `after ${status} ${wireCode}`,
      { outcome: 'failed', code: 'outcomeUnknown', record: 'kept', sent: { close: 1 } },
      (bench) => {
        bench.faults(error(wireCode, { status }));
        return Promise.resolve({ reached: bench.clock.stop() });
      },
    ),
  ),
  {
    input: 'cancel: before anything',
    ...untouched,
    sent: {},
    run: async (bench) => bench.close(await bench.given(), AbortSignal.abort()),
    then: ({ tokens }) => {
      assert.equal(tokens.requests.length, 0);
    },
  },
  {
    input: 'cancel: while another session of the workbook is closed',
    ...untouched,
    sent: { close: 1 },
    run: async (bench) => {
      const first = await bench.given();
      const second = await bench.given();
      const { hit, answer } = slow(bench, 'closeSession');
      const cancel = new AbortController();
      const { signal } = cancel;
      const closing = bench.service.close([first, second], { interactive: true, signal });
      await hit;
      cancel.abort();
      answer();
      const [closed, waiting] = await closing;
      assert.equal(closed?.outcome, 'closed');
      await bench.whenDiskRests();
      bench.recordsBefore = await bench.records();
      return waiting!;
    },
  },
  ...(['serviceUnavailable', 'gatewayTimeoutUncategorized'] as const).map((wireCode): Row => ({
    input: `cancel: while Retry-After of ${wireCode} runs, then close again`,
    outcome: 'closed',
    record: 'gone',
    sent: { close: 2 },
    run: async (bench) => {
      const key = await bench.given();
      bench.faults(error(wireCode, { retryAfter: '7' }));
      const waits = bench.clock.stop();
      const cancel = new AbortController();
      const closing = bench.close(key, cancel.signal);
      await waits;
      cancel.abort();
      await closing;
      const again = bench.close(key);
      await bench.clock.runUntilIdle();
      return again;
    },
    then: waited(7000),
  })),
  {
    input: 'cancel: a create whose workbook is being found',
    outcome: 'failed',
    code: 'cancelled',
    record: 'none',
    sent: { find: 1 },
    run: (bench) => cancelCreate(bench, 'getItem'),
    then: heldByService(0),
  },
  {
    input: 'cancel: a create that is under way',
    outcome: 'done',
    record: 'made',
    sent: { find: 1, create: 1 },
    run: (bench) => cancelCreate(bench, 'createSession'),
  },
];

async function cancelCreate(bench: Bench, action: 'getItem' | 'createSession'): Promise<Result> {
  const { hit, answer } = slow(bench, action);
  const cancel = new AbortController();
  const creating = bench.create(cancel.signal);
  await hit;
  cancel.abort();
  await settle();
  answer();
  return creating;
}

const windows: readonly Row[] = [
  {
    input: 'the window closes while a close is under way',
    outcome: 'failed',
    code: 'outcomeUnknown',
    record: 'kept',
    sent: { close: 1 },
    run: (bench) =>
      during(bench, () => {
        bench.commands.dispose();
      }),
  },
  {
    input: 'the window closes while a close waits',
    outcome: 'cancelled',
    record: 'kept',
    sent: { close: 1 },
    run: async (bench) => {
      const key = await bench.given();
      bench.faults(error('serviceUnavailable'));
      const waits = bench.clock.stop();
      const closing = bench.close(key);
      await waits;
      bench.commands.dispose();
      return closing;
    },
  },
  {
    input: 'a close is asked for twice',
    outcome: 'closed',
    record: 'gone',
    sent: { close: 1 },
    run: async (bench) => {
      let second: Promise<Result> | undefined;
      const first = await during(bench, (key) => {
        second = bench.close(key);
      });
      assert.deepEqual(await second, first);
      return first;
    },
  },
  {
    input: 'forgotten while its close is under way',
    outcome: 'closed',
    record: 'gone',
    sent: { close: 1 },
    run: (bench) =>
      during(bench, (key) => {
        bench.service.forget([key]);
      }),
  },
  {
    input: 'another window closes it, and here it fails then',
    outcome: 'failed',
    code: 'workbookNotFound',
    record: 'gone',
    sent: { close: 2 },
    run: async (bench) => {
      const key = await bench.given();
      bench.faults(error('serviceUnavailable'), error('itemNotFound'));
      const waits = bench.clock.stop();
      const closing = bench.close(key);
      await waits;
      await bench.removeElsewhere(key);
      await bench.clock.runUntilIdle();
      const result = await closing;
      await bench.list.reload();
      return result;
    },
    then: async (bench) => {
      assert.deepEqual(await bench.otherFiles(), []);
    },
  },
  {
    input: 'a 429 for one workbook stops the others',
    outcome: 'closed',
    record: 'gone',
    sent: { close: 3 },
    run: async (bench) => {
      const [one, , other] = bench.sandbox.samples;
      const first = await bench.given(one);
      const second = await bench.given(other);
      bench.faults(error('tooManyRequestsUncategorized', { retryAfter: '30' }));
      const waits = bench.clock.stop();
      const closing = bench.close(first);
      await waits;
      const closingOther = bench.close(second);
      await settle();
      assert.equal(bench.sandbox.requests.length, 1);
      await bench.clock.runUntilIdle();
      assert.equal((await closingOther).outcome, 'closed');
      bench.recordsBefore = new Map([...bench.recordsBefore].slice(0, 1));
      return closing;
    },
  },
];

/** What people do, and what happens to accounts and windows, while requests are under way. */
export const commandRows: readonly Row[] = [...accounts, ...cancelling, ...windows];
