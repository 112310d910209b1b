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
  it('keeps each item once, in its first place and form', () => {
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

  it('leaves an item of the own drive there', () => {
    assert.deepEqual(withPlaceIn('ownRoot', item), item);
    assert.deepEqual(inFolder({ folder: 'Reports' }), { folder: 'Reports/2026' });
  });

  it('puts an item of a folder into the site of that one', () => {
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

  it('is the folder of a path, and whose drive it is in where that can be read', () => {
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

  it('is the site, told from others of its host, and the user whose drive it is', () => {
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

  it('is nothing where an address has an id', () => {
    const item = { kind: 'id', id: '01' } as const;
    assert.equal(placeOfAddress({ drive: { kind: 'me' }, item }), undefined);
  });
});
