import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { WorkbookSession } from '../../../../src/model/workbookSession';
import { RowRepaints } from '../../../../src/sessions/view/rowRepaints';
import type { SessionTree } from '../../../../src/sessions/view/sessionTree';
import {
  childrenOf,
  type RowChanges,
  type RowContent,
  type TreeNode,
} from '../../../../src/sessions/view/treeNode';
import {
  aSandbox,
  anAccount,
  anUncheckedSession,
  aWorkbookSession,
  someTime,
} from '../../../builders';
import { aTree, flatRows } from '../../../rows';

const minute = 60_000;
const none = () => false;
const sizes = [10, 1000, 10_000];

const keyOf = (n: number) => `${String(n).padStart(8, '0')}-0000-4000-8000-000000000000`;

/** Ten sessions a workbook. The first session of each workbook expires first, each workbook at its own time. */
function manySessions(count: number, touched = new Set<string>()): readonly WorkbookSession[] {
  return Array.from({ length: count }, (_, n) => {
    const workbook = Math.floor(n / 10);
    const session = aWorkbookSession({
      key: keyOf(n),
      createdAt: someTime + n,
      ids: { driveId: 'b!drive', itemId: `item-${workbook}` },
      workbookName: `Workbook ${workbook}.xlsx`,
      expiresAt: someTime + 10 * minute + 1 + workbook + (n % 10) * 1000,
    });
    return counted(session, touched);
  });
}

/** Notes that somebody reads a property of the session. Everything that computes a row reads its status. */
function counted(
  session: WorkbookSession,
  touched: Set<string>,
  property: 'status' | 'isSaved' = 'status',
): WorkbookSession {
  const { key, [property]: value } = session;
  const read = () => {
    touched.add(key);
    return value;
  };
  return Object.defineProperty({ ...session }, property, { get: read, enumerable: true });
}

const rowCount = ({ rows, parents }: RowChanges) => rows.size + parents.size;

describe('SessionTree with many sessions', () => {
  it('computes as many rows for one change whether there are 10, 1,000, or 10,000 sessions', () => {
    const computed = sizes.map((size) => {
      const touched = new Set<string>();
      const tree = aTree(manySessions(size, touched), someTime);
      const session = counted(aSameSession(tree, keyOf(3), { status: 'closing' }), touched);
      touched.clear();
      const changes = tree.update([[session.key, session]], someTime, none);
      return { touched: touched.size, rows: rowCount(changes) };
    });
    // The other sessions of the workbook, and the session's and the workbook's rows.
    assert.deepEqual(computed, Array(sizes.length).fill({ touched: 10, rows: 2 }));
  });

  it('computes at a tick only the workbooks whose texts are due', () => {
    const computed = sizes.map((size) => {
      const touched = new Set<string>();
      const tree = aTree(manySessions(size, touched), someTime);
      touched.clear();
      const changes = tree.update([], tree.summary.nextText, none);
      return { touched: touched.size, rows: rowCount(changes) };
    });
    assert.deepEqual(computed, Array(sizes.length).fill({ touched: 10, rows: 2 }));
  });

  it('writes the texts of a row only when somebody reads them', () => {
    const written = new Set<string>();
    const sessions = manySessions(1000).map((session) => counted(session, written, 'isSaved'));
    const tree = aTree(sessions, someTime);
    assert.deepEqual([...written], []);
    assert.match(tree.rowOf(keyOf(3))?.content.description ?? '', /persistent/);
    assert.deepEqual([...written], [keyOf(3)]);
  });

  it('starts the rows of workbooks collapsed if there are more than 200 sessions', () => {
    const folded = (size: number) =>
      new Set(aTree(manySessions(size), someTime).rows.map(({ folding }) => folding));
    assert.deepEqual([...folded(200)], ['expanded']);
    assert.deepEqual([...folded(210)], ['collapsed']);
    const tree = aTree(manySessions(200), someTime);
    const [first] = tree.rows;
    assert.equal(first?.folding, 'expanded');
    const added = manySessions(220).slice(200);
    tree.update(
      added.map((session) => [session.key, session] as const),
      someTime,
      none,
    );
    assert.equal(first.folding, 'expanded');
    assert.equal(tree.rowOf(keyOf(215))?.workbook.folding, 'collapsed');
  });
});

function aSameSession(
  tree: SessionTree,
  key: string,
  change: Partial<WorkbookSession>,
): WorkbookSession {
  const row = tree.rowOf(key);
  assert.ok(row);
  return { ...row.session, ...change };
}

describe('SessionTree.update', () => {
  const sessions = manySessions(20);
  const update = (tree: SessionTree, ...changed: WorkbookSession[]) =>
    tree.update(
      changed.map((session) => [session.key, session] as const),
      someTime,
      none,
    );

  it('reports nothing if nothing changed', () => {
    const tree = aTree(sessions, someTime);
    assert.equal(rowCount(update(tree, ...sessions)), 0);
  });

  it('reports only the row of a session that changes without a change of its workbook’s texts', () => {
    const tree = aTree(sessions, someTime);
    const saved = aSameSession(tree, keyOf(3), { isSaved: false });
    const { rows, parents } = update(tree, saved);
    assert.deepEqual([...rows], [tree.rowOf(keyOf(3))]);
    assert.equal(parents.size, 0);
    assert.match(tree.rowOf(keyOf(3))?.content.description ?? '', /^not saved/);
  });

  it('reports the workbook when its place changes, because its tooltip shows it', () => {
    const tree = aTree(sessions, someTime);
    const place = { folder: 'Reports', isOtherDrive: true } as const;
    const { rows } = update(tree, aSameSession(tree, keyOf(3), { place }));
    assert.ok([...rows].some(({ kind }) => kind === 'workbook'));
  });

  it('keeps the objects of rows while their texts change', () => {
    const tree = aTree(sessions, someTime);
    const [workbook] = tree.rows;
    const row = tree.rowOf(keyOf(3));
    update(tree, aSameSession(tree, keyOf(3), { status: 'closeFailed' }));
    assert.equal(tree.rows[0], workbook);
    assert.equal(tree.rowOf(keyOf(3)), row);
    assert.equal(row?.content.label, 'not closed');
    assert.equal(workbook?.content.description, '10 · 1 not closed');
  });

  it('keeps the objects of workbooks when a second account appears', () => {
    const tree = aTree(sessions, someTime);
    const before = tree.rows;
    const ofBob = aWorkbookSession({ key: keyOf(99), account: anAccount('bob') });
    const { parents } = update(tree, ofBob);
    assert.ok(parents.has(undefined));
    const [ada] = tree.rows;
    assert.deepEqual(ada && childrenOf(ada), before);
  });

  it('reports the rows under which a session came or went', () => {
    const tree = aTree(sessions, someTime);
    const [first, second] = tree.rows;
    const removed = tree.update([[keyOf(3), undefined]], someTime, none);
    assert.deepEqual([...removed.parents], [first]);
    assert.equal(tree.rowOf(keyOf(3)), undefined);
    const ids = { driveId: 'b!drive', itemId: 'item-1' };
    const moved = update(tree, aSameSession(tree, keyOf(4), { ids }));
    // VS Code would find a row under two others, so it reads all rows.
    assert.deepEqual(new Set(moved.parents), new Set([first, second, undefined]));
  });

  it('computes everything again after the clock was set back', () => {
    const tree = aTree(sessions, someTime + 5 * minute);
    tree.update([], someTime, none);
    assert.deepEqual(flatRows(tree), flatRows(aTree(sessions, someTime)));
  });
});

/** A view that, as VS Code does, reads a row again only if it is told to. */
class FakeView {
  private readonly repaints: RowRepaints;
  private readonly children = new Map<TreeNode | undefined, readonly TreeNode[]>();
  private readonly shown = new Map<TreeNode, RowContent>();
  private readonly collapsed = new Set<string>();

  constructor(private readonly tree: SessionTree) {
    this.repaints = new RowRepaints((row) => tree.parentOf(row));
    this.ask(undefined);
  }

  draw(changes: RowChanges): void {
    this.repaints.noteChanges(changes);
    while (this.repaints.size > 0) {
      this.repaints.take(3).forEach((row) => {
        this.redraw(row);
      });
    }
  }

  fold(index: number): void {
    const rows = [...this.children.values()].flat().filter((row) => row.folding !== 'leaf');
    const row = rows[index % rows.length];
    if (row) {
      const isCollapsed = !this.collapsed.delete(row.id);
      this.repaints.noteFolded(row, isCollapsed);
      if (isCollapsed) {
        this.collapsed.add(row.id);
      } else if (!this.children.has(row)) {
        this.ask(row);
      }
    }
  }

  /** The texts on the screen. */
  screen(parent?: TreeNode): readonly unknown[] {
    return (this.children.get(parent) ?? []).map((row) => [
      this.shown.get(row),
      this.collapsed.has(row.id) ? 'collapsed' : this.screen(row),
    ]);
  }

  /** The texts that it should show. */
  expected(rows: readonly TreeNode[]): readonly unknown[] {
    return rows.map((row) => [
      row.content,
      this.collapsed.has(row.id) ? 'collapsed' : this.expected(childrenOf(row)),
    ]);
  }

  private ask(parent: TreeNode | undefined): void {
    this.repaints.noteAsked(parent);
    const rows = [...(parent ? childrenOf(parent) : this.tree.rows)];
    this.children.set(parent, rows);
    for (const row of rows) {
      this.shown.set(row, row.content);
      if (row.folding === 'leaf' || this.collapsed.has(row.id)) {
        this.children.delete(row);
      } else {
        this.ask(row);
      }
    }
  }

  private redraw(row: TreeNode | undefined): void {
    if (row === undefined) {
      this.children.clear();
      this.ask(undefined);
    } else if ([...this.children.values()].some((rows) => rows.includes(row))) {
      this.shown.set(row, row.content);
      this.children.delete(row);
      if (row.folding !== 'leaf' && !this.collapsed.has(row.id)) {
        this.ask(row);
      }
    }
  }
}

describe('SessionTree after any changes', () => {
  const states: readonly Partial<WorkbookSession>[] = [
    {},
    { status: 'closing' },
    { status: 'closeFailed', failure: { code: 'locked', at: someTime } },
    { status: 'maybeExpired', expiresAt: someTime },
    { expiresAt: someTime + 7 * minute },
    { isSaved: false },
    { createdAt: someTime + 50 },
    { workbookName: 'Renamed.xlsx' },
    { ids: { driveId: 'b!drive', itemId: 'moved' } },
  ];
  const owners: readonly Partial<WorkbookSession>[] = [
    { account: anAccount() },
    { account: anAccount('bob') },
    { target: aSandbox() },
  ];
  const session = fc
    .record({
      n: fc.nat(5),
      owner: fc.constantFrom(...owners),
      state: fc.constantFrom(...states),
      isChecked: fc.boolean(),
    })
    .map(({ n, owner, state, isChecked }) => {
      const known = {
        key: keyOf(n),
        createdAt: someTime + n,
        workbookName: `Workbook ${n % 2}.xlsx`,
        ids: { driveId: 'b!drive', itemId: `item-${n % 2}` },
        expiresAt: someTime + n * 40_000,
        ...owner,
        ...state,
      };
      return isChecked ? aWorkbookSession(known) : anUncheckedSession(known);
    });
  const step = fc.oneof(
    { weight: 6, arbitrary: session.map((one) => ({ set: one })) },
    { weight: 2, arbitrary: fc.nat(5).map((n) => ({ remove: keyOf(n) })) },
    { weight: 2, arbitrary: fc.integer({ min: -minute, max: 3 * minute }).map((ms) => ({ ms })) },
    { weight: 1, arbitrary: fc.boolean().map((isSignedOut) => ({ isSignedOut })) },
    { weight: 2, arbitrary: fc.nat(20).map((fold) => ({ fold })) },
  );

  it('has the same rows as a tree built from scratch, and so has a view that draws what it reports', () => {
    fc.assert(
      fc.property(fc.array(fc.array(step, { maxLength: 4 }), { maxLength: 15 }), (bursts) => {
        const sessions = new Map<string, WorkbookSession>();
        const tree = aTree([], someTime);
        const view = new FakeView(tree);
        let now = someTime;
        let isSignedOut = false;
        const isUnavailable = ({ account }: WorkbookSession) =>
          isSignedOut && account?.label === 'bob@example.com';
        for (const burst of bursts) {
          const changed = new Set<string>();
          for (const one of burst) {
            if ('set' in one) {
              sessions.set(one.set.key, one.set);
              changed.add(one.set.key);
            } else if ('remove' in one) {
              sessions.delete(one.remove);
              changed.add(one.remove);
            } else if ('ms' in one) {
              now += one.ms;
            } else if ('fold' in one) {
              view.fold(one.fold);
            } else {
              ({ isSignedOut } = one);
            }
          }
          const pairs = [...changed].map((key) => [key, sessions.get(key)] as const);
          view.draw(tree.update(pairs, now, isUnavailable));
          const scratch = aTree([...sessions.values()], now, isUnavailable);
          assert.deepEqual(flatRows(tree), flatRows(scratch));
          assert.deepEqual(tree.summary, scratch.summary);
          assert.deepEqual(view.screen(), view.expected(tree.rows));
        }
      }),
      { numRuns: 500 },
    );
  });
});
