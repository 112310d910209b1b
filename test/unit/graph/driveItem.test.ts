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
  it('gives ids and name', () => {
    assert.deepEqual(readDriveItem(item), {
      ok: true,
      value: { driveId: 'b!own', itemId: '01ABC', name: 'Budget.xlsx' },
    });
  });

  it('tells the site beside the folder where it was asked for by an address', () => {
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

  it('gives its web address as it is, and only when it is a text', () => {
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

  it('that refers to another gives the ids of that one', () => {
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
    it(`called ${name} is none`, () => {
      assert.deepEqual(readDriveItem({ ...item, name }), {
        ok: false,
        code: 'notAWorkbook',
        mayRetry: false,
      });
    });
  }

  const openXml = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
  for (const [mimeType, name, isWorkbook] of [
    [openXml, 'No ending', true],
    ['application/vnd.ms-excel.sheet.macroEnabled.12', 'A', true],
    ['application/vnd.ms-excel.sheet.binary.macroEnabled.12', 'A', true],
    ['application/vnd.ms-excel.template.macroEnabled.12', 'A', true],
    ['application/vnd.ms-excel.addin.macroEnabled.12', 'A.xlam', false],
    ['application/vnd.ms-excel', 'Renamed.xlsx', false],
    ['text/plain', 'A.xlsx', false],
    ['application/octet-stream', 'A.xlsx', true],
    ['application/octet-stream', 'A.bin', false],
    ['', 'A.xlsx', true],
    [5, 'A.xlsx', true],
  ] as const) {
    it(`of the type ${mimeType} called ${name} is ${isWorkbook ? 'a' : 'no'} workbook`, () => {
      assert.equal(readDriveItem({ ...item, name, file: { mimeType } }).ok, isWorkbook);
    });
  }

  it('that is a folder is no workbook, whatever it is called', () => {
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
    it(`that reads ${JSON.stringify(body)} is none of Graph's`, () => {
      assert.deepEqual(readDriveItem(body), {
        ok: false,
        code: 'unexpectedAnswer',
        mayRetry: false,
      });
    });
  }

  describe('in a list', () => {
    const found = (change: object) => readFoundItem({ ...item, ...change });

    it('is a workbook, a folder or something else', () => {
      assert.equal(found({})?.kind, 'workbook');
      assert.equal(found({ file: undefined, folder: {} })?.kind, 'folder');
      assert.equal(found({ name: 'Notes.txt' })?.kind, 'other');
      assert.equal(found({ file: undefined, package: { type: 'oneNote' } })?.kind, 'other');
      assert.equal(found({ remoteItem: { ...remoteItem, folder: {} } })?.kind, 'folder');
      assert.equal(found({ id: '..' }), undefined);
    });

    for (const [name, mimeType, isOldFormat] of [
      ['Archive 2003.xls', undefined, true],
      ['Archive 2003.XLT', 'application/octet-stream', true],
      ['Archive 2003.xls', 'application/vnd.ms-excel', true],
      ['Export.csv', 'application/vnd.ms-excel', undefined],
      ['Notes.txt', 'text/plain', undefined],
    ] as const) {
      it(`called ${name} of the type ${mimeType} ${isOldFormat ? 'has' : 'has not'} the old format`, () => {
        const { kind, isOldFormat: isOld } = found({ name, file: { mimeType } }) ?? {};
        assert.deepEqual([kind, isOld], ['other', isOldFormat]);
      });
    }

    for (const [path, folder] of [
      ['/drives/b!own/root:', ''],
      ['/drive/root:/Reports', 'Reports'],
      ['/drives/b!own/root:/Pl%C3%A4ne%20%26%20%C3%9Cbersicht/2026', 'Pläne & Übersicht/2026'],
      ['/drives/b!own/root:/100% done', '100% done'],
      [undefined, undefined],
      [5, undefined],
    ] as const) {
      it(`lies where ${path} says`, () => {
        const place = found({ parentReference: { driveId: 'b!own', path } })?.place;
        assert.deepEqual(place, folder === undefined ? {} : { folder });
      });
    }

    it('lies where its path says, and the site only when it was found from elsewhere', () => {
      const webUrl = 'https://contoso-my.sharepoint.com/personal/ada/Documents/A.xlsx';
      const parentReference = { driveId: 'b!own', path: '/drives/b!own/root:/Reports' };
      assert.deepEqual(found({ webUrl, parentReference })?.place, { folder: 'Reports' });
      assert.deepEqual(found({ remoteItem: { ...remoteItem, webUrl, parentReference } })?.place, {
        folder: 'Reports',
        site: 'contoso-my.sharepoint.com/personal/ada',
      });
    });

    for (const [webUrl, site] of [
      [
        'https://contoso.sharepoint.com/sites/team/_layouts/15/Doc.aspx?sourcedoc=%7B1%7D',
        'contoso.sharepoint.com/sites/team',
      ],
      [
        'https://contoso.sharepoint.com/:x:/r/teams/a%20b/Docs/A.xlsx',
        'contoso.sharepoint.com/teams/a b',
      ],
      ['https://contoso-my.sharepoint.com/personal/ada', 'contoso-my.sharepoint.com/personal/ada'],
      ['https://contoso.sharepoint.com/Shared%20Documents/A.xlsx', 'contoso.sharepoint.com'],
      ['ftp://contoso.sharepoint.com/', undefined],
    ] as const) {
      it(`lies on the site of ${webUrl}`, () => {
        assert.deepEqual(found({ webUrl })?.place, site === undefined ? {} : { site });
      });
    }
  });
});
