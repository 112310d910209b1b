import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { WorkbookSession } from '../../../../src/model/workbookSession';
import {
  arrangementOf,
  defaultArrangement,
  groupings,
  sortings,
  type Arrangement,
  type GroupBy,
} from '../../../../src/sessions/view/arrangement';
import { groupByRows, sortByRows } from '../../../../src/sessions/view/arrangementRows';
import type { SessionTree } from '../../../../src/sessions/view/sessionTree';
import { sessionNodesIn } from '../../../../src/sessions/view/treeNode';
import {
  aSandbox,
  anAccount,
  anUncheckedSession,
  aWorkbookSession,
  someTime,
} from '../../../builders';
import { aTree, flatRows } from '../../../rows';

const minute = 60_000;
const keyOf = (n: number) => `${String(n).padStart(8, '0')}-0000-4000-8000-000000000000`;
const idsOf = (name: string) => ({ driveId: 'b!drive', itemId: name });
const inWorkbook = (name: string) => ({ workbookName: `${name}.xlsx`, ids: idsOf(name) });
const none = () => false;

/** The tree in a short form: the labels of groups and workbooks, and the first part of each key. */
function outline(tree: SessionTree): readonly unknown[] {
  const ofWorkbook = ({
    label,
    sessions,
  }: {
    label: string;
    sessions: readonly { key: string }[];
  }) => [label, sessions.map(({ key }) => Number(key.slice(0, 8)))];
  return flatRows(tree).map((row) =>
    row.kind === 'group' ? [row.label, row.workbooks.map(ofWorkbook)] : ofWorkbook(row),
  );
}

const arranged = (sessions: readonly WorkbookSession[], arrangement: Partial<Arrangement>) =>
  aTree(sessions, someTime, none, arrangement);

describe('SessionTree grouped by workbook', () => {
  const ofAda = aWorkbookSession({ key: keyOf(1), ...inWorkbook('Budget') });
  const ofGrace = aWorkbookSession({
    key: keyOf(2),
    ...inWorkbook('Budget'),
    account: anAccount('grace'),
  });

  it('has no rows above the workbooks, which say whose they are', () => {
    const rows = flatRows(arranged([ofAda, ofGrace], { groupBy: 'workbook' }));
    assert.deepEqual(
      rows.map(({ kind, label, description }) => [kind, label, description]),
      [
        ['workbook', 'Budget.xlsx', '1 · ~5 min · ada@example.com'],
        ['workbook', 'Budget.xlsx', '1 · ~5 min · grace@example.com'],
      ],
    );
    assert.deepEqual(arranged([ofAda, ofGrace], { groupBy: 'workbook' }).accountSessions, []);
  });

  it('names no account while there is only one, and names it as soon as there is another', () => {
    const tree = arranged([ofAda], { groupBy: 'workbook' });
    const [row] = tree.rows;
    assert.equal(row?.content.description, '1 · ~5 min');
    const { rows } = tree.update([[ofGrace.key, ofGrace]], someTime, none);
    assert.ok(rows.has(row));
    assert.equal(row.content.description, '1 · ~5 min · ada@example.com');
    tree.update([[ofGrace.key, undefined]], someTime, none);
    assert.equal(row.content.description, '1 · ~5 min');
  });
});

describe('SessionTree grouped by program', () => {
  const program = { name: 'order-sync.js', processId: 7 };
  const sessions = [
    aWorkbookSession({ key: keyOf(1), ...inWorkbook('Budget') }),
    aWorkbookSession({ key: keyOf(2), ...inWorkbook('Budget'), program, isProgramRunning: true }),
    aWorkbookSession({
      key: keyOf(3),
      ...inWorkbook('Orders'),
      program: { ...program, processId: 8 },
    }),
    aWorkbookSession({ key: keyOf(4), ...inWorkbook('Orders'), program: { name: 'audit.py' } }),
  ];

  it('has a row for each program, and a last one for the other sessions', () => {
    const tree = arranged(sessions, { groupBy: 'program' });
    assert.deepEqual(outline(tree), [
      ['audit.py', [['Orders.xlsx', [4]]]],
      [
        'order-sync.js',
        [
          ['Budget.xlsx', [2]],
          ['Orders.xlsx', [3]],
        ],
      ],
      ['No program', [['Budget.xlsx', [1]]]],
    ]);
    const [, row, other] = flatRows(tree);
    assert.deepEqual(
      [row, other].map((each) => each?.accessibilityLabel),
      [
        'Program order-sync.js, 2 sessions, about 5 minutes left',
        'No program, 1 session, about 5 minutes left',
      ],
    );
    assert.equal(row?.contextValue, 'program');
    const session = tree.rowOf(keyOf(2))?.content;
    assert.doesNotMatch(session?.description ?? '', /order-sync/);
    assert.match(session?.accessibilityLabel ?? '', /order-sync/);
  });

  it('shows a hostile name as plain text', () => {
    const hostile = { name: '[x](command:evil)\n\u202Epy.sj' };
    const tree = arranged([aWorkbookSession({ program: hostile })], { groupBy: 'program' });
    const [row] = flatRows(tree);
    assert.doesNotMatch(`${row?.label} ${row?.accessibilityLabel}`, /[\n\u202E]/);
  });
});

describe('SessionTree grouped by status', () => {
  const expiring = aWorkbookSession({ key: keyOf(1), expiresAt: someTime + minute });
  const lasting = aWorkbookSession({ key: keyOf(2), expiresAt: someTime + 5 * minute });
  const failed = aWorkbookSession({ key: keyOf(3), status: 'closeFailed' });
  const unchecked = anUncheckedSession({ key: keyOf(4) });
  const names = (tree: SessionTree) =>
    flatRows(tree).map(({ label, description }) => [label, description]);

  it('has what was not closed first, and what is open last', () => {
    const tree = arranged([lasting, unchecked, failed, expiring], { groupBy: 'status' });
    assert.deepEqual(names(tree), [
      ['Not Closed', '1'],
      ['Unchecked', '1'],
      ['Still Open', '2 · ~1 min'],
    ]);
  });

  it('moves a session when its time is over, keeps its row, and has VS Code read all rows', () => {
    const tree = arranged([lasting, expiring], { groupBy: 'status' });
    const row = tree.rowOf(expiring.key);
    const { parents } = tree.update([], someTime + minute, none);
    assert.ok(parents.has(undefined));
    assert.deepEqual(names(tree), [
      ['May Have Expired', '1'],
      ['Still Open', '1 · ~4 min'],
    ]);
    assert.equal(tree.rowOf(expiring.key), row);
    assert.equal(row?.content.label, 'may have expired');
    assert.equal(tree.update([], someTime + minute + 1, none).parents.size, 0);
  });

  it('moves it back when the clock is set back', () => {
    const tree = arranged([lasting, expiring], { groupBy: 'status' });
    tree.update([], someTime + minute, none);
    tree.update([], someTime, none);
    assert.deepEqual(names(tree), [['Still Open', '2 · ~1 min']]);
  });

  it('leaves a session where it is while it is closed', () => {
    const tree = arranged([lasting, unchecked, expiring], { groupBy: 'status' });
    const before = outline(tree);
    const closing = [lasting, unchecked].map((each) => ({ ...each, status: 'closing' as const }));
    tree.update(
      closing.map((each) => [each.key, each] as const),
      someTime,
      none,
    );
    assert.deepEqual(outline(tree), before);
    tree.update([[lasting.key, { ...lasting, status: 'closeFailed' }]], someTime, none);
    assert.equal(names(tree)[0]?.[0], 'Not Closed');
  });
});

describe('SessionTree sorted', () => {
  const old = { createdAt: someTime - 9 };
  const sessions = [
    aWorkbookSession({
      key: keyOf(1),
      ...inWorkbook('B'),
      ...old,
      expiresAt: someTime + 5 * minute,
    }),
    aWorkbookSession({ key: keyOf(2), ...inWorkbook('B'), expiresAt: someTime + 2 * minute }),
    aWorkbookSession({ key: keyOf(3), ...inWorkbook('A'), expiresAt: someTime + 3 * minute }),
    anUncheckedSession({ key: keyOf(4), ...inWorkbook('A'), createdAt: someTime - 1 }),
  ];
  const expected: Readonly<Record<Arrangement['sortBy'], readonly unknown[]>> = {
    name: [
      ['A.xlsx', [4, 3]],
      ['B.xlsx', [1, 2]],
    ],
    timeLeft: [
      ['B.xlsx', [2, 1]],
      ['A.xlsx', [3, 4]],
    ],
    age: [
      ['B.xlsx', [1, 2]],
      ['A.xlsx', [4, 3]],
    ],
  };
  for (const sortBy of sortings) {
    it(`by ${sortBy} has its workbooks and their sessions in that order`, () => {
      assert.deepEqual(outline(arranged(sessions, { sortBy })), expected[sortBy]);
    });
  }

  it('by name has the sessions with a label first, and moves one that gets a label', () => {
    const named = sessions.map((each, n) => (n === 1 ? { ...each, label: 'nightly' } : each));
    const tree = arranged(named, { sortBy: 'name' });
    assert.deepEqual(outline(tree)[1], ['B.xlsx', [2, 1]]);
    const other = { ...named[0]!, label: 'import' };
    tree.update([[other.key, other]], someTime, none);
    assert.deepEqual(outline(tree)[1], ['B.xlsx', [1, 2]]);
  });

  it('by time left moves a session that was refreshed', () => {
    const tree = arranged(sessions, { sortBy: 'timeLeft' });
    const refreshed = { ...sessions[1]!, expiresAt: someTime + 6 * minute };
    const { parents } = tree.update([[refreshed.key, refreshed]], someTime, none);
    assert.deepEqual(outline(tree), [
      ['A.xlsx', [3, 4]],
      ['B.xlsx', [1, 2]],
    ]);
    assert.equal(parents.size, 2);
  });

  it('by name moves no row when a session was refreshed', () => {
    const tree = arranged(sessions, { sortBy: 'name' });
    const refreshed = { ...sessions[1]!, expiresAt: someTime + 6 * minute };
    const { parents } = tree.update([[refreshed.key, refreshed]], someTime, none);
    assert.equal(parents.size, 0);
  });
});

describe('SessionTree in any arrangement', () => {
  const session = fc.record({
    key: fc.integer({ min: 0, max: 9 }).map(keyOf),
    workbook: fc.constantFrom('A', 'B'),
    account: fc.constantFrom(anAccount('ada'), anAccount('grace')),
    target: fc.constantFrom({ cloud: 'global' as const }, aSandbox()),
    status: fc.constantFrom('open' as const, 'closing' as const, 'closeFailed' as const),
    left: fc.integer({ min: -3, max: 3 }),
    program: fc.constantFrom({ name: 'a.js' }, { name: 'b.py' }, undefined),
  });
  const step = fc.record({ changes: fc.array(session, { maxLength: 4 }), passed: fc.nat(3) });

  it('has the same rows after many changes as a new tree, each session once', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...groupings),
        fc.constantFrom(...sortings),
        fc.array(step, { maxLength: 8 }),
        (groupBy, sortBy, steps) => {
          const tree = arranged([], { groupBy, sortBy });
          const listed = new Map<string, WorkbookSession>();
          let now = someTime;
          for (const { changes, passed } of steps) {
            now += passed * minute;
            for (const { key, workbook, left, program, ...facts } of changes) {
              const expiresAt = now + left * minute;
              listed.set(
                key,
                aWorkbookSession({
                  ...{ ...facts, key, ...inWorkbook(workbook), expiresAt },
                  ...(program && { program }),
                }),
              );
            }
            tree.update(
              changes.map(({ key }) => [key, listed.get(key)] as const),
              now,
              none,
            );
            const fresh = aTree([...listed.values()], now, none, { groupBy, sortBy });
            assert.deepEqual(flatRows(tree), flatRows(fresh));
            assert.deepEqual(tree.summary, fresh.summary);
            assert.equal(sessionNodesIn(tree.rows).length, listed.size);
          }
        },
      ),
    );
  });

  it('gives each row its own ID', () => {
    const account = anAccount('grace');
    const sessions = [
      aWorkbookSession({ key: keyOf(1) }),
      aWorkbookSession({ key: keyOf(2), account }),
      aWorkbookSession({ key: keyOf(3), status: 'closeFailed', program: { name: 'a.js' } }),
    ];
    for (const groupBy of groupings) {
      const { rows } = arranged(sessions, { groupBy });
      const workbooks = rows.flatMap((row) => (row.kind === 'group' ? row.workbooks : [row]));
      const ids = [...rows.filter(({ kind }) => kind === 'group'), ...workbooks].map(
        ({ id }) => id,
      );
      assert.equal(new Set(ids).size, ids.length, groupBy);
    }
  });
});

describe('The kept arrangement', () => {
  it('is read as it was written', () => {
    for (const groupBy of groupings) {
      for (const sortBy of sortings) {
        assert.deepEqual(arrangementOf({ groupBy, sortBy }), { groupBy, sortBy });
      }
    }
  });

  it('has the default for what is missing, wrong, or of a later version', () => {
    for (const value of [undefined, null, 'status', [], {}, { groupBy: 1, sortBy: 'size' }]) {
      assert.deepEqual(arrangementOf(value), defaultArrangement);
    }
    assert.deepEqual(arrangementOf({ groupBy: 'status', sortBy: 'size', more: 1 }), {
      ...defaultArrangement,
      groupBy: 'status',
    });
  });
});

describe('The choices of an arrangement', () => {
  it('are all there are, the current one marked, and change nothing else', () => {
    const current: Arrangement = { groupBy: 'status', sortBy: 'age' };
    const grouped = groupByRows(current);
    assert.deepEqual(
      grouped.map(({ arrangement }) => arrangement),
      groupings.map((groupBy: GroupBy) => ({ ...current, groupBy })),
    );
    const sorted = sortByRows(current);
    assert.deepEqual(
      sorted.map(({ arrangement }) => arrangement),
      sortings.map((sortBy) => ({ ...current, sortBy })),
    );
    assert.deepEqual(
      [...grouped, ...sorted]
        .filter(({ description }) => description === 'current')
        .map(({ label }) => label),
      ['Status', 'Age'],
    );
  });
});
