import assert from 'node:assert/strict';
import { addressOfIds } from '../../src/model/workbook';
import { newSessionId } from '../../src/sandbox/workbookSessions';
import {
  openView,
  quickPick,
  screenshot,
  sessionRow,
  statusItem,
  treeRow,
  useWorkbench,
  waitFor,
} from './support';
import { leaveSession, noteActivity, removeSession, storageReady } from './support/records';

const names = ['Alpha.xlsx', 'Beta.xlsx', 'Gamma.xlsx'] as const;
const sessionsEach = 70;
/** Of the session that is added last. */
const guid = 'c249c899-2848-410e-82dd-b419e18b1df9';

describe('The view with more than 200 sessions', () => {
  const workbench = useWorkbench(() => ({}));
  const workbookRow = (name: string) => treeRow(workbench.page, `Workbook ${name}`);
  const locked = (workbook: string) =>
    sessionRow(workbench.page, { workbook, state: 'workbook locked' });
  const toggle = async (name: string, isExpanded: boolean) => {
    const row = workbookRow(name);
    await row.click();
    await waitFor(async () => (await row.getAttribute('aria-expanded')) === String(isExpanded));
  };
  const leave = (n: number, workbookName: string, sessionId = newSessionId()) =>
    leaveSession(
      workbench,
      n,
      {
        workbookName,
        address: addressOfIds({ driveId: 'b!drive', itemId: workbookName }),
        sessionId,
        createdAt: Date.now() + n,
      },
      { lastActiveAt: Date.now() },
    );
  /** Another window could not close this session. */
  const fail = (n: number) =>
    noteActivity(workbench, n, { failure: { code: 'locked', at: Date.now() } });

  before(async () => {
    await storageReady(workbench);
    for (let n = 0; n < names.length * sessionsEach; n += 1) {
      await leave(n, names[Math.floor(n / sessionsEach)]!);
    }
    await workbench.reload();
    await openView(workbench.page);
    await workbookRow('Gamma.xlsx').waitFor();
  });

  it('shows the workbooks collapsed, and the number of all sessions in the status bar', async () => {
    const { page } = workbench;
    for (const name of names) {
      assert.equal(await workbookRow(name).getAttribute('aria-expanded'), 'false');
    }
    await waitFor(async () => (await statusItem(page).innerText()).includes('210'));
    await screenshot(page, 'many-sessions-collapsed');
  });

  it('draws a session and its workbook when another window changes the session', async () => {
    await toggle('Alpha.xlsx', true);
    await sessionRow(workbench.page, { workbook: 'Alpha.xlsx' }).first().waitFor();
    await fail(0);
    await locked('Alpha.xlsx').waitFor();
    await treeRow(
      workbench.page,
      'Workbook Alpha.xlsx, ada@example.com, 70 sessions, 1 not closed',
    ).waitFor();
    await screenshot(workbench.page, 'many-sessions-expanded');
  });

  it('draws what changed under a collapsed workbook when the workbook is expanded', async () => {
    await toggle('Alpha.xlsx', false);
    await fail(1);
    await removeSession(workbench, 2);
    await treeRow(workbench.page, /^Workbook Alpha\.xlsx.* 69 sessions, 2 not closed/).waitFor();
    await toggle('Alpha.xlsx', true);
    await waitFor(async () => (await locked('Alpha.xlsx').count()) === 2);
  });

  it('draws what changed while the view was hidden when it is shown again', async () => {
    const { page } = workbench;
    await openView(page, 'Explorer');
    await fail(3);
    await removeSession(workbench, 4);
    await waitFor(async () => (await statusItem(page).innerText()).includes('208'));
    await openView(page);
    await treeRow(page, /^Workbook Alpha\.xlsx.* 68 sessions, 3 not closed/).waitFor();
    await waitFor(async () => (await locked('Alpha.xlsx').count()) === 3);
  });

  it('shows a session that came while the view was hidden, under a collapsed workbook', async () => {
    const { page } = workbench;
    await openView(page, 'Explorer');
    await leave(300, 'Gamma.xlsx', `${newSessionId().slice(0, -36)}${guid}`);
    await waitFor(async () => (await statusItem(page).innerText()).includes('209'));
    await statusItem(page).click();
    const list = await quickPick(page, 'Choose a session to see its commands');
    await list.input.fill('c249c899');
    await waitFor(async () => (await list.rows.count()) === 1);
    await list.accept();
    const actions = await quickPick(page, 'What do you want to do with this session?');
    await actions.choose('Show in the View');
    await treeRow(page, /^Session c249c899 of Gamma\.xlsx/)
      .and(page.locator('.focused'))
      .waitFor();
    await screenshot(page, 'many-sessions-revealed');
  });
});
