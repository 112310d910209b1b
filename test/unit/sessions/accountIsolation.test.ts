import type { SessionService } from '../../../src/sessions/sessionService';
import { sessionServiceOf } from '../../fakes/sessionServiceOf';
import assert from 'node:assert/strict';
import { CredentialSelector } from '../../../src/accounts/credentialSelector';
import { PastedCredential } from '../../../src/accounts/pastedCredential';
import { Emitter } from '../../../src/base/event';
import type { ErrorCode } from '../../../src/model/errors';
import type { AccessToken, Credential, AccessTokenRequest } from '../../../src/model/ports';
import { idsOfAddress } from '../../../src/model/workbook';
import { CommandRunner } from '../../../src/requests/command';
import {
  accountKey,
  graphClouds,
  type Account,
  type GraphCloud,
  type SessionRecord,
} from '../../../src/model/workbookSession';
import { aSessionRecord, anAccount } from '../../builders';
import { aToken, someClaims } from '../accounts/jwt';
import { setupService } from './serviceSetup';

const ada = anAccount('ada');
const grace = anAccount('grace');
const inUse: Readonly<Record<GraphCloud, Account>> = { global: grace, usGov: ada, usGovDoD: grace };

/** Signed in as everybody in every cloud; each token says whose and for which cloud it is. */
class EverybodySignedIn implements Credential {
  readonly onDidChangeAccounts = new Emitter<void>().event;

  getAccessToken({ target, account }: AccessTokenRequest): Promise<AccessToken> {
    assert(target.cloud !== 'sandbox');
    const owner = account ?? inUse[target.cloud];
    const value = accountKey({ target, account: owner });
    return Promise.resolve({ value, account: owner, audience: 'graph' });
  }
}

/** One session for each cloud of ada, of grace and of somebody unknown. */
const records: readonly SessionRecord[] = graphClouds.flatMap((cloud, row) =>
  [ada, grace, undefined].map((account, column) => {
    const key = `00000000-0000-4000-8000-0000000000${row}${column}`;
    const { account: builders, ...record } = aSessionRecord({ key, target: { cloud } });
    assert(builders);
    return { ...record, ...(account && { account }) };
  }),
);
const keys = records.map(({ key }) => key);

async function setup(provider: Credential = new EverybodySignedIn()) {
  const { list, scheduler, clock, api } = setupService();
  const pasted = new PastedCredential(clock, () => 'usGov');
  const tokens = new CredentialSelector(
    pasted,
    { vscode: provider, msal: provider },
    () => 'vscode',
  );
  let created = 0;
  const newKey = () => `created-${(created += 1)}`;
  const service = sessionServiceOf({
    ...{ list, api, scheduler, clock, newKey },
    commands: new CommandRunner(tokens, clock),
  });
  for (const record of records) {
    await list.add({ record, activity: {} });
    // Graph tells of each workbook the ids by which it was asked for.
    api.finds.push(({ address }) => {
      const ids = idsOfAddress(address);
      return ids
        ? { ok: true, value: { ...ids, name: 'Budget.xlsx' } }
        : { ok: false, code: 'unexpected', mayRetry: false };
    });
  }
  /** For each request: the cloud it went to, whose workbook, and the token that came with it. */
  const sent = () =>
    api.calls.map(({ target, address, token }) => ({
      ...{ cloud: target.cloud, token: token.value },
      record: records.find(({ address: own }) => JSON.stringify(own) === JSON.stringify(address)),
    }));
  return { service, pasted, sent };
}

/** Everything that asks the service something about the listed sessions. */
const commands: Readonly<Record<string, (service: SessionService) => Promise<unknown>>> = {
  close: (service) => service.close(keys, { interactive: true }),
  'close without a dialog': (service) => service.close(keys, { interactive: false }),
  refresh: (service) => service.refresh(keys, { interactive: true }),
  'find on the web': (service) =>
    Promise.allSettled(keys.map((key) => service.webUrlOf(key, { interactive: true }))),
  'find workbooks': (service) => service.findWorkbooks(records, new AbortController().signal),
  'create again': (service) =>
    Promise.allSettled(
      records.map(({ target, account, address, workbookName }) =>
        service.create(
          {
            ...{ target, address, workbookName, persistChanges: true },
            ...(account && { account }),
          },
          { interactive: true },
        ),
      ),
    ),
};

describe('Sessions of several accounts and clouds', () => {
  for (const [what, run] of Object.entries(commands)) {
    it(`are sent only with a token of their own account and cloud: ${what}`, async () => {
      const { service, sent } = await setup();
      await run(service);
      assert.ok(sent().length >= records.length);
      for (const { cloud, token, record } of sent()) {
        assert(record && record.target.cloud !== 'sandbox');
        assert.equal(cloud, record.target.cloud);
        const account = record.account ?? inUse[record.target.cloud];
        assert.equal(token, accountKey({ target: record.target, account }));
      }
    });

    it(`are never sent with a pasted token of another account or cloud: ${what}`, async () => {
      const { service, pasted, sent } = await setup();
      const oid = 'grace-object-id';
      const value = aToken({ ...someClaims, oid, tid: 'tenant-id' });
      pasted.use(value);
      await run(service);
      assert.notEqual(sent().length, 0);
      for (const { cloud, token, record } of sent()) {
        assert.deepEqual([cloud, token], ['global', value]);
        assert.ok(record?.account?.id !== ada.id);
      }
    });

    it(`are never sent with a token that may be another account's: ${what}`, async () => {
      const { service, pasted, sent } = await setup();
      const opaque = 'EwBwA8l6BAAUO9chh8cJscQLmU';
      pasted.use(opaque);
      await run(service);
      assert.notEqual(sent().length, 0);
      for (const { cloud, token, record } of sent()) {
        assert.deepEqual([cloud, token], ['usGov', opaque]);
        assert.equal(record?.account, undefined);
      }
    });
  }

  it("stay listed with a reason when the pasted token is another account's", async () => {
    const { service, pasted } = await setup();
    pasted.use(aToken({ ...someClaims, oid: 'grace-object-id', tid: 'tenant-id' }));
    const outcomes = await service.close(keys, { interactive: true });
    const told = outcomes.map((outcome): ErrorCode | 'closed' =>
      outcome.outcome === 'failed' ? outcome.code : 'closed',
    );
    assert.deepEqual(told, [
      ...['accountUnavailable', 'closed', 'closed'],
      ...Array.from({ length: 6 }, () => 'accessTokenForOtherAudience'),
    ]);
    assert.equal(service.sessions().length, 7);
  });
});
