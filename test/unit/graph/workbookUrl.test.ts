import assert from 'node:assert/strict';
import fc from 'fast-check';
import { WorkbookSessionError } from '../../../src/model/errors';
import { addressOfIds, type WorkbookAddress } from '../../../src/model/workbook';
import { actionPath, actionRoute, itemPath, itemRoute } from '../../../src/graph/workbookUrl';
import { anyText } from '../anyText';

const byId = { kind: 'id', id: '01ABC' } as const;
const byPath = { kind: 'path', path: 'Reports/Orçamento #1 100%: it’s.xlsx' } as const;
const encodedPath = 'Reports/Or%C3%A7amento%20%231%20100%25%3A%20it%E2%80%99s.xlsx';

interface Row {
  readonly address: WorkbookAddress;
  readonly path: string;
  readonly route: string;
}

const rows: readonly Row[] = [
  {
    address: addressOfIds({ driveId: 'b!a', itemId: '01' }),
    path: '/drives/b!a/items/01',
    route: '/drives/{id}/items/{id}',
  },
  {
    address: { drive: { kind: 'me' }, item: byId },
    path: '/me/drive/items/01ABC',
    route: '/me/drive/items/{id}',
  },
  {
    address: { drive: { kind: 'user', id: 'ada@example.com' }, item: byId },
    path: '/users/ada%40example.com/drive/items/01ABC',
    route: '/users/{id}/drive/items/{id}',
  },
  {
    address: { drive: { kind: 'site', id: 'example.com,1,2' }, item: byId },
    path: '/sites/example.com%2C1%2C2/drive/items/01ABC',
    route: '/sites/{id}/drive/items/{id}',
  },
  {
    address: { drive: { kind: 'group', id: '02bd' }, item: byId },
    path: '/groups/02bd/drive/items/01ABC',
    route: '/groups/{id}/drive/items/{id}',
  },
  {
    address: { drive: { kind: 'me' }, item: byPath },
    path: `/me/drive/root:/${encodedPath}`,
    route: '/me/drive/root:/{path}',
  },
  {
    address: { drive: { kind: 'drive', id: 'b!a' }, item: byPath },
    path: `/drives/b!a/root:/${encodedPath}`,
    route: '/drives/{id}/root:/{path}',
  },
];

describe('The path of a workbook', () => {
  for (const { address, path, route } of rows) {
    it(`is ${route}`, () => {
      const colon = address.item.kind === 'path' ? ':' : '';
      assert.equal(itemPath(address), path);
      assert.equal(itemRoute(address), route);
      assert.equal(actionPath(address, 'closeSession'), `${path}${colon}/workbook/closeSession`);
      assert.equal(actionRoute(address, 'closeSession'), `${route}${colon}/workbook/closeSession`);
    });
  }

  it('is rejected when a part of the address could lead to another path', () => {
    for (const bad of ['', '.', '..', '...', 'a/b', 'a\\b', 'a\0', 'a\nb', '\ud800']) {
      for (const address of [
        addressOfIds({ driveId: bad, itemId: 'i' }),
        addressOfIds({ driveId: 'd', itemId: bad }),
      ]) {
        assert.throws(() => itemPath(address), new WorkbookSessionError('invalidAddress'));
      }
    }
    for (const path of ['', '/a.xlsx', 'a//b', 'a/../b', 'a/', './a']) {
      const address: WorkbookAddress = { drive: { kind: 'me' }, item: { kind: 'path', path } };
      assert.throws(() => itemPath(address), new WorkbookSessionError('invalidAddress'));
    }
  });

  it('keeps every id in one segment that a URL parser doesn’t change', () => {
    fc.assert(
      fc.property(anyText, (id) => {
        let path: string;
        try {
          path = actionPath(addressOfIds({ driveId: id, itemId: id }), 'closeSession');
        } catch {
          return;
        }
        const url = new URL(`https://graph.microsoft.com/v1.0${path}`);
        assert.equal(url.pathname, `/v1.0${path}`);
        assert.equal(url.search + url.hash, '');
        assert.equal(decodeURIComponent(url.pathname.split('/')[3]!), id);
      }),
    );
  });
});
