import assert from 'node:assert/strict';
import { readDriveItem, readFoundItem, readWebUrl } from '../../../src/graph/driveItem';

const item = {
  id: '01ABC',
  name: 'Budget.xlsx',
  parentReference: { driveId: 'b!own' },
  file: {},
};
const remoteItem = { id: '01REMOTE', parentReference: { driveId: 'b!remote' } };

describe('A drive item', () => {
  it('is read as ids and a name', () => {
    assert.deepEqual(readDriveItem(item), {
      ok: true,
      value: { driveId: 'b!own', itemId: '01ABC', name: 'Budget.xlsx' },
    });
  });

  it('that was found by its address has a site besides its folder', () => {
    const parentReference = { driveId: 'b!own', path: '/drives/b!own/root:/Reports/2026' };
    const webUrl =
      'https://contoso.sharepoint.com/sites/team/Shared%20Documents/Reports/Budget.xlsx';
    const value = { driveId: 'b!own', itemId: '01ABC', name: 'Budget.xlsx' };
    const site = 'contoso.sharepoint.com/sites/team';
    assert.deepEqual(readDriveItem({ ...item, parentReference, webUrl }), {
      ok: true,
      value: { ...value, place: { folder: 'Reports/2026', site } },
    });
    assert.deepEqual(readDriveItem({ ...item, parentReference }), {
      ok: true,
      value: { ...value, place: { folder: 'Reports/2026', isOtherDrive: true } },
    });
  });

  it('has an unchanged web address, if that is a text', () => {
    const webUrl = 'https://contoso.sharepoint.com/a';
    assert.deepEqual(readWebUrl({ webUrl }), { ok: true, value: webUrl });
    for (const body of [
      undefined,
      null,
      [],
      '',
      {},
      { webUrl: '' },
      { webUrl: { href: webUrl } },
    ]) {
      assert.deepEqual(readWebUrl(body), { ok: false, code: 'unexpectedAnswer', mayRetry: false });
    }
  });

  it('that refers to another item has the ids of that item', () => {
    const value = { driveId: 'b!remote', itemId: '01REMOTE', name: 'Budget.xlsx' };
    assert.deepEqual(readDriveItem({ ...item, remoteItem }), { ok: true, value });
    const named = { ...remoteItem, name: 'Theirs.xlsx' };
    assert.deepEqual(readDriveItem({ ...item, remoteItem: named }), {
      ok: true,
      value: { ...value, name: 'Theirs.xlsx' },
    });
  });

  for (const name of ['A.xlsx', 'A.XLSX', 'A.xlsm', 'A.xlsb', 'A.xltx', '](command:x).xlsx']) {
    it(`called ${name} is a workbook`, () => {
      assert.equal(readDriveItem({ ...item, name }).ok, true);
    });
  }

  for (const name of ['A.xls', 'A.csv', 'A.xlsx.txt', 'Reports', 'xlsx']) {
    it(`called ${name} is not a workbook`, () => {
      assert.deepEqual(readDriveItem({ ...item, name }), {
        ok: false,
        code: 'notAWorkbook',
        mayRetry: false,
      });
    });
  }

  const openXml = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
  for (const { mimeType, name, isWorkbook } of [
    { mimeType: openXml, name: 'No ending', isWorkbook: true },
    { mimeType: 'application/vnd.ms-excel.sheet.macroEnabled.12', name: 'A', isWorkbook: true },
    {
      mimeType: 'application/vnd.ms-excel.sheet.binary.macroEnabled.12',
      name: 'A',
      isWorkbook: true,
    },
    { mimeType: 'application/vnd.ms-excel.template.macroEnabled.12', name: 'A', isWorkbook: true },
    {
      mimeType: 'application/vnd.ms-excel.addin.macroEnabled.12',
      name: 'A.xlam',
      isWorkbook: false,
    },
    { mimeType: 'application/vnd.ms-excel', name: 'Renamed.xlsx', isWorkbook: false },
    { mimeType: 'text/plain', name: 'A.xlsx', isWorkbook: false },
    { mimeType: 'application/octet-stream', name: 'A.xlsx', isWorkbook: true },
    { mimeType: 'application/octet-stream', name: 'A.bin', isWorkbook: false },
    { mimeType: '', name: 'A.xlsx', isWorkbook: true },
    { mimeType: 5, name: 'A.xlsx', isWorkbook: true },
  ]) {
    it(`with the type ${mimeType} called ${name} is ${isWorkbook ? 'a' : 'no'} workbook`, () => {
      assert.equal(readDriveItem({ ...item, name, file: { mimeType } }).ok, isWorkbook);
    });
  }

  it('that is a folder is no workbook, whatever its name', () => {
    const { file, ...folder } = { ...item, folder: {} };
    assert.equal(readDriveItem(folder).ok, false);
  });

  for (const body of [
    undefined,
    null,
    'text',
    [],
    {},
    { ...item, id: 5 },
    { ...item, id: '..' },
    { ...item, id: 'a/b' },
    { ...item, parentReference: undefined },
    { ...item, parentReference: { driveId: '' } },
    { ...item, name: '' },
    { ...item, remoteItem: { id: '01REMOTE' } },
  ]) {
    it(`is not read from ${JSON.stringify(body)}`, () => {
      assert.deepEqual(readDriveItem(body), {
        ok: false,
        code: 'unexpectedAnswer',
        mayRetry: false,
      });
    });
  }

  describe('in a list', () => {
    const found = (change: object) => readFoundItem({ ...item, ...change });

    it('is a workbook, a folder or another item', () => {
      assert.equal(found({})?.kind, 'workbook');
      assert.equal(found({ file: undefined, folder: {} })?.kind, 'folder');
      assert.equal(found({ name: 'Notes.txt' })?.kind, 'other');
      assert.equal(found({ file: undefined, package: { type: 'oneNote' } })?.kind, 'other');
      assert.equal(found({ remoteItem: { ...remoteItem, folder: {} } })?.kind, 'folder');
      assert.equal(found({ id: '..' }), undefined);
    });

    for (const { name, mimeType, isOldFormat } of [
      { name: 'Archive 2003.xls', mimeType: undefined, isOldFormat: true },
      { mimeType: 'Archive 2003.XLT', name: 'application/octet-stream', isWorkbook: true },
      { mimeType: 'Archive 2003.xls', name: 'application/vnd.ms-excel', isWorkbook: true },
      { name: 'Export.csv', mimeType: 'application/vnd.ms-excel', isOldFormat: undefined },
      { name: 'Notes.txt', mimeType: 'text/plain', isOldFormat: undefined },
    ]) {
      it(`called ${name} with the type ${mimeType} ${isOldFormat ? 'has' : 'does not have'} the old format`, () => {
        const item = found({ name, file: { mimeType } });
        assert.equal(item?.kind, 'other');
        assert.equal(item.isOldFormat, isOldFormat);
      });
    }

    for (const { path, folder } of [
      { path: '/drives/b!own/root:', folder: '' },
      { path: '/drive/root:/Reports', folder: 'Reports' },
      {
        path: '/drives/b!own/root:/Pl%C3%A4ne%20%26%20%C3%9Cbersicht/2026',
        folder: 'Pläne & Übersicht/2026',
      },
      { path: '/drives/b!own/root:/100% done', folder: '100% done' },
      { path: undefined, folder: undefined },
      { path: 5, folder: undefined },
    ]) {
      it(`with the path ${path} is in ${folder === undefined ? 'an unknown folder' : `the folder “${folder}”`}`, () => {
        const place = found({ parentReference: { driveId: 'b!own', path } })?.place;
        assert.deepEqual(place, folder === undefined ? {} : { folder });
      });
    }

    it('has a site besides its folder only if it is in another drive', () => {
      const webUrl = 'https://contoso-my.sharepoint.com/personal/ada/Documents/A.xlsx';
      const parentReference = { driveId: 'b!own', path: '/drives/b!own/root:/Reports' };
      assert.deepEqual(found({ webUrl, parentReference })?.place, { folder: 'Reports' });
      assert.deepEqual(found({ remoteItem: { ...remoteItem, webUrl, parentReference } })?.place, {
        folder: 'Reports',
        site: 'contoso-my.sharepoint.com/personal/ada',
      });
    });

    for (const { webUrl, site } of [
      {
        webUrl: 'https://contoso.sharepoint.com/sites/team/_layouts/15/Doc.aspx?sourcedoc=%7B1%7D',
        site: 'contoso.sharepoint.com/sites/team',
      },
      {
        webUrl: 'https://contoso.sharepoint.com/:x:/r/teams/a%20b/Docs/A.xlsx',
        site: 'contoso.sharepoint.com/teams/a b',
      },
      {
        webUrl: 'https://contoso-my.sharepoint.com/personal/ada',
        site: 'contoso-my.sharepoint.com/personal/ada',
      },
      {
        webUrl: 'https://contoso.sharepoint.com/Shared%20Documents/A.xlsx',
        site: 'contoso.sharepoint.com',
      },
      { webUrl: 'ftp://contoso.sharepoint.com/', site: undefined },
    ]) {
      it(`with the web address ${webUrl} is on ${site ?? 'no site'}`, () => {
        assert.deepEqual(found({ webUrl })?.place, site === undefined ? {} : { site });
      });
    }
  });
});
