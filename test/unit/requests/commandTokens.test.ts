import type { Principal } from '../../../src/model/workbookSession';
import assert from 'node:assert/strict';
import { Deferred } from '../../../src/base/deferred';
import { CommandTokens, principalKey, tokenUseLimitMs } from '../../../src/requests/commandTokens';
import { WorkbookSessionError, type ErrorCode } from '../../../src/model/errors';
import { aSandbox, anAccount, globalGraph } from '../../builders';
import { FakeCredential } from '../../fakes/fakeCredential';
import { ManualClock } from '../../fakes/manualClock';
import { settle } from '../../fakes/settle';

const ada = { target: globalGraph, account: anAccount('ada') };
const bob = { target: globalGraph, account: anAccount('bob') };
const current = { target: globalGraph };
const claims = '{"access_token":{"nbf":{"essential":true,"value":"1700000000"}}}';

function setup({ interactive = true } = {}) {
  const provider = new FakeCredential();
  const clock = new ManualClock();
  const ending = new AbortController();
  const tokens = new CommandTokens(provider, clock, interactive, ending.signal, ending.signal);
  const value = async (owner: Principal) => (await tokens.get(owner)).value;
  return { provider, clock, tokens, value, ending };
}

const isError = (code: ErrorCode) => (error: unknown) =>
  error instanceof WorkbookSessionError && error.code === code;

describe('CommandTokens', () => {
  it('asks once for each principal, however many requests ask at once', async () => {
    const { provider, value } = setup();
    const values = await Promise.all([value(ada), value(ada), value(bob)]);
    values.push(await value(ada));
    assert.deepEqual(values, ['token-1', 'token-1', 'token-2', 'token-1']);
    assert.equal(provider.requests.length, 2);
  });

  it('keeps tokens of different permissions apart', async () => {
    const { provider, value } = setup();
    provider.accountInUse = ada.account;
    const allFiles = { ...current, permissions: 'allFiles' } as const;
    const values = [await value(current), await value(allFiles), await value(ada)];
    values.push(await value({ ...ada, permissions: 'allFiles' }));
    assert.deepEqual(values, ['token-1', 'token-2', 'token-1', 'token-2']);
    assert.deepEqual(
      provider.requests.map(({ permissions }) => permissions),
      [undefined, 'allFiles'],
    );
  });

  it('passes on the account if it is known', async () => {
    const { provider, value } = setup();
    await value(ada);
    await value(current);
    assert.deepEqual(
      provider.requests.map(({ account }) => account?.id),
      [ada.account.id, undefined],
    );
  });

  it('uses the token of the account in use for requests that name that account too', async () => {
    const { provider, value } = setup();
    provider.accountInUse = ada.account;
    assert.equal(await value(current), await value(ada));
    assert.equal(provider.requests.length, 1);
  });

  it('uses a token for one minute after it arrived, however long the dialog took', async () => {
    const { provider, clock, value } = setup();
    const dialog = new Deferred<undefined>();
    provider.gate = dialog.promise;
    const first = value(ada);
    await clock.advance(5 * 60_000);
    dialog.resolve(undefined);
    assert.equal(await first, 'token-1');
    await clock.advance(tokenUseLimitMs - 1);
    assert.equal(await value(ada), 'token-1');
    await clock.advance(1);
    assert.equal(await value(ada), 'token-2');
  });

  it('uses a token no longer than that when the clock is set back', async () => {
    const { clock, value } = setup();
    await value(ada);
    clock.adjust(-3_600_000);
    await clock.advance(tokenUseLimitMs);
    assert.equal(await value(ada), 'token-2');
  });

  it('knows how long a token may be used', async () => {
    const { clock, tokens } = setup();
    const token = await tokens.get(ada);
    await clock.advance(tokenUseLimitMs - 1);
    assert.equal(tokens.isUsable(token), true);
    await clock.advance(1);
    assert.equal(tokens.isUsable(token), false);
  });

  it('stops using a token that was rejected, and every token when accounts change', async () => {
    const { provider, tokens } = setup();
    const [his, hers] = [await tokens.get(bob), await tokens.get(ada)];
    await tokens.renew(ada, hers);
    assert.deepEqual([tokens.isUsable(his), tokens.isUsable(hers)], [true, false]);
    provider.changeAccounts();
    assert.equal(tokens.isUsable(his), false);
  });

  it('opens dialogs only until the first request goes out', async () => {
    const { provider, tokens, value } = setup();
    await value(ada);
    tokens.closeDialogs();
    await value(bob);
    assert.deepEqual(provider.interactiveFlags, [true, false]);
  });

  it('opens no dialog for a command that must not open one', async () => {
    const { provider, value } = setup({ interactive: false });
    await value(ada);
    assert.deepEqual(provider.interactiveFlags, [false]);
  });

  it('drops every token when accounts change', async () => {
    const { provider, value } = setup();
    await value(ada);
    provider.changeAccounts();
    assert.equal(await value(ada), 'token-2');
  });

  it('asks again after a failed sign-in', async () => {
    const { provider, value } = setup();
    provider.refusals.set(ada.account.id, 'signInRequired');
    await assert.rejects(value(ada), isError('signInRequired'));
    provider.refusals.clear();
    assert.equal(await value(ada), 'token-2');
  });

  it('keeps a newer token when an older sign-in fails late', async () => {
    const { provider, value } = setup();
    const late = new Deferred<undefined>();
    provider.gate = late.promise;
    const old = value(ada);
    await settle();
    provider.changeAccounts();
    provider.gate = undefined;
    assert.equal(await value(ada), 'token-2');
    provider.refusals.set(ada.account.id, 'signInCancelled');
    late.resolve(undefined);
    await assert.rejects(old, isError('signInCancelled'));
    assert.equal(await value(ada), 'token-2');
  });

  it('asks for one new token, however many requests were rejected with the old one', async () => {
    const { tokens, value, provider } = setup();
    const refused = await tokens.get(ada);
    assert.equal((await tokens.renew(ada, refused))?.value, 'token-2');
    assert.equal((await tokens.renew(ada, refused))?.value, 'token-2');
    assert.equal(await value(ada), 'token-2');
    assert.equal(provider.requests.length, 2);
  });

  it('tells only the credential which token was rejected', async () => {
    const { tokens, provider } = setup();
    const refused = await tokens.get(ada);
    await tokens.renew(ada, refused);
    await tokens.get(bob);
    assert.deepEqual(
      provider.requests.map((request) => request.refused),
      [undefined, refused.value, undefined],
    );
  });

  it('has no other token when the credential returns the rejected one', async () => {
    const { tokens, provider } = setup();
    provider.fixedToken = 'the-same-token';
    assert.equal(await tokens.renew(ada, await tokens.get(ada)), undefined);
  });

  it('opens a dialog for a claims challenge even after requests were sent', async () => {
    const { tokens, provider, ending } = setup();
    provider.accountInUse = ada.account;
    const refused = await tokens.get(current);
    tokens.closeDialogs();
    assert.equal((await tokens.renew(current, refused, claims))?.value, 'token-2');
    assert.equal(await tokens.get(current).then(({ value }) => value), 'token-2');
    const { signal } = ending;
    const asking = { account: ada.account, claims, interactive: true, signal };
    assert.deepEqual(provider.requests[1], { target: globalGraph, ...asking });
  });

  it('opens one dialog, however many claims challenges there are', async () => {
    const { tokens, provider } = setup();
    const refused = await tokens.get(ada);
    const renewed = await Promise.all([
      tokens.renew(ada, refused, claims),
      tokens.renew(ada, refused, '{"access_token":{}}'),
      tokens.renew(ada, refused),
    ]);
    assert.deepEqual(
      renewed.map((token) => token?.value),
      ['token-2', 'token-2', 'token-2'],
    );
    provider.fixedToken = 'token-2';
    assert.equal(await tokens.renew(ada, renewed[0]!, claims), undefined);
    assert.deepEqual(
      provider.requests.map((request) => request.claims),
      [undefined, claims, undefined],
    );
  });

  it('opens the dialog even if a token without the claims arrived meanwhile', async () => {
    const { tokens, provider, clock } = setup();
    const refused = await tokens.get(ada);
    await clock.advance(tokenUseLimitMs);
    const newer = await tokens.get(ada);
    assert.equal((await tokens.renew(ada, refused, claims))?.value, 'token-3');
    assert.notEqual(newer.value, refused.value);
    assert.equal(provider.requests.at(-1)?.claims, claims);
  });

  it('ends later requests the same way when that dialog fails', async () => {
    const { tokens, provider } = setup();
    const refused = await tokens.get(ada);
    provider.refusals.set(ada.account.id, 'signInCancelled');
    await assert.rejects(tokens.renew(ada, refused, claims), isError('moreSignInRequired'));
    await assert.rejects(tokens.renew(ada, refused, claims), isError('moreSignInRequired'));
    assert.equal(provider.requests.length, 2);
  });

  it('keeps the reason why the claims could not be met', async () => {
    const { tokens, provider } = setup();
    const refused = await tokens.get(ada);
    provider.refusals.set(ada.account.id, 'consentRefused');
    await assert.rejects(tokens.renew(ada, refused, claims), isError('consentRefused'));
  });

  it('opens no dialog for a claims challenge in a command that must not open one', async () => {
    const { tokens, provider } = setup({ interactive: false });
    await tokens.renew(ada, await tokens.get(ada), claims);
    assert.deepEqual(provider.interactiveFlags, [false, false]);
  });

  it('tells the credential when the command ends, so that no dialog opens later', async () => {
    const { provider, value, ending } = setup();
    await value(ada);
    const [asked] = provider.requests;
    assert.equal(asked?.signal?.aborted, false);
    ending.abort();
    assert.equal(asked.signal.aborted, true);
  });

  it('stops waiting when the command ends, and asks nothing afterwards', async () => {
    const { provider, value, ending } = setup();
    provider.gate = new Deferred().promise;
    const waiting = value(ada);
    await settle();
    ending.abort();
    await assert.rejects(waiting, isError('cancelled'));
    await assert.rejects(value(bob), isError('cancelled'));
    assert.equal(provider.requests.length, 1);
  });

  it('leaves no unhandled rejection when nothing waits for a failed sign-in', async () => {
    const unhandled: unknown[] = [];
    const note = (reason: unknown) => unhandled.push(reason);
    process.on('unhandledRejection', note);
    const { provider, value, ending } = setup();
    const dialog = new Deferred<undefined>();
    provider.gate = dialog.promise;
    provider.refusals.set(ada.account.id, 'signInCancelled');
    const waiting = value(ada);
    ending.abort();
    await assert.rejects(waiting);
    dialog.resolve(undefined);
    await settle();
    process.off('unhandledRejection', note);
    assert.deepEqual(unhandled, []);
  });

  it('stops listening to account changes when the command ends', async () => {
    const { provider, tokens, value } = setup();
    tokens.dispose();
    await value(ada);
    provider.changeAccounts();
    assert.equal(await value(ada), 'token-1');
  });
});

describe('principalKey', () => {
  it('differs for each cloud, sandbox, and account, and for nothing else', () => {
    const keys = [
      ada,
      bob,
      current,
      { target: { cloud: 'usGov' as const } },
      { target: aSandbox('one') },
      { target: aSandbox('two') },
    ].map(principalKey);
    assert.equal(new Set(keys).size, keys.length);
    const renamed = { ...ada, account: { ...ada.account, label: 'renamed' } };
    assert.equal(principalKey(renamed), principalKey(ada));
  });
});
