import assert from 'node:assert/strict';
import {
  toWorkbookSessionError,
  WorkbookSessionError,
  type ErrorCode,
} from '../../../src/model/errors';
import type { Attempt, AttemptFailure, CreateState, CreateStep } from '../../../src/model/ports';
import { openingLimitMs } from '../../../src/sessions/sessionOpener';
import { addressOfIds } from '../../../src/model/workbook';
import { globalGraph } from '../../builders';
import { settle } from '../../fakes/settle';
import { setupService } from './serviceSetup';

const isError = (code: ErrorCode) => (error: unknown) =>
  error instanceof WorkbookSessionError && error.code === code;
const wish = {
  target: globalGraph,
  address: addressOfIds({ driveId: 'd', itemId: 'i' }),
  workbookName: 'Budget.xlsx',
  persistChanges: true,
};

type Progress = (state: CreateState) => { ok: true; value: CreateState };
const is: Progress = (value) => ({ ok: true, value });
const pending = (facts: Partial<CreateStep> = {}) =>
  is({ kind: 'pending', next: { url: 'step', isReady: false, ...facts } });
const created = is({ kind: 'created', session: { sessionId: 's', persistChanges: true } });
const failure: AttemptFailure = { ok: false, code: 'fileOpenFailed', mayRetry: false };

/** Starts a create that the service goes on with by itself; polls are answered in this order. */
function opening(...polls: ReturnType<Progress>[]) {
  const bench = setupService();
  const controller = new AbortController();
  const start = bench.clock.now();
  const asked: number[] = [];
  let told = 0;
  bench.api.creates.push(() => pending());
  bench.api.follows.push(
    ...polls.map((answer) => () => {
      asked.push((bench.clock.now() - start) / 1000);
      return answer;
    }),
  );
  const creating = bench.service.create(wish, {
    interactive: true,
    signal: controller.signal,
    onLongRunning: () => (told += 1),
  });
  return { ...bench, creating, controller, asked, told: () => told };
}

describe('SessionOpener', () => {
  it('polls after longer and longer pauses, and always shows one row', async () => {
    const polls = [
      ...Array.from({ length: 7 }, () => pending()),
      pending({ isReady: true }),
      created,
    ];
    const { creating, clock, asked, service, told } = opening(...polls);
    await settle();
    assert.deepEqual([service.sessions().map(({ status }) => status), told()], [['opening'], 1]);
    await clock.runUntilIdle();
    const session = await creating;
    assert.deepEqual([session.status, session.lastActiveAt], ['open', clock.now()]);
    assert.deepEqual(asked, [1, 3, 7, 15, 31, 61, 91, 121, 121]);
  });

  it('waits for as long as the service asks', async () => {
    const { creating, clock, asked } = opening(pending({ retryAfterMs: 20_000 }), created);
    await clock.runUntilIdle();
    await creating;
    assert.deepEqual(asked, [1, 21]);
  });

  it("ends with the service's error", async () => {
    const { creating, clock, service } = opening(is({ kind: 'failed', failure }));
    const ended = assert.rejects(creating, isError('fileOpenFailed'));
    await clock.runUntilIdle();
    await ended;
    assert.deepEqual(service.sessions(), []);
  });

  it('gives up after ten minutes, and says that the session may still open', async () => {
    const { creating, clock } = opening();
    const ended = assert.rejects(creating, isError('openingTimedOut'));
    const tookMs = await clock.runUntilIdle();
    await ended;
    assert.ok(tookMs <= openingLimitMs && tookMs > openingLimitMs - 31_000, `${tookMs} ms`);
  });

  it('gives up no earlier when the clock is set forward', async () => {
    const bench = opening(pending(), created);
    await settle();
    bench.clock.adjust(3_600_000);
    await bench.clock.runUntilIdle();
    assert.equal((await bench.creating).status, 'open');
  });

  it('gives up at once when the service asks for more time than is left', async () => {
    const { creating, clock, asked } = opening(pending({ retryAfterMs: openingLimitMs }));
    const ended = assert.rejects(creating, isError('openingTimedOut'));
    await clock.runUntilIdle();
    await ended;
    assert.deepEqual(asked, [1]);
  });

  it('says that the session may still open when the user stops waiting', async () => {
    const { creating, controller, service } = opening();
    await settle();
    controller.abort();
    await assert.rejects(creating, isError('openingAbandoned'));
    assert.deepEqual(service.sessions(), []);
  });

  it('says that a session may exist when the service stops answering', async () => {
    const bench = opening();
    bench.api.follows.push(() => ({ ok: false, code: 'network', mayRetry: false }));
    const ended = assert.rejects(bench.creating, isError('sessionMayExist'));
    await bench.clock.runUntilIdle();
    await ended;
  });

  it('goes on after a network failure', async () => {
    const bench = opening();
    const gone = { ok: false, code: 'network', mayRetry: true } as const;
    bench.api.follows.push(...Array.from({ length: 8 }, () => () => gone), () => created);
    await bench.clock.runUntilIdle();
    assert.equal((await bench.creating).status, 'open');
  });

  it('waits for as long as a busy service asks, however long that is', async () => {
    const bench = opening();
    const busy = { ok: false, code: 'throttled', mayRetry: true, retryAfterMs: 300_000 } as const;
    bench.api.follows.push(
      () => busy,
      () => created,
    );
    assert.equal(await bench.clock.runUntilIdle(), 301_000);
    assert.equal((await bench.creating).status, 'open');
  });

  describe('when the place of the session names its id', () => {
    const ready = pending({ isReady: true, sessionId: 'named' });
    const ends: readonly (readonly [string, AttemptFailure])[] = [
      ['refuses to tell it', { ok: false, code: 'workbookNotFound', mayRetry: false }],
      ['is on another server', { ok: false, code: 'redirected', mayRetry: false }],
      ['does not answer', { ok: false, code: 'network', mayRetry: true }],
    ];
    for (const [what, answer] of ends) {
      it(`lists the session with an unknown mode when that place ${what}`, async () => {
        const bench = opening(ready);
        bench.api.follows.push(...Array<() => AttemptFailure>(4).fill(() => answer), () => created);
        await bench.clock.runUntilIdle();
        const { mode, status, key } = await bench.creating;
        assert.deepEqual([mode, status], ['unknownMode', 'open']);
        assert.equal(bench.service.sessionIdOf(key), 'named');
      });
    }

    it('lists the session when the user stops waiting for it', async () => {
      const bench = opening(
        pending({ isReady: true, sessionId: 'named', retryAfterMs: 60_000 }),
        created,
      );
      await bench.clock.advance(2000);
      bench.controller.abort();
      assert.equal((await bench.creating).mode, 'unknownMode');
    });

    it('lists the session when the service asks for more time than is left', async () => {
      const bench = opening(
        pending({ isReady: true, sessionId: 'named', retryAfterMs: openingLimitMs }),
        created,
      );
      await bench.clock.runUntilIdle();
      assert.equal((await bench.creating).mode, 'unknownMode');
    });
  });

  describe('when the service named the id before the session was ready', () => {
    const named = pending({ sessionId: 'named' });

    it('lists the session when the user stops waiting for it', async () => {
      const bench = opening(named);
      await bench.clock.advance(1500);
      bench.controller.abort();
      const { mode, key } = await bench.creating;
      assert.deepEqual([mode, bench.service.sessionIdOf(key)], ['unknownMode', 'named']);
    });

    it('goes on after a network failure', async () => {
      const bench = opening(named);
      const gone = { ok: false, code: 'network', mayRetry: true } as const;
      bench.api.follows.push(...Array.from({ length: 8 }, () => () => gone), () => created);
      await bench.clock.runUntilIdle();
      assert.equal((await bench.creating).mode, 'persistent');
    });
  });

  describe('when an answer was lost and the request is sent again', () => {
    const lost = {
      ...({ ok: false, code: 'gatewayTimeout', mayRetry: true } as const),
      isAnswerLost: true,
    };
    const createAfterLoss = async (second: () => Attempt<CreateState>) => {
      const bench = setupService();
      bench.api.creates.push(() => lost, second);
      let told = 0;
      const onAnotherPossible = () => (told += 1);
      const creating = bench.service
        .create(wish, { interactive: true, onAnotherPossible })
        .then(({ status }) => status)
        .catch((error: unknown) => toWorkbookSessionError(error).code);
      await bench.clock.runUntilIdle();
      return { end: await creating, told, creates: bench.api.calls.length - 1 };
    };
    const refusals = [
      ...['accessConflict', 'tooManySessions', 'locked', 'workbookNotFound', 'accessDenied'],
      ...['badRequest', 'unsupportedWorkbook', 'internalServerError', 'insufficientStorage'],
    ] as const;

    for (const code of refusals) {
      it(`says that a session may exist when the second answer is ${code}`, async () => {
        const end = await createAfterLoss(() => ({ ok: false, code, mayRetry: false }));
        assert.deepEqual(end, { end: 'sessionMayExist', told: 0, creates: 2 });
      });
    }

    it('says that a session may exist when the second one fails later', async () => {
      const { end } = await createAfterLoss(() => is({ kind: 'failed', failure }));
      assert.equal(end, 'sessionMayExist');
    });

    it('reports that another session may exist when the second one opens', async () => {
      assert.deepEqual(await createAfterLoss(() => created), { end: 'open', told: 1, creates: 2 });
    });
  });

  it('reports no other session when no answer was lost', async () => {
    const { service, api, clock } = setupService();
    api.creates.push(() => ({ ok: false, code: 'serviceUnavailable', mayRetry: true }));
    const creating = service.create(wish, {
      interactive: true,
      onAnotherPossible: () => assert.fail(),
    });
    await clock.runUntilIdle();
    assert.equal((await creating).status, 'open');
  });

  it('gives other requests to the workbook their turn between two polls', async () => {
    const bench = opening(pending(), created);
    const address = addressOfIds({ driveId: 'found-drive', itemId: 'found-item' });
    await bench.given({ key: 'other', address });
    assert.deepEqual(await bench.service.close(['other'], { interactive: true }), [
      { key: 'other', outcome: 'closed' },
    ]);
    await bench.clock.runUntilIdle();
    assert.equal((await bench.creating).status, 'open');
  });
});
