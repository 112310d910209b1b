import assert from 'node:assert/strict';
import { flowLimitMs } from '../../../src/accounts/msal/signInFlows';
import { Deferred } from '../../../src/base/deferred';
import { waitFor } from '../../host/wait.mjs';
import { accountIdOf, clientId, filesScope, loginHost } from './entra';
import { consent, enterDeviceCode, logIn, refuseConsent } from './loginBrowser';
import { isListening, loopbackPortOf, personNamed, target, useMsalBench } from './msalBench';

const ada = 'ada@contoso.example';
const interactive = true;

describe('Signing in with msal-node', () => {
  const bench = useMsalBench();

  const nothingListensAt = (url: string | undefined) =>
    waitFor(async () => !(await isListening(loopbackPortOf(url ?? ''))), {
      what: 'the end of the listener',
    });

  describe('in the browser', () => {
    it('opens the login page and comes back to this machine', async () => {
      const { provider, dialogs, entra } = bench();
      dialogs.person = personNamed(ada);
      const token = await provider.getAccessToken({ target, interactive });
      await dialogs.acting;
      assert.deepEqual(token.account, { id: accountIdOf(ada), label: ada });
      const [authorize, exchange, ...others] = entra.requests;
      assert.equal(authorize?.params['client_id'], clientId);
      assert.equal(authorize.params['prompt'], 'select_account');
      assert.match(authorize.params['scope'] ?? '', new RegExp(`^${filesScope} `));
      assert.match(authorize.params['claims'] ?? '', /"xms_cc":\{"values":\["CP1"\]\}/);
      assert.equal(exchange?.params['grant_type'], 'authorization_code');
      assert.deepEqual(others, []);
      await nothingListensAt(dialogs.urls[0]);
    });

    it('sends requests only to the login host, and only for tokens', async () => {
      const { dialogs, http, outcomeOf } = bench();
      dialogs.person = personNamed(ada);
      await outcomeOf({ interactive });
      assert.ok(http.sent.length > 0);
      for (const { url } of http.sent) {
        assert.ok(url.startsWith(`https://${loginHost}/organizations/oauth2/v2.0/token`), url);
      }
    });

    it('reports that the user declined the permissions', async () => {
      const { dialogs, outcomeOf } = bench();
      dialogs.person = async (page) => {
        await logIn(page, ada);
        await refuseConsent(page);
        await page.getByText('You aren’t signed in.').waitFor();
      };
      assert.equal(await outcomeOf({ interactive }), 'consentRefused');
      await dialogs.acting;
      await nothingListensAt(dialogs.urls[0]);
    });

    it('ends at once when the user cancels, and no port listens any more', async () => {
      const { dialogs, logger, outcomeOf, provider } = bench();
      const shown = new Deferred<undefined>();
      dialogs.person = async (page) => {
        await page.locator('input[name=login]').waitFor();
        shown.resolve(undefined);
      };
      // The page may have shown an error, which only the person saw.
      const cancelled = { code: 'signInCancelled', facts: { wasInBrowser: true } };
      const outcome = assert.rejects(provider.getAccessToken({ target, interactive }), cancelled);
      await shown.promise;
      assert.equal(await isListening(loopbackPortOf(dialogs.urls[0] ?? '')), true);
      dialogs.cancel.abort();
      await outcome;
      await nothingListensAt(dialogs.urls[0]);
      assert.deepEqual(logger.lines, []);
      assert.equal(await outcomeOf(), 'signInRequired');
    });

    it('ends when its command is cancelled, and no port listens any more', async () => {
      const { dialogs, outcomeOf } = bench();
      const asked = new Deferred<string>();
      dialogs.openPage = (url) => {
        asked.resolve(url);
        return Promise.resolve(true);
      };
      const command = new AbortController();
      const outcome = outcomeOf({ interactive, signal: command.signal });
      const url = await asked.promise;
      command.abort();
      assert.equal(await outcome, 'cancelled');
      await nothingListensAt(url);
    });

    it('ends when the user cancels while VS Code asks whether to open the page', async () => {
      const { dialogs, outcomeOf } = bench();
      const asked = new Deferred<string>();
      dialogs.openPage = (url) => {
        asked.resolve(url);
        return new Deferred<boolean>().promise;
      };
      const outcome = outcomeOf({ interactive });
      const url = await asked.promise;
      dialogs.cancel.abort();
      assert.equal(await outcome, 'signInCancelled');
      await nothingListensAt(url);
    });

    it('ends when the user declines to open the page', async () => {
      const { dialogs, outcomeOf } = bench();
      const asked: string[] = [];
      dialogs.openPage = (url) => {
        asked.push(url);
        return Promise.resolve(false);
      };
      assert.equal(await outcomeOf({ interactive }), 'signInCancelled');
      await nothingListensAt(asked[0]);
    });

    it('ends by itself when its time is over', async () => {
      const { dialogs, clock, outcomeOf } = bench();
      const asked = new Deferred<string>();
      dialogs.openPage = (url) => {
        asked.resolve(url);
        return Promise.resolve(true);
      };
      const outcome = outcomeOf({ interactive });
      const url = await asked.promise;
      await clock.advance(flowLimitMs);
      assert.equal(await outcome, 'signInTimedOut');
      await nothingListensAt(url);
    });
  });

  describe('with a code', () => {
    beforeEach(() => {
      bench().dialogs.flow = 'deviceCode';
    });

    it('opens the page where the user enters the code', async () => {
      const { provider, dialogs, entra } = bench();
      dialogs.person = personNamed(ada);
      const token = await provider.getAccessToken({ target, interactive });
      await dialogs.acting;
      assert.deepEqual(token.account, { id: accountIdOf(ada), label: ada });
      assert.deepEqual(dialogs.urls, [`https://${loginHost}/device`]);
      const [start, poll] = entra.requests;
      assert.match(start?.params['scope'] ?? '', new RegExp(`^${filesScope} `));
      assert.equal(poll?.params['grant_type'], 'device_code');
    });

    it('reports that the user declined the permissions', async () => {
      const { dialogs, outcomeOf } = bench();
      dialogs.person = async (page, _, code) => {
        await enterDeviceCode(page, code ?? '');
        await logIn(page, ada);
        await refuseConsent(page);
      };
      assert.equal(await outcomeOf({ interactive }), 'consentRefused');
      await dialogs.acting;
    });

    it('ends at once when the user cancels, and the code is not used any more', async () => {
      const { dialogs, entra, outcomeOf } = bench();
      const shown = new Deferred<undefined>();
      const cancelled = new Deferred<undefined>();
      dialogs.person = async (page, _, code) => {
        shown.resolve(undefined);
        await cancelled.promise;
        await enterDeviceCode(page, code ?? '');
        await logIn(page, ada);
        await consent(page);
        await page.getByText('Sign-in Success').waitFor();
      };
      const outcome = outcomeOf({ interactive });
      await shown.promise;
      dialogs.cancel.abort();
      assert.equal(await outcome, 'signInCancelled');
      const polls = entra.requests.length;
      cancelled.resolve(undefined);
      await dialogs.acting;
      assert.equal(entra.requests.length, polls);
      assert.equal(await outcomeOf(), 'signInRequired');
    });

    it('ends when the user dismisses the code', async () => {
      const { dialogs, outcomeOf } = bench();
      dialogs.dismissesCode = true;
      assert.equal(await outcomeOf({ interactive }), 'signInCancelled');
    });

    it('ends by itself when its time is over', async () => {
      const { dialogs, clock, outcomeOf } = bench();
      const shown = new Deferred<undefined>();
      dialogs.person = () => {
        shown.resolve(undefined);
        return Promise.resolve();
      };
      const outcome = outcomeOf({ interactive });
      await shown.promise;
      await clock.advance(flowLimitMs);
      assert.equal(await outcome, 'signInTimedOut');
    });

    it('does not open a page that is not Microsoft’s', async () => {
      const { dialogs, entra, outcomeOf } = bench();
      entra.deviceCodePage = 'https://login.microsoftonline.com.evil.example/device';
      assert.equal(await outcomeOf({ interactive }), 'signInFailed');
      assert.deepEqual(dialogs.urls, []);
    });

    for (const path of ['/devicecode', '/token']) {
      it(`reports why the service rejects the app at ${path}`, async () => {
        const { dialogs, entra, logger, outcomeOf } = bench();
        dialogs.person = () => Promise.resolve();
        entra.refusal = (request) =>
          request.path === path
            ? {
                error: 'invalid_client',
                error_description: `AADSTS7000218: The request of ${ada} must contain a secret.`,
              }
            : undefined;
        assert.equal(await outcomeOf({ interactive }), 'publicClientNotAllowed');
        assert.deepEqual(logger.of('warn'), [
          'Sign-in with msal-node failed: publicClientNotAllowed (AADSTS7000218).',
        ]);
      });
    }
  });

  it('ends without a dialog when the user chooses no flow', async () => {
    const { dialogs, http, outcomeOf } = bench();
    dialogs.flow = undefined;
    assert.equal(await outcomeOf({ interactive }), 'signInCancelled');
    assert.deepEqual(http.sent, []);
  });

  it('opens no dialog unless it is allowed to', async () => {
    const { dialogs, http, outcomeOf } = bench();
    assert.equal(await outcomeOf(), 'signInRequired');
    assert.equal(await outcomeOf({ signIn: 'msal' }), 'signInRequired');
    assert.deepEqual(dialogs.asked, []);
    assert.deepEqual(http.sent, []);
  });

  describe('for a cancelled command', () => {
    /** Answers only when told, as a person does who thinks. */
    const thinkingPerson = () => {
      const { dialogs } = bench();
      const asked = new Deferred<undefined>();
      const answer = new Deferred<undefined>();
      dialogs.chooseFlow = async () => {
        dialogs.asked.push('flow');
        asked.resolve(undefined);
        await answer.promise;
        return dialogs.flow;
      };
      return { asked: asked.promise, answer };
    };

    it('opens no dialog after it waited for the dialog of another command', async () => {
      const { dialogs, outcomeOf } = bench();
      const { asked, answer } = thinkingPerson();
      const command = new AbortController();
      const first = outcomeOf({ interactive });
      await asked;
      const second = outcomeOf({ interactive, signal: command.signal });
      command.abort();
      dialogs.flow = undefined;
      answer.resolve(undefined);
      assert.deepEqual(
        [await first, await second, dialogs.asked],
        ['signInCancelled', 'cancelled', ['flow']],
      );
    });

    it('opens no page when the user answers its dialog too late', async () => {
      const { dialogs, http, outcomeOf } = bench();
      const { asked, answer } = thinkingPerson();
      const command = new AbortController();
      const outcome = outcomeOf({ interactive, signal: command.signal });
      await asked;
      command.abort();
      answer.resolve(undefined);
      assert.equal(await outcome, 'cancelled');
      assert.deepEqual(dialogs.asked, ['flow']);
      assert.deepEqual(http.sent, []);
    });
  });

  it('reports that there is no network', async () => {
    const { dialogs, http, outcomeOf } = bench();
    dialogs.flow = 'deviceCode';
    http.isOffline = true;
    assert.equal(await outcomeOf({ interactive }), 'network');
  });
}).timeout(30_000);
