import assert from 'node:assert/strict';
import type { WorkbookSession } from '../../../../src/model/workbookSession';
import type { RecentSession } from '../../../../src/sessions/recentSessions';
import { ViewRows } from '../../../../src/sessions/view/viewRows';
import { aSandbox, anAccount, aWorkbookSession, globalGraph, someTime } from '../../../builders';

const keyOf = (n: number) => `${String(n).padStart(8, '0')}-0000-4000-8000-000000000000`;
const ended = (n: number): RecentSession => ({
  session: aWorkbookSession({ key: keyOf(n) }),
  end: { key: keyOf(n), outcome: 'closed' },
  endedAt: someTime,
});

function setup(...given: WorkbookSession[]) {
  const listed = new Map(given.map((session) => [session.key, session]));
  const state = { recents: [] as readonly RecentSession[], unreadable: 0 };
  const rows = new ViewRows({
    sessions: () => [...listed.values()],
    session: (key) => listed.get(key),
    recents: () => state.recents,
    unreadableCount: () => state.unreadable,
    isUnavailable: () => false,
    locale: 'en',
  });
  rows.noteAll();
  const update = (most?: number) => {
    const changes = rows.update(someTime, most);
    return {
      rows: changes.flatMap((change) => [...change.rows]),
      parents: changes.flatMap((change) => [...change.parents]),
    };
  };
  return { listed, state, rows, update };
}

describe('ViewRows', () => {
  it('takes over no more changed sessions at once than it may', () => {
    const { rows, update } = setup(...[1, 2, 3].map((n) => aWorkbookSession({ key: keyOf(n) })));
    update(2);
    assert.deepEqual([rows.summary.count, rows.changedCount], [2, 1]);
    update(2);
    assert.deepEqual([rows.summary.count, rows.changedCount], [3, 0]);
  });

  it('takes over only the sessions that it is told of, and all if it is told so', () => {
    const { listed, rows, update } = setup(aWorkbookSession({ key: keyOf(1) }));
    update();
    listed.set(keyOf(1), aWorkbookSession({ key: keyOf(1), status: 'closing' }));
    listed.set(keyOf(2), aWorkbookSession({ key: keyOf(2) }));
    rows.noteChanged([keyOf(2)]);
    update();
    assert.equal(rows.rowOf(keyOf(1))?.session.status, 'open');
    listed.delete(keyOf(2));
    rows.noteAll();
    update();
    assert.equal(rows.rowOf(keyOf(1))?.session.status, 'closing');
    assert.equal(rows.rowOf(keyOf(2)), undefined);
  });

  it('has owners only if there are several accounts, and none for the sandbox', () => {
    const { listed, rows, update } = setup(aWorkbookSession({ key: keyOf(1) }));
    update();
    assert.deepEqual(rows.owners, []);
    listed.set(keyOf(2), aWorkbookSession({ key: keyOf(2), target: aSandbox() }));
    rows.noteAll();
    update();
    assert.deepEqual(rows.owners, [{ target: globalGraph, account: anAccount() }]);
    assert.deepEqual(rows.content, {
      hasGraphSession: true,
      hasSandboxSession: true,
      needsAccount: true,
      hasOther: false,
    });
  });

  it('need an account unless running programs can close all sessions of Graph', () => {
    const recorded = { program: { name: 'order-sync.js', processId: 7 }, isProgramRunning: true };
    const cases: readonly [boolean, Partial<WorkbookSession>][] = [
      [false, recorded],
      [true, { ...recorded, isProgramRunning: false }],
      [true, { program: recorded.program }],
      [true, { ...recorded, program: { name: 'In a debugger' } }],
      [true, {}],
      [false, { target: aSandbox() }],
    ];
    for (const [isNeeded, change] of cases) {
      const { rows, update } = setup(
        aWorkbookSession({ key: keyOf(1), ...recorded }),
        aWorkbookSession({ key: keyOf(2), ...change }),
      );
      update();
      assert.equal(rows.content.needsAccount, isNeeded, JSON.stringify(change));
    }
  });

  it('finds the first session of a Graph', () => {
    const { rows, update } = setup(
      aWorkbookSession({ key: keyOf(1) }),
      aWorkbookSession({ key: keyOf(2), target: aSandbox('two') }),
    );
    update();
    assert.equal(rows.firstKeyOf(aSandbox('two')), keyOf(2));
    assert.equal(rows.firstKeyOf(aSandbox('other')), undefined);
  });

  it('keeps the rows of ended sessions when more sessions end', () => {
    const { state, rows, update } = setup();
    update();
    state.recents = [ended(1)];
    assert.deepEqual(update().parents.includes(undefined), true);
    const [group] = rows.rows;
    assert.ok(group?.kind === 'recentGroup');
    const [first] = group.recents;
    assert.ok(first);
    assert.equal(rows.parentOf(first), group);

    state.recents = [ended(2), ...state.recents];
    const changes = update();
    assert.deepEqual([changes.rows, changes.parents], [[group], [group]]);
    assert.equal(rows.rows[0], group);
    assert.equal(group.content.description, '2');
    assert.equal(group.recents[1], first);

    state.recents = [];
    assert.deepEqual(update().parents, [undefined]);
    assert.deepEqual(rows.rows, []);
    assert.deepEqual(update(), { rows: [], parents: [] });
  });

  it('keeps the row of the records that could not be read while their number changes', () => {
    const { state, rows, update } = setup();
    state.unreadable = 1;
    assert.ok(update().parents.includes(undefined));
    const [row] = rows.rows;
    state.unreadable = 2;
    assert.deepEqual(update(), { rows: [row], parents: [] });
    assert.equal(row?.content.label, '2 unreadable records');
    assert.equal(rows.content.hasOther, true);
    state.unreadable = 0;
    update();
    assert.deepEqual(rows.rows, []);
  });
});
