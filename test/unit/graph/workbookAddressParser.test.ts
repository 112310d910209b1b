import assert from 'node:assert/strict';
import fc from 'fast-check';
import { WorkbookSessionError, type ErrorCode } from '../../../src/model/errors';
import {
  addressOfIds,
  checkedAddress,
  type DriveAddress,
  type ItemAddress,
  type WorkbookAddress,
} from '../../../src/model/workbook';
import { graphOrigins } from '../../../src/model/clouds';
import { nameOfAddress, parseWorkbookAddress } from '../../../src/graph/workbookAddressParser';
import { actionPath, itemPath } from '../../../src/graph/workbookUrl';
import { anyText } from '../anyText';

const graph = 'https://graph.microsoft.com/v1.0';
const ids = addressOfIds({ driveId: 'b!a-B_1', itemId: '01ABC' });
const byId: ItemAddress = { kind: 'id', id: '01ABC' };
const byPath: ItemAddress = { kind: 'path', path: 'Reports/Orçamento 2026.xlsx' };

const accepted: readonly (readonly [string, WorkbookAddress])[] = [
  [`${graph}/drives/b!a-B_1/items/01ABC`, ids],
  [`${graph}/drives/b%21a-B_1/items/01ABC/`, ids],
  [`${graph}/drives/b!a-B_1/items/01ABC/workbook`, ids],
  [`${graph}/drives/b!a-B_1/items/01ABC/workbook/closeSession`, ids],
  [`${graph}/drives/b!a-B_1/items/01ABC/workbook/worksheets('A:B')/range?x=y`, ids],
  [`${graph}/drives/b!a-B_1/items/01ABC?$select=id#fragment`, ids],
  ['HTTPS://GRAPH.Microsoft.com/BETA/Drives/b!a-B_1/Items/01ABC', ids],
  ['  /v1.0/drives/b!a-B_1/items/01ABC  ', ids],
  ['/drives/b!a-B_1/items/01ABC', ids],
  ['beta/drives/b!a-B_1/items/01ABC', ids],
  ['drives/b!a-B_1/items/01ABC', ids],
  [`${graph}/sites/example.com,1,2/drives/b!a-B_1/items/01ABC`, ids],
  ['me/drives/b!a-B_1/items/01ABC', ids],
  ['b!a-B_1 01ABC', ids],
  ['b!a-B_1,01ABC', ids],
  ['b!a-B_1, 01ABC', ids],
  ['b!a-B_1\t01ABC', ids],
  ['b!a-B_1\r\n01ABC\n', ids],
  ['b!a-B_1/01ABC', ids],
  [`${graph}/me/drive/items/01ABC`, { drive: { kind: 'me' }, item: byId }],
  [
    `${graph}/users/ada@example.com/drive/items/01ABC`,
    { drive: { kind: 'user', id: 'ada@example.com' }, item: byId },
  ],
  [
    `${graph}/users/ada%40example.com/drive/items/01ABC`,
    { drive: { kind: 'user', id: 'ada@example.com' }, item: byId },
  ],
  [
    `${graph}/sites/example.sharepoint.com,1-2,3-4/drive/items/01ABC/workbook`,
    { drive: { kind: 'site', id: 'example.sharepoint.com,1-2,3-4' }, item: byId },
  ],
  [`${graph}/groups/02bd/drive/items/01ABC`, { drive: { kind: 'group', id: '02bd' }, item: byId }],
  [
    `${graph}/me/drive/root:/Reports/Or%C3%A7amento%202026.xlsx:/workbook/createSession`,
    { drive: { kind: 'me' }, item: byPath },
  ],
  ['/me/drive/root:/Reports/Orçamento 2026.xlsx', { drive: { kind: 'me' }, item: byPath }],
  ['/me/drive/root:/Reports/Orçamento 2026.xlsx:', { drive: { kind: 'me' }, item: byPath }],
  ['/me/drive/root:/Reports/Orçamento 2026.xlsx/', { drive: { kind: 'me' }, item: byPath }],
  [
    'drives/b!a-B_1/root:/Reports/Orçamento%202026.xlsx:/',
    { drive: { kind: 'drive', id: 'b!a-B_1' }, item: byPath },
  ],
  [
    'users/ada/drive/root:/100%25%252f%3A.xlsx',
    { drive: { kind: 'user', id: 'ada' }, item: { kind: 'path', path: '100%%2f:.xlsx' } },
  ],
];

const refused: readonly (readonly [string, ErrorCode])[] = [
  ['', 'invalidAddress'],
  ['   ', 'invalidAddress'],
  ['x', 'invalidAddress'],
  ['b!a', 'invalidAddress'],
  ['a/b', 'invalidAddress'],
  ['me/drive', 'invalidAddress'],
  ['drives/a', 'invalidAddress'],
  ['drives/a/items', 'invalidAddress'],
  ['drives/a/items/', 'invalidAddress'],
  ['drives//items/b', 'invalidAddress'],
  ['drive/items/b', 'invalidAddress'],
  ['users/ada/items/b', 'invalidAddress'],
  ['sites//drive/items/b', 'invalidAddress'],
  ['constructor/a/drive/items/b', 'invalidAddress'],
  ['/v2.0/drives/a/items/b', 'invalidAddress'],
  ['//graph.microsoft.com/v1.0/drives/a/items/b', 'invalidAddress'],
  ['\\\\graph.microsoft.com\\v1.0\\drives\\a\\items\\b', 'invalidAddress'],
  ['https:\\\\evil.example/drives/a/items/b', 'invalidAddress'],
  ['graph.microsoft.com/v1.0/drives/a/items/b', 'invalidAddress'],
  [`${graph}/drives/a/items/..`, 'invalidAddress'],
  [`${graph}/drives/a/items/%2e%2e`, 'invalidAddress'],
  [`${graph}/drives/a/items/.%2E`, 'invalidAddress'],
  [`${graph}/drives/../items/b`, 'invalidAddress'],
  [`${graph}/drives/a/items/b/workbook/../../../x`, 'invalidAddress'],
  [`${graph}/drives/a/items/b%2fc`, 'invalidAddress'],
  [`${graph}/drives/a/items/b%5cc`, 'invalidAddress'],
  [`${graph}/drives/a/items/b%00`, 'invalidAddress'],
  [`${graph}/drives/a/items/b%0d%0aX:1`, 'invalidAddress'],
  [`${graph}/drives/a/items/b%zz`, 'invalidAddress'],
  [`${graph}/drives/a/items/%ff`, 'invalidAddress'],
  [`${graph}/drives/a/items/b:/c.xlsx:`, 'invalidAddress'],
  [`${graph}/drives/a/items/b/children`, 'invalidAddress'],
  [`${graph}/me/drive/root:/`, 'invalidAddress'],
  [`${graph}/me/drive/root:`, 'invalidAddress'],
  [`${graph}/me/drive/root:/:`, 'invalidAddress'],
  [`${graph}/me/drive/root:/a//b.xlsx:`, 'invalidAddress'],
  [`${graph}/me/drive/root:/a/../b.xlsx:`, 'invalidAddress'],
  [`${graph}/me/drive/root:/a:b.xlsx:`, 'invalidAddress'],
  [`${graph}/me/drive/root:/a.xlsx:/children`, 'invalidAddress'],
  [`drives/a/items/${'b'.repeat(1025)}`, 'invalidAddress'],
  [`drives/a/items/b?${'x'.repeat(100_000)}`, 'invalidAddress'],
  ['\ud800 b', 'invalidAddress'],
  ['http://graph.microsoft.com/v1.0/drives/a/items/b', 'foreignAddress'],
  ['https://graph.microsoft.com:443/v1.0/drives/a/items/b', 'foreignAddress'],
  ['https://graph.microsoft.com./v1.0/drives/a/items/b', 'foreignAddress'],
  ['https://graph.microsoft.com@evil.example/v1.0/drives/a/items/b', 'foreignAddress'],
  ['https://user@graph.microsoft.com/v1.0/drives/a/items/b', 'foreignAddress'],
  ['https://graph.microsoft.com.evil.example/v1.0/drives/a/items/b', 'foreignAddress'],
  ['https://evil.example/https://graph.microsoft.com/v1.0/drives/a/items/b', 'foreignAddress'],
  ['https://evil.example\\@graph.microsoft.com/v1.0/drives/a/items/b', 'foreignAddress'],
  ['https://evil.example#@graph.microsoft.com/v1.0/drives/a/items/b', 'foreignAddress'],
  ['https://gráph.microsoft.com/v1.0/drives/a/items/b', 'foreignAddress'],
  ['https://graph.micrоsoft.com/v1.0/drives/a/items/b', 'foreignAddress'],
  ['https://graph.microsoft。com/v1.0/drives/a/items/b', 'foreignAddress'],
  ['https://graph%2emicrosoft.com/v1.0/drives/a/items/b', 'foreignAddress'],
  ['https:///v1.0/drives/a/items/b', 'foreignAddress'],
  ['https://microsoftgraph.chinacloudapi.cn/v1.0/drives/a/items/b', 'cloudWithoutWorkbooks'],
  ['ftp://graph.microsoft.com/v1.0/drives/a/items/b', 'foreignAddress'],
  ['javascript://graph.microsoft.com/v1.0/drives/a/items/b', 'foreignAddress'],
  ['http://127.0.0.1:8365/v1.0/drives/a/items/b', 'foreignAddress'],
];

describe('The address of a workbook', () => {
  for (const [text, address] of accepted) {
    it(`is read from ${JSON.stringify(text)}`, () => {
      assert.deepEqual(parseWorkbookAddress(text).address, address);
    });
  }

  for (const [text, code] of refused) {
    it(`is not ${JSON.stringify(text.slice(0, 80))}: ${code}`, () => {
      assert.throws(() => parseWorkbookAddress(text), new WorkbookSessionError(code));
    });
  }

  it('tells the cloud by its host, and by nothing else', () => {
    for (const cloud of ['global', 'usGov', 'usGovDoD'] as const) {
      const text = `${graphOrigins[cloud]}/v1.0/drives/a/items/b`;
      assert.equal(parseWorkbookAddress(text).cloud, cloud);
    }
    assert.equal('cloud' in parseWorkbookAddress('/v1.0/drives/a/items/b'), false);
  });

  it('may be on the stand-in that is in use', () => {
    const own = 'http://127.0.0.1:8365';
    assert.deepEqual(parseWorkbookAddress(`${own}/v1.0/drives/a/items/b`, own), {
      address: addressOfIds({ driveId: 'a', itemId: 'b' }),
    });
    for (const other of ['http://127.0.0.1:8366', 'http://127.0.0.1', `http://x@127.0.0.1:8365`]) {
      assert.throws(
        () => parseWorkbookAddress(`${other}/v1.0/drives/a/items/b`, own),
        new WorkbookSessionError('foreignAddress'),
      );
    }
  });

  const segment = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }).filter((text) => {
    try {
      checkedAddress(addressOfIds({ driveId: text, itemId: text }));
      return true;
    } catch {
      return false;
    }
  });
  const anyDrive: fc.Arbitrary<DriveAddress> = fc.oneof(
    fc.constant<DriveAddress>({ kind: 'me' }),
    fc.record(
      { kind: fc.constantFrom('drive', 'user', 'site', 'group'), id: segment },
      { noNullPrototype: true },
    ),
  );
  const anyItem: fc.Arbitrary<ItemAddress> = fc.oneof(
    segment.map((id): ItemAddress => ({ kind: 'id', id })),
    fc
      .array(segment, { minLength: 1, maxLength: 4 })
      .map((path): ItemAddress => ({ kind: 'path', path: path.join('/') })),
  );

  it('is read from every URL that we would call', () => {
    const start = fc.constantFrom(graph, 'https://graph.microsoft.us/beta', '/v1.0', '');
    fc.assert(
      fc.property(start, anyDrive, anyItem, (base, drive, item) => {
        const address = { drive, item };
        for (const path of [itemPath(address), actionPath(address, 'closeSession')]) {
          assert.deepEqual(parseWorkbookAddress(base + path).address, address);
        }
      }),
    );
  });

  it('is read, or refused with one of two codes, whatever the text', () => {
    const part = fc.constantFrom(
      ...['https://', 'graph.microsoft.com', '/v1.0', '/me', '/drive', '/drives/', '/items/', ':'],
      ...[
        'root:',
        '/',
        '..',
        '%2e',
        '%2F',
        '%',
        '\\',
        '@',
        '?',
        '#',
        ' ',
        ',',
        '\n',
        'a',
        '\ud800',
      ],
    );
    const text = fc.oneof(
      anyText,
      fc.array(part, { maxLength: 12 }).map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(text, (pasted) => {
        try {
          itemPath(parseWorkbookAddress(pasted).address);
        } catch (error) {
          assert.ok(error instanceof WorkbookSessionError);
          assert.ok(['invalidAddress', 'foreignAddress'].includes(error.code));
        }
      }),
    );
  });
});

describe('The name of a workbook', () => {
  it('is the last part of a path, and unknown for an id', () => {
    assert.equal(nameOfAddress({ drive: { kind: 'me' }, item: byPath }), 'Orçamento 2026.xlsx');
    assert.equal(nameOfAddress(ids), undefined);
  });
});
