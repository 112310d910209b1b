import assert from 'node:assert/strict';
import { allFilesScope, clientId, homeIdOf } from './entra';
import { account, outcomeOf as outcome, personNamed, target, useMsalBench } from './msalBench';

const ada = 'ada@contoso.example';
const grace = 'grace@contoso.example';
const interactive = true;
const secretKey = `msal.global.${clientId}`;

describe('The accounts of msal-node', () => {
  const bench = useMsalBench();

  /** Signs in as somebody; the tests are about what comes then. */
  const signIn = async (login: string): Promise<void> => {
    const { dialogs, entra, outcomeOf } = bench();
    dialogs.person = personNamed(login);
    dialogs.choice = 'another';
    assert.equal(await outcomeOf({ interactive, signIn: 'msal' }), login);
    await dialogs.acting;
    dialogs.asked.length = 0;
    entra.requests.length = 0;
  };

  const values = async () =>
    (await bench().provider.getAccessToken({ target, interactive: false })).value;

  it('stay signed in after a restart, in one secret', async () => {
    await signIn(ada);
    const { another, entra, secrets } = bench();
    const restarted = another();
    assert.equal(await outcome(restarted), ada);
    assert.deepEqual([...secrets.values.keys()], [secretKey]);
    assert.deepEqual(entra.requests, []);
    restarted.dispose();
  });

  it('have a token renewed once without a dialog, however many requests need it', async () => {
    bench().entra.accessTokenSeconds = 60;
    await signIn(ada);
    const { dialogs, entra } = bench();
    entra.accessTokenSeconds = 3600;
    const tokens = await Promise.all([values(), values(), values()]);
    assert.equal(new Set(tokens).size, 1);
    assert.deepEqual(
      entra.requests.map(({ params }) => params['grant_type']),
      ['refresh_token'],
    );
    assert.deepEqual(dialogs.asked, []);
  });

  it('have a token that the service rejected renewed once, however many requests need it', async () => {
    await signIn(ada);
    const { entra, provider } = bench();
    const refused = await values();
    const asked = { target, interactive: false, refused };
    const renewed = await Promise.all([
      provider.getAccessToken(asked),
      provider.getAccessToken(asked),
    ]);
    assert.equal(new Set(renewed.map(({ value }) => value)).size, 1);
    assert.equal(await values(), renewed[0].value);
    assert.notEqual(await values(), refused);
    assert.deepEqual(
      entra.requests.map(({ params }) => params['grant_type']),
      ['refresh_token'],
    );
  });

  it('need a sign-in when their refresh token has expired, which proposes their name', async () => {
    bench().entra.accessTokenSeconds = 60;
    await signIn(ada);
    const { dialogs, entra, outcomeOf } = bench();
    entra.endRefreshTokens();
    assert.equal(await outcomeOf(), `signInRequired ${ada}`);
    assert.equal(await outcomeOf({ account: account(ada) }), `signInRequired ${ada}`);
    assert.deepEqual(dialogs.asked, []);
    assert.equal(await outcomeOf({ interactive }), ada);
    await dialogs.acting;
    assert.deepEqual(dialogs.asked, ['flow', 'browser']);
    const authorize = entra.requests.find(({ path }) => path === '/authorize');
    assert.equal(authorize?.params['login_hint'], ada);
    entra.accessTokenSeconds = 3600;
    assert.equal(await outcomeOf(), ada);
  });

  describe('after a claims challenge', () => {
    const claims = '{"access_token":{"acrs":{"essential":true,"value":"c1"}}}';

    it('get a new token that was requested with the claims', async () => {
      await signIn(ada);
      const { entra, provider } = bench();
      const held = await values();
      const { value } = await provider.getAccessToken({ target, interactive: false, claims });
      assert.notEqual(value, held);
      assert.equal(await values(), value);
      const [renewal, ...others] = entra.requests;
      assert.deepEqual(others, []);
      assert.equal(renewal?.params['grant_type'], 'refresh_token');
      const sent = JSON.parse(renewal.params['claims'] ?? '') as Record<string, unknown>;
      assert.deepEqual(sent['access_token'], {
        acrs: { essential: true, value: 'c1' },
        xms_cc: { values: ['CP1'] },
      });
    });

    it('are signed in again if only the user can complete it', async () => {
      await signIn(ada);
      const { dialogs, entra, outcomeOf } = bench();
      entra.isStepUpDemanded = true;
      assert.equal(await outcomeOf({ claims }), `moreSignInRequired ${ada}`);
      assert.deepEqual(dialogs.asked, []);
      assert.equal(await outcomeOf({ claims, interactive }), ada);
      await dialogs.acting;
      const authorize = entra.requests.find(({ path }) => path === '/authorize');
      assert.equal(authorize?.params['login_hint'], ada);
      assert.match(authorize.params['claims'] ?? '', /"acrs"/);
    });

    it('are not replaced by another account that completes it', async () => {
      await signIn(ada);
      const { dialogs, entra, outcomeOf } = bench();
      entra.isStepUpDemanded = true;
      dialogs.person = personNamed(grace);
      assert.equal(await outcomeOf({ claims, interactive }), `accountUnavailable ${ada}`);
      await dialogs.acting;
    });
  });

  describe('when they are guests in the tenant', () => {
    const atHome = { id: homeIdOf(ada), label: ada };

    beforeEach(() => {
      bench().entra.areGuests = true;
    });

    it('sign in as the owner of a session, who is known by the ID in the tenant', async () => {
      const { dialogs, provider, outcomeOf } = bench();
      const asked = { target, account: account(ada), interactive } as const;
      assert.equal(await outcomeOf(asked), `accountUnavailable ${ada}`);
      dialogs.person = personNamed(ada);
      const token = await provider.getAccessToken({ ...asked, signIn: 'msal' });
      await dialogs.acting;
      assert.deepEqual(token.account, atHome);
      assert.deepEqual(token.idInTenant, account(ada).id);
    });

    it('are known by both IDs after that, and not by the ID of another guest', async () => {
      await signIn(ada);
      const { dialogs, outcomeOf } = bench();
      assert.equal(await outcomeOf({ account: account(ada) }), ada);
      assert.equal(await outcomeOf({ account: atHome }), ada);
      assert.equal(await outcomeOf({ account: account(grace) }), `accountUnavailable ${grace}`);
      assert.deepEqual(dialogs.asked, []);
    });

    it('are not mistaken for each other when they sign in', async () => {
      const { dialogs, outcomeOf } = bench();
      dialogs.person = personNamed(grace);
      const asAda = { account: account(ada), interactive, signIn: 'msal' } as const;
      assert.equal(await outcomeOf(asAda), `accountUnavailable ${ada}`);
      await dialogs.acting;
    });
  });

  it('have wider permissions when the user grants them', async () => {
    await signIn(ada);
    const { dialogs, entra, outcomeOf } = bench();
    entra.refusal = ({ params }) =>
      params['grant_type'] === 'refresh_token'
        ? {
            error: 'invalid_grant',
            suberror: 'consent_required',
            error_description: `AADSTS65001: ${ada} has not consented.`,
          }
        : undefined;
    assert.equal(await outcomeOf({ permissions: 'allFiles' }), `consentRequired ${ada}`);
    assert.equal(await outcomeOf({ permissions: 'allFiles', interactive }), ada);
    await dialogs.acting;
    const authorize = entra.requests.find(({ path }) => path === '/authorize');
    assert.ok(authorize?.params['scope']?.split(' ').includes(allFilesScope));
    assert.equal(await outcomeOf({ permissions: 'allFiles' }), ada);
  });

  describe('when there are several', () => {
    beforeEach(async function () {
      this.timeout(30_000);
      await signIn(ada);
      await signIn(grace);
    });

    it('are used as chosen last, and each for its own sessions', async () => {
      const { another, dialogs, outcomeOf } = bench();
      assert.equal(await outcomeOf(), grace);
      assert.equal(await outcomeOf({ account: account(ada) }), ada);
      assert.equal(await outcomeOf({ account: account(grace), interactive }), grace);
      const restarted = another();
      assert.equal(await outcome(restarted), grace);
      restarted.dispose();
      assert.deepEqual(dialogs.asked, []);
    });

    it('become the account in use when the user signs in as them', async () => {
      const { dialogs, outcomeOf } = bench();
      assert.equal(await outcomeOf({ account: account(ada), interactive, signIn: 'msal' }), ada);
      assert.equal(await outcomeOf(), ada);
      assert.deepEqual(dialogs.asked, []);
    });

    it('do not stand in for an account that is not signed in', async () => {
      const { dialogs, outcomeOf } = bench();
      const linus = account('linus@contoso.example');
      const refused = `accountUnavailable ${linus.label}`;
      assert.equal(await outcomeOf({ account: linus }), refused);
      assert.equal(await outcomeOf({ account: linus, interactive }), refused);
      assert.deepEqual(dialogs.asked, []);
      dialogs.person = personNamed(ada);
      assert.equal(await outcomeOf({ account: linus, interactive, signIn: 'msal' }), refused);
      await dialogs.acting;
      assert.equal(await outcomeOf(), grace);
    });

    it('are offered for a choice when none was chosen', async () => {
      const { state, dialogs, provider, outcomeOf } = bench();
      state.values.clear();
      assert.equal(await outcomeOf(), 'signInRequired');
      let changes = 0;
      provider.onDidChangeAccounts(() => (changes += 1));
      dialogs.choice = ada;
      assert.equal(await outcomeOf({ interactive }), ada);
      assert.deepEqual(dialogs.asked, [`account: ${ada}, ${grace}`]);
      assert.equal(await outcomeOf(), ada);
      assert.equal(changes, 1);
      dialogs.choice = undefined;
      assert.equal(await outcomeOf({ interactive, signIn: 'msal' }), 'signInCancelled');
      assert.equal(await outcomeOf(), ada);
    });

    it('are not offered for a command that is cancelled during their lookup', async () => {
      const { state, dialogs, secrets, outcomeOf } = bench();
      state.values.clear();
      const command = new AbortController();
      secrets.onRead = () => {
        command.abort();
      };
      assert.equal(await outcomeOf({ interactive, signal: command.signal }), 'cancelled');
      assert.deepEqual(dialogs.asked, []);
    });

    it('open no sign-in when the command is cancelled while a token is renewed', async () => {
      const { dialogs, entra, outcomeOf } = bench();
      const command = new AbortController();
      entra.refusal = () => {
        command.abort();
        return { error: 'invalid_grant', error_description: 'AADSTS70043: It has ended.' };
      };
      const asked = { interactive, signal: command.signal, refused: await values() };
      assert.equal(await outcomeOf(asked), 'cancelled');
      assert.deepEqual(dialogs.asked, []);
    });

    it('can be signed out one by one or all together', async () => {
      const { dialogs, provider, secrets, outcomeOf } = bench();
      dialogs.choice = undefined;
      assert.equal(await provider.signOut(), undefined);
      dialogs.choice = grace;
      assert.deepEqual(await provider.signOut(), [account(grace)]);
      assert.equal(await outcomeOf(), ada);
      assert.equal(await outcomeOf({ account: account(grace) }), `accountUnavailable ${grace}`);
      assert.doesNotMatch(secrets.values.get(secretKey) ?? '', /grace/);
      await signIn(grace);
      dialogs.choice = 'all';
      assert.deepEqual(await provider.signOut(), [account(ada), account(grace)]);
      assert.equal(secrets.values.size, 0);
      assert.equal(await outcomeOf(), 'signInRequired');
      assert.deepEqual(await provider.signOut(), []);
    });
  });

  it('can be signed out of an app that is no longer in the settings', async () => {
    await signIn(ada);
    const { another, provider, secrets, settings } = bench();
    settings.clientId = '66666666-6666-4666-8666-666666666666';
    assert.deepEqual(await provider.signOut(), [account(ada)]);
    assert.equal(secrets.values.size, 0);
    assert.deepEqual(await provider.signOut(), []);
    settings.clientId = clientId;
    await signIn(ada);
    settings.clientId = undefined;
    const restarted = another();
    assert.deepEqual(await restarted.signOut(), [account(ada)]);
    assert.equal(secrets.values.size, 0);
    restarted.dispose();
  });

  it('can be signed out even if another account was expected to sign in', async () => {
    const { dialogs, provider, secrets, settings, outcomeOf } = bench();
    dialogs.person = personNamed(ada);
    const asGrace = { account: account(grace), interactive, signIn: 'msal' } as const;
    assert.equal(await outcomeOf(asGrace), `accountUnavailable ${grace}`);
    await dialogs.acting;
    settings.clientId = undefined;
    assert.deepEqual(await provider.signOut(), [account(ada)]);
    assert.equal(secrets.values.size, 0);
  });

  it('fire the event in other windows as soon as they change, and only then', async () => {
    const { another, provider, outcomeOf } = bench();
    const other = another();
    let changes = 0;
    other.onDidChangeAccounts(() => (changes += 1));
    assert.equal(await outcome(other), 'signInRequired');
    bench().entra.accessTokenSeconds = 60;
    await signIn(ada);
    assert.equal(await outcome(other), ada);
    assert.equal(changes, 1);
    assert.equal(await outcomeOf(), ada);
    assert.equal(await outcome(other), ada);
    assert.equal(changes, 1);
    assert.deepEqual(await provider.signOut(), [account(ada)]);
    assert.equal(await outcome(other), 'signInRequired');
    assert.equal(changes, 2);
    other.dispose();
  });

  const corrupt: Readonly<Record<string, string | undefined>> = {
    lost: undefined,
    empty: '',
    'no JSON': '{"Account":',
    'no object': '[]',
    'of other sections': '{"Account":5}',
    'of other entries': '{"Account":{"x":"y"},"RefreshToken":{"x":null}}',
    'of entries without their parts': '{"Account":{"x":{}},"RefreshToken":{"x":{}}}',
  };
  for (const [what, text] of Object.entries(corrupt)) {
    it(`have to sign in again when their cache is ${what}`, async () => {
      await signIn(ada);
      const { secrets, dialogs, outcomeOf } = bench();
      secrets.values.clear();
      if (text !== undefined) {
        secrets.values.set(secretKey, text);
      }
      assert.equal(await outcomeOf(), 'signInRequired');
      assert.equal(await outcomeOf({ interactive, signIn: 'msal' }), ada);
      await dialogs.acting;
      assert.equal(await outcomeOf(), ada);
    });
  }

  it('last as long as the window if VS Code can’t keep secrets, which is logged once', async () => {
    const { another, logger, secrets, outcomeOf, provider } = bench();
    for (const what of ['get', 'store', 'delete'] as const) {
      secrets.failing.add(what);
    }
    await signIn(ada);
    assert.equal(await outcomeOf(), ada);
    assert.equal(
      logger.lines.filter((line) => line.includes('could not write to its secret storage')).length,
      1,
    );
    const restarted = another();
    assert.equal(await outcome(restarted), 'signInRequired');
    restarted.dispose();
    // Something of an earlier time may lie in the store: nobody can tell.
    await assert.rejects(provider.signOut(), { code: 'signInNotRemoved' });
    assert.equal(await outcomeOf(), 'signInRequired');
  });

  describe('while VS Code’s secret storage fails', () => {
    beforeEach(() => {
      // Each token is renewed at once, which writes to the store.
      bench().entra.accessTokenSeconds = 60;
    });

    it('are available again as soon as it can be read', async () => {
      await signIn(ada);
      const { secrets, outcomeOf } = bench();
      secrets.failing.add('get');
      assert.equal(await outcomeOf(), 'signInRequired');
      secrets.failing.clear();
      assert.equal(await outcomeOf(), ada);
    });

    it('are kept in memory, and in the storage as soon as it accepts them', async () => {
      const { another, secrets, outcomeOf } = bench();
      secrets.failing.add('store');
      await signIn(ada);
      assert.equal(await outcomeOf(), ada);
      assert.equal(secrets.values.size, 0);
      secrets.failing.clear();
      assert.equal(await outcomeOf(), ada);
      const restarted = another();
      assert.equal(await outcome(restarted), ada);
      restarted.dispose();
    });

    it('are replaced by the storage’s accounts if another window has changed it meanwhile', async () => {
      await signIn(ada);
      const { another, dialogs, secrets, outcomeOf } = bench();
      secrets.failing.add('store');
      assert.equal(await outcomeOf(), ada);
      secrets.failing.clear();
      const other = another();
      dialogs.person = personNamed(grace);
      assert.equal(await outcome(other, { interactive, signIn: 'msal' }), grace);
      await dialogs.acting;
      assert.equal(await outcomeOf({ account: account(grace) }), grace);
      assert.equal(await outcome(other, { account: account(grace) }), grace);
      other.dispose();
    });

    it('are signed out of the storage too, once it works again', async () => {
      await signIn(ada);
      const { provider, secrets, outcomeOf } = bench();
      secrets.failing.add('store');
      assert.equal(await outcomeOf(), ada);
      secrets.failing.clear();
      assert.deepEqual(await provider.signOut(), [account(ada)]);
      assert.equal(secrets.values.size, 0);
    });

    it('are signed out of the window, which says that the storage may still have them', async () => {
      await signIn(ada);
      const { provider, secrets, outcomeOf } = bench();
      secrets.failing.add('store').add('delete');
      await assert.rejects(provider.signOut(), { code: 'signInNotRemoved' });
      assert.equal(secrets.values.size, 1);
      assert.equal(await outcomeOf(), 'signInRequired');
      await assert.rejects(provider.signOut(), { code: 'signInNotRemoved' });
      secrets.failing.clear();
      assert.deepEqual(await provider.signOut(), []);
      assert.equal(secrets.values.size, 0);
    });

    it('are not reported as signed out if the storage can’t be read', async () => {
      await signIn(ada);
      const { provider, secrets, outcomeOf } = bench();
      secrets.failing.add('get').add('store').add('delete');
      await assert.rejects(provider.signOut(), { code: 'signInNotRemoved' });
      secrets.failing.clear();
      assert.equal(await outcomeOf(), ada);
    });

    it('can be signed out of the window one by one, too', async () => {
      await signIn(ada);
      await signIn(grace);
      const { dialogs, provider, secrets, outcomeOf } = bench();
      secrets.failing.add('store').add('delete');
      dialogs.choice = ada;
      await assert.rejects(provider.signOut(), { code: 'signInNotRemoved' });
      assert.equal(await outcomeOf({ account: account(ada) }), `accountUnavailable ${ada}`);
      assert.match(secrets.values.get(secretKey) ?? '', /ada@/);
      secrets.failing.clear();
      assert.equal(await outcomeOf(), grace);
      assert.doesNotMatch(secrets.values.get(secretKey) ?? '', /ada@/);
    });
  });
}).timeout(30_000);
