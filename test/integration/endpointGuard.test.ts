import assert from 'node:assert/strict';
import { Emitter } from '../../src/base/event';
import type { AccessTokenRequest } from '../../src/model/ports';
import { EndpointGuard } from '../../src/accounts/ui/endpointGuard';
import { aSandbox, globalGraph } from '../builders';
import { FakeCredential } from '../fakes/fakeCredential';

const silently: AccessTokenRequest = { target: globalGraph, interactive: false };

describe('EndpointGuard', () => {
  const setup = (endpoint: string) => {
    const credential = new FakeCredential();
    const changes = new Emitter<undefined>();
    const settings = { graphEndpoint: () => endpoint, onDidChange: changes.event };
    const guard = new EndpointGuard(credential, settings);
    return { credential, changes, guard };
  };

  it('asks nothing while requests go to Graph itself', async () => {
    const { credential, guard } = setup('');
    assert.equal((await guard.getAccessToken(silently)).value, 'token-1');
    assert.deepEqual(credential.requests, [silently]);
  });

  it('gives no token to a local address that the user was not asked about', async () => {
    const { credential, guard } = setup('http://127.0.0.1:1');
    await assert.rejects(guard.getAccessToken(silently), { code: 'endpointNotConfirmed' });
    assert.deepEqual(credential.requests, []);
  });

  it('hands out no token when the question was not answered with yes', async () => {
    const { credential, guard } = setup('http://127.0.0.1:1');
    const request = { ...silently, interactive: true };
    // A test run refuses dialogs: nobody has agreed then.
    const refusal = /refused to show dialog.*Send your access token to http:\/\/127\.0\.0\.1:1\?/s;
    await assert.rejects(guard.getAccessToken(request), refusal);
    assert.deepEqual(credential.requests, []);
  });

  it('asks nothing for a command that has ended', async () => {
    const { credential, guard } = setup('http://127.0.0.1:1');
    const request = { ...silently, interactive: true, signal: AbortSignal.abort() };
    await assert.rejects(guard.getAccessToken(request), { code: 'cancelled' });
    assert.deepEqual(credential.requests, []);
  });

  it('asks nothing for the sandbox, which gets a fake token', async () => {
    const { guard } = setup('http://127.0.0.1:1');
    const request = { ...silently, target: aSandbox() };
    assert.equal((await guard.getAccessToken(request)).audience, 'sandbox');
  });

  it('reports that tokens must be dropped when an account or a setting changes', () => {
    const { credential, changes, guard } = setup('');
    const told: unknown[] = [];
    guard.onDidChangeAccounts((change) => told.push(change));
    credential.changeAccounts();
    changes.fire(undefined);
    assert.equal(told.length, 2);
    guard.dispose();
    credential.changeAccounts();
    changes.fire(undefined);
    assert.equal(told.length, 2);
  });
});
