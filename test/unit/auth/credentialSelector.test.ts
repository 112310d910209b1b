import assert from 'node:assert/strict';
import { CredentialSelector } from '../../../src/auth/credentialSelector';
import { PastedAccessTokenProvider } from '../../../src/auth/pastedAccessTokenProvider';
import { sandboxToken } from '../../../src/base/sandboxToken';
import { WorkbookSessionError } from '../../../src/core/errors';
import type { SignInMethod } from '../../../src/core/signInMethod';
import type { GraphTarget } from '../../../src/core/workbookSession';
import { anAccount, aSandbox, globalGraph } from '../../builders';
import { FakeAccessTokenProvider } from '../../fakes/fakeAccessTokenProvider';
import { ManualClock } from '../../fakes/manualClock';
import { aToken } from './jwt';

function setup() {
  const clock = new ManualClock();
  const pasted = new PastedAccessTokenProvider(clock, () => 'global');
  const signedIn = new FakeAccessTokenProvider();
  const msal = new FakeAccessTokenProvider();
  msal.fixedToken = 'token of msal';
  const setting: { method: SignInMethod } = { method: 'vscode' };
  const selector = new CredentialSelector(pasted, { vscode: signedIn, msal }, () => setting.method);
  const ask = (target: GraphTarget = globalGraph) =>
    selector.getAccessToken({ target, account: anAccount('ada'), interactive: true });
  return { clock, pasted, signedIn, msal, setting, selector, ask };
}

describe('The credential', () => {
  it('is that of the account signed in, asked as we were asked', async () => {
    const { signedIn, ask } = setup();
    assert.equal((await ask()).value, 'token-1');
    assert.deepEqual(signedIn.requests, [
      { target: globalGraph, account: anAccount('ada'), interactive: true },
    ]);
  });

  it('is that of the way to sign in that the settings name at the time', async () => {
    const { signedIn, msal, setting, ask } = setup();
    setting.method = 'msal';
    assert.equal((await ask()).value, 'token of msal');
    assert.deepEqual([signedIn.requests.length, msal.requests.length], [0, 1]);
    setting.method = 'vscode';
    assert.equal((await ask()).value, 'token-1');
    assert.deepEqual([signedIn.requests.length, msal.requests.length], [1, 1]);
  });

  it('is the pasted token before any other, until it is forgotten', async () => {
    const { pasted, signedIn, ask } = setup();
    const value = aToken();
    pasted.use(value);
    assert.equal((await ask()).value, value);
    assert.equal(signedIn.requests.length, 0);
    pasted.forget();
    assert.equal((await ask()).value, 'token-1');
  });

  it('says that the pasted token has ended before it goes back to the account', async () => {
    const { clock, pasted, ask } = setup();
    pasted.use(aToken());
    await clock.advance(3600 * 1000);
    await assert.rejects(ask(), new WorkbookSessionError('accessTokenExpired'));
    assert.equal((await ask()).value, 'token-1');
  });

  it('of a sandbox is the fake one, whatever there is', async () => {
    const { pasted, signedIn, ask } = setup();
    pasted.use(aToken());
    assert.deepEqual(await ask(aSandbox()), {
      value: sandboxToken,
      account: { id: 'sandbox', label: 'Sandbox' },
      audience: 'sandbox',
    });
    assert.equal(signedIn.requests.length, 0);
  });

  it('tells when any of them changes', () => {
    const { pasted, signedIn, msal, selector } = setup();
    let changes = 0;
    selector.onDidChangeAccounts(() => (changes += 1));
    pasted.use(aToken());
    pasted.forget();
    signedIn.changeAccounts();
    msal.changeAccounts();
    assert.equal(changes, 4);
  });
});
