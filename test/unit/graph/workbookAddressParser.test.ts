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

const accepted: readonly { readonly text: string; readonly address: WorkbookAddress }[] = [
  { text: `${graph}/drives/b!a-B_1/items/01ABC`, address: ids },
  { text: `${graph}/drives/b%21a-B_1/items/01ABC/`, address: ids },
  { text: `${graph}/drives/b!a-B_1/items/01ABC/workbook`, address: ids },
  { text: `${graph}/drives/b!a-B_1/items/01ABC/workbook/closeSession`, address: ids },
  {
    text: `${graph}/drives/b!a-B_1/items/01ABC/workbook/worksheets('A:B')/range?x=y`,
    address: ids,
  },
  { text: `${graph}/drives/b!a-B_1/items/01ABC?$select=id#fragment`, address: ids },
  { text: 'HTTPS://GRAPH.Microsoft.com/BETA/Drives/b!a-B_1/Items/01ABC', address: ids },
  { text: '  /v1.0/drives/b!a-B_1/items/01ABC  ', address: ids },
  { text: '/drives/b!a-B_1/items/01ABC', address: ids },
  { text: 'beta/drives/b!a-B_1/items/01ABC', address: ids },
  { text: 'drives/b!a-B_1/items/01ABC', address: ids },
  { text: `${graph}/sites/example.com,1,2/drives/b!a-B_1/items/01ABC`, address: ids },
  { text: 'me/drives/b!a-B_1/items/01ABC', address: ids },
  { text: 'b!a-B_1 01ABC', address: ids },
  { text: 'b!a-B_1,01ABC', address: ids },
  { text: 'b!a-B_1, 01ABC', address: ids },
  { text: 'b!a-B_1\t01ABC', address: ids },
  { text: 'b!a-B_1\r\n01ABC\n', address: ids },
  { text: 'b!a-B_1/01ABC', address: ids },
  { text: `${graph}/me/drive/items/01ABC`, address: { drive: { kind: 'me' }, item: byId } },
  {
    text: `${graph}/users/ada@example.com/drive/items/01ABC`,
    address: { drive: { kind: 'user', id: 'ada@example.com' }, item: byId },
  },
  {
    text: `${graph}/users/ada%40example.com/drive/items/01ABC`,
    address: { drive: { kind: 'user', id: 'ada@example.com' }, item: byId },
  },
  {
    text: `${graph}/sites/example.sharepoint.com,1-2,3-4/drive/items/01ABC/workbook`,
    address: { drive: { kind: 'site', id: 'example.sharepoint.com,1-2,3-4' }, item: byId },
  },
  {
    text: `${graph}/groups/02bd/drive/items/01ABC`,
    address: { drive: { kind: 'group', id: '02bd' }, item: byId },
  },
  {
    text: `${graph}/me/drive/root:/Reports/Or%C3%A7amento%202026.xlsx:/workbook/createSession`,
    address: { drive: { kind: 'me' }, item: byPath },
  },
  {
    text: '/me/drive/root:/Reports/Orçamento 2026.xlsx',
    address: { drive: { kind: 'me' }, item: byPath },
  },
  {
    text: '/me/drive/root:/Reports/Orçamento 2026.xlsx:',
    address: { drive: { kind: 'me' }, item: byPath },
  },
  {
    text: '/me/drive/root:/Reports/Orçamento 2026.xlsx/',
    address: { drive: { kind: 'me' }, item: byPath },
  },
  {
    text: 'drives/b!a-B_1/root:/Reports/Orçamento%202026.xlsx:/',
    address: { drive: { kind: 'drive', id: 'b!a-B_1' }, item: byPath },
  },
  {
    text: 'users/ada/drive/root:/100%25%252f%3A.xlsx',
    address: { drive: { kind: 'user', id: 'ada' }, item: { kind: 'path', path: '100%%2f:.xlsx' } },
  },
];

/** Texts that are rejected, by the code of the error. */
const rejected = {
  invalidAddress: [
    '',
    '   ',
    'x',
    'b!a',
    'a/b',
    'me/drive',
    'drives/a',
    'drives/a/items',
    'drives/a/items/',
    'drives//items/b',
    'drive/items/b',
    'users/ada/items/b',
    'sites//drive/items/b',
    'constructor/a/drive/items/b',
    '/v2.0/drives/a/items/b',
    '//graph.microsoft.com/v1.0/drives/a/items/b',
    '\\\\graph.microsoft.com\\v1.0\\drives\\a\\items\\b',
    'https:\\\\evil.example/drives/a/items/b',
    'graph.microsoft.com/v1.0/drives/a/items/b',
    `${graph}/drives/a/items/..`,
    `${graph}/drives/a/items/%2e%2e`,
    `${graph}/drives/a/items/.%2E`,
    `${graph}/drives/../items/b`,
    `${graph}/drives/a/items/b/workbook/../../../x`,
    `${graph}/drives/a/items/b%2fc`,
    `${graph}/drives/a/items/b%5cc`,
    `${graph}/drives/a/items/b%00`,
    `${graph}/drives/a/items/b%0d%0aX:1`,
    `${graph}/drives/a/items/b%zz`,
    `${graph}/drives/a/items/%ff`,
    `${graph}/drives/a/items/b:/c.xlsx:`,
    `${graph}/drives/a/items/b/children`,
    `${graph}/me/drive/root:/`,
    `${graph}/me/drive/root:`,
    `${graph}/me/drive/root:/:`,
    `${graph}/me/drive/root:/a//b.xlsx:`,
    `${graph}/me/drive/root:/a/../b.xlsx:`,
    `${graph}/me/drive/root:/a:b.xlsx:`,
    `${graph}/me/drive/root:/a.xlsx:/children`,
    `drives/a/items/${'b'.repeat(1025)}`,
    `drives/a/items/b?${'x'.repeat(100_000)}`,
    '\ud800 b',
  ],
  foreignAddress: [
    'http://graph.microsoft.com/v1.0/drives/a/items/b',
    'https://graph.microsoft.com:443/v1.0/drives/a/items/b',
    'https://graph.microsoft.com./v1.0/drives/a/items/b',
    'https://graph.microsoft.com@evil.example/v1.0/drives/a/items/b',
    'https://user@graph.microsoft.com/v1.0/drives/a/items/b',
    'https://graph.microsoft.com.evil.example/v1.0/drives/a/items/b',
    'https://evil.example/https://graph.microsoft.com/v1.0/drives/a/items/b',
    'https://evil.example\\@graph.microsoft.com/v1.0/drives/a/items/b',
    'https://evil.example#@graph.microsoft.com/v1.0/drives/a/items/b',
    'https://gráph.microsoft.com/v1.0/drives/a/items/b',
    'https://graph.micrоsoft.com/v1.0/drives/a/items/b',
    'https://graph.microsoft。com/v1.0/drives/a/items/b',
    'https://graph%2emicrosoft.com/v1.0/drives/a/items/b',
    'https:///v1.0/drives/a/items/b',
    'ftp://graph.microsoft.com/v1.0/drives/a/items/b',
    'javascript://graph.microsoft.com/v1.0/drives/a/items/b',
    'http://127.0.0.1:8365/v1.0/drives/a/items/b',
  ],
  cloudWithoutWorkbooks: ['https://microsoftgraph.chinacloudapi.cn/v1.0/drives/a/items/b'],
} as const satisfies Partial<Record<ErrorCode, readonly string[]>>;

describe('The address of a workbook', () => {
  for (const { text, address } of accepted) {
    it(`is read from ${JSON.stringify(text)}`, () => {
      assert.deepEqual(parseWorkbookAddress(text).address, address);
    });
  }

  for (const code of ['invalidAddress', 'foreignAddress', 'cloudWithoutWorkbooks'] as const) {
    for (const text of rejected[code]) {
      it(`is rejected as ${code}: ${JSON.stringify(text.slice(0, 80))}`, () => {
        assert.throws(() => parseWorkbookAddress(text), new WorkbookSessionError(code));
      });
    }
  }

  it('names the cloud only by its host', () => {
    for (const cloud of ['global', 'usGov', 'usGovDoD'] as const) {
      const text = `${graphOrigins[cloud]}/v1.0/drives/a/items/b`;
      assert.equal(parseWorkbookAddress(text).cloud, cloud);
    }
    assert.equal('cloud' in parseWorkbookAddress('/v1.0/drives/a/items/b'), false);
  });

  it('may be on the stand-in for Graph in use', () => {
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

  it('is read from every URL that the extension calls', () => {
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

  it('is read or rejected with one of two codes, whatever the text', () => {
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
  it('is the last segment of a path, and unknown for an id', () => {
    assert.equal(nameOfAddress({ drive: { kind: 'me' }, item: byPath }), 'Orçamento 2026.xlsx');
    assert.equal(nameOfAddress(ids), undefined);
  });
});
