import assert from 'node:assert/strict';
import { DriveEntries } from '../../../src/sandbox/driveEntries';
import { sharingLinkOf, sharingTokenOf, webUrlOf } from '../../../src/sandbox/webAddresses';
import {
  builtInEntries,
  linkedFile,
  specialFiles,
  workbookFiles,
} from '../../../src/sandbox/workbookFiles';
import { errorCodes, getItem, goodHeaders, sandboxPerTest, send } from './client';

describe('Sharing links of the sandbox', () => {
  const test = sandboxPerTest();
  const [own, , , ofSite] = workbookFiles;
  const ask = (url: string) =>
    getItem(test.sandbox, `/v1.0/shares/${sharingTokenOf(url)}/driveItem`);
  const askWith = (url: string, prefer: string) => {
    const { Authorization, 'client-request-id': id } = goodHeaders();
    const headers = { Authorization: Authorization!, 'client-request-id': id!, Prefer: prefer };
    return send(test.sandbox, `/v1.0/shares/${sharingTokenOf(url)}/driveItem`, { headers });
  };

  afterEach(() => {
    assert.deepEqual(test.sandbox.violations, []);
  });

  const library = 'https://contoso.sharepoint.example/sites/team/Shared%20Documents';
  const mine = 'https://contoso-my.sharepoint.example/personal/ada_workbooks_example/Documents';
  for (const [what, url, file] of [
    ['a link to a OneDrive file', sharingLinkOf(own), own],
    ['a link to a SharePoint file', sharingLinkOf(ofSite), ofSite],
    ['a link without its query', sharingLinkOf(ofSite).replace(/\?.*/, ''), ofSite],
    ["a colleague's link", sharingLinkOf(specialFiles.shared), specialFiles.shared],
    ['an address of Excel in the browser', webUrlOf(own), own],
    [
      'such an address as browsers write it',
      webUrlOf(own).replace('%7B', '{').replace('%7D', '}'),
      own,
    ],
    ['a webUrl with another query', `${webUrlOf(own)}&web=1&cid=1`, own],
    ['a path', `${library}/General/Team%20plan.xlsx`, ofSite],
    ['a path that is not encoded', `${decodeURI(library)}/General/Team plan.xlsx?web=1`, ofSite],
    [
      'a copied link for people with access',
      `${library.replace('/sites', '/:x:/r/sites')}/General/Team%20plan.xlsx?d=w1&csf=1&web=1&e=x`,
      ofSite,
    ],
    ['umlauts in a path', `${mine}/${encodeURI(own.path)}`, own],
    [
      'every awkward character in a path',
      `${mine}/${specialFiles.awkward.path.split('/').map(encodeURIComponent).join('/')}`,
      specialFiles.awkward,
    ],
  ] as const) {
    it(`lead to their file: ${what}`, async () => {
      const { status, body } = await ask(url);
      const item = JSON.parse(body) as { id: string; parentReference: { driveId: string } };

      assert.equal(status, 200, body);
      assert.deepEqual(item.id, file.itemId);
      assert.deepEqual(item.parentReference.driveId, file.driveId);
      assert.equal(test.sandbox.requests[0]?.itemId, file.itemId);
      assert.equal(test.sandbox.requests[0].route, '/shares/{id}/driveItem');
    });
  }

  it('look like real ones', () => {
    assert.match(
      sharingLinkOf(own),
      /^https:\/\/contoso-my\.sharepoint\.example\/:x:\/g\/personal\/ada_workbooks_example\/E[\w-]{43}\?e=\w+$/,
    );
    assert.match(
      sharingLinkOf(ofSite),
      /^https:\/\/contoso\.sharepoint\.example\/:x:\/s\/team\/E[\w-]{43}\?e=\w+$/,
    );
  });

  it('lead to folders', async () => {
    const folder = new DriveEntries(builtInEntries).find({
      drive: { kind: 'me' },
      item: { kind: 'path', path: 'Reports' },
    })!;
    const { body } = await ask(webUrlOf(folder));

    assert.equal((JSON.parse(body) as { name: string }).name, 'Reports');
  });

  it('are encoded as documented', () => {
    assert.equal(
      sharingTokenOf(
        'https://onedrive.live.com/redir?resid=1231244193912!12&authKey=1201919!12921!1',
      ),
      'u!aHR0cHM6Ly9vbmVkcml2ZS5saXZlLmNvbS9yZWRpcj9yZXNpZD0xMjMxMjQ0MTkzOTEyITEyJmF1dGhLZXk9MTIwMTkxOSExMjkyMSEx',
    );
  });

  for (const url of [
    `${library}/General/Nothing.xlsx`,
    'https://contoso.sharepoint.example/:x:/g/personal/ada/Eunknown?e=1',
    'https://elsewhere.example/sites/team/Shared%20Documents/General/Team%20plan.xlsx',
    `${library.replace(/Shared.*/, '')}_layouts/15/Doc.aspx?sourcedoc=%7B00000000-0000-0000-0000-000000000000%7D`,
  ]) {
    it(`lead nowhere at ${url.slice(8, 80)}`, async () => {
      const answer = await ask(url);

      assert.equal(answer.status, 404);
      assert.equal(errorCodes(answer)[0], 'itemNotFound');
    });
  }

  const token = sharingTokenOf(sharingLinkOf(own));
  for (const [what, malformed] of [
    ['without u!', token.slice(2)],
    ['with padding', `${token}=`],
    [
      'in plain base64',
      `u!${Buffer.from('https://a.example/?>?>').toString('base64')}`.replace('/', '%2F'),
    ],
    ['of no URL', sharingTokenOf('Team plan.xlsx')],
    ['of another scheme', sharingTokenOf('http://contoso.sharepoint.example/')],
    ['of nothing', 'u!'],
  ] as const) {
    it(`are rejected with a token ${what}`, async () => {
      const answer = await getItem(test.sandbox, `/v1.0/shares/${malformed}/driveItem`);

      assert.equal(answer.status, 400);
      assert.equal(errorCodes(answer)[0], 'invalidRequest');
    });
  }

  it('are recorded with their Prefer header', async () => {
    await askWith(sharingLinkOf(own), 'redeemSharingLinkIfNecessary');

    assert.deepEqual(test.sandbox.requests[0]?.headers['prefer'], ['redeemSharingLinkIfNecessary']);
  });

  const { driveId, itemId } = linkedFile;
  const byIds = () => getItem(test.sandbox, `/v1.0/drives/${driveId}/items/${itemId}`);
  for (const [prefer, url, first, second] of [
    ['redeemSharingLink', sharingLinkOf(linkedFile), 200, 200],
    ['redeemSharingLinkIfNecessary', sharingLinkOf(linkedFile), 200, 403],
    ['', sharingLinkOf(linkedFile), 403, 403],
    ['redeemSharingLink', webUrlOf(linkedFile), 403, 403],
  ] as const) {
    it(`answer ${first}, and later ${second}, to “${prefer}” with ${url.slice(0, 50)}`, async () => {
      assert.equal(errorCodes(await byIds())[0], 'accessDenied');
      assert.equal((await askWith(url, prefer)).status, first);
      assert.equal((await byIds()).status, second);
    });
  }

  it('are the only way to a file that is shared only by link', async () => {
    const folder = `/v1.0/drives/${driveId}/root:/Private:/children`;
    const { body } = await getItem(test.sandbox, folder);

    assert.deepEqual((JSON.parse(body) as { value: unknown[] }).value, []);
  });
});
