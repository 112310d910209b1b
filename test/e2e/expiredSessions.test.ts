import assert from 'node:assert/strict';
import { addressOfIds } from '../../src/model/workbook';
import type { SessionActivity } from '../../src/model/workbookSession';
import {
  dialog,
  dismissNotification,
  notification,
  openView,
  runCommand,
  screenshot,
  sessionRow,
  statusItem,
  useWorkbench,
  waitFor,
} from './support';
import { leaveSession, storageReady } from './support/records';
import { requestsOf, useSandbox } from './support/sandbox';

describe('A person who closes what has expired', () => {
  const sandbox = useSandbox();
  const workbench = useWorkbench();

  before(async () => {
    await storageReady(workbench);
    const now = Date.now();
    await leave(1, 'Open.xlsx', { lastActiveAt: now });
    await leave(2, 'Old.xlsx', { lastActiveAt: now - 3_600_000 });
    await leave(3, 'Added.xlsx');
    await workbench.reload();
    await openView(workbench.page);
  });

  /** A session of the sandbox as another window leaves it; without activity nobody has checked it. */
  const leave = async (n: number, workbookName: string, activity: SessionActivity = {}) => {
    const { driveId, itemId } = sandbox().samples[n - 1] ?? assert.fail();
    const record = {
      target: { cloud: 'sandbox', sandbox: sandbox().instance } as const,
      address: addressOfIds({ driveId, itemId }),
      workbookName,
      sessionId: sandbox().openSession(driveId, itemId, true),
      createdAt: Date.now(),
    };
    await leaveSession(workbench, n, record, activity);
  };

  const added = () => sessionRow(workbench.page, { workbook: 'Added.xlsx' });

  it('is told which sessions are left out because they were never checked, and closes only the expired ones', async () => {
    const { page } = workbench;
    await sessionRow(page, { workbook: 'Added.xlsx', state: 'unchecked' }).waitFor();
    await waitFor(async () =>
      (await statusItem(page).innerText()).includes('3 · 1 may have expired'),
    );
    await runCommand(page, 'Workbook Sessions: Close Sessions: Expired…');
    const question = await dialog(page, 'Close the session of “Old.xlsx”?');
    assert.match(
      question.detail,
      /1 more session is unchecked and will not be closed\. Refresh it/,
    );
    await screenshot(page, 'close-expired');
    await question.press('Close Session');
    await dismissNotification(page, 'Closed 1 session of “Old.xlsx”.');
    assert.equal(requestsOf(sandbox(), 'closeSession').length, 1);
    await added().waitFor();
    await waitFor(async () => (await statusItem(page).innerText()).includes('2 · 1 unchecked'));
  });

  it('is told how to check the sessions when only unchecked ones are left, and does so with the button', async () => {
    const { page } = workbench;
    sandbox().reset();
    await runCommand(page, 'Workbook Sessions: Close Sessions: Expired…');
    const told = await notification(page, 'No session has expired.');
    assert.equal(told.text, 'No session has expired. 1 is unchecked. Refresh it to find out.');
    await screenshot(page, 'close-expired-unchecked');
    assert.deepEqual(sandbox().requests, []);
    await told.press('Refresh');
    await notification(page, 'Refreshed the session of “Added.xlsx”');
    await sessionRow(page, { workbook: 'Added.xlsx', state: 'about 5 minutes left' }).waitFor();
    assert.equal(requestsOf(sandbox(), 'refreshSession').length, 1);
  });

  it('is told so when all sessions still have time', async () => {
    const { page } = workbench;
    sandbox().reset();
    await runCommand(page, 'Workbook Sessions: Close Sessions: Expired…');
    const told = await notification(page, /^No session has expired\.$/);
    assert.equal(told.text, 'No session has expired.');
    assert.deepEqual(sandbox().requests, []);
  });
});
