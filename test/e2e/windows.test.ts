import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { Deferred } from '../../src/base/deferred';
import { addressOfIds } from '../../src/model/workbook';
import {
  agreeToFirstClose,
  allowEndpoint,
  allowSignIn,
  answerDialog,
  contextMenu,
  dialog,
  dismissNotification,
  notification,
  openView,
  quickPick,
  runCommand,
  samplesOpen,
  screenshot,
  sessionRow,
  statusItem,
  treeRow,
  useWorkbench,
  waitFor,
} from './support';
import { askForBudgetSession } from './support/budgetSession';
import { leaveSession, storageReady } from './support/records';
import { requestsOf, useGraph, useSandbox, withSandbox, withSignIn } from './support/sandbox';

/** How long another window may take to show a change, in milliseconds. */
const followLimitMs = 2000;

describe('Sessions in several windows and after a crash', () => {
  const sandbox = useSandbox();
  const workbench = useWorkbench(() => withSandbox(sandbox()));

  before(async () => {
    await openView(workbench.page);
    await samplesOpen(workbench.page);
  });

  const addLeaked = async (page: Page): Promise<void> => {
    const [sample] = sandbox().samples.slice(-1);
    assert.ok(sample);
    const sessionId = sandbox().openSession(sample.driveId, sample.itemId, true);
    await runCommand(page, 'Workbook Sessions: Add Existing Session…');
    const address = `${sandbox().endpoint}/v1.0/drives/${encodeURIComponent(sample.driveId)}/items/${sample.itemId}/workbook/closeSession`;
    const line = `${address} workbook-session-id: ${sessionId}`;
    await (await quickPick(page, 'Paste an address, a session ID or a request')).submit(line);
    await (await quickPick(page, 'Which mode does')).choose('I don’t know');
  };

  it('shows in one window what was added in the other, and removes it when closed there', async () => {
    const { page } = workbench;
    const other = await workbench.secondWindow();
    await other.bringToFront();
    await openView(other);
    await treeRow(other, /of Team plan\.xlsx/)
      .first()
      .waitFor();
    await page.bringToFront();
    await addLeaked(page);
    const added = { workbook: 'Team plan.xlsx', mode: 'unknown mode', state: 'unchecked' } as const;
    await sessionRow(page, added).waitFor();
    await other.bringToFront();
    await sessionRow(other, added).waitFor({ timeout: followLimitMs });
    await screenshot(other, 'second-window');
    await contextMenu(sessionRow(other, added), 'Close Session');
    await answerDialog(other, 'Close the session of', 'Close Session');
    await sessionRow(other, added).waitFor({ state: 'detached' });
    await page.bringToFront();
    await sessionRow(page, added).waitFor({ state: 'detached', timeout: followLimitMs });
    await other.close();
  });

  it('still lists a session whose close was cut off by a crash, and closes it then', async () => {
    const { page } = workbench;
    await addLeaked(page);
    const row = sessionRow(page, { workbook: 'Team plan.xlsx', mode: 'unknown mode' });
    await row.waitFor();
    sandbox().reset();
    const answer = new Deferred<undefined>();
    sandbox().fault({ kind: 'slow', action: 'closeSession', until: answer.promise });
    await contextMenu(row, 'Close Session');
    await answerDialog(page, 'Close the session of', 'Close Session');
    await waitFor(() => requestsOf(sandbox(), 'closeSession').length === 1);
    await workbench.killExtensionHosts();
    answer.resolve(undefined);
    await workbench.reload();
    await openView(page);
    await row.waitFor();
    await waitFor(async () => (await statusItem(page).innerText()).includes('5'));
    await screenshot(page, 'after-crash');
    await contextMenu(row, 'Close Session');
    await answerDialog(page, 'Close the session of', 'Close Session');
    // The first request was carried out, its answer lost: the service says that the session is dead.
    await notification(page, 'The session of “Team plan.xlsx” had already ended');
    await row.waitFor({ state: 'detached' });
    assert.deepEqual(
      requestsOf(sandbox(), 'closeSession').map(({ status }) => status),
      [204, 404],
    );
  });
});

describe('Three windows that close the same sessions at once', () => {
  const sandbox = useSandbox();
  const workbench = useWorkbench(() => withSandbox(sandbox()));
  const count = 9;

  before(async () => {
    const { instance: target, samples } = sandbox();
    await storageReady(workbench);
    for (let n = 0; n < count; n += 1) {
      const { driveId, itemId } = samples[n % 3] ?? assert.fail();
      await leaveSession(workbench, n, {
        target: { cloud: 'sandbox', sandbox: target },
        address: addressOfIds({ driveId, itemId }),
        sessionId: sandbox().openSession(driveId, itemId, true),
        createdAt: Date.now(),
      });
    }
  });

  it('send each close once and one at a time for each workbook, and end with the true list', async () => {
    const { page } = workbench;
    const pages = [page, await workbench.secondWindow(), await workbench.secondWindow()];
    const all = sandbox().openSessions.length;
    for (const each of pages) {
      await each.bringToFront();
      await openView(each);
      await waitFor(async () => (await statusItem(each).innerText()).includes(`${all}`), {
        what: 'all sessions in the window',
        timeoutMs: 60_000,
      });
    }
    sandbox().reset();
    // A slow service makes sure that the windows meet.
    sandbox().fault({ kind: 'slow', action: 'closeSession', until: 300, times: all });
    for (const each of pages) {
      await each.bringToFront();
      await runCommand(each, 'Workbook Sessions: Close Sessions: All…');
      await dialog(each, `Close ${all} sessions`);
    }
    await Promise.all(
      pages.map((each) => answerDialog(each, `Close ${all} sessions`, `Close ${all} Sessions`)),
    );
    for (const each of pages) {
      await each.bringToFront();
      const empty = each.locator('.part.sidebar').getByText('No workbook sessions are listed.');
      await empty.waitFor({ timeout: 60_000 });
      await screenshot(each, `closed-in-three-windows-${pages.indexOf(each)}`);
    }
    const closes = requestsOf(sandbox(), 'closeSession');
    assert.deepEqual(
      closes.map(({ status }) => status),
      Array(all).fill(204),
    );
    assert.deepEqual([sandbox().openSessions.length, sandbox().violations], [0, []]);
    assert.ok(await closedBySeveral(pages), 'More than one window closed sessions.');
  });

  /** True when more than one window says that it closed sessions. */
  const closedBySeveral = async (pages: readonly Page[]): Promise<boolean> => {
    const texts: string[] = [];
    for (const each of pages) {
      await each.bringToFront();
      texts.push((await notification(each, /session/)).text);
    }
    return texts.filter((text) => text.includes('Closed ')).length > 1;
  };
});

describe('A person who signs out in one of two windows', () => {
  const graph = useGraph();
  const workbench = useWorkbench(() => withSignIn(graph()));

  it('is signed out in the other window with its next request', async () => {
    const { page } = workbench;
    await openView(page);
    const question = await askForBudgetSession(page, graph().endpoint);
    await question.press('Send It There');
    await allowSignIn(page);
    await dismissNotification(page, 'Opened a persistent session of “Budget.xlsx”.');
    const other = await workbench.secondWindow();
    await other.bringToFront();
    await openView(other);
    const row = treeRow(other, /Session .* of Budget\.xlsx/);
    await contextMenu(row, 'Refresh Session');
    await allowEndpoint(other);
    await waitFor(() => requestsOf(graph(), 'refreshSession').length === 1, {
      what: 'a request with the account, from the other window',
    });

    await page.bringToFront();
    await runCommand(page, 'Workbook Sessions: Sign Out');
    await notification(page, 'Workbook Sessions no longer uses your account.');
    graph().reset();
    await other.bringToFront();
    await contextMenu(row, 'Close Session');
    await agreeToFirstClose(other);
    await notification(other, 'The session of “Budget.xlsx” was not closed.');
    await other
      .locator('.part.sidebar')
      .getByText('To close these sessions, sign in or use an access token.')
      .waitFor();
    await screenshot(other, 'signed-out-in-other-window');
    assert.deepEqual(graph().requests, []);
  });
});
