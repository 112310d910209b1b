import assert from 'node:assert/strict';
import {
  placeOfAddress,
  withoutRepeated,
  withPlaceIn,
  type FoundItem,
} from '../../../src/model/foundItem';
import type { DriveAddress } from '../../../src/model/workbook';
import { aFoundItem } from '../../fakes/fakeWorkbookFinder';

describe('withoutRepeated', () => {
  it('keeps the first of equal items', () => {
    const [one, two] = [aFoundItem({ name: 'One.xlsx' }), aFoundItem({ name: 'Two.xlsx' })];
    const again = { ...one, name: 'Another name.xlsx' };
    assert.deepEqual(withoutRepeated([one, two, again]), [one, two]);
    const elsewhere = { ...one, driveId: 'b!other' };
    assert.deepEqual(withoutRepeated([one, elsewhere]), [one, elsewhere]);
  });
});

describe('withPlaceIn', () => {
  const item = aFoundItem({ place: { folder: 'Reports/2026' } });
  const inFolder = (place: FoundItem['place']) =>
    withPlaceIn(aFoundItem({ kind: 'folder', place }), item).place;

  it('doesn’t change the place of an item in the user’s own drive', () => {
    assert.deepEqual(withPlaceIn('ownRoot', item), item);
    assert.deepEqual(inFolder({ folder: 'Reports' }), { folder: 'Reports/2026' });
  });

  it('adds the folder’s site to the place of its item', () => {
    const site = 'contoso.sharepoint.com/sites/team';
    assert.deepEqual(inFolder({ site }), { folder: 'Reports/2026', site });
    assert.deepEqual(inFolder({ folder: 'x', isOtherDrive: true }), {
      folder: 'Reports/2026',
      isOtherDrive: true,
    });
  });
});

describe('placeOfAddress', () => {
  const place = (drive: DriveAddress, path: string) =>
    placeOfAddress({ drive, item: { kind: 'path', path } });

  it('contains the folder of a path, and the user or another drive', () => {
    assert.deepEqual(place({ kind: 'me' }, 'Reports/2026/Budget.xlsx'), { folder: 'Reports/2026' });
    assert.deepEqual(place({ kind: 'me' }, 'Budget.xlsx'), { folder: '' });
    const user: DriveAddress = { kind: 'user', id: 'ada@contoso.example' };
    assert.deepEqual(place(user, 'Reports/Budget.xlsx'), {
      folder: 'Reports',
      site: 'ada@contoso.example',
    });
    const drive: DriveAddress = { kind: 'drive', id: 'b!drive' };
    assert.deepEqual(place(drive, 'Reports/Budget.xlsx'), {
      folder: 'Reports',
      isOtherDrive: true,
    });
  });

  it('contains a site with its own id, or the user', () => {
    const site: DriveAddress = {
      kind: 'site',
      id: 'contoso.sharepoint.com,da60e844-aa,712a596e-bb',
    };
    const placed = { folder: 'Reports', site: 'contoso.sharepoint.com (712a596e)' };
    assert.deepEqual(place(site, 'Reports/Budget.xlsx'), placed);
    const { folder: _, ...inSite } = placed;
    assert.deepEqual(placeOfAddress({ drive: site, item: { kind: 'id', id: 'i' } }), inSite);
    assert.deepEqual(
      placeOfAddress({ drive: { kind: 'user', id: 'ada' }, item: { kind: 'id', id: 'i' } }),
      { site: 'ada' },
    );
    assert.deepEqual(
      placeOfAddress({ drive: { kind: 'site', id: 'root' }, item: { kind: 'id', id: 'i' } }),
      { site: 'root' },
    );
  });

  it('is undefined for an id in the user’s own drive', () => {
    const item = { kind: 'id', id: '01' } as const;
    assert.equal(placeOfAddress({ drive: { kind: 'me' }, item }), undefined);
  });
});
