import assert from 'node:assert/strict';
import type { WorkbookSession } from '../../../../src/model/workbookSession';
import { sessionContent, sessionIcon } from '../../../../src/sessions/view/rowContents';
import { aSandbox, anUncheckedSession, aWorkbookSession, someTime } from '../../../builders';
import { accountRows, workbookRows } from '../../../rows';

const keys = Array.from({ length: 6 }, (_, n) => `${n}000000${n}-0000-4000-8000-000000000000`);
const [first = '', second = '', third = '', fourth = ''] = keys;
const modes = ['persistent', 'nonPersistent', 'unknownMode'] as const;
const ids = { driveId: 'b!drive', itemId: '01' };

describe('SessionTree', () => {
  it('has no rows without sessions', () => {
    assert.deepEqual(workbookRows([], someTime), []);
  });

  it('has a row for a session under its workbook’s row', () => {
    const session = aWorkbookSession({ key: first, shortId: 'c249c899' });
    assert.deepEqual(workbookRows([session], someTime), [
      {
        kind: 'workbook',
        id: `account ["global","ada-object-id.tenant-id"] workbook global ["drive","b!drive","id","item-of-${first}"]`,
        label: 'Budget.xlsx',
        description: '1 · ~5 min',
        contextValue: 'workbook',
        icon: 'table',
        accessibilityLabel:
          'Workbook Budget.xlsx, ada@example.com, 1 session, about 5 minutes left',
        sessions: [
          {
            kind: 'session',
            id: first,
            key: first,
            label: '~5 min',
            description: 'c249c899 · persistent',
            contextValue: 'session.open.persistent',
            icon: 'save',
            accessibilityLabel:
              'Session c249c899 of Budget.xlsx, persistent, about 5 minutes left, ada@example.com',
          },
        ],
      },
    ]);
  });

  it('groups sessions by the workbook’s IDs, whatever address they have', () => {
    const byPath = { drive: { kind: 'me' }, item: { kind: 'path', path: 'x.xlsx' } } as const;
    const tree = workbookRows(
      [
        aWorkbookSession({ key: second, createdAt: someTime + 2, address: byPath, ids }),
        aWorkbookSession({ key: first, createdAt: someTime + 1, ids }),
        aWorkbookSession({ key: third, ids: { ...ids, itemId: '02' } }),
      ],
      someTime,
    );
    assert.deepEqual(
      tree.map(({ sessions }) => sessions.map(({ key }) => key)),
      [[third], [first, second]],
    );
  });

  it('groups sessions by address while the IDs are unknown', () => {
    const address = { drive: { kind: 'me' }, item: { kind: 'id', id: '01' } } as const;
    const unresolved = [first, second].map((key) => {
      const { ids: known, ...session } = aWorkbookSession({ key, address });
      assert(known);
      return session;
    });
    assert.equal(workbookRows(unresolved, someTime).length, 1);
  });

  it('keeps clouds and sandboxes apart', () => {
    const accounts = accountRows(
      [
        aWorkbookSession({ key: first, ids }),
        aWorkbookSession({ key: second, ids, target: { cloud: 'usGov' } }),
        aWorkbookSession({ key: third, ids, target: aSandbox('one') }),
        aWorkbookSession({ key: fourth, ids, target: aSandbox('other') }),
      ],
      someTime,
    );
    const tree = accounts.flatMap(({ workbooks }) => workbooks);
    assert.equal(tree.length, 4);
    assert.equal(new Set(tree.map(({ id }) => id)).size, 4);
  });

  it('sorts by name, then by age', () => {
    const sessions = [
      aWorkbookSession({ key: first, workbookName: 'b.xlsx', createdAt: someTime + 3 }),
      aWorkbookSession({ key: second, workbookName: 'a.xlsx', createdAt: someTime + 2 }),
      aWorkbookSession({ key: third, workbookName: 'a.xlsx', createdAt: someTime + 1 }),
      aWorkbookSession({ key: fourth, workbookName: 'Ä.xlsx', createdAt: someTime }),
    ];
    const order = workbookRows(sessions, someTime).map((row) => row.sessions[0]?.key);
    assert.deepEqual(order, [third, second, fourth, first]);
    assert.deepEqual(
      workbookRows([...sessions].reverse(), someTime),
      workbookRows(sessions, someTime),
    );
  });

  it('names a workbook as its newest session does', () => {
    const tree = workbookRows(
      [
        aWorkbookSession({ key: first, ids, workbookName: 'New.xlsx', createdAt: someTime + 1 }),
        aWorkbookSession({ key: second, ids, workbookName: 'Old.xlsx' }),
      ],
      someTime,
    );
    assert.deepEqual(
      tree.map(({ label }) => label),
      ['New.xlsx'],
    );
  });

  it('names the cloud of a session unless it is the global one', () => {
    const [row] = workbookRows([aWorkbookSession({ target: { cloud: 'usGov' } })], someTime);
    const owner = /, ada@example\.com, US Government \(L4\)/;
    assert.match(row?.accessibilityLabel ?? '', owner);
    assert.match(row?.sessions[0]?.accessibilityLabel ?? '', owner);
  });

  it('marks sessions of a sandbox', () => {
    const [row] = workbookRows([aWorkbookSession({ target: aSandbox() })], someTime);
    assert.equal(row?.description, '1 · ~5 min · sandbox');
    assert.match(row.accessibilityLabel, /sandbox/);
    assert.match(row.sessions[0]?.accessibilityLabel ?? '', /sandbox$/);
  });

  it('uses the time of the call for text, icon, and context', () => {
    const [row] = workbookRows([aWorkbookSession()], someTime + 5 * 60_000);
    const [session] = row?.sessions ?? [];
    assert.equal(session?.contextValue, 'session.maybeExpired.persistent');
    assert.equal(session.icon, 'save');
    assert.equal(session.iconColor, 'disabledForeground');
    assert.equal(session.label, 'may have expired');
    assert.equal(row?.description, '1 · may have expired');
  });

  it('has an icon for each mode, and another one while something is under way or wrong', () => {
    const iconOf = (change: Partial<WorkbookSession>) =>
      sessionIcon(aWorkbookSession(change), someTime);
    for (const status of ['open', 'maybeExpired'] as const) {
      assert.deepEqual(
        modes.map((mode) => iconOf({ mode, status }).icon),
        ['save', 'discard', 'question'],
      );
    }
    const icons = (['opening', 'closing', 'closeFailed'] as const).map((status) =>
      iconOf({ mode: 'nonPersistent', status }),
    );
    assert.deepEqual(icons, [
      { icon: 'loading~spin' },
      { icon: 'loading~spin' },
      { icon: 'error', iconColor: 'list.errorForeground' },
    ]);
  });

  it('shows the worst state of its sessions in the color of a workbook’s icon', () => {
    const open = aWorkbookSession();
    const colorOf = (...sessions: WorkbookSession[]) =>
      workbookRows(sessions, someTime)[0]?.iconColor;
    const ids = { driveId: 'b!drive', itemId: 'one' };
    const failed = aWorkbookSession({ key: first, status: 'closeFailed', ids });
    assert.equal(colorOf(open), undefined);
    assert.equal(colorOf(aWorkbookSession({ status: 'closing' })), undefined);
    assert.equal(colorOf({ ...open, ids }, failed), 'list.errorForeground');
    assert.equal(colorOf({ ...open, ids }, anUncheckedSession({ ids })), 'list.warningForeground');
    assert.equal(colorOf({ ...open, expiresAt: someTime }), 'disabledForeground');
  });

  it('shows expired and unchecked sessions in the color of the icon', () => {
    const expired = aWorkbookSession({ status: 'maybeExpired', expiresAt: someTime });
    assert.equal(sessionIcon(aWorkbookSession(), someTime).iconColor, undefined);
    assert.equal(sessionIcon(expired, someTime).iconColor, 'disabledForeground');
    const unchecked = sessionIcon(anUncheckedSession({ mode: 'unknownMode' }), someTime);
    assert.deepEqual(unchecked, { icon: 'question', iconColor: 'list.warningForeground' });
  });

  it('calls an added session unchecked, not expired', () => {
    const [row] = workbookRows([anUncheckedSession({ shortId: 'c249c899' })], someTime);
    const [session] = row?.sessions ?? [];
    assert.equal(session?.label, 'unchecked');
    assert.equal(row?.description, '1 · unchecked');
    assert.match(session.accessibilityLabel, /, persistent, unchecked, ada@/);
    assert.equal(session.contextValue, 'session.maybeExpired.persistent');
  });

  it('starts with the label that the user gave the session, then the state', () => {
    const [row] = workbookRows([aWorkbookSession({ label: 'nightly import' })], someTime);
    const [session] = row?.sessions ?? [];
    assert.equal(session?.label, 'nightly import');
    assert.match(session.description, /^~5 min · /);
    assert.match(session.accessibilityLabel, /^nightly import, Session /);
    const [plain] = workbookRows([aWorkbookSession({ label: '' })], someTime);
    assert.deepEqual(plain, workbookRows([aWorkbookSession()], someTime)[0]);
  });

  it('starts with the mark of an unsaved session', () => {
    const [row] = workbookRows([aWorkbookSession({ key: first, isSaved: false })], someTime);
    const [session] = row?.sessions ?? [];
    assert.equal(session?.description, 'not saved · 00000000 · persistent');
    assert.match(session.accessibilityLabel, /left, not saved, ada@/);
  });

  it('says until when a session is kept alive, or why it is not any longer', () => {
    const now = new Date(2026, 0, 1, 13, 5).getTime();
    const until = new Date(2026, 0, 1, 14, 5).getTime();
    const open = { key: first, lastActiveAt: now, expiresAt: now + 5 * 60_000 };
    const contentOf = (change: Partial<WorkbookSession>, locale?: string) =>
      sessionContent(aWorkbookSession({ ...open, ...change }), now, locale);
    const kept = contentOf({ keptAliveUntil: until }, 'pt-br');
    assert.equal(kept.description, 'kept until 14:05 · 00000000 · persistent');
    assert.equal(kept.contextValue, 'session.open.persistent.keptAlive');
    assert.match(kept.accessibilityLabel, /left, kept alive until 14:05, ada@/);
    const inEnglish = contentOf({ keptAliveUntil: until }, 'en');
    assert.match(inEnglish.description, /^kept until 2:05\sPM · /);
    const failed = contentOf({ keepAliveFailure: 'signInRequired' });
    assert.equal(failed.description, 'not kept alive: sign-in needed · 00000000 · persistent');
    assert.equal(failed.contextValue, 'session.open.persistent');
  });

  it('names the program of a recorded session, and says that it left the session open', () => {
    const program = { name: 'order-sync.js', processId: 7 };
    const contentOf = (change: Partial<WorkbookSession>) =>
      sessionContent(aWorkbookSession({ key: first, program, ...change }), someTime);
    const running = contentOf({ isProgramRunning: true });
    assert.equal(running.description, 'order-sync.js · 00000000 · persistent');
    assert.match(running.accessibilityLabel, /left, order-sync\.js, ada@/);
    assert.equal(contentOf({}).description, running.description, 'Nobody knows whether it runs.');
    const left = contentOf({ isProgramRunning: false });
    assert.equal(left.description, 'left open by order-sync.js · 00000000 · persistent');
    assert.match(left.accessibilityLabel, /left, left open by order-sync\.js, ada@/);
  });

  it('has the number of a workbook’s sessions and their worst state', () => {
    const sessions = [
      aWorkbookSession({ key: first, ids }),
      aWorkbookSession({ key: second, ids, status: 'closeFailed' }),
      aWorkbookSession({ key: third, ids }),
    ];
    const [row] = workbookRows(sessions, someTime);
    assert.equal(row?.description, '3 · 1 not closed');
    assert.match(row.accessibilityLabel, /, 3 sessions, 1 not closed$/);
  });

  it('shows a hostile name as plain text', () => {
    const workbookName = `[x](command:evil)\n\u202E${'y'.repeat(10_000)}`;
    const [row] = workbookRows([aWorkbookSession({ workbookName })], someTime);
    assert.match(row?.label ?? '', /^\[x\] \(command:evil\) y+…$/);
  });
});
