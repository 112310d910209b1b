import assert from 'node:assert/strict';
import {
  contextMenu,
  menuOf,
  notification,
  openView,
  quickPick,
  runCommand,
  screenshot,
  treeRow,
  useWorkbench,
  viewMenu,
  waitFor,
} from './support';
import { requestsOf, useSandbox } from './support/sandbox';

describe('A person who looks at the menus', () => {
  const sandbox = useSandbox();
  const workbench = useWorkbench(() => ({
    settings: { 'workbookSessions.sandbox.endpoint': sandbox().endpoint },
  }));

  before(async () => {
    await openView(workbench.page);
    // Until then it is not known whether somebody is signed in.
    await workbench.page.locator('.part.sidebar').getByText('your own app registration').waitFor();
  });

  const sessionRow = () => treeRow(workbench.page, /Session .* of Team plan\.xlsx/);
  const workbookRow = () => treeRow(workbench.page, /^Workbook Team plan\.xlsx/);
  const about = (labels: readonly string[], words: RegExp) =>
    labels.filter((label) => words.test(label));

  it('starts the sandbox from the view’s menu and is told what it is', async () => {
    const { page } = workbench;
    const menu = await viewMenu(page);
    await screenshot(page, 'view-menu');
    assert.deepEqual(about(menu, /Sandbox|Sign (In|Out)$|Account/), ['Start Sandbox', 'Sign In']);
    await page.locator('.monaco-menu').getByText('Start Sandbox').click();
    await notification(
      page,
      'The sandbox is running with 4 sample sessions. It stands in for Microsoft Graph on this computer, so no real workbook is changed.',
    );
    await screenshot(page, 'sandbox-started');
    assert.deepEqual(about(await viewMenu(page), /Sandbox/), ['Stop Sandbox']);
    await page.keyboard.press('Escape');
  });

  it('sees on a workbook’s row each action for its sessions once', async () => {
    const menu = await menuOf(workbookRow());
    await screenshot(workbench.page, 'menu-of-workbook');
    assert.deepEqual(menu, [
      'Close Sessions',
      'Refresh Sessions',
      'Create Another Session…',
      'Open Workbook in Browser',
      'Copy Workbook Address',
      'Forget Sessions',
    ]);
    await workbench.page.keyboard.press('Escape');
  });

  it('sees on a session’s row the actions for it', async () => {
    const menu = await menuOf(sessionRow());
    await screenshot(workbench.page, 'menu-of-session');
    assert.deepEqual(menu, [
      'Close Session',
      'Refresh Session',
      'Close Sessions: Of Workbook…',
      'Keep Session Alive',
      'Set Label…',
      'Create Another Session…',
      'Copy As…',
      'Open Workbook in Browser',
      'Copy Workbook Address',
      'Copy Session ID',
      'Forget Session',
    ]);
    await workbench.page.keyboard.press('Escape');
  });

  it('sees plural titles when several rows are selected, whatever their kind', async () => {
    const { page } = workbench;
    await sessionRow().click();
    await treeRow(page, /^Workbook Sales report/).click({ modifiers: ['Control'] });
    const menu = await menuOf(sessionRow());
    await screenshot(page, 'menu-of-several');
    assert.deepEqual(about(menu, /(Close|Refresh|Forget) Session/), [
      'Close Sessions',
      'Refresh Sessions',
      'Forget Sessions',
    ]);
    await page.keyboard.press('Escape');
    await sessionRow().click();
  });

  it('creates another session of a workbook from its row and is asked only for the mode', async () => {
    const { page } = workbench;
    sandbox().reset();
    await contextMenu(workbookRow(), 'Create Another Session…');
    const modes = await quickPick(page, 'What happens to changes');
    await page.locator('.quick-input-title').getByText('Team plan.xlsx').waitFor();
    await screenshot(page, 'create-another');
    await modes.choose('Non-persistent');
    await notification(page, 'Opened a non-persistent session of “Team plan.xlsx”.');
    assert.equal(requestsOf(sandbox(), 'createSession').length, 1);
    assert.equal(sandbox().openSessions.length, 5);
  });

  it('copies the address of a workbook, and no session ID', async () => {
    const { page } = workbench;
    sandbox().reset();
    const [sample] = sandbox().samples.slice(-1);
    assert.ok(sample);
    await contextMenu(workbookRow(), 'Copy Workbook Address');
    await page.locator('.part.statusbar').getByText('Copied the address of').waitFor();
    assert.equal(
      await page.evaluate<string>('navigator.clipboard.readText()'),
      `${sandbox().endpoint}/v1.0/drives/${encodeURIComponent(sample.driveId)}/items/${sample.itemId}`,
    );
    assert.deepEqual(sandbox().requests, []);
  });

  const startAgain = () => runCommand(workbench.page, 'Workbook Sessions: Start Sandbox');

  const closeSales = async (): Promise<void> => {
    const { page } = workbench;
    const row = treeRow(page, /Session .* of Sales report Q3\.xlsx/);
    await contextMenu(row, 'Close Session');
    await page.locator('.monaco-dialog-box').getByRole('button', { name: 'Close Session' }).click();
    await row.waitFor({ state: 'detached' });
    sandbox().reset();
  };

  it('gets a closed sample session back by starting the sandbox again', async () => {
    const { page } = workbench;
    await closeSales();
    await startAgain();
    await notification(page, 'It stands in for Microsoft Graph on this computer');
    await treeRow(page, /^Session .* of Sales report Q3\.xlsx, .* minutes left/).waitFor();
    // The command ends with the focus on the first session, which would close a menu.
    const focused = page.locator('.part.sidebar .monaco-list-row.focused');
    await treeRow(page, /^Session .* of Orçamento/)
      .and(focused)
      .waitFor();
    assert.equal(requestsOf(sandbox(), 'createSession').length, 1);
  });

  it('is told of a sample session that cannot be opened, and can try again', async () => {
    const { page } = workbench;
    await closeSales();
    sandbox().fault({ kind: 'error', error: 'accessDenied', action: 'createSession' });
    await startAgain();
    const text = "The sandbox is running, but 1 of its 4 sample sessions couldn't be opened.";
    const message = await notification(page, text);
    await screenshot(page, 'sandbox-sample-failed');
    await message.press('Try Again');
    await treeRow(page, /Session .* of Sales report Q3\.xlsx/).waitFor();
    await waitFor(() => requestsOf(sandbox(), 'createSession').length === 2);
  });
});
