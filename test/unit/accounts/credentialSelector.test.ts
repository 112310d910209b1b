import assert from 'node:assert/strict';
import { CredentialSelector } from '../../../src/accounts/credentialSelector';
import { PastedCredential } from '../../../src/accounts/pastedCredential';
import { sandboxToken } from '../../../src/base/sandboxToken';
import { WorkbookSessionError } from '../../../src/model/errors';
import type { SignInMethod } from '../../../src/model/signInMethod';
import type { Account, GraphTarget } from '../../../src/model/workbookSession';
import { anAccount, aSandbox, globalGraph } from '../../builders';
import { FakeCredential } from '../../fakes/fakeCredential';
import { ManualClock } from '../../fakes/manualClock';
import { aToken } from './jwt';

function setup() {
  const clock = new ManualClock();
  const pasted = new PastedCredential(clock, () => 'global');
  const signedIn = new FakeCredential();
  const msal = new FakeCredential();
  msal.fixedToken = 'token of msal';
  const setting: { method: SignInMethod } = { method: 'vscode' };
  const selector = new CredentialSelector(pasted, { vscode: signedIn, msal }, () => setting.method);
  const ask = (target: GraphTarget = globalGraph) =>
    selector.getAccessToken({ target, account: anAccount('ada'), interactive: true });
  return { clock, pasted, signedIn, msal, setting, selector, ask };
}

describe('The credential in use', () => {
  it('is the signed-in account, which gets the same request', async () => {
    const { signedIn, ask } = setup();
    assert.equal((await ask()).value, 'token-1');
    assert.deepEqual(signedIn.requests, [
      { target: globalGraph, account: anAccount('ada'), interactive: true },
    ]);
  });

  it('follows the sign-in method in the settings', async () => {
    const { signedIn, msal, setting, ask } = setup();
    setting.method = 'msal';
    assert.equal((await ask()).value, 'token of msal');
    assert.deepEqual([signedIn.requests.length, msal.requests.length], [0, 1]);
    setting.method = 'vscode';
    assert.equal((await ask()).value, 'token-1');
    assert.deepEqual([signedIn.requests.length, msal.requests.length], [1, 1]);
  });

  it('is the pasted token until the user forgets it', async () => {
    const { pasted, signedIn, ask } = setup();
    const value = aToken();
    pasted.use(value);
    assert.equal((await ask()).value, value);
    assert.equal(signedIn.requests.length, 0);
    pasted.forget();
    assert.equal((await ask()).value, 'token-1');
  });

  describe('after a pasted token has expired', () => {
    const ended = new WorkbookSessionError('accessTokenExpired');
    const end = async () => {
      const parts = setup();
      parts.pasted.use(aToken());
      await parts.clock.advance(3600 * 1000);
      return parts;
    };
    const ofAccountInUse = { target: globalGraph };
    const ada = anAccount('ada');

    it('stays the same until the user acts, whatever is requested', async () => {
      const { pasted, selector, signedIn } = await end();
      for (const interactive of [false, true, false, true]) {
        const asked = { ...ofAccountInUse, interactive };
        await assert.rejects(selector.getAccessToken(asked), ended);
      }
      assert.deepEqual(signedIn.requests, []);
      pasted.forget();
      const { value } = await selector.getAccessToken({ ...ofAccountInUse, interactive: false });
      assert.equal(value, 'token-1');
    });

    it('gives way to the requested account if that account is signed in, without a dialog', async () => {
      const { selector, signedIn } = await end();
      for (const account of [ada, anAccount('grace')]) {
        const asked = { target: globalGraph, account, interactive: true };
        assert.deepEqual((await selector.getAccessToken(asked)).account, account);
      }
      assert.deepEqual(signedIn.interactiveFlags, [false, false]);
    });

    it('gives no token if the requested account isn’t signed in, and says why', async () => {
      const { selector, signedIn } = await end();
      const grace = anAccount('grace');
      const of = (account: Account) =>
        selector.getAccessToken({ target: globalGraph, account, interactive: true });
      for (const code of ['accountUnavailable', 'signInRequired', 'clientIdMissing'] as const) {
        signedIn.refusals.set(ada.id, code).set(grace.id, code);
        await assert.rejects(of(ada), ended);
        const unavailable = { accountLabel: grace.label };
        await assert.rejects(
          of(grace),
          new WorkbookSessionError('accountUnavailable', unavailable),
        );
      }
    });

    it('may open a dialog for a claims challenge to the requested account', async () => {
      const { selector, signedIn } = await end();
      const asked = { target: globalGraph, account: ada, interactive: true, claims: '{}' };
      assert.deepEqual((await selector.getAccessToken(asked)).account, ada);
      assert.deepEqual(signedIn.requests, [asked]);
      signedIn.claimsRefusal = 'signInCancelled';
      const refused = new WorkbookSessionError('signInCancelled');
      await assert.rejects(selector.getAccessToken(asked), refused);
    });
  });

  it('is the sign-in method that the user chooses, whatever was in use', async () => {
    const { pasted, selector, signedIn, msal } = setup();
    pasted.use(aToken());
    const request = { target: globalGraph, interactive: true };
    for (const [signIn, value] of [
      ['msal', 'token of msal'],
      ['vscode', 'token-1'],
    ] as const) {
      assert.equal((await selector.getAccessToken({ ...request, signIn })).value, value);
    }
    assert.deepEqual([signedIn.requests.length, msal.requests.length], [1, 1]);
    // It is given up when the user has signed in, which is not for this part to say.
    assert.equal((await selector.getAccessToken(request)).value, aToken());
  });

  it('for a sandbox is the fake token, whatever else there is', async () => {
    const { pasted, signedIn, ask } = setup();
    pasted.use(aToken());
    assert.deepEqual(await ask(aSandbox()), {
      value: sandboxToken,
      account: { id: 'sandbox', label: 'Sandbox' },
      audience: 'sandbox',
    });
    assert.equal(signedIn.requests.length, 0);
  });

  it('fires its event when any credential changes', () => {
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
