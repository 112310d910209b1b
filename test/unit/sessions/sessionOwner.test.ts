import assert from 'node:assert/strict';
import type { AttemptFailure, FoundWorkbook } from '../../../src/model/ports';
import type { WorkbookAddress } from '../../../src/model/workbook';
import type { Account, SessionRecord } from '../../../src/model/workbookSession';
import { aSandbox, aSessionRecord, anAccount } from '../../builders';
import { setupService } from './serviceSetup';

const user = { interactive: true };
const ada = anAccount('ada');
const grace = anAccount('grace');
const budgetOfMine: WorkbookAddress = {
  drive: { kind: 'me' },
  item: { kind: 'path', path: 'Budget.xlsx' },
};
const dead = (): AttemptFailure => ({
  ok: false,
  code: 'sessionGone',
  mayRetry: false,
  isSessionDead: true,
  requestId: 'r',
});
const found = (driveId: string) => ({
  ok: true as const,
  value: { driveId, itemId: 'budget', name: 'Budget.xlsx' } satisfies FoundWorkbook,
});

/** A session that was added without an owner. */
function withoutOwner(change: Partial<SessionRecord> = {}): SessionRecord {
  const { account, ...record } = aSessionRecord({ key: 'a', origin: 'added', ...change });
  assert(account);
  return record;
}

async function setup(record: SessionRecord, activity = {}) {
  const parts = setupService();
  await parts.list.add({ record, activity });
  const useAccount = (account: Account) => {
    parts.tokens.accountInUse = account;
  };
  return { ...parts, useAccount };
}

describe('A session whose owner is known', () => {
  const place = { folder: 'Reports', site: 'contoso.sharepoint.com/sites/team' };
  const answer = () => ({ ok: true as const, value: { ...found('d').value, place } });

  it("keeps the workbook's location from the service", async () => {
    const { service, api, listed } = await setup(
      aSessionRecord({ key: 'a', address: budgetOfMine }),
    );
    api.finds.push(answer);
    await service.refresh(['a'], user);
    assert.deepEqual(
      [listed('a')?.place, listed('a')?.ids],
      [place, { driveId: 'd', itemId: 'budget' }],
    );
  });

  it('keeps the location where the user found the workbook, whatever the service says', async () => {
    const chosen = { folder: 'Chosen' };
    const record = aSessionRecord({ key: 'a', address: budgetOfMine });
    const { service, api, listed } = await setup(record, { place: chosen });
    api.finds.push(answer);
    await service.refresh(['a'], user);
    assert.deepEqual(listed('a')?.place, chosen);
  });
});

describe('A session whose owner is unknown', () => {
  it('stays listed when a close is answered as dead', async () => {
    const { service, api, store, listed } = await setup(withoutOwner());
    api.closes.push(dead);
    assert.deepEqual(await service.close(['a'], user), [
      { key: 'a', outcome: 'failed', code: 'goneOrOfAnotherAccount', requestId: 'r' },
    ]);
    assert.equal(listed('a')?.failure?.code, 'goneOrOfAnotherAccount');
    assert.deepEqual([store.disk.records.size, service.recent.all()], [1, []]);
  });

  it('stays listed when a refresh is answered as dead', async () => {
    const { service, api, store } = await setup(withoutOwner());
    api.refreshes.push(dead);
    assert.deepEqual(await service.refresh(['a'], user), [
      { key: 'a', outcome: 'failed', code: 'goneOrOfAnotherAccount', requestId: 'r' },
    ]);
    assert.deepEqual([store.disk.records.size, service.recent.all()], [1, []]);
  });

  it('can be closed by its owner after another account failed', async () => {
    const { service, api, tokens, store, useAccount } = await setup(
      withoutOwner({ address: budgetOfMine }),
    );
    useAccount(grace);
    api.finds.push(() => found('drive-of-grace'));
    api.closes.push(dead);
    await service.close(['a'], user);
    useAccount(ada);
    api.finds.push(() => found('drive-of-ada'));
    assert.deepEqual(await service.close(['a'], user), [{ key: 'a', outcome: 'closed' }]);
    const drives = api.calls
      .filter(({ method }) => method === 'close')
      .map(({ address: { drive } }) => 'id' in drive && drive.id);
    assert.deepEqual(drives, ['drive-of-grace', 'drive-of-ada']);
    assert.deepEqual([tokens.requests.length, store.disk.records.size], [2, 0]);
  });

  it('does not keep IDs that the account in use resolved', async () => {
    const { service, api, store, listed } = await setup(withoutOwner({ address: budgetOfMine }));
    api.finds.push(() => found('drive-of-grace'));
    await service.refresh(['a'], user);
    assert.equal(api.calls.at(-1)?.method, 'refresh');
    assert.equal(store.disk.activities.get('a')?.ids, undefined);
    assert.equal(listed('a')?.ids, undefined);
  });

  it('does not use IDs that another account resolved earlier', async () => {
    const ids = { driveId: 'drive-of-grace', itemId: 'budget' };
    const { service, api, listed } = await setup(withoutOwner({ address: budgetOfMine }), { ids });
    assert.equal(listed('a')?.ids, undefined);
    api.finds.push(() => found('drive-of-ada'));
    await service.close(['a'], user);
    assert.deepEqual(
      api.calls.map(({ method }) => method),
      ['find', 'close'],
    );
  });
});

describe('A session whose owner is known', () => {
  it('keeps the IDs that its owner resolved', async () => {
    const record = aSessionRecord({ key: 'a', address: budgetOfMine, account: ada });
    const { service, api, store } = await setup(record);
    api.finds.push(() => found('drive-of-ada'));
    await service.refresh(['a'], user);
    const ids = { driveId: 'drive-of-ada', itemId: 'budget' };
    assert.deepEqual(store.disk.activities.get('a')?.ids, ids);
  });

  it('leaves the list when a sandbox, which has no accounts, calls it dead', async () => {
    const { service, api } = await setup(withoutOwner({ target: aSandbox() }));
    api.closes.push(dead);
    const [outcome] = await service.close(['a'], user);
    assert.equal(outcome?.outcome, 'alreadyGone');
    assert.deepEqual(service.sessions(), []);
  });
});
