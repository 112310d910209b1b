import assert from 'node:assert/strict';
import { Deferred } from '../../../src/base/deferred';
import type { CloseOutcome } from '../../../src/model/closeOutcome';
import type { ErrorCode } from '../../../src/model/errors';
import type { Attempt, AttemptFailure } from '../../../src/model/ports';
import { commandLimitMs } from '../../../src/requests/deadline';
import { lookupLimitMs } from '../../../src/sessions/sessionRequests';
import { addressOfIds, type WorkbookAddress } from '../../../src/model/workbook';
import { aSandbox, anAccount, globalGraph } from '../../builders';
import type { FakeCall } from '../../fakes/fakeWorkbookSessionApi';
import type { ManualClock } from '../../fakes/manualClock';
import { settle } from '../../fakes/settle';
import { SharedClaims } from '../../fakes/sharedClaims';
import { setupService } from './serviceSetup';

const user = { interactive: true };
const silent = { interactive: false };
const failed =
  (code: ErrorCode, facts: Partial<AttemptFailure> = {}) =>
  (): AttemptFailure => ({
    ok: false,
    code,
    mayRetry: false,
    ...facts,
  });
const done = () => ({ ok: true, value: undefined }) as const;
const byUser: WorkbookAddress = {
  drive: { kind: 'me' },
  item: { kind: 'path', path: 'Budget.xlsx' },
};

describe('SessionCloser: outcomes', () => {
  it('closes a session with one request, and removes its row and record', async () => {
    const { service, api, store, given } = setupService();
    await given({ key: 'a', sessionId: 'id-of-a' });
    assert.deepEqual(await service.close(['a'], user), [{ key: 'a', outcome: 'closed' }]);
    assert.deepEqual(
      api.calls.map(({ method, sessionId }) => [method, sessionId]),
      [['close', 'id-of-a']],
    );
    assert.deepEqual([service.sessions(), store.disk.records.size], [[], 0]);
  });

  it('reports a dead session as already gone, and removes it', async () => {
    const { service, api, store, given } = setupService();
    await given({ key: 'a' });
    api.closes.push(failed('sessionGone', { isSessionDead: true, requestId: 'r' }));
    assert.deepEqual(await service.close(['a'], user), [
      { key: 'a', outcome: 'alreadyGone', code: 'sessionGone', requestId: 'r' },
    ]);
    assert.equal(store.disk.records.size, 0);
  });

  it('keeps a session that could not be closed, with its reason, and closes it later', async () => {
    const { service, api, listed, given, clock, store } = setupService();
    await given({ key: 'a' });
    api.closes.push(failed('workbookNotFound', { requestId: 'r' }));
    assert.deepEqual(await service.close(['a'], user), [
      { key: 'a', outcome: 'failed', code: 'workbookNotFound', requestId: 'r' },
    ]);
    const failure = { code: 'workbookNotFound', at: clock.now() };
    assert.deepEqual([listed('a')?.status, listed('a')?.failure], ['closeFailed', failure]);
    assert.deepEqual(store.disk.activities.get('a'), { failure });
    assert.deepEqual(await service.close(['a'], user), [{ key: 'a', outcome: 'closed' }]);
  });

  it('keeps a session whose answer was lost as an unknown outcome', async () => {
    const { service, api, listed, given, clock } = setupService();
    await given({ key: 'a' });
    const lost = failed('timedOut', { mayRetry: true, isAnswerLost: true });
    api.closes.push(lost, lost, lost, lost);
    const closing = service.close(['a'], user);
    await clock.runUntilIdle();
    assert.deepEqual(outcomesOf(await closing), ['a failed outcomeUnknown']);
    assert.equal(listed('a')?.failure?.code, 'outcomeUnknown');
  });

  it('reports how long the service asks to wait', async () => {
    const { service, api, given } = setupService();
    await given({ key: 'a' });
    api.closes.push(failed('throttled', { mayRetry: true, retryAfterMs: 86_400_000 }));
    assert.deepEqual(await service.close(['a'], user), [
      { key: 'a', outcome: 'failed', code: 'throttled', retryAfterMs: 86_400_000 },
    ]);
    assert.equal(api.calls.length, 1);
  });

  it('fails for a session that is not listed', async () => {
    const { service, api, tokens } = setupService();
    assert.deepEqual(outcomesOf(await service.close(['nobody'], user)), [
      'nobody failed sessionNotListed',
    ]);
    assert.equal(api.calls.length + tokens.requests.length, 0);
  });

  it('reports each outcome as it is known, and all in the order of the keys', async () => {
    const { service, api, given, clock } = setupService();
    await given({ key: 'slow' }, { key: 'quick' });
    api.closes.push(async () => {
      await clock.delay(10);
      return done();
    });
    const told: string[] = [];
    const closing = service.close(['slow', 'quick', 'slow'], {
      ...user,
      onOutcome: ({ key }) => told.push(key),
    });
    await clock.runUntilIdle();
    assert.deepEqual(outcomesOf(await closing), ['slow closed', 'quick closed']);
    assert.deepEqual(told, ['quick', 'slow']);
  });

  it('keeps the session with a failure after a programming error', async () => {
    const { service, api, given, listed, logger } = setupService();
    await given({ key: 'a' });
    api.closes.push(() => {
      throw new TypeError('a secret');
    });
    assert.deepEqual(outcomesOf(await service.close(['a'], user)), ['a failed unexpected']);
    assert.match(logger.of('error')[0] ?? '', /^unexpected \(TypeError\)\n {4}at /);
    assert.ok(!logger.lines.join().includes('a secret'), 'what an error says stays out of the log');
    assert.equal(listed('a')?.status, 'closeFailed');
  });

  it('sends one request at a time to each workbook, and to several workbooks in parallel', async () => {
    const { service, api, given, clock } = setupService();
    const address = addressOfIds({ driveId: 'd', itemId: 'shared' });
    await given({ key: 'a', address }, { key: 'b', address }, { key: 'c' }, { key: 'd' });
    for (let index = 0; index < 4; index += 1) {
      api.closes.push(async () => {
        await clock.delay(10);
        return done();
      });
    }
    const closing = service.close(['a', 'b', 'c', 'd'], user);
    assert.equal(await clock.runUntilIdle(), 20);
    await closing;
    assert.deepEqual([api.mostPerWorkbook, api.mostInAll], [1, 3]);
  });
});

describe('SessionCloser: many sessions of one workbook', () => {
  const count = 20;
  const keys = Array.from({ length: count }, (_, index) => `session-${index}`);
  const closed = keys.map((key) => `${key} closed`);

  it('closes them all, however long the earlier ones take', async () => {
    for (const address of [byUser, addressOfIds({ driveId: 'd', itemId: 'shared' })]) {
      const { service, api, given, clock } = setupService();
      await given(...keys.map((key) => ({ key, address })));
      const slow = async () => {
        await clock.delay(10_000);
        return done();
      };
      api.closes.push(...Array<typeof slow>(count).fill(slow));
      const closing = service.close(keys, user);
      await clock.runUntilIdle();
      assert.deepEqual(outcomesOf(await closing), closed);
    }
  });

  it('keeps the turn of one that needs another token', async () => {
    const { service, api, given, clock, tokens } = setupService();
    const address = addressOfIds({ driveId: 'd', itemId: 'shared' });
    const accountOf = (index: number) => anAccount(index === 0 ? 'ada' : 'bob');
    await given(...keys.map((key, index) => ({ key, address, account: accountOf(index) })));
    const slow = async () => {
      await clock.delay(10_000);
      return done();
    };
    api.closes.push(
      () => {
        tokens.gate = clock.delay(200).then(() => undefined);
        return failed('unauthorized', { mayRetry: true })();
      },
      ...Array<typeof slow>(count).fill(slow),
    );
    const closing = service.close(keys, user);
    await clock.runUntilIdle();
    assert.deepEqual(outcomesOf(await closing), closed);
    const sentTo = api.calls.map(({ sessionId }) => sessionId?.replace(/.*-/, ''));
    assert.deepEqual(sentTo.slice(0, 4), ['0', '1', '0', '2']);
  });
});

describe('SessionCloser: pressing twice', () => {
  it('sends once, and both commands get the outcome', async () => {
    const { service, api, given, listed } = setupService();
    await given({ key: 'a' });
    const answer = new Deferred<Attempt<void>>();
    api.closes.push(() => answer.promise);
    const first = service.close(['a'], user);
    await settle();
    assert.equal(listed('a')?.status, 'closing');
    const second = service.close(['a'], user);
    await settle();
    answer.resolve(done());
    assert.deepEqual([...(await first), ...(await second)].map(textOf), ['a closed', 'a closed']);
    assert.equal(api.calls.length, 1);
  });

  it('opens one dialog and sends once while the dialog is open', async () => {
    const { service, api, tokens, given } = setupService();
    await given({ key: 'a' });
    const dialog = new Deferred<undefined>();
    tokens.gate = dialog.promise;
    const first = service.close(['a'], user);
    const second = service.close(['a'], user);
    await settle();
    assert.equal(tokens.requests.length, 1);
    dialog.resolve(undefined);
    assert.deepEqual([...(await first), ...(await second)].map(textOf), ['a closed', 'a closed']);
    assert.equal(api.calls.length, 1);
  });

  it('opens its own sign-in when the command that it joined could not', async () => {
    const { service, api, tokens, given } = setupService();
    await given({ key: 'a' });
    const gate = new Deferred<undefined>();
    tokens.gate = gate.promise;
    tokens.quietRefusal = 'signInRequired';
    const quiet = service.close(['a'], silent);
    const asked = service.close(['a'], user);
    gate.resolve(undefined);
    assert.deepEqual([...(await quiet), ...(await asked)].map(textOf), [
      'a failed signInRequired',
      'a closed',
    ]);
    assert.deepEqual(tokens.interactiveFlags, [false, true]);
    assert.equal(api.calls.length, 1);
  });

  it('goes on when the command that it joined was cancelled', async () => {
    const { service, api, tokens, given } = setupService();
    await given({ key: 'a' });
    const dialog = new Deferred<undefined>();
    tokens.gate = dialog.promise;
    const controller = new AbortController();
    const first = service.close(['a'], { ...user, signal: controller.signal });
    const second = service.close(['a'], user);
    await settle();
    controller.abort();
    dialog.resolve(undefined);
    assert.deepEqual([...(await first), ...(await second)].map(textOf), [
      'a cancelled',
      'a closed',
    ]);
    assert.equal(api.calls.length, 1);
  });

  it('can be cancelled alone while the command that it joined goes on', async () => {
    const { service, api, given, listed } = setupService();
    await given({ key: 'a' });
    const answer = new Deferred<Attempt<void>>();
    api.closes.push(() => answer.promise);
    const first = service.close(['a'], user);
    const controller = new AbortController();
    const second = service.close(['a'], { ...user, signal: controller.signal });
    await settle();
    controller.abort();
    assert.deepEqual(outcomesOf(await second), ['a failed outcomeUnknown']);
    assert.deepEqual([listed('a')?.status, listed('a')?.failure], ['closing', undefined]);
    answer.resolve(done());
    assert.deepEqual(outcomesOf(await first), ['a closed']);
  });

  it('reports an unknown outcome when it was cancelled alone', async () => {
    const { service, api, given, clock } = setupService();
    await given({ key: 'a' });
    api.closes.push(failed('gatewayTimeout', { mayRetry: true, isAnswerLost: true }));
    const first = service.close(['a'], user);
    await settle();
    const controller = new AbortController();
    const second = service.close(['a'], { ...user, signal: controller.signal });
    await settle();
    controller.abort();
    assert.deepEqual(outcomesOf(await second), ['a failed outcomeUnknown']);
    await clock.runUntilIdle();
    assert.deepEqual(outcomesOf(await first), ['a closed']);
  });

  it('tries again after a failure', async () => {
    const { service, api, given } = setupService();
    await given({ key: 'a' });
    api.closes.push(failed('locked'));
    await Promise.all([service.close(['a'], user), service.close(['a'], user)]);
    assert.equal(api.calls.length, 1);
    assert.deepEqual(outcomesOf(await service.close(['a'], user)), ['a closed']);
  });
});

describe('SessionCloser: accounts', () => {
  const [ada, bob] = [anAccount('ada'), anAccount('bob')];

  it('asks for the token of every account before the first request, each once', async () => {
    const { service, api, tokens, given } = setupService();
    await given({ key: 'a', account: ada }, { key: 'b', account: bob }, { key: 'c', account: ada });
    let askedBefore = -1;
    api.closes.push(() => {
      askedBefore = tokens.requests.length;
      return done();
    });
    await service.close(['a', 'b', 'c'], user);
    assert.equal(askedBefore, 2);
    assert.deepEqual(
      tokens.requests.map(({ account, interactive }) => [account?.id, interactive]),
      [
        [ada.id, true],
        [bob.id, true],
      ],
    );
  });

  it('closes the other sessions when one account is missing, and sends nothing for its own', async () => {
    const { service, api, tokens, given, listed } = setupService();
    await given({ key: 'a', account: ada }, { key: 'b', account: bob });
    tokens.refusals.set(ada.id, 'accountUnavailable');
    assert.deepEqual(outcomesOf(await service.close(['a', 'b'], user)), [
      'a failed accountUnavailable',
      'b closed',
    ]);
    assert.equal(api.calls.length, 1);
    assert.equal(listed('a')?.failure?.code, 'accountUnavailable');
  });

  for (const code of ['signInRequired', 'signInFailed', 'clientIdMissing'] as const) {
    it(`sends nothing when the sign-in ended with ${code}, and the row says so`, async () => {
      const { service, api, tokens, given, listed } = setupService();
      await given({ key: 'a', account: ada });
      tokens.refusals.set(ada.id, code);
      assert.deepEqual(outcomesOf(await service.close(['a'], user)), [`a failed ${code}`]);
      assert.deepEqual([listed('a')?.failure?.code, api.calls.length], [code, 0]);
    });
  }

  it('leaves a session unchanged when the user cancels the sign-in', async () => {
    const { service, api, tokens, given, listed } = setupService();
    await given({ key: 'a', account: ada });
    tokens.refusals.set(ada.id, 'signInCancelled');
    const before = listed('a');
    assert.deepEqual(outcomesOf(await service.close(['a'], user)), ['a failed signInCancelled']);
    assert.deepEqual([listed('a'), api.calls.length], [before, 0]);
  });

  it("keeps the service's answer when the account signs out afterwards", async () => {
    for (const code of ['unauthorized', 'badGateway'] as const) {
      const { service, api, tokens, given, listed, clock } = setupService();
      await given({ key: 'a', account: ada });
      api.closes.push(() => {
        tokens.refusals.set(ada.id, 'signInRequired');
        tokens.changeAccounts();
        return failed(code, { mayRetry: true, requestId: 'r' })();
      });
      const closing = service.close(['a'], user);
      await clock.runUntilIdle();
      assert.deepEqual(await closing, [{ key: 'a', outcome: 'failed', code, requestId: 'r' }]);
      assert.deepEqual([listed('a')?.failure?.code, api.calls.length], [code, 1]);
    }
  });

  it("never opens a dialog for another program's command", async () => {
    const { service, tokens, given } = setupService();
    await given({ key: 'a' });
    await service.close(['a'], silent);
    assert.deepEqual(tokens.interactiveFlags, [false]);
  });

  it('loses nothing when the account signs out meanwhile', async () => {
    const { service, api, tokens, given, listed, clock } = setupService();
    const address = addressOfIds({ driveId: 'd', itemId: 'shared' });
    await given({ key: 'a', account: ada, address }, { key: 'b', account: ada, address });
    api.closes.push(async () => {
      await clock.delay(10);
      tokens.signOut(ada.id);
      return done();
    });
    const closing = service.close(['a', 'b'], user);
    await clock.runUntilIdle();
    assert.deepEqual(outcomesOf(await closing), ['a closed', 'b failed accountUnavailable']);
    assert.equal(api.calls.length, 1);
    assert.equal(listed('b')?.status, 'closeFailed');
    assert.deepEqual(tokens.interactiveFlags, [true, false]);
  });

  it('reports an unknown outcome when the account signs out after a lost answer', async () => {
    const { service, api, tokens, given, listed, clock } = setupService();
    await given({ key: 'a', account: ada });
    api.closes.push(() => {
      tokens.refusals.set(ada.id, 'signInRequired');
      tokens.changeAccounts();
      return failed('network', { mayRetry: true, isAnswerLost: true })();
    });
    const closing = service.close(['a'], user);
    await clock.runUntilIdle();
    assert.deepEqual(outcomesOf(await closing), ['a failed outcomeUnknown']);
    assert.equal(listed('a')?.failure?.code, 'outcomeUnknown');
  });

  it('gets one new token after a 401 for all sessions of the account', async () => {
    const { service, api, tokens, given } = setupService();
    await given({ key: 'a', account: ada }, { key: 'b', account: ada });
    const unauthorized = failed('unauthorized', { mayRetry: true });
    api.closes.push(unauthorized, unauthorized);
    assert.deepEqual(outcomesOf(await service.close(['a', 'b'], user)), ['a closed', 'b closed']);
    assert.deepEqual(
      api.calls.map(({ token }) => token.value),
      ['token-1', 'token-1', 'token-2', 'token-2'],
    );
    assert.deepEqual(tokens.interactiveFlags, [true, false]);
  });

  it('does not send the rejected token again', async () => {
    const { service, api, tokens, given } = setupService();
    await given({ key: 'a' });
    tokens.fixedToken = 'always-the-same';
    api.closes.push(failed('unauthorized', { mayRetry: true }));
    assert.deepEqual(outcomesOf(await service.close(['a'], user)), ['a failed unauthorized']);
    assert.equal(api.calls.length, 1);
  });

  it('may send a renewed token again when the service is busy then', async () => {
    const { service, api, given, clock } = setupService();
    await given({ key: 'a' });
    api.closes.push(
      failed('unauthorized', { mayRetry: true }),
      failed('badGateway', { mayRetry: true }),
    );
    const closing = service.close(['a'], user);
    await clock.runUntilIdle();
    assert.deepEqual(outcomesOf(await closing), ['a closed']);
    assert.deepEqual(
      api.calls.map(({ token, newConnection }) => [token.value, newConnection]),
      [
        ['token-1', false],
        ['token-2', true],
        ['token-2', true],
      ],
    );
  });

  it('sends no sandbox token to Graph and no Graph token to a sandbox', async () => {
    const { service, api, tokens, given } = setupService();
    await given({ key: 'a' }, { key: 'b', target: aSandbox() });
    const ask = tokens.getAccessToken.bind(tokens);
    tokens.getAccessToken = (request) =>
      ask({ ...request, target: request.target.cloud === 'sandbox' ? globalGraph : aSandbox() });
    assert.deepEqual(outcomesOf(await service.close(['a', 'b'], user)), [
      'a failed accessTokenForOtherAudience',
      'b failed accessTokenForOtherAudience',
    ]);
    assert.equal(api.calls.length, 0);
  });
});

describe('SessionCloser: cancelling', () => {
  it('finishes the requests that are under way and sends no more', async () => {
    const { service, api, given, listed } = setupService();
    const address = addressOfIds({ driveId: 'd', itemId: 'shared' });
    await given({ key: 'a', address }, { key: 'b', address });
    const answer = new Deferred<Attempt<void>>();
    api.closes.push(() => answer.promise);
    const controller = new AbortController();
    const closing = service.close(['a', 'b'], { ...user, signal: controller.signal });
    await settle();
    controller.abort();
    await settle();
    assert.equal(listed('a')?.status, 'closing');
    answer.resolve(done());
    assert.deepEqual(outcomesOf(await closing), ['a closed', 'b cancelled']);
    assert.deepEqual([listed('b')?.status, listed('b')?.failure], ['maybeExpired', undefined]);
  });

  it('does not wait for an open sign-in dialog, and opens no other', async () => {
    const { service, api, tokens, given } = setupService();
    await given({ key: 'a', account: anAccount('ada') }, { key: 'b', account: anAccount('bob') });
    tokens.gate = new Deferred().promise;
    const controller = new AbortController();
    const closing = service.close(['a', 'b'], { ...user, signal: controller.signal });
    await settle();
    controller.abort();
    assert.deepEqual(outcomesOf(await closing), ['a cancelled', 'b cancelled']);
    assert.deepEqual([tokens.requests.length, api.calls.length], [1, 0]);
  });

  it('asks and sends nothing for a command that ended before it began', async () => {
    const { service, api, tokens, given } = setupService();
    await given({ key: 'a' });
    const options = { ...user, signal: AbortSignal.abort() };
    assert.deepEqual(outcomesOf(await service.close(['a'], options)), ['a cancelled']);
    assert.equal(tokens.requests.length + api.calls.length, 0);
  });

  it('asks and sends nothing after the window closes', async () => {
    const { commands, service, api, tokens, given } = setupService();
    await given({ key: 'a' });
    commands.dispose();
    assert.deepEqual(outcomesOf(await service.close(['a'], user)), ['a cancelled']);
    assert.equal(tokens.requests.length + api.calls.length, 0);
  });

  it('keeps the reason of the last failure when the next try is cancelled', async () => {
    const { service, api, given, listed } = setupService();
    await given({ key: 'a' });
    api.closes.push(failed('locked'));
    await service.close(['a'], user);
    await service.close(['a'], { ...user, signal: AbortSignal.abort() });
    assert.equal(listed('a')?.failure?.code, 'locked');
  });
});

describe('SessionCloser: addresses', () => {
  it('resolves an address without IDs first, and remembers the IDs', async () => {
    const { service, api, given, listed } = setupService();
    await given({ key: 'a', address: byUser });
    api.closes.push(failed('locked'));
    await service.close(['a'], user);
    await service.close(['a'], user);
    assert.deepEqual(
      api.calls.map(({ method, address }) => [method, address]),
      [
        ['find', byUser],
        ['close', addressOfIds({ driveId: 'found-drive', itemId: 'found-item' })],
        ['close', addressOfIds({ driveId: 'found-drive', itemId: 'found-item' })],
      ],
    );
    assert.equal(listed('a'), undefined);
  });

  it('closes by the original address when it cannot be resolved', async () => {
    const { service, api, given } = setupService();
    await given({ key: 'a', address: byUser });
    api.finds.push(failed('accessDenied'));
    assert.deepEqual(outcomesOf(await service.close(['a'], user)), ['a closed']);
    assert.deepEqual(api.calls.at(-1)?.address, byUser);
  });

  const slowly = (clock: ManualClock) => async (call: FakeCall) => {
    await clock.delay(call.timeoutMs);
    return failed('timedOut', { mayRetry: true })();
  };

  it('closes by the original address when the lookup hangs', async () => {
    const { service, api, given, clock } = setupService();
    await given({ key: 'a', address: byUser });
    api.finds.push(...Array<ReturnType<typeof slowly>>(4).fill(slowly(clock)));
    const closing = service.close(['a'], user);
    assert.equal(await clock.runUntilIdle(), lookupLimitMs);
    assert.deepEqual(outcomesOf(await closing), ['a closed']);
    assert.deepEqual(
      api.calls.map(({ method, address }) => [method, address]),
      [
        ['find', byUser],
        ['close', byUser],
      ],
    );
  });

  it('gives lookup and close two minutes together', async () => {
    const { service, api, given, clock } = setupService();
    await given({ key: 'a', address: byUser });
    const slow = slowly(clock);
    api.finds.push(slow);
    api.closes.push(slow, slow, slow, slow);
    const closing = service.close(['a'], user);
    assert.equal(await clock.runUntilIdle(), commandLimitMs);
    assert.deepEqual(outcomesOf(await closing), ['a failed timedOut']);
  });
});

describe('SessionCloser: meanwhile', () => {
  it('forgets a session that is being closed, whatever the answer', async () => {
    const { service, api, given, store } = setupService();
    await given({ key: 'a' });
    const answer = new Deferred<Attempt<void>>();
    api.closes.push(() => answer.promise);
    const closing = service.close(['a'], user);
    await settle();
    service.forget(['a']);
    answer.resolve(failed('locked')());
    assert.deepEqual(outcomesOf(await closing), ['a failed locked']);
    assert.deepEqual([service.sessions(), store.disk.records.size], [[], 0]);
  });

  it('goes on when another window removes the session', async () => {
    const { service, api, given, store, list } = setupService();
    await given({ key: 'a' });
    api.closes.push(async () => {
      store.disk.records.delete('a');
      await list.reload();
      return failed('sessionGone', { isSessionDead: true })();
    });
    assert.deepEqual(outcomesOf(await service.close(['a'], user)), ['a alreadyGone sessionGone']);
  });

  it('leaves no row as closing, whatever the answer', async () => {
    const { service, api, given } = setupService();
    await given({ key: 'a' }, { key: 'b' }, { key: 'c' });
    api.closes.push(failed('locked'), () => {
      throw new TypeError('bug');
    });
    await service.close(['a', 'b', 'c'], user);
    assert.deepEqual(
      service.sessions().map(({ key, status }) => [key, status]),
      [
        ['a', 'closeFailed'],
        ['b', 'closeFailed'],
      ],
    );
  });
});

function textOf(outcome: CloseOutcome): string {
  const code = 'code' in outcome ? [outcome.code] : [];
  return [outcome.key, outcome.outcome, ...code].join(' ');
}

function outcomesOf(outcomes: readonly CloseOutcome[]): readonly string[] {
  return outcomes.map(textOf);
}

describe('SessionCloser: several windows', () => {
  const workbook = addressOfIds({ driveId: 'd', itemId: 'i' });

  /** Two windows on the same records and the same claims. */
  const setupWindows = () => {
    const claims = new SharedClaims();
    const core = setupService({ claims: claims.ofWindow() });
    const other = setupService({ claims: claims.ofWindow(), disk: core.store.disk });
    const given = async (...keys: string[]) => {
      for (const key of keys) {
        await core.given({ key, address: workbook });
      }
      await Promise.all([core.list.reload(), other.list.reload()]);
    };
    return { claims, ...core, other, given };
  };

  it('close a session once when both want it closed, and say which one left the list', async () => {
    const { service, api, other, store, given } = setupWindows();
    await given('a', 'b');
    const [outcomes, ofOther] = await Promise.all([
      service.close(['a', 'b'], user),
      other.service.close(['a', 'b'], user),
    ]);
    const closed = [...outcomes, ...ofOther].filter(({ outcome }) => outcome === 'closed');
    const unlisted = [...outcomes, ...ofOther].filter(({ outcome }) => outcome !== 'closed');
    assert.deepEqual(closed.map(({ key }) => key).sort(), ['a', 'b']);
    assert.deepEqual(
      unlisted.map(({ outcome, ...facts }) => [outcome, 'code' in facts ? facts.code : '']),
      Array(2).fill(['failed', 'sessionNotListed']),
    );
    assert.equal(api.calls.length + other.api.calls.length, 2);
    assert.deepEqual([service.sessions(), other.service.sessions()], [[], []]);
    assert.equal(store.disk.records.size, 0);
  });

  it('close a session that the other window could not close', async () => {
    const { service, api, other, given } = setupWindows();
    await given('a');
    api.closes.push(failed('locked'));
    const outcomes = await Promise.all([
      service.close(['a'], user),
      other.service.close(['a'], user),
    ]);
    assert.deepEqual(
      outcomes.flat().map(({ outcome }) => outcome),
      ['failed', 'closed'],
    );
  });

  it('keep the workbook until the record of a closed session is removed', async () => {
    const { service, api, store, claims, given } = setupWindows();
    await given('a');
    const gate = new Deferred<undefined>();
    api.closes.push(() => {
      store.gate = gate.promise;
      return done();
    });
    assert.deepEqual(await service.close(['a'], user), [{ key: 'a', outcome: 'closed' }]);
    await settle();
    assert.equal(claims.held, 1);
    gate.resolve(undefined);
    await settle();
    assert.deepEqual([claims.held, store.disk.records.size], [0, 0]);
  });

  it('leave a session open if its close is cancelled while the other has the workbook', async () => {
    const { service, api, other, given, listed } = setupWindows();
    await given('a', 'b');
    const answer = new Deferred<Attempt<void>>();
    other.api.closes.push(() => answer.promise);
    const closing = other.service.close(['b'], user);
    await settle();
    const { signal, cancel } = cancellation();
    const waiting = service.close(['a'], { ...user, signal });
    await settle();
    cancel();
    assert.deepEqual(await waiting, [{ key: 'a', outcome: 'cancelled' }]);
    assert.deepEqual([api.calls, listed('a')?.status], [[], 'maybeExpired']);
    answer.resolve({ ok: true, value: undefined });
    await closing;
  });

  it('refresh no session that the other window closed meanwhile', async () => {
    const { service, api, other, given } = setupWindows();
    await given('a');
    const [closed, refreshed] = await Promise.all([
      other.service.close(['a'], user),
      service.refresh(['a'], user),
    ]);
    assert.equal(closed[0]?.outcome, 'closed');
    assert.deepEqual(refreshed, [{ key: 'a', outcome: 'failed', code: 'sessionNotListed' }]);
    assert.deepEqual([api.calls, service.sessions()], [[], []]);
  });
});

function cancellation(): { signal: AbortSignal; cancel: () => void } {
  const controller = new AbortController();
  return {
    signal: controller.signal,
    cancel: () => {
      controller.abort();
    },
  };
}
