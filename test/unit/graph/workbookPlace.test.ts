import assert from 'node:assert/strict';
import type { GraphSettings } from '../../../src/graph/cloudHosts';
import { placeOfSession } from '../../../src/graph/workbookPlace';
import { aSandbox, aWorkbookSession } from '../../builders';

const settings: GraphSettings = { apiVersion: 'v1.0', endpoint: '' };
const path = { drive: { kind: 'me' }, item: { kind: 'path', path: 'A & B/1:2 #3.xlsx' } } as const;

describe('The addresses of a workbook', () => {
  it('contain the ids if they are known', () => {
    const session = aWorkbookSession({
      address: path,
      ids: { driveId: 'b!drive', itemId: '01 ITEM' },
    });
    assert.deepEqual(placeOfSession(session, settings), {
      graphRoot: 'https://graph.microsoft.com/v1.0',
      workbookPath: '/drives/b!drive/items/01%20ITEM/workbook',
      fileUrl: 'https://graph.microsoft.com/v1.0/drives/b!drive/items/01%20ITEM',
    });
  });

  it('contain the path if the ids are unknown', () => {
    const { ids, ...session } = aWorkbookSession({ address: path });
    assert.deepEqual(placeOfSession(session, { ...settings, apiVersion: 'beta' }), {
      graphRoot: 'https://graph.microsoft.com/beta',
      workbookPath: '/me/drive/root:/A%20%26%20B/1%3A2%20%233.xlsx:/workbook',
      fileUrl: 'https://graph.microsoft.com/beta/me/drive/root:/A%20%26%20B/1%3A2%20%233.xlsx:',
    });
  });

  it('are those of the session’s sandbox or of the endpoint in the settings', () => {
    const root = (change: Parameters<typeof aWorkbookSession>[0], endpoint: string) =>
      placeOfSession(aWorkbookSession(change), { ...settings, endpoint }).graphRoot;
    assert.equal(root({ target: aSandbox() }, ''), 'http://127.0.0.1:8365/v1.0');
    assert.equal(root({}, 'http://127.0.0.1:8080/'), 'http://127.0.0.1:8080/v1.0');
    assert.equal(root({ target: { cloud: 'usGov' } }, ''), 'https://graph.microsoft.us/v1.0');
  });

  it('are rejected for an endpoint on another machine and for an unsafe id', () => {
    assert.throws(
      () => placeOfSession(aWorkbookSession(), { ...settings, endpoint: 'http://evil.example:80' }),
      { code: 'endpointNotLoopback' },
    );
    assert.throws(
      () => placeOfSession(aWorkbookSession({ ids: { driveId: 'd', itemId: '..' } }), settings),
      { code: 'invalidAddress' },
    );
  });
});
