import assert from 'node:assert/strict';
import { LazyCredential, type CredentialWithSignOut } from '../../../src/accounts/lazyCredential';
import type { AccessToken, AccessTokenRequest } from '../../../src/model/ports';
import type { Account } from '../../../src/model/workbookSession';
import { anAccount, globalGraph } from '../../builders';
import { FakeCredential } from '../../fakes/fakeCredential';

const request = { target: globalGraph, interactive: false };

class LoadedCredential implements CredentialWithSignOut {
  private readonly fake = new FakeCredential();
  readonly onDidChangeAccounts = this.fake.onDidChangeAccounts;
  disposals = 0;

  getAccessToken(asked: AccessTokenRequest): Promise<AccessToken> {
    return this.fake.getAccessToken(asked);
  }

  changeAccounts(): void {
    this.fake.changeAccounts();
  }

  signOut(): Promise<readonly Account[]> {
    return Promise.resolve([anAccount()]);
  }

  dispose(): void {
    this.disposals += 1;
  }
}

function setup() {
  const credential = new LoadedCredential();
  const loads: string[] = [];
  const lazy = new LazyCredential(() => {
    loads.push('load');
    return Promise.resolve(credential);
  });
  return { credential, loads, lazy };
}

describe('A lazy credential', () => {
  it('is loaded once, with the first request', async () => {
    const { loads, lazy } = setup();
    assert.deepEqual(loads, []);
    assert.equal((await lazy.getAccessToken(request)).value, 'token-1');
    assert.equal((await lazy.getAccessToken(request)).value, 'token-2');
    assert.deepEqual(await lazy.signOut(), [anAccount()]);
    assert.deepEqual(loads, ['load']);
  });

  it('fires the events of the loaded credential', async () => {
    const { credential, lazy } = setup();
    let changes = 0;
    lazy.onDidChangeAccounts(() => (changes += 1));
    await lazy.getAccessToken(request);
    credential.changeAccounts();
    assert.equal(changes, 1);
  });

  it('is disposed of with the window, even if it finishes loading later', async () => {
    const { credential, lazy } = setup();
    await lazy.getAccessToken(request);
    lazy.dispose();
    assert.equal(credential.disposals, 1);
    const late = setup();
    late.lazy.dispose();
    assert.equal(late.loads.length, 0);
    await late.lazy.getAccessToken(request);
    assert.equal(late.credential.disposals, 1);
  });
});
