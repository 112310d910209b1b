import assert from 'node:assert/strict';
import {
  answerDialog,
  contextMenu,
  dialog,
  inlineAction,
  menuOf,
  notification,
  openView,
  quickPick,
  runCommand,
  samplesOpen,
  screenshot,
  sessionRow,
  treeRow,
  useWorkbench,
  waitFor,
} from './support';
import { workbookFiles } from '../../src/sandbox/workbookFiles';
import { requestsOf, useSandbox, withSandbox } from './support/sandbox';

describe('The life of a session: refreshed, gone, created again, closed with all others', () => {
  const sandbox = useSandbox({ operationPolls: 1 });
  const workbench = useWorkbench(() => withSandbox(sandbox()));

  before(async () => {
    await openView(workbench.page);
    await samplesOpen(workbench.page);
  });

  it('is refreshed by its icon with exactly one correct request', async () => {
    const { page } = workbench;
    sandbox().reset();
    await inlineAction(treeRow(page, /Session .* of Team plan\.xlsx/), 'Refresh Session');
    await notification(
      page,
      'Refreshed the session of “Team plan.xlsx”. Its idle time has restarted.',
    );
    await screenshot(page, 'refreshed');
    const [request, ...others] = sandbox().requests;
    assert.deepEqual(others, []);
    assert.equal(request?.route, '/drives/{id}/items/{id}/workbook/refreshSession');
    assert.equal(request.status, 204);
    assert.equal(request.session, 'open');
    assert.equal(request.body, '{}');
  });

  it('are refreshed all at once; those that are gone are told, and one is created again', async () => {
    const { page } = workbench;
    sandbox().reset();
    const { driveId, itemId } = workbookFiles[0];
    assert.equal(sandbox().dropSessions({ driveId, itemId }), 2);
    await runCommand(page, 'Workbook Sessions: Refresh All Sessions');
    const told = await notification(page, /Refreshed 2 of 4 sessions\. 2 sessions have ended/);
    await screenshot(page, 'refresh-all');
    assert.equal(requestsOf(sandbox(), 'refreshSession').length, 4);
    const group = treeRow(page, /Recently Closed, 2 sessions/);
    await group.waitFor();
    await group.click();
    await screenshot(page, 'recently-closed');
    await told.press('Create Again');
    // Of the two, the non-persistent one is never created again without a question.
    const question = await dialog(page, /Open a new non-persistent session/);
    assert.match(question.detail, /edits made in the old session are lost/);
    await screenshot(page, 'create-again-non-persistent');
    await question.press('Cancel');
    await waitFor(() => sandbox().openSessions.length === 3);
    assert.equal(requestsOf(sandbox(), 'createSession').length, 1);
  });

  it('is created again from its row', async () => {
    const { page } = workbench;
    sandbox().reset();
    const ended = treeRow(page, /already ended, non-persistent/);
    await inlineAction(ended, 'Create Again…');
    await answerDialog(page, /Open a new non-persistent session/, 'Create Session');
    await notification(page, 'Opened a non-persistent session');
    assert.equal(requestsOf(sandbox(), 'createSession').length, 1);
    assert.equal(sandbox().openSessions.length, 4);
  });

  it('that takes long to open is waited for', async () => {
    const { page } = workbench;
    sandbox().reset();
    const slow = sandbox().fault({ kind: 'longRunning', action: 'createSession', polls: 2 });
    await runCommand(page, 'Workbook Sessions: Create Session…');
    await (await quickPick(page, 'Type to search')).choose('Team plan.xlsx');
    await (
      await quickPick(page, 'What happens to changes made in the session?')
    ).choose('Persistent');
    await slow.hit;
    await treeRow(page, /opening…/).waitFor();
    await notification(page, /needs longer for this workbook/);
    await screenshot(page, 'long-running');
    await notification(page, 'Opened a persistent session of “Team plan.xlsx”.');
    assert.equal(requestsOf(sandbox(), 'getOperation').length, 3);
    assert.equal(requestsOf(sandbox(), 'getSessionInfo').length, 1);
    assert.equal(sandbox().openSessions.length, 5);
  });

  it('are closed all after one question that says how many, which modes and which workbooks', async () => {
    const { page } = workbench;
    sandbox().reset();
    sandbox().fault({ kind: 'error', error: 'resourceLocked', action: 'closeSession' });
    await runCommand(page, 'Workbook Sessions: Close Sessions: All…');
    const question = await dialog(page, 'Close 5 sessions of 3 workbooks?');
    assert.match(question.detail, /^3 persistent, 2 non-persistent\n/);
    assert.match(question.detail, /Team plan\.xlsx/);
    assert.equal(await question.focused(), 'Don’t Close');
    await screenshot(page, 'close-all');
    await question.press('Close 5 Sessions');
    const told = await notification(page, /Closed 4 of 5 sessions\. 1 session was not closed/);
    await screenshot(page, 'close-all-outcome');
    assert.equal(requestsOf(sandbox(), 'closeSession').length, 5);
    await told.press('Try Again');
    await waitFor(() => sandbox().openSessions.length === 0);
    await page.locator('.part.sidebar').getByText('No workbook sessions are listed.').waitFor();
  });

  it('that is gone with its time is found so when its workbook’s sessions are closed', async () => {
    const { page } = workbench;
    await runCommand(page, 'Workbook Sessions: Create Again…');
    const ended = await quickPick(page, 'Choose a session that has ended');
    await screenshot(page, 'create-again');
    await ended.submit('Team plan');
    const row = sessionRow(page, { workbook: 'Team plan.xlsx', state: 'about' });
    await row.waitFor();
    sandbox().reset();
    await runCommand(page, 'Workbook Sessions: Close Sessions: Expired…');
    await notification(page, 'No session has expired.');
    assert.deepEqual(sandbox().requests, []);
    sandbox().advanceClock(20 * 60_000);
    await contextMenu(
      treeRow(page, /Session .* of Team plan\.xlsx/),
      'Close Sessions: Of Workbook…',
    );
    const question = await dialog(page, 'Close the session of “Team plan.xlsx”?');
    await question.press('Close Session');
    await notification(page, 'had already ended');
    assert.equal(requestsOf(sandbox(), 'closeSession').length, 1);
  });

  it('is cleared from what was closed recently, which brings back what an empty view offers', async () => {
    const { page } = workbench;
    const sidebar = page.locator('.part.sidebar');
    const group = treeRow(page, /^Recently Closed, \d+ sessions/);
    await group.waitFor();
    await treeRow(page, /^Session /).waitFor({ state: 'detached' });
    await sidebar.getByText('Create or add one with the buttons above.').waitFor();
    await screenshot(page, 'recently-closed-alone');
    await inlineAction(group, 'Clear Recently Closed');
    await group.waitFor({ state: 'detached' });
    await sidebar.getByRole('button', { name: 'Create Session', exact: true }).waitFor();
    await screenshot(page, 'recently-closed-cleared');
    await runCommand(page, 'Workbook Sessions: Clear Recently Closed');
    await notification(page, 'No session is listed as recently closed.');
  });
});

describe('A session that a person keeps alive', () => {
  const sandbox = useSandbox();
  const workbench = useWorkbench(() =>
    withSandbox(sandbox(), {
      'workbookSessions.idleMinutes.persistent': 1,
      'workbookSessions.idleMinutes.nonPersistent': 1,
    }),
  );

  it('says until when, is refreshed by itself, and stops when the person says so', async () => {
    const { page } = workbench;
    await openView(page);
    const row = treeRow(page, /^Session .* of Team plan\.xlsx/);
    const kept = treeRow(
      page,
      /^Session .* of Team plan\.xlsx, .*, kept alive until \d+:\d\d\s[AP]M/,
    );
    await waitFor(() => sandbox().openSessions.length === 4);
    sandbox().reset();
    await contextMenu(row, 'Keep Session Alive');
    await kept.waitFor();
    await waitFor(() => requestsOf(sandbox(), 'refreshSession').length > 0, {
      what: 'a refresh that nobody asked for',
      timeoutMs: 90_000,
    });
    await page.mouse.move(700, 400);
    await screenshot(page, 'kept-alive');
    await kept.hover();
    await page.getByText(/Kept alive: this window refreshes the session until/).waitFor();
    await screenshot(page, 'kept-alive-tooltip');
    const [request] = requestsOf(sandbox(), 'refreshSession');
    assert.deepEqual([request?.status, request?.session], [204, 'open']);
    assert.equal(requestsOf(sandbox(), 'closeSession').length, 0);
    const menu = await menuOf(kept);
    assert.ok(menu.includes('Stop Keeping Session Alive') && !menu.includes('Keep Session Alive'));
    await screenshot(page, 'menu-of-kept-session');
    await page.keyboard.press('Escape');
    await contextMenu(kept, 'Stop Keeping Session Alive');
    await kept.waitFor({ state: 'detached' });
    await row.waitFor();
    await runCommand(page, 'Workbook Sessions: Stop Keeping Session Alive');
    await notification(page, 'This window keeps no session alive.');
    await screenshot(page, 'no-longer-kept-alive');
  });
});
