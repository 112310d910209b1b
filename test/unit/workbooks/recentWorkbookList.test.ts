import assert from 'node:assert/strict';
import { RecentWorkbookList } from '../../../src/workbooks/recentWorkbookList';
import { MemoryState } from '../../fakes/memoryState';

const ids = { driveId: 'b!drive', itemId: '01' };

describe('The list of the workbooks chosen last', () => {
  it('offers those of one cloud and keeps the others', async () => {
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
