import assert from 'node:assert/strict';
import type { SessionActivity, SessionRecord } from '../../src/model/workbookSession';
import { addressOfIds } from '../../src/model/workbook';
import { newSessionId } from '../../src/sandbox/workbookSessions';
import {
  inputBox,
  openView,
  quickPick,
  runCommand,
  screenshot,
  sessionRow,
  treeRow,
  useWorkbench,
  waitFor,
  type Workbench,
} from './support';
import { leaveSession, noteActivity, storageReady } from './support/records';

const minute = 60_000;

/** Sessions of two workbooks, of programs and of none, in several states. */
async function leaveSessions(workbench: Workbench): Promise<void> {
  const now = Date.now();
  const program = { name: 'order-sync.js' };
  const left: [string, Partial<SessionRecord>, SessionActivity][] = [
    ['Budget.xlsx', {}, { lastActiveAt: now }],
    ['Budget.xlsx', { origin: 'recorded', program }, { lastActiveAt: now - 2 * minute }],
    ['Orders.xlsx', { origin: 'recorded', program }, { lastActiveAt: now - 60 * minute }],
    ['Orders.xlsx', { origin: 'added' }, {}],
    [
      'Orders.xlsx',
      { origin: 'recorded', program: { name: 'audit.py' } },
      { lastActiveAt: now, failure: { code: 'locked', at: now } },
    ],
  ];
  for (const [n, [workbookName, record, activity]] of left.entries()) {
    const address = addressOfIds({ driveId: 'b!drive', itemId: workbookName });
    const given = { workbookName, address, sessionId: newSessionId(), createdAt: now + n };
    await leaveSession(workbench, n + 1, { ...given, ...record }, activity);
  }
}

/** What a screen reader says of each row, from the top. */
const labels = `[...document.querySelectorAll('.part.sidebar [role=treeitem]')]
  .map((row) => row.getAttribute('aria-label'))`;

describe('A person with many sessions', () => {
  const workbench = useWorkbench(() => ({}));
  const sessionRows = () => treeRow(workbench.page, /^Session /);
  /** The rows from the top, each by the first words of what a screen reader says. */
  const outline = async () => {
    // All at once, because the tree may be drawn again meanwhile.
    const names = await workbench.page.evaluate<readonly string[]>(labels);
    return names
      .filter((name) => !name.startsWith('Session'))
      .map((name) => name.replace(/,.*/, ''));
  };
  const outlineIs = (expected: readonly string[]) =>
    waitFor(async () => (await outline()).join() === expected.join(), {
      what: `the rows ${expected.join(', ')}`,
    });

  before(async () => {
    await storageReady(workbench);
    await leaveSessions(workbench);
    await openView(workbench.page);
    await waitFor(async () => (await sessionRows().count()) === 5, { what: 'the sessions' });
  });

  async function choose(command: string, label: string): Promise<void> {
    await runCommand(workbench.page, `Workbook Sessions: ${command}…`);
    const picker = await quickPick(workbench.page, command);
    await picker.choose(label);
  }

  it('groups them by status, and what was not closed comes first', async () => {
    const { page } = workbench;
    await outlineIs(['Workbook Budget.xlsx', 'Workbook Orders.xlsx']);
    await runCommand(page, 'Workbook Sessions: Group Sessions By…');
    const picker = await quickPick(page, 'Group Sessions By');
    assert.match(await picker.active.innerText(), /^Account/);
    await screenshot(page, 'group-by');
    await picker.choose('Status');
    await outlineIs([
      ...['Status Not Closed', 'Workbook Orders.xlsx'],
      ...['Status May Have Expired', 'Workbook Orders.xlsx'],
      ...['Status Unchecked', 'Workbook Orders.xlsx'],
      ...['Status Still Open', 'Workbook Budget.xlsx'],
    ]);
    assert.equal(await sessionRows().count(), 5);
    await screenshot(page, 'grouped-by-status');
  });

  it('sees a session move when its state changes, with the selection on it', async () => {
    const { page } = workbench;
    const row = sessionRow(page, { workbook: 'Budget.xlsx', state: /about [45] min/ });
    await row.click();
    const moved = sessionRow(page, { workbook: 'Budget.xlsx', state: 'workbook locked' });
    const failure = { code: 'locked' as const, at: Date.now() };
    await noteActivity(workbench, 1, { lastActiveAt: Date.now(), failure });
    await moved.waitFor();
    await outlineIs([
      ...['Status Not Closed', 'Workbook Budget.xlsx', 'Workbook Orders.xlsx'],
      ...['Status May Have Expired', 'Workbook Orders.xlsx'],
      ...['Status Unchecked', 'Workbook Orders.xlsx'],
      ...['Status Still Open', 'Workbook Budget.xlsx'],
    ]);
    await waitFor(async () => (await moved.getAttribute('aria-selected')) === 'true', {
      what: 'the selection',
    });
    await screenshot(page, 'moved-by-status');
  });

  it('sees on the icon of the view how many need attention, also while the view is hidden', async () => {
    const { page } = workbench;
    const badge = page.locator('.part.activitybar .badge-content', { hasText: /^2$/ });
    await badge.waitFor();
    await page.locator('.part.activitybar [aria-label^="Explorer"]').first().click();
    await sessionRows().first().waitFor({ state: 'detached' });
    await badge.waitFor();
    await screenshot(page, 'badge');
    await openView(page);
  });

  it('groups them by program, and finds them so after a restart', async () => {
    const { page } = workbench;
    await choose('Group Sessions By', 'Program');
    const byProgram = [
      ...['Program audit.py', 'Workbook Orders.xlsx'],
      ...['Program order-sync.js', 'Workbook Budget.xlsx', 'Workbook Orders.xlsx'],
      ...['No program', 'Workbook Budget.xlsx', 'Workbook Orders.xlsx'],
    ];
    await outlineIs(byProgram);
    await screenshot(page, 'grouped-by-program');
    await workbench.reload();
    await openView(page);
    await outlineIs(byProgram);
  });

  it('names one with F2, finds the name in its row, and takes it away again', async () => {
    const { page } = workbench;
    const row = sessionRow(page, { workbook: 'Budget.xlsx', state: /about [23] min/ });
    const named = treeRow(page, /^nightly import, Session /);
    await row.click();
    await page.keyboard.press('F2');
    await (await inputBox(page, 'A name for session')).submit('nightly import');
    await named.waitFor();
    await screenshot(page, 'labelled');
    await page.keyboard.press('F2');
    const box = await inputBox(page, 'A name for session');
    assert.equal(await box.input.inputValue(), 'nightly import');
    await box.submit('');
    await named.waitFor({ state: 'detached' });
    await row.waitFor();
  });

  it('copies the list as a table, without session IDs', async () => {
    const { page } = workbench;
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await choose('Copy List', 'Markdown');
    const clipboard = async () => String(await page.evaluate('navigator.clipboard.readText()'));
    await waitFor(async () => (await clipboard()).startsWith('| Workbook |'), {
      what: 'the table',
    });
    const lines = (await clipboard()).trimEnd().split('\n');
    assert.equal(lines.length, 7);
    assert.doesNotMatch(lines.join(), /cluster=/);
  });

  it('sorts them by the time that is left', async () => {
    const { page } = workbench;
    await choose('Sort Sessions By', 'Time Left');
    await choose('Group Sessions By', 'Workbook');
    await outlineIs(['Workbook Orders.xlsx', 'Workbook Budget.xlsx']);
    await screenshot(page, 'sorted-by-time-left');
  });
});
