import assert from 'node:assert/strict';
import { canBeIdentified, identified } from '../../../src/import/foundSession';
import { addressOfIds, type WorkbookAddress } from '../../../src/model/workbook';
import type { GivenWorkbook } from '../../../src/model/workbookText';
import { aSandbox, anAccount, globalGraph } from '../../builders';

const inIds = addressOfIds({ driveId: 'd', itemId: 'i' });
const mine: WorkbookAddress = {
  drive: { kind: 'me' },
  item: { kind: 'path', path: 'Budget.xlsx' },
};
const given = (change: Partial<GivenWorkbook> = {}): GivenWorkbook => ({
  target: globalGraph,
  address: inIds,
  name: '',
  ...change,
});

describe('canBeIdentified', () => {
  const rows: readonly (readonly [string, GivenWorkbook, boolean])[] = [
    ['ids without a name', given(), true],
    ['ids with a name', given({ name: 'Budget.xlsx' }), false],
    ['an address of its owner without ids', given({ address: mine, account: anAccount() }), true],
    ['an address in a sandbox', given({ address: mine, target: aSandbox() }), true],
    ['an address without ids whose owner is unknown', given({ address: mine }), false],
  ];
  for (const [what, workbook, expected] of rows) {
    it(`is ${expected} for ${what}`, () => {
      assert.equal(canBeIdentified(workbook), expected);
    });
  }
});

describe('identified', () => {
  it('has the ids and the name that the service told, and keeps the owner', () => {
    const account = anAccount();
    const found = { driveId: 'd', itemId: 'i', name: 'Found.xlsx' };
    assert.deepEqual(
      identified(given({ address: mine, account }), found),
      given({
        ...{ address: inIds, name: 'Found.xlsx', account },
        place: { folder: '' },
      }),
    );
  });

  it('keeps the place where the user found it, else has the one that the service told', () => {
    const place = { folder: 'Reports' };
    const found = { driveId: 'd', itemId: 'i', name: 'Found.xlsx', place };
    assert.deepEqual(identified(given({ address: mine }), found).place, place);
    const chosen = { site: 'contoso.sharepoint.com/sites/team' };
    assert.deepEqual(identified(given({ place: chosen }), found).place, chosen);
  });
});
