import assert from 'node:assert/strict';
import { addressOfIds } from '../../src/model/workbook';
import type { SessionActivity } from '../../src/model/workbookSession';
import {
  agreeToFirstClose,
  answerDialog,
  contextMenu,
  notification,
  openView,
  screenshot,
  statusItem,
  treeRow,
  useWorkbench,
  waitFor,
} from './support';
import { leaveSession, recordsOf, storageReady, windowsOf } from './support/records';
import { requestsOf, useSandbox } from './support/sandbox';

describe('A person who comes back to sessions from last time', () => {
  const sandbox = useSandbox();
  const workbench = useWorkbench();

  before(async () => {
    await storageReady(workbench);
  });

  /** A session of the sandbox as an earlier run leaves it. */
  const leave = async (n: number, workbookName: string, activity: SessionActivity = {}) => {
    const [sample] = sandbox().samples;
    assert.ok(sample);
    const { driveId, itemId } = sample;
    const record = {
      target: { cloud: 'sandbox', sandbox: sandbox().instance } as const,
      address: addressOfIds({ driveId, itemId }),
      workbookName,
      sessionId: sandbox().openSession(driveId, itemId, true),
      createdAt: Date.now(),
    };
    await leaveSession(workbench, n, record, activity);
  };

  /** Closes the window, opens it again, and waits until it has read the records. A closed page may leave its host running. */
  const restart = async (count: number) => {
    const { page } = workbench;
    const url = page.url();
    const [ended] = windowsOf(workbench);
    await page.goto('about:blank');
    await workbench.killExtensionHosts();
    await page.goto(url);
    await waitFor(
      async () => (await statusItem(page).allInnerTexts()).join().includes(String(count)),
      { timeoutMs: 60_000, what: `${count} sessions in the status bar` },
    );
    const entries = () => windowsOf(workbench);
    await waitFor(() => entries().length === 1 && entries()[0] !== ended, {
      what: 'the entry of the new window alone',
    });
  };

  const notices = () =>
    workbench.page
      .locator('.notification-list-item-message')
      .filter({ hasText: /sessions? from last time/ });

  it('is told how many sessions there are, how many may have expired and how many are unchecked, and keeps them', async () => {
    const { page } = workbench;
    await leave(1, 'Budget.xlsx', { lastActiveAt: Date.now() });
    await leave(2, 'Plan.xlsx', { lastActiveAt: Date.now() - 3_600_000 });
    await leave(3, 'Forecast.xlsx');
    await restart(3);
    const notice = await notification(page, 'from last time');
    assert.equal(notice.text, '3 sessions from last time: 1 may have expired, 1 unchecked.');
    await screenshot(page, 'restart-notice');
    await notice.press('Keep');
    await notices().waitFor({ state: 'detached' });
    assert.equal(recordsOf(workbench).length, 3);
    assert.deepEqual(sandbox().requests, []);
  });

  it('is told of each session once and closes it from there after the question', async () => {
    const { page } = workbench;
    await leave(4, 'Costs.xlsx', { lastActiveAt: Date.now() });
    await restart(4);
    const notice = await notification(page, 'from last time');
    assert.equal(notice.text, '1 session from last time.');
    await notice.press('Close…');
    await answerDialog(page, 'Close the session of “Costs.xlsx”?', 'Close Session');
    await notification(page, 'Closed 1 session of “Costs.xlsx”.');
    await waitFor(() => recordsOf(workbench).length === 3, { what: 'the record to go' });
    assert.equal(requestsOf(sandbox(), 'closeSession').length, 1);
  });

  it('is asked before a close from there, even after an earlier close in this window was confirmed', async () => {
    const { page } = workbench;
    await leave(5, 'Rent.xlsx', { lastActiveAt: Date.now() });
    await restart(4);
    const notice = await notification(page, 'from last time');
    await openView(page);
    await contextMenu(treeRow(page, /Session .* of Plan\.xlsx/), 'Close Session');
    await agreeToFirstClose(page);
    await notification(page, 'Closed 1 session of “Plan.xlsx”.');
    await notice.press('Close…');
    await answerDialog(page, 'Close the session of “Rent.xlsx”?', 'Close Session');
    await notification(page, 'Closed 1 session of “Rent.xlsx”.');
    await waitFor(() => recordsOf(workbench).length === 2, { what: 'the records to go' });
  });

  it('is told nothing when nothing is new', async () => {
    const { page } = workbench;
    sandbox().reset();
    await restart(2);
    await screenshot(page, 'restart-without-notice');
    assert.equal(await notices().count(), 0);
    assert.deepEqual(sandbox().requests, []);
  });
});
