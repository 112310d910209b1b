import type { Principal } from '../../../src/model/workbookSession';
import assert from 'node:assert/strict';
import { Emitter } from '../../../src/base/event';
import { WorkbookSessionError, type ErrorCode } from '../../../src/model/errors';
import type { AccessToken, AccessTokenRequest } from '../../../src/model/ports';
import { SignInWatch } from '../../../src/accounts/signInWatch';
import { anAccount, globalGraph } from '../../builders';
import { settle } from '../../fakes/settle';

const ada: Principal = { target: globalGraph, account: anAccount('ada') };
const grace: Principal = { target: globalGraph, account: anAccount('grace') };
const adaInGov: Principal = { target: { cloud: 'usGov' }, account: anAccount('ada') };

const nameOf = ({ target, account }: Principal) => `${target.cloud} ${account?.label ?? 'in use'}`;

function setup() {
  const requests: AccessTokenRequest[] = [];
  const refusals = new Map<string, ErrorCode>();
  const accounts = new Emitter<undefined>();
  const world = { isWatched: true, owners: [] as readonly Principal[] };
  const watch = new SignInWatch({
    tokens: {
      onDidChangeAccounts: accounts.event,
      getAccessToken: (request): Promise<AccessToken> => {
        requests.push(request);
        const code = refusals.get(nameOf(request));
        return code
          ? Promise.reject(new WorkbookSessionError(code))
          : Promise.resolve({ value: 'token', audience: 'graph' });
      },
    },
    target: () => globalGraph,
    isWatched: () => world.isWatched,
    owners: () => world.owners,
  });
  let changes = 0;
  watch.onDidChange(() => (changes += 1));
  return { watch, requests, refusals, accounts, world, changes: () => changes };
}

describe('The sign-in watch', () => {
  it('requests nothing while the view is hidden', async () => {
    const { watch, requests, accounts, world } = setup();
    world.isWatched = false;
    world.owners = [ada, grace];
    await watch.check();
    await watch.checkNewOwners();
    accounts.fire(undefined);
    await settle();
    assert.deepEqual(requests, []);
    assert.deepEqual([watch.state, watch.isUnavailable(ada)], ['unknown', false]);
  });

  it('requests tokens without a dialog for the account in use and for each owner', async () => {
    const { watch, requests, world } = setup();
    world.owners = [ada, adaInGov];
    await watch.check();
    assert.deepEqual(requests.map(nameOf), [
      'global in use',
      'global ada@example.com',
      'usGov ada@example.com',
    ]);
    assert.ok(requests.every(({ interactive, signIn }) => !interactive && !signIn));
    assert.equal(watch.state, 'ready');
  });

  it('knows exactly which owners have to sign in', async () => {
    const { watch, refusals, world, changes } = setup();
    world.owners = [ada, grace, adaInGov];
    refusals.set(nameOf(ada), 'accountUnavailable');
    refusals.set(nameOf(grace), 'providerUnavailable');
    refusals.set(nameOf(adaInGov), 'sovereignCloudNotSet');
    await watch.check();
    assert.deepEqual(
      [ada, grace, adaInGov].map((owner) => watch.isUnavailable(owner)),
      [true, false, false],
    );
    refusals.set(nameOf(grace), 'signInRequired');
    await watch.check();
    assert.deepEqual(watch.isUnavailable(grace), true);
    assert.equal(changes(), 2);
  });

  it('checks again when accounts change, and fires its event if the result changes', async () => {
    const { watch, refusals, accounts, world, changes } = setup();
    world.owners = [ada, grace];
    refusals.set(nameOf(ada), 'accountUnavailable');
    await watch.check();
    accounts.fire(undefined);
    await settle();
    assert.equal(changes(), 1);
    refusals.clear();
    accounts.fire(undefined);
    await settle();
    assert.deepEqual([watch.isUnavailable(ada), changes()], [false, 2]);
  });

  it('drops its results and requests nothing when accounts change while the view is hidden', async () => {
    const { watch, requests, refusals, accounts, world, changes } = setup();
    world.owners = [ada, grace];
    refusals.set(nameOf(ada), 'accountUnavailable');
    refusals.set('global in use', 'signInRequired');
    await watch.check();
    assert.deepEqual([watch.state, watch.isUnavailable(ada), changes()], ['signedOut', true, 1]);
    world.isWatched = false;
    accounts.fire(undefined);
    await settle();
    assert.deepEqual([watch.state, watch.isUnavailable(ada), changes()], ['unknown', false, 2]);
    assert.equal(requests.length, 3);
  });

  it('checks owners once, until they change', async () => {
    const { watch, requests, world } = setup();
    await watch.check();
    await watch.checkNewOwners();
    assert.equal(requests.length, 1);
    world.owners = [ada, grace];
    await watch.checkNewOwners();
    await watch.checkNewOwners();
    assert.equal(requests.length, 4);
  });

  it('gives the reason why the account in use has no token', async () => {
    const { watch, refusals } = setup();
    for (const [code, state] of [
      ['clientIdMissing', 'noClientId'],
      ['signInRequired', 'signedOut'],
      ['accessTokenExpired', 'tokenEnded'],
      ['network', 'unknown'],
    ] as const) {
      refusals.set('global in use', code);
      await watch.check();
      assert.equal(watch.state, state);
    }
  });
});
