import assert from 'node:assert/strict';
import { keysOfRows } from '../../../../src/sessions/view/sessionSelection';
import { aSandbox, anAccount, aWorkbookSession, someTime } from '../../../builders';
import { aTree } from '../../../rows';

const key = (n: number) => `0000000${n}-0000-4000-8000-000000000000`;
const ids = { driveId: 'b!drive', itemId: '01' };
const { rows } = aTree(
  [
    aWorkbookSession({ key: key(1), ids, createdAt: someTime + 1 }),
    aWorkbookSession({ key: key(2), ids, createdAt: someTime + 2 }),
    aWorkbookSession({ key: key(3), workbookName: 'Other.xlsx' }),
    aWorkbookSession({ key: key(4), ids, createdAt: someTime + 4, status: 'opening' }),
  ],
  someTime,
);
const [workbook] = rows;

describe('keysOfRows', () => {
  it('finds the session of its row', () => {
    assert.deepEqual(keysOfRows([{ id: key(3) }], rows), [key(3)]);
  });

  it('finds the sessions of a workbook’s row, each once', () => {
    assert.deepEqual(keysOfRows([workbook, { id: key(2) }], rows), [key(1), key(2)]);
  });

  it('finds the sessions of an account’s row, each once', () => {
    const { rows: grouped } = aTree(
      [
        aWorkbookSession({ key: key(1), ids }),
        aWorkbookSession({ key: key(2), ids, account: anAccount('bob') }),
        aWorkbookSession({ key: key(3), account: anAccount('bob') }),
        aWorkbookSession({ key: key(4), account: anAccount('bob'), status: 'opening' }),
        aWorkbookSession({ key: key(5), target: aSandbox() }),
      ],
      someTime,
    );
    const [ada, bob] = grouped;
    assert.deepEqual(keysOfRows([ada], grouped), [key(1)]);
    assert.deepEqual([...keysOfRows([bob, { id: key(2) }], grouped)].sort(), [key(2), key(3)]);
    assert.deepEqual(keysOfRows([{ id: key(3) }, { id: key(5) }], grouped), [key(3), key(5)]);
  });

  it('leaves out sessions that are being opened', () => {
    assert.deepEqual(keysOfRows([{ id: key(4) }], rows), []);
  });

  it('ignores made-up rows', () => {
    const given = [undefined, null, 7, 'x', {}, { id: 'gone' }, { id: key(3), sessions: rows }];
    assert.deepEqual(keysOfRows(given, rows), [key(3)]);
  });
});
