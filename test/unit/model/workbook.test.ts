import assert from 'node:assert/strict';
import fc from 'fast-check';
import { WorkbookSessionError } from '../../../src/model/errors';
import {
  addressKey,
  addressOfIds,
  checkedAddress,
  idsOfAddress,
  isSafeSegment,
  type WorkbookAddress,
} from '../../../src/model/workbook';
import { anyText } from '../anyText';

const byPath = (path: string): WorkbookAddress => ({
  drive: { kind: 'me' },
  item: { kind: 'path', path },
});

describe('isSafeSegment', () => {
  for (const segment of [
    '01ABC',
    'b!x-y_z',
    'Budget 2026 (1).xlsx',
    '...x',
    'ä',
    '%2e',
    ':',
    '?#',
  ]) {
    it(`accepts ${JSON.stringify(segment)}`, () => {
      assert.equal(isSafeSegment(segment), true);
    });
  }

  const bad = [
    '',
    '.',
    '..',
    '...',
    ' ',
    '.. ',
    'a/b',
    'a\\b',
    'a\0',
    'a\nb',
    'a\r',
    '\x7f',
    '\u2028',
  ];
  for (const segment of [...bad, '\ud800', 'x'.repeat(1025)]) {
    it(`rejects ${JSON.stringify(segment.slice(0, 20))}`, () => {
      assert.equal(isSafeSegment(segment), false);
    });
  }

  it('accepts only texts that stay one segment of a URL', () => {
    fc.assert(
      fc.property(anyText, (segment) => {
        fc.pre(isSafeSegment(segment));
        const url = new URL(`https://graph.example/items/${encodeURIComponent(segment)}/end`);
        const segments = url.pathname.split('/').map(decodeURIComponent);
        assert.deepEqual(segments, ['', 'items', segment, 'end']);
      }),
    );
  });
});

describe('checkedAddress', () => {
  it('returns a safe address unchanged', () => {
    const address = byPath('Folder/Budget.xlsx');
    assert.equal(checkedAddress(address), address);
  });

  const bad: readonly WorkbookAddress[] = [
    addressOfIds({ driveId: '..', itemId: 'i' }),
    addressOfIds({ driveId: 'd', itemId: '..' }),
    addressOfIds({ driveId: 'd', itemId: '' }),
    { drive: { kind: 'site', id: 'a/b' }, item: { kind: 'id', id: 'i' } },
    byPath(''),
    byPath('/Budget.xlsx'),
    byPath('a//b'),
    byPath('a/../b'),
  ];
  for (const address of bad) {
    it(`rejects ${addressKey(address)}`, () => {
      assert.throws(
        () => checkedAddress(address),
        (error) => error instanceof WorkbookSessionError && error.code === 'invalidAddress',
      );
    });
  }
});

describe('Addresses', () => {
  it('contain ids only in the form of drive id and item id', () => {
    const ids = { driveId: 'd', itemId: 'i' };
    assert.deepEqual(idsOfAddress(addressOfIds(ids)), ids);
    assert.equal(idsOfAddress(byPath('x')), undefined);
    const ofUser: WorkbookAddress = {
      drive: { kind: 'user', id: 'd' },
      item: { kind: 'id', id: 'i' },
    };
    assert.equal(idsOfAddress(ofUser), undefined);
  });

  it('have the same key only if they are equal', () => {
    const drive = fc.oneof(
      fc.constant({ kind: 'me' as const }),
      fc.record({ kind: fc.constantFrom('drive' as const, 'user' as const), id: fc.string() }),
    );
    const item = fc.oneof(
      fc.record({ kind: fc.constant('id' as const), id: fc.string({ maxLength: 2 }) }),
      fc.record({ kind: fc.constant('path' as const), path: fc.string({ maxLength: 2 }) }),
    );
    const address = fc.record({ drive, item });
    fc.assert(
      fc.property(address, address, (one, other) => {
        const isSame = JSON.stringify(one) === JSON.stringify(other);
        assert.equal(addressKey(one) === addressKey(other), isSame);
      }),
    );
  });
});
