import assert from 'node:assert/strict';
import { Deferred } from '../../../src/base/deferred';
import { CommandTokens, tokenUseLimitMs } from '../../../src/requests/commandTokens';
import type { Attempt, CallContext } from '../../../src/model/ports';
import { Deadline } from '../../../src/requests/deadline';
import { RequestScheduler } from '../../../src/requests/requestScheduler';
import type { Account } from '../../../src/model/workbookSession';
import { aSandbox, anAccount, globalGraph } from '../../builders';
import { FakeCredential } from '../../fakes/fakeCredential';
import { ManualClock } from '../../fakes/manualClock';
import { openClaims } from '../../fakes/openClaims';
import { RecordingLogger } from '../../fakes/recordingLogger';
import { settle } from '../../fakes/settle';

const inQueue = { keys: [{ key: 'q' }] };

function setup() {
  const clock = new ManualClock();
  const provider = new FakeCredential();
  const logger = new RecordingLogger();
  const ending = new AbortController();
  const { signal } = ending;
  const closing = new AbortController();
  const tokens = new CommandTokens(provider, clock, true, signal, closing.signal);
  const scheduler = new RequestScheduler({
    claims: openClaims,
    clock,
    logger,
    maxParallelRequests: () => 64,
  });
  const scope = { principal: { target: globalGraph }, tokens, deadline: new Deadline() };
  return { clock, provider, logger, ending, closing, tokens, scope, scheduler };
}

/** An attempt that goes on until its own signal ends it. */
function endless({ signal }: CallContext): Promise<Attempt<string>> {
  return new Promise((resolve) => {
    signal.addEventListener('abort', () => {
      resolve({ ok: false, code: 'cancelled', mayRetry: false });
    });
  });
}

describe('The token of a request', () => {
  it('has the permissions that the command needs', async () => {
    const { scheduler, scope, provider } = setup();
    const principal = { target: globalGraph, permissions: 'allFiles' } as const;
    const answer = await scheduler.send({ ...scope, principal }, inQueue, ({ token }) =>
      Promise.resolve({ ok: true, value: token.value }),
    );
    assert.deepEqual(answer, { ok: true, value: 'token-1' });
    assert.equal(provider.requests[0]?.permissions, 'allFiles');
  });

  it('goes out with an attempt that finishes although the command is cancelled', async () => {
    const { scheduler, scope, ending, closing } = setup();
    let isOver = false;
    const sending = scheduler.send(scope, inQueue, endless).finally(() => {
      isOver = true;
    });
    await settle();
    ending.abort();
    await settle();
    assert.equal(isOver, false);
    closing.abort();
    assert.equal((await sending).ok, false);
  });

  it('goes out with an attempt that can be broken off', async () => {
    const { scheduler, scope, ending } = setup();
    const sending = scheduler.send({ ...scope, canBreakOff: true }, inQueue, endless);
    await settle();
    ending.abort();
    const answer = await sending;
    assert.equal(!answer.ok && answer.code, 'cancelled');
  });

  it('is not sent to a Graph that it is not for', async () => {
    const { scheduler, scope, provider } = setup();
    const forSandbox = { ...scope, principal: { target: aSandbox() } };
    provider.getAccessToken = () => Promise.resolve({ value: 'real', audience: 'graph' });
    const answer = await scheduler.send(forSandbox, inQueue, () => assert.fail('nothing is sent'));
    assert.equal(!answer.ok && answer.code, 'accessTokenForOtherAudience');
  });

  it('is sent once it is renewed, even after a pause, and does not count as rejected', async () => {
    const { ending, scope, scheduler, clock, provider } = setup();
    const sent: string[] = [];
    const renewing = new Deferred<undefined>();
    const sending = scheduler.send(scope, inQueue, ({ token }): Promise<Attempt<string>> => {
      sent.push(token.value);
      provider.gate = renewing.promise;
      // From now on the provider has this one.
      provider.fixedToken = 'token-2';
      return Promise.resolve(
        sent.length > 1
          ? { ok: true, value: 'closed' }
          : { ok: false, code: 'unauthorized', mayRetry: true },
      );
    });
    await settle();
    // While the token is renewed another request is told to wait, and everybody with it.
    const pause = { ok: false, code: 'throttled', mayRetry: false, retryAfterMs: 5000 } as const;
    const other = new CommandTokens(
      new FakeCredential(),
      clock,
      true,
      ending.signal,
      ending.signal,
    );
    await scheduler.send({ ...scope, tokens: other }, { keys: [{ key: 'other' }] }, () =>
      Promise.resolve(pause),
    );
    renewing.resolve(undefined);
    await clock.runUntilIdle();
    assert.deepEqual(await sending, { ok: true, value: 'closed' });
    assert.deepEqual(sent, ['token-1', 'token-2']);
  });

  it('takes no slot while its account has to sign in again', async () => {
    const { scope, tokens, provider, logger, clock } = setup();
    const scheduler = new RequestScheduler({
      claims: openClaims,
      clock,
      logger,
      maxParallelRequests: () => 2,
    });
    const [ada, grace] = [anAccount('ada'), anAccount('grace')];
    const of = (account: Account) => ({ ...scope, principal: { target: globalGraph, account } });
    await tokens.get(of(grace).principal);
    const step = new Deferred<undefined>();
    const challenge = { ok: false, code: 'unauthorized', mayRetry: true, claims: '{}' } as const;
    const sent: string[] = [];
    const send = (key: string, account: Account, ...answers: Attempt<string>[]) =>
      scheduler.send(of(account), { keys: [{ key }] }, (): Promise<Attempt<string>> => {
        sent.push(`${account.id} ${key}`);
        provider.gate = step.promise;
        return Promise.resolve(answers.shift() ?? { ok: true, value: key });
      });
    const hers = ['a', 'b', 'c', 'd'].map((key) => send(key, ada, challenge));
    await settle();
    const challenged = sent.length;
    assert.deepEqual(await send('a', grace), { ok: true, value: 'a' });
    assert.deepEqual(await send('e', grace), { ok: true, value: 'e' });
    assert.equal(sent.length, challenged + 2);
    step.resolve(undefined);
    await Promise.all(hers);
  });

  it('is at most a minute old, however long the request waited for a slot', async () => {
    const { scope, logger, clock } = setup();
    const scheduler = new RequestScheduler({
      claims: openClaims,
      clock,
      logger,
      maxParallelRequests: () => 1,
    });
    const sent: string[] = [];
    const send = (key: string, answer: Promise<Attempt<undefined>>) =>
      scheduler.send(scope, { keys: [{ key }] }, ({ token }) => {
        sent.push(token.value);
        return answer;
      });
    const first = new Deferred<Attempt<undefined>>();
    const done = { ok: true, value: undefined } as const;
    const both = [send('a', first.promise), send('b', Promise.resolve(done))];
    await settle();
    await clock.advance(tokenUseLimitMs);
    first.resolve(done);
    await Promise.all(both);
    assert.deepEqual(sent, ['token-1', 'token-2']);
  });

  it("is never another account's when the session's account is known", async () => {
    const { scheduler, scope, provider } = setup();
    const ofAda = { ...scope, principal: { target: globalGraph, account: anAccount('ada') } };
    const account = anAccount('grace');
    provider.getAccessToken = () => Promise.resolve({ value: 'hers', audience: 'graph', account });
    const answer = await scheduler.send(ofAda, inQueue, () => assert.fail('nothing is sent'));
    assert.equal(!answer.ok && answer.code, 'accountUnavailable');
  });

  it("can be a guest's, whose ID in the tenant is the session's account", async () => {
    const { scheduler, scope, provider } = setup();
    const guest = anAccount('ada-as-guest');
    const ofGuest = { ...scope, principal: { target: globalGraph, account: guest } };
    const account = anAccount('ada');
    const token = { value: 'hers', audience: 'graph', account, idInTenant: guest.id } as const;
    provider.getAccessToken = () => Promise.resolve(token);
    const answer = await scheduler.send(ofGuest, inQueue, () =>
      Promise.resolve({ ok: true, value: 1 }),
    );
    assert.deepEqual(answer, { ok: true, value: 1 });
  });

  it("is the sandbox's one token for all sessions there", async () => {
    const { scheduler, scope } = setup();
    const principal = { target: aSandbox(), account: anAccount('ada') };
    const account = { id: 'sandbox', label: 'Sandbox' };
    const provider = new FakeCredential();
    provider.getAccessToken = () => Promise.resolve({ value: 'x', audience: 'sandbox', account });
    const { clock } = setup();
    const tokens = new CommandTokens(
      provider,
      clock,
      true,
      scope.tokens.signal,
      scope.tokens.signal,
    );
    const answer = await scheduler.send({ ...scope, principal, tokens }, inQueue, ({ token }) =>
      Promise.resolve({ ok: true, value: token.value }),
    );
    assert.deepEqual(answer, { ok: true, value: 'x' });
  });
});
