import assert from 'node:assert/strict';
import {
  agreeToFirstClose,
  answerDialog,
  contextMenu,
  dialog,
  dismissNotification,
  inputBox,
  notification,
  openView,
  quickPick,
  runCommand,
  screenshot,
  sessionRow,
  statusItem,
  treeRow,
  useWorkbench,
  waitFor,
} from './support';
import { requestsOf, useSandbox } from './support/sandbox';

describe('A newcomer with the packed extension', () => {
  const sandbox = useSandbox();
  const workbench = useWorkbench(() => ({
    extension: 'vsix',
    settings: { 'workbookSessions.sandbox.endpoint': sandbox().endpoint },
  }));

  it('is told why a client id is needed and what else can be done', async () => {
    const { page } = workbench;
    await openView(page);
    const sidebar = page.locator('.part.sidebar');
    await sidebar.getByText("VS Code's own application can't request Files.ReadWrite").waitFor();
    await sidebar.getByRole('button', { name: 'Use an Access Token' }).waitFor();
    await screenshot(page, 'welcome-no-client-id');
  });

  it('is led from the picker to a token and back, told once what is missing', async () => {
    const { page } = workbench;
    await runCommand(page, 'Workbook Sessions: Create Session…');
    const picker = await quickPick(page, 'Type to search');
    await picker.input.fill('team');
    await picker.rows
      .filter({ hasText: 'To sign in, you first need your own app registration.' })
      .waitFor();
    await picker.row('Set Up Sign-In').waitFor();
    await screenshot(page, 'find-no-client-id');
    await picker.choose('Use an Access Token');
    const box = await inputBox(page, 'Paste an access token');
    await box.cancel();
    const same = await quickPick(page, 'Type to search');
    assert.equal(await same.input.inputValue(), 'team');
    await same.row('Use an Access Token').waitFor();
    assert.equal(await page.locator('.notification-list-item').count(), 0);
    await same.cancel();
    await same.input.waitFor({ state: 'hidden' });
    assert.deepEqual(sandbox().requests, []);
  });

  it('starts the sandbox and sees sessions with the time they have left', async () => {
    const { page } = workbench;
    await page.locator('.part.sidebar').getByText('start the sandbox').click();
    await treeRow(page, /Workbook Orçamento 2026\.xlsx, .*2 sessions/).waitFor();
    await sessionRow(page, {
      workbook: 'Team plan.xlsx',
      mode: 'persistent',
      state: 'about 5 min',
    }).waitFor();
    await waitFor(async () => (await statusItem(page).innerText()).includes('4'));
    assert.equal(sandbox().openSessions.length, 4);
    await dismissNotification(page, 'The sandbox is running');
    await screenshot(page, 'sandbox');
  });

  it('closes a session from the context menu with exactly one correct request', async () => {
    const { page } = workbench;
    sandbox().reset();
    await contextMenu(treeRow(page, /Session .* of Team plan\.xlsx/), 'Close Session');
    await screenshot(page, 'first-close');
    await agreeToFirstClose(page);
    await notification(page, 'Closed 1 session of “Team plan.xlsx”.');
    await screenshot(page, 'closed');
    await treeRow(page, /Session .* of Team plan\.xlsx/).waitFor({ state: 'detached' });
    await waitFor(async () => (await statusItem(page).innerText()).includes('3'));
    const [request, ...others] = sandbox().requests;
    assert.deepEqual(others, []);
    assert.equal(request?.route, '/drives/{id}/items/{id}/workbook/closeSession');
    assert.equal(request.status, 204);
    assert.equal(request.body, '{}');
    assert.equal(request.session, 'open');
    assert.equal(sandbox().openSessions.length, 3);
  });

  it('is asked before a non-persistent session is closed, and may decline', async () => {
    const { page } = workbench;
    sandbox().reset();
    const row = sessionRow(page, { workbook: 'Sales report Q3.xlsx', mode: 'non-persistent' });
    await contextMenu(row, 'Close Session');
    const question = await dialog(page, 'Close the session of “Sales report Q3.xlsx”?');
    assert.match(question.detail, /edits made in it are lost/);
    await screenshot(page, 'confirm-non-persistent');
    assert.equal(await question.focused(), 'Don’t Close');
    await question.press('Cancel');
    await row.waitFor();
    assert.deepEqual(requestsOf(sandbox(), 'closeSession'), []);
  });

  it('closes all sessions of a workbook from its row', async () => {
    const { page } = workbench;
    sandbox().reset();
    await contextMenu(treeRow(page, /Workbook Orçamento 2026\.xlsx/), 'Close Sessions');
    await answerDialog(page, /Close 2 sessions of “Orçamento 2026\.xlsx”/, 'Close 2 Sessions');
    await notification(page, 'Closed 2 sessions of “Orçamento 2026.xlsx”.');
    assert.equal(requestsOf(sandbox(), 'closeSession').length, 2);
  });

  it('finds a session gone that the service dropped, and is told so', async () => {
    const { page } = workbench;
    sandbox().reset();
    sandbox().advanceClock(20 * 60_000);
    await runCommand(page, 'Workbook Sessions: Show Sessions…');
    const list = await quickPick(page, 'Choose a session to see its commands');
    await list.row('Sales report Q3.xlsx').hover();
    await screenshot(page, 'show-sessions');
    await list.pressButton('Sales report Q3.xlsx', 'Close Session');
    await answerDialog(page, 'Sales report Q3.xlsx', 'Close Session');
    await notification(page, 'had already ended');
    await screenshot(page, 'already-gone');
    await page.locator('.part.sidebar').getByText('No workbook sessions are listed.').waitFor();
    assert.equal(await statusItem(page).count(), 0);
    assert.equal(requestsOf(sandbox(), 'closeSession').length, 1);
  });
});
