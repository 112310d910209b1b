import assert from 'node:assert/strict';
import type { WorkbookSession } from '../../../../src/model/workbookSession';
import { sessionTooltip, workbookTooltip } from '../../../../src/sessions/view/sessionTooltip';
import { aSandbox, anUncheckedSession, aWorkbookSession, someTime } from '../../../builders';

const key = '1a2b3c4d-0000-4000-8000-000000000000';

describe('sessionTooltip', () => {
  const format = new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeStyle: 'medium' });

  it('contains everything that is known', () => {
    const failure = { code: 'locked', at: someTime + 1000 } as const;
    const session = aWorkbookSession({
      status: 'closeFailed',
      shortId: 'c249c899',
      failure,
      isSaved: false,
    });
    assert.deepEqual(sessionTooltip(session, someTime, 'en').split('\n'), [
      'Workbook: Budget.xlsx',
      'Account: ada@example.com',
      'Mode: persistent',
      'State: workbook locked',
      'Short ID: c249c899 (eight characters of the session ID, to find it in a log)',
      `Created: ${format.format(someTime)}`,
      `Last active: ${format.format(someTime)}`,
      `Expires: about ${format.format(someTime + 5 * 60_000)} (an estimate)`,
      `Last close failed: ${format.format(failure.at)}`,
      'The file is locked because someone or something has it open. Close it there and try again; closing your own session may not unlock it.',
      'Not saved: only this window knows the session, until the window closes.',
    ]);
  });

  it('says that the session is kept alive, or why it is not any longer', () => {
    const linesOf = (change: Partial<WorkbookSession>) =>
      sessionTooltip(aWorkbookSession(change), someTime, 'en')
        .split('\n')
        .filter((line) => /kept alive/i.test(line));
    const keptAliveUntil = someTime + 60 * 60_000;
    assert.deepEqual(linesOf({}), []);
    assert.deepEqual(linesOf({ keptAliveUntil }), [
      `Kept alive: this window refreshes the session until ${format.format(keptAliveUntil)}`,
    ]);
    const [line = '', ...others] = linesOf({ keepAliveFailure: 'signInRequired' });
    assert.deepEqual(others, []);
    assert.match(line, /^No longer kept alive: .*[Ss]ign in.*\.$/);
  });

  it('names the program of a recorded session, and says whether it runs', () => {
    const linesOf = (change: Partial<WorkbookSession>) =>
      sessionTooltip(aWorkbookSession({ origin: 'recorded', ...change }), someTime, 'en')
        .split('\n')
        .filter((line) => /^(Recorded|Program)/.test(line));
    const program = { name: 'order-sync.js', processId: 7 };
    const recorded = `Recorded: ${format.format(someTime)}`;
    assert.deepEqual(linesOf({ program, isProgramRunning: true }), [
      recorded,
      'Program: order-sync.js (process 7), which is running',
    ]);
    assert.deepEqual(linesOf({ program: { name: 'Debug' }, isProgramRunning: false }), [
      recorded,
      'Program: Debug, which has ended',
    ]);
    assert.deepEqual(linesOf({ program }), [recorded, 'Program: order-sync.js (process 7)']);
  });

  it('names the app of a recorded session, as plain text', () => {
    const linesOf = (change: Partial<WorkbookSession>) =>
      sessionTooltip(aWorkbookSession({ origin: 'recorded', ...change }), someTime, 'en')
        .split('\n')
        .filter((line) => /^(Account|App)/.test(line));
    const [account = '', ...others] = linesOf({});
    assert.deepEqual(others, []);
    assert.deepEqual(linesOf({ appId: 'b3a1\n\u202e' }), [account, 'App: b3a1']);
    assert.deepEqual(linesOf({ appId: '' }), [account]);
  });

  it('says which facts are unknown', () => {
    const { account, ...session } = anUncheckedSession({ key });
    assert(account);
    assert.deepEqual(sessionTooltip(session, someTime, 'en').split('\n').slice(1), [
      'Account: unknown',
      'Mode: persistent',
      'State: unchecked',
      'Short ID: 1a2b3c4d (not part of the session ID)',
      `Added: ${format.format(someTime)}`,
      'Last active: unknown',
      'Expires: unknown',
    ]);
  });

  it('names the place where the workbook was found, or else the place in its address', () => {
    const linesOf = (change: Partial<WorkbookSession>) =>
      sessionTooltip(aWorkbookSession(change), someTime, 'en')
        .split('\n')
        .filter((line) => line.startsWith('Location: '));
    const item = { kind: 'id', id: '01' } as const;
    const path = { kind: 'path', path: 'Reports/2026\u202E/Budget.xlsx' } as const;
    const site = { kind: 'site', id: 'contoso.sharepoint.com,da60e844,712a596e-aa' } as const;
    const other = { kind: 'site', id: 'contoso.sharepoint.com,da60e844,8c3b1d20-bb' } as const;
    const place = { folder: 'Reports/2026', site: 'contoso.sharepoint.com/sites/team' };
    assert.deepEqual(linesOf({}), []);
    assert.deepEqual(linesOf({ place: { isOtherDrive: true, folder: '' } }), []);
    assert.deepEqual(linesOf({ place: { folder: '' } }), ['Location: My Drive']);
    assert.deepEqual(linesOf({ place, address: { drive: { kind: 'me' }, item: path } }), [
      'Location: contoso.sharepoint.com/sites/team › Reports › 2026',
    ]);
    assert.deepEqual(linesOf({ address: { drive: { kind: 'me' }, item: path } }), [
      'Location: My Drive › Reports › 2026',
    ]);
    assert.deepEqual(linesOf({ address: { drive: site, item } }), [
      'Location: contoso.sharepoint.com (712a596e)',
    ]);
    assert.deepEqual(linesOf({ address: { drive: other, item: path } }), [
      'Location: contoso.sharepoint.com (8c3b1d20) › Reports › 2026',
    ]);
  });

  it('formats times for the language', () => {
    const tooltip = sessionTooltip(aWorkbookSession(), someTime, 'pt-br');
    const inPortuguese = new Intl.DateTimeFormat('pt-BR', {
      dateStyle: 'medium',
      timeStyle: 'medium',
    });
    assert(tooltip.includes(inPortuguese.format(someTime)));
  });
});

describe('workbookTooltip', () => {
  it('contains the workbook’s place, the owner, and the states', () => {
    const address = { drive: { kind: 'me' }, item: { kind: 'path', path: 'a/Old.xlsx' } } as const;
    const sessions = [
      aWorkbookSession({ address, workbookName: 'Old.xlsx' }),
      aWorkbookSession({ status: 'closeFailed' }),
      anUncheckedSession(),
    ];
    assert.deepEqual(workbookTooltip(sessions, someTime).split('\n'), [
      'Workbook: Budget.xlsx',
      'Location: My Drive › a',
      'Account: ada@example.com',
      'Sessions: 3 (1 not closed, 1 unchecked, 1 open)',
    ]);
  });

  it('names the sandbox, and says when the owner is unknown', () => {
    const inSandbox = workbookTooltip([aWorkbookSession({ target: aSandbox() })], someTime);
    assert.match(inSandbox, /\nAccount: sandbox\nSessions: 1 \(open\)$/);
    const { account, ...ofNobody } = aWorkbookSession();
    assert(account);
    assert.match(workbookTooltip([ofNobody], someTime), /\nAccount: unknown\n/);
    assert.equal(workbookTooltip([], someTime), '');
  });
});
