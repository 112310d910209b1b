import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import { PastedCredential } from '../../../src/accounts/pastedCredential';
import { WorkbookSessionError } from '../../../src/model/errors';
import type { AccessTokenRequest } from '../../../src/model/ports';
import type { GraphCloud } from '../../../src/model/workbookSession';
import { anAccount, globalGraph } from '../../builders';
import { ManualClock } from '../../fakes/manualClock';
import { settle } from '../../fakes/settle';
import { aToken, someClaims } from './jwt';

const account = anAccount('ada');
const facts = { account, expiresAt: someClaims.exp * 1000 };
const opaque = 'EwBwA8l6BAAUO9chh8cJscQLmU';

function setup() {
  const clock = new ManualClock();
  let cloudInUse: GraphCloud = 'global';
  const provider = new PastedCredential(clock, () => cloudInUse);
  let changes = 0;
  provider.onDidChangeAccounts(() => (changes += 1));
  const ask = (change: Partial<AccessTokenRequest> = {}) =>
    provider.getAccessToken({ target: globalGraph, interactive: false, ...change });
  const useCloud = (cloud: GraphCloud) => (cloudInUse = cloud);
  /** True while the holder has this text anywhere. */
  const holds = (text: string) => inspect(provider, { depth: 5 }).includes(text);
  return { clock, provider, ask, useCloud, holds, changes: () => changes };
}

describe('The credential of a pasted access token', () => {
  it('has no token at first', async () => {
    const { provider, ask } = setup();
    assert.equal(provider.current(), undefined);
    await assert.rejects(ask(), new WorkbookSessionError('signInRequired'));
  });

  it('reads a token without using it', () => {
    const { provider, changes } = setup();
    assert.deepEqual(provider.read(aToken()), facts);
    assert.throws(() => provider.read('x'), new WorkbookSessionError('invalidAccessToken'));
    assert.deepEqual([provider.current(), changes()], [undefined, 0]);
  });

  it('gives out the token from its use until the user forgets it', async () => {
    const { provider, ask, changes } = setup();
    const value = aToken();
    assert.deepEqual(provider.use(`Bearer ${value}`), facts);
    assert.deepEqual(provider.current(), facts);
    assert.deepEqual(await ask(), { value, account, audience: 'graph' });
    assert.deepEqual(await ask({ account }), { value, account, audience: 'graph' });
    provider.forget();
    assert.equal(provider.current(), undefined);
    await assert.rejects(ask(), new WorkbookSessionError('signInRequired'));
    assert.equal(changes(), 2);
  });

  it('keeps the token in use when another one is rejected', async () => {
    const { provider, ask } = setup();
    provider.use(opaque);
    assert.throws(() => provider.use('x'), new WorkbookSessionError('invalidAccessToken'));
    assert.equal((await ask()).value, opaque);
  });

  it('drops the token when it expires, and reports that until the user acts', async () => {
    const { clock, provider, ask, changes, holds } = setup();
    const value = aToken();
    provider.use(value);
    await clock.advance(3600 * 1000 - 1);
    await ask();
    assert.deepEqual([holds(value), provider.hasEnded(), changes()], [true, false, 1]);
    await clock.advance(1);
    assert.deepEqual([holds(value), provider.hasEnded(), changes()], [false, true, 2]);
    for (const interactive of [false, true, false]) {
      await assert.rejects(ask({ interactive }), new WorkbookSessionError('accessTokenExpired'));
    }
    assert.deepEqual([provider.current(), changes()], [facts, 2]);
    provider.forget();
    assert.deepEqual([provider.current(), provider.hasEnded()], [undefined, false]);
    await assert.rejects(ask(), new WorkbookSessionError('signInRequired'));
  });

  it('drops the token with the next request if the machine slept when it expired', async () => {
    const { clock, provider, ask, holds } = setup();
    const value = aToken();
    provider.use(value);
    clock.sleep(3600 * 1000);
    await assert.rejects(ask(), new WorkbookSessionError('accessTokenExpired'));
    assert.equal(holds(value), false);
  });

  it('waits only for the expiry of the token in use', async () => {
    const { clock, provider, ask } = setup();
    provider.use(aToken());
    const later = aToken({ ...someClaims, exp: someClaims.exp + 60 });
    provider.use(later);
    await clock.advance(3600 * 1000);
    assert.equal((await ask()).value, later);
    provider.use(opaque);
    await settle();
    assert.equal(clock.waits, 0);
    provider.use(later);
    provider.dispose();
    await settle();
    assert.equal(clock.waits, 0);
  });

  it('names the owner of another account’s session even after the token has expired', async () => {
    const { clock, provider, ask } = setup();
    const other = anAccount('bob');
    provider.use(aToken());
    await clock.advance(3600 * 1000);
    const refused = new WorkbookSessionError('accountUnavailable', { accountLabel: other.label });
    await assert.rejects(ask({ account: other }), refused);
    await assert.rejects(ask({ account }), new WorkbookSessionError('accessTokenExpired'));
  });

  it("is never used for another account's session", async () => {
    const { provider, ask } = setup();
    const other = anAccount('bob');
    const refused = new WorkbookSessionError('accountUnavailable', { accountLabel: other.label });
    provider.use(aToken());
    await assert.rejects(ask({ account: other }), refused);
    provider.use(opaque);
    assert.equal((await ask()).account, undefined);
    await assert.rejects(ask({ account: other }), refused);
  });

  it('never goes to a cloud other than the token’s own', async () => {
    const { provider, ask } = setup();
    provider.use(aToken({ ...someClaims, aud: 'https://graph.microsoft.us' }));
    await assert.rejects(ask(), new WorkbookSessionError('accessTokenForOtherAudience'));
    await ask({ target: { cloud: 'usGov' } });
  });

  it('goes to the cloud that was in use at pasting, unless the token names its own', async () => {
    const { provider, ask, useCloud } = setup();
    const ofAnyCloud = aToken({ ...someClaims, aud: '00000003-0000-0000-c000-000000000000' });
    useCloud('usGov');
    for (const value of [opaque, ofAnyCloud]) {
      provider.use(value);
      useCloud('global');
      await assert.rejects(ask(), new WorkbookSessionError('accessTokenForOtherAudience'));
      assert.equal((await ask({ target: { cloud: 'usGov' } })).value, value);
      useCloud('usGov');
    }
    provider.use(aToken());
    assert.equal((await ask()).value, aToken());
    await assert.rejects(
      ask({ target: { cloud: 'usGov' } }),
      new WorkbookSessionError('accessTokenForOtherAudience'),
    );
  });

  it('shows no part of the token', () => {
    const { provider } = setup();
    const shown = JSON.stringify([provider.read(opaque), provider.use(opaque), provider.current()]);
    assert.ok(!shown.includes(opaque));
  });
});
