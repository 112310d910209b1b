import assert from 'node:assert/strict';
import {
  readRecent,
  RecentWorkbookList,
  withRecent,
  type RecentWorkbook,
} from '../../../src/workbooks/recentWorkbooks';
import { MemoryState } from '../../fakes/memoryState';

const workbook = (index: number): RecentWorkbook => ({
  cloud: 'global',
  driveId: 'b!drive',
  itemId: `item-${index}`,
  name: `Workbook ${index}.xlsx`,
});

describe('Workbooks used last', () => {
  it('are ten, the newest first, each once and under its last name', () => {
    const all = Array.from({ length: 12 }, (_, index) => workbook(index));
    const list = all.reduce<readonly RecentWorkbook[]>(withRecent, []);
    assert.deepEqual(
      list.map(({ itemId }) => itemId),
      [11, 10, 9, 8, 7, 6, 5, 4, 3, 2].map((index) => `item-${index}`),
    );
    const renamed = { ...workbook(5), name: 'Renamed.xlsx' };
    const again = withRecent(list, renamed);
    assert.deepEqual({ again: again[0], count: again.length }, { again: renamed, count: 10 });
  });

  it('keep what it took to find them, until another one is told', () => {
    const wide = { ...workbook(1), permissions: 'allFiles' } as const;
    const list = withRecent([], wide);
    assert.deepEqual(list, [wide]);
    assert.deepEqual(withRecent(list, workbook(1)), [wide]);
    const narrow = { ...wide, permissions: 'files' } as const;
    assert.deepEqual(withRecent(list, narrow), [narrow]);
    assert.deepEqual(readRecent([wide, workbook(2)]), [wide, workbook(2)]);
    assert.deepEqual(readRecent([{ ...wide, permissions: 'everything' }]), [workbook(1)]);
  });

  it('keep where they lie, until another place is told', () => {
    const placed = { ...workbook(1), place: { folder: 'Reports', site: 'contoso.example' } };
    const list = withRecent([], placed);
    assert.deepEqual(list, [placed]);
    assert.deepEqual(withRecent(list, workbook(1)), [placed]);
    const moved: RecentWorkbook = { ...workbook(1), place: { folder: '', isOtherDrive: true } };
    assert.deepEqual(withRecent(list, moved), [moved]);
    assert.deepEqual(readRecent([placed, moved]), [placed, moved]);
  });

  it('keep of a place what can be one', () => {
    const read = (place: unknown) => readRecent([{ ...workbook(1), place }])[0]?.place;
    for (const place of [undefined, null, 'Reports', [], { folder: 5, site: {} }]) {
      assert.equal(read(place), undefined);
    }
    const folder = 'x'.repeat(1000);
    assert.deepEqual(read({ folder, isOtherDrive: 'yes', more: 1 }), { folder: 'x'.repeat(400) });
  });

  it('are told apart by their cloud', () => {
    const inGov = { ...workbook(1), cloud: 'usGov' } as const;
    assert.deepEqual(withRecent([workbook(1)], inGov), [inGov, workbook(1)]);
    assert.deepEqual(readRecent([inGov, workbook(1)]), [inGov, workbook(1)]);
  });

  it('were of the global cloud when none is kept of them', () => {
    const { cloud, ...older } = workbook(1);
    assert.deepEqual(readRecent([older]), [{ ...older, cloud }]);
    assert.deepEqual(readRecent([{ ...older, cloud: 'china' }]), [workbook(1)]);
  });

  it('keep nothing else', () => {
    const more = { ...workbook(1), account: { id: 'ada', label: 'Ada' } };
    assert.deepEqual(withRecent([], more), [workbook(1)]);
    assert.equal(withRecent([], { ...workbook(1), name: 'x'.repeat(1000) })[0]?.name.length, 400);
  });

  for (const value of [
    undefined,
    null,
    'text',
    {},
    [null],
    [{}],
    [{ ...workbook(1), itemId: '..' }],
  ]) {
    it(`are none in ${JSON.stringify(value)}`, () => {
      assert.deepEqual(readRecent(value), []);
    });
  }

  it('are read from among what else stands there', () => {
    assert.deepEqual(readRecent([5, workbook(1), { ...workbook(2), name: 2 }]), [workbook(1)]);
  });
});

const ids = { driveId: 'b!drive', itemId: '01' };

describe('RecentWorkbookList', () => {
  it('lists the workbooks of one cloud and keeps those of the others', async () => {
    const state = new MemoryState();
    state.values.set('recentWorkbooks', [{ ...ids, name: 'Older.xlsx' }]);
    const list = new RecentWorkbookList(state);
    const inGov = { ...ids, cloud: 'usGov', name: 'Gov.xlsx' } as const;
    await list.remember(inGov);
    assert.deepEqual(list.list('usGov'), [inGov]);
    assert.deepEqual(list.list('global'), [{ ...ids, cloud: 'global', name: 'Older.xlsx' }]);
    assert.deepEqual(list.list('usGovDoD'), []);
  });
});
