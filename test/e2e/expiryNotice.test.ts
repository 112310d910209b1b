import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { addressOfIds } from '../../src/model/workbook';
import { notification, openView, screenshot, sessionRow, useWorkbench, waitFor } from './support';
import { leaveSession, storageReady } from './support/records';
import { requestsOf, useSandbox } from './support/sandbox';

const second = 1000;
const minute = 60 * second;

describe('A person whose sessions are about to expire', () => {
  const sandbox = useSandbox();
  const workbench = useWorkbench();

  before(async () => {
    await openView(workbench.page);
    await storageReady(workbench);
  });

  /** Lists a session of the sandbox whose five minutes are almost over; when they are over. */
  const listSession = async (n: number, workbookName: string, leftMs: number): Promise<number> => {
    const [sample] = sandbox().samples;
    assert.ok(sample);
    const { driveId, itemId } = sample;
    const lastActiveAt = Date.now() + leftMs - 5 * minute;
    const record = {
      target: { cloud: 'sandbox', sandbox: sandbox().instance } as const,
      address: addressOfIds({ driveId, itemId }),
      workbookName,
      sessionId: sandbox().openSession(driveId, itemId, true),
      createdAt: lastActiveAt,
    };
    await leaveSession(workbench, n, record, { lastActiveAt });
    return lastActiveAt + 5 * minute;
  };
  const row = (name: string, minutes: number) =>
    sessionRow(workbench.page, { workbook: name, state: `about ${minutes} min` });
  const notices = () =>
    workbench.page.locator('.notification-list-item').filter({ hasText: 'in about 1 minute' });

  it('is told a minute before and refreshes the session with one click', async () => {
    const { page } = workbench;
    const expiresAt = await listSession(1, 'Budget.xlsx', minute + 15 * second);
    await workbench.reload();
    const notice = await notification(page, 'expires in about 1 minute');
    assert.ok(expiresAt - Date.now() <= minute, 'The notice came too early.');
    assert.equal(notice.text, 'The session of “Budget.xlsx” expires in about 1 minute.');
    await row('Budget.xlsx', 1).waitFor();
    await screenshot(page, 'expiry-notice');
    assert.deepEqual(sandbox().requests, []);
    await notice.press('Refresh');
    await row('Budget.xlsx', 5).waitFor();
    await notices().waitFor({ state: 'detached' });
    assert.deepEqual(
      requestsOf(sandbox(), 'refreshSession').map(({ status }) => status),
      [204],
    );
    assert.equal(sandbox().requests.length, 1);
  });

  it('is told of several sessions by one notice, and can turn the notices off', async () => {
    const { page, userSettingsPath } = workbench;
    await listSession(2, 'Plan.xlsx', minute + 10 * second);
    await listSession(3, 'Forecast.xlsx', minute + 5 * second);
    // A window that starts reads both at once, however slow the machine is.
    await workbench.reload();
    const notice = await notification(page, 'sessions expire in about 1 minute');
    assert.match(notice.text, /^2 sessions expire in about 1 minute: “\w+\.xlsx”, “\w+\.xlsx”$/);
    await screenshot(page, 'expiry-notice-of-two');
    await notice.press('Don’t Show Again');
    const setting = '"workbookSessions.notifyBeforeExpiry": false';
    await waitFor(() => readFileSync(userSettingsPath, 'utf8').includes(setting), {
      what: 'the setting',
    });
    await listSession(4, 'Costs.xlsx', minute - second);
    await row('Costs.xlsx', 1).waitFor();
    assert.equal(await notices().count(), 0);
    assert.equal(sandbox().requests.length, 1);
  });
});
