import assert from 'node:assert/strict';
import { sessionIcon, sessionTooltip, sessionTree } from '../../../src/presentation/sessionTree';
import { aSandbox, aWorkbookSession, someTime } from '../../builders';

const keys = Array.from({ length: 6 }, (_, n) => `${n}000000${n}-0000-4000-8000-000000000000`);
const [first = '', second = '', third = '', fourth = ''] = keys;
const ids = { driveId: 'b!drive', itemId: '01' };

describe('sessionTree', () => {
  it('has no rows without sessions', () => {
    assert.deepEqual(sessionTree([], someTime), []);
  });

  it('makes a row of a session under one of its workbook', () => {
    assert.deepEqual(sessionTree([aWorkbookSession({ key: first })], someTime), [
      {
        kind: 'workbook',
        id: `workbook global ["drive","b!drive","id","item-of-${first}"]`,
        label: 'Budget.xlsx',
        contextValue: 'workbook',
        accessibilityLabel: 'Workbook Budget.xlsx, ada@example.com, 1 session',
        sessions: [
          {
            kind: 'session',
            id: first,
            key: first,
            label: '00000000',
            description: 'about 5 min left · persistent',
            contextValue: 'session.open.persistent',
            icon: 'pass',
            accessibilityLabel:
              'Session 00000000 of Budget.xlsx, about 5 min left, persistent, ada@example.com',
          },
        ],
      },
    ]);
  });

  it('groups by the workbook’s ids, however it was addressed', () => {
    const byPath = { drive: { kind: 'me' }, item: { kind: 'path', path: 'x.xlsx' } } as const;
    const tree = sessionTree(
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

  it('groups by address while the ids are not known', () => {
    const address = { drive: { kind: 'me' }, item: { kind: 'id', id: '01' } } as const;
    const unresolved = [first, second].map((key) => {
      const { ids: known, ...session } = aWorkbookSession({ key, address });
      assert(known);
      return session;
    });
    assert.equal(sessionTree(unresolved, someTime).length, 1);
  });

  it('offers to sign in as the owner of what was not closed, where one is known', () => {
    const failure = { code: 'accountUnavailable', at: someTime } as const;
    const failed = { key: first, status: 'closeFailed', failure } as const;
    const { account, ...ownerless } = aWorkbookSession(failed);
    assert(account);
    const sessions = [
      aWorkbookSession(failed),
      { ...ownerless, key: second },
      aWorkbookSession({ ...failed, key: third, target: aSandbox() }),
      aWorkbookSession({ key: fourth }),
    ];
    const rows = sessionTree(sessions, someTime).flatMap((workbook) => workbook.sessions);
    const values = Object.fromEntries(rows.map(({ key, contextValue }) => [key, contextValue]));
    assert.deepEqual(values, {
      [first]: 'session.closeFailed.persistent.ownerKnown',
      [second]: 'session.closeFailed.persistent',
      [third]: 'session.closeFailed.persistent',
      [fourth]: 'session.open.persistent',
    });
  });

  it('keeps clouds and sandboxes apart', () => {
    const tree = sessionTree(
      [
        aWorkbookSession({ key: first, ids }),
        aWorkbookSession({ key: second, ids, target: { cloud: 'usGov' } }),
        aWorkbookSession({ key: third, ids, target: aSandbox('one') }),
        aWorkbookSession({ key: fourth, ids, target: aSandbox('other') }),
      ],
      someTime,
    );
    assert.equal(tree.length, 4);
    assert.equal(new Set(tree.map(({ id }) => id)).size, 4);
  });

  it('sorts by name, then by age, whatever order the sessions come in', () => {
    const sessions = [
      aWorkbookSession({ key: first, workbookName: 'b.xlsx', createdAt: someTime + 3 }),
      aWorkbookSession({ key: second, workbookName: 'a.xlsx', createdAt: someTime + 2 }),
      aWorkbookSession({ key: third, workbookName: 'a.xlsx', createdAt: someTime + 1 }),
      aWorkbookSession({ key: fourth, workbookName: 'Ä.xlsx', createdAt: someTime }),
    ];
    const order = sessionTree(sessions, someTime).map((row) => row.sessions[0]?.key);
    assert.deepEqual(order, [third, second, fourth, first]);
    assert.deepEqual(
      sessionTree([...sessions].reverse(), someTime),
      sessionTree(sessions, someTime),
    );
  });

  it('calls a workbook as its newest session does', () => {
    const tree = sessionTree(
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

  it('says in which cloud a session is, unless it is the global one', () => {
    const [row] = sessionTree([aWorkbookSession({ target: { cloud: 'usGov' } })], someTime);
    const owner = /, ada@example\.com, US Government \(L4\)/;
    assert.match(row?.accessibilityLabel ?? '', owner);
    assert.match(row?.sessions[0]?.accessibilityLabel ?? '', owner);
  });

  it('has other ids under other rows, whose accounts may have sessions of one workbook', () => {
    const [row] = sessionTree([aWorkbookSession({ key: first, ids })], someTime, 'account x');
    assert.equal(row?.id, 'account x workbook global ["drive","b!drive","id","01"]');
    assert.equal(row.sessions[0]?.id, first);
  });

  it('marks what is in a sandbox', () => {
    const [row] = sessionTree([aWorkbookSession({ target: aSandbox() })], someTime);
    assert.equal(row?.description, 'sandbox');
    assert.match(row.accessibilityLabel, /sandbox/);
    assert.match(row.sessions[0]?.accessibilityLabel ?? '', /sandbox$/);
  });

  it('follows the time since the snapshot in text, icon and context', () => {
    const [row] = sessionTree([aWorkbookSession()], someTime + 5 * 60_000);
    const [session] = row?.sessions ?? [];
    assert.equal(session?.contextValue, 'session.maybeExpired.persistent');
    assert.equal(session.icon, 'question');
    assert.equal(session.description, 'may have expired · persistent');
  });

  it('has an icon for each status', () => {
    const icons = (['opening', 'open', 'maybeExpired', 'closing', 'closeFailed'] as const).map(
      (status) => sessionIcon(aWorkbookSession({ status }), someTime),
    );
    assert.deepEqual(icons, ['loading~spin', 'pass', 'question', 'loading~spin', 'error']);
  });

  it('shows a hostile name as plain text', () => {
    const workbookName = `[x](command:evil)\n\u202E${'y'.repeat(10_000)}`;
    const [row] = sessionTree([aWorkbookSession({ workbookName })], someTime);
    assert.match(row?.label ?? '', /^\[x\] \(command:evil\) y+…$/);
  });
});

describe('sessionTooltip', () => {
  const format = new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeStyle: 'medium' });

  it('says everything that is known', () => {
    const failure = { code: 'locked', at: someTime + 1000 } as const;
    const session = aWorkbookSession({ status: 'closeFailed', failure, isSaved: false });
    assert.deepEqual(sessionTooltip(session, someTime, 'en').split('\n'), [
      'Workbook: Budget.xlsx',
      'Account: ada@example.com',
      'Mode: persistent',
      'State: workbook locked',
      `Created: ${format.format(someTime)}`,
      `Last active: ${format.format(someTime)}`,
      `Expires: about ${format.format(someTime + 5 * 60_000)} (an estimate)`,
      `Last close failed: ${format.format(failure.at)}`,
      'The file is locked: somebody or something has it open. Close it there and try again; closing your own session may not unlock it.',
      'Not saved: only this window knows the session, and only until it closes.',
    ]);
  });

  it('says what is not known', () => {
    const { account, lastActiveAt, expiresAt, ...session } = aWorkbookSession({
      status: 'maybeExpired',
      origin: 'added',
    });
    assert(account && lastActiveAt && expiresAt);
    assert.deepEqual(sessionTooltip(session, someTime, 'en').split('\n').slice(1), [
      'Account: unknown',
      'Mode: persistent',
      'State: time left unknown',
      `Added: ${format.format(someTime)}`,
      'Last active: not known',
      'Expires: cannot be told',
    ]);
  });

  it('writes times as the language does', () => {
    const tooltip = sessionTooltip(aWorkbookSession(), someTime, 'pt-br');
    const inPortuguese = new Intl.DateTimeFormat('pt-BR', {
      dateStyle: 'medium',
      timeStyle: 'medium',
    });
    assert(tooltip.includes(inPortuguese.format(someTime)));
  });
});
