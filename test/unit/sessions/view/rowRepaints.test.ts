import assert from 'node:assert/strict';
import { RowRepaints } from '../../../../src/sessions/view/rowRepaints';
import { childrenOf, RowChanges, type TreeNode } from '../../../../src/sessions/view/treeNode';
import { anAccount, aWorkbookSession, someTime } from '../../../builders';
import { aTree } from '../../../rows';

const keyOf = (n: number) => `${String(n).padStart(8, '0')}-0000-4000-8000-000000000000`;

/** Two accounts; the first one has two workbooks, each with three sessions. */
function setup() {
  const sessions = Array.from({ length: 6 }, (_, n) =>
    aWorkbookSession({
      key: keyOf(n),
      createdAt: someTime + n,
      ids: { driveId: 'b!drive', itemId: `item-${n % 2}` },
    }),
  );
  const tree = aTree(
    [...sessions, aWorkbookSession({ key: keyOf(9), account: anAccount('bob') })],
    someTime,
  );
  const [account] = tree.rows;
  assert.ok(account);
  const [one, two] = childrenOf(account);
  assert.ok(one && two);
  const repaints = new RowRepaints((row) => tree.parentOf(row));
  const ask = (...parents: (TreeNode | undefined)[]) => {
    parents.forEach((parent) => {
      repaints.noteAsked(parent);
    });
  };
  const change = (rows: readonly TreeNode[], parents: readonly (TreeNode | undefined)[] = []) => {
    const changes = new RowChanges();
    rows.forEach((row) => changes.rows.add(row));
    parents.forEach((parent) => changes.parents.add(parent));
    repaints.noteChanges(changes);
  };
  const [first, second, third] = childrenOf(one);
  assert.ok(first && second && third);
  return { repaints, ask, change, account, one, two, first, second, third };
}

describe('RowRepaints', () => {
  it('draws a row that changed, once', () => {
    const { repaints, ask, change, account, one, first } = setup();
    ask(undefined, account, one);
    change([first]);
    change([first]);
    assert.deepEqual(repaints.take(), [first]);
    assert.deepEqual(repaints.take(), []);
  });

  it('draws no row that VS Code has not asked for', () => {
    const { repaints, ask, change, account, one, first } = setup();
    change([first, one, account], [undefined, account, one]);
    assert.equal(repaints.size, 0);
    ask(undefined, account);
    change([first]);
    assert.equal(repaints.size, 0);
    change([one]);
    assert.deepEqual(repaints.take(), [one]);
  });

  it('draws a collapsed row once instead of the rows under it', () => {
    const { repaints, ask, change, account, one, first, second } = setup();
    ask(undefined, account, one);
    repaints.noteFolded(one, true);
    change([first, second]);
    assert.deepEqual(repaints.take(), [one]);
    change([first, second]);
    assert.deepEqual(repaints.take(), []);
  });

  it('draws the outermost collapsed row', () => {
    const { repaints, ask, change, account, one, first } = setup();
    ask(undefined, account, one);
    repaints.noteFolded(one, true);
    repaints.noteFolded(account, true);
    change([first]);
    assert.deepEqual(repaints.take(), [account]);
    change([one, first]);
    assert.deepEqual(repaints.take(), []);
  });

  it('draws the rows under a row that was expanded again', () => {
    const { repaints, ask, change, account, one, first } = setup();
    ask(undefined, account, one);
    repaints.noteFolded(one, true);
    repaints.noteFolded(one, false);
    change([first]);
    assert.deepEqual(repaints.take(), [first]);
  });

  it('draws a row and not those under it, whichever changed first', () => {
    const { repaints, ask, change, account, one, two, first, second } = setup();
    ask(undefined, account, one, two);
    change([first, one, second, account, two]);
    assert.deepEqual(repaints.take(), [account]);
    assert.equal(repaints.size, 0);
  });

  it('draws everything when the rows at the top changed', () => {
    const { repaints, ask, change, account, one, first } = setup();
    ask(undefined, account, one);
    change([first], [undefined]);
    assert.deepEqual(repaints.take(), [undefined]);
    change([account, first]);
    assert.deepEqual(repaints.take(), []);
  });

  it('draws no more rows at once than it may', () => {
    const { repaints, ask, change, account, one, first, second, third } = setup();
    ask(undefined, account, one);
    change([first, second, third]);
    assert.deepEqual(repaints.take(2), [first, second]);
    assert.equal(repaints.size, 1);
    assert.deepEqual(repaints.take(2), [third]);
  });

  it('draws everything if it is told to', () => {
    const { repaints } = setup();
    repaints.noteEverything();
    assert.deepEqual(repaints.take(1), [undefined]);
    assert.equal(repaints.size, 0);
  });
});
