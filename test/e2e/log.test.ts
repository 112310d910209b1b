import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import {
  agreeToFirstClose,
  contextMenu,
  dismissNotification,
  openView,
  runCommand,
  samplesOpen,
  screenshot,
  treeRow,
  useWorkbench,
  waitFor,
} from './support';
import { requestsOf, useSandbox, withSandbox } from './support/sandbox';

/** From the command to what came of it, with the request between. */
const closeInLog = new RegExp(
  [
    String.raw`\[info\] The command closeSession has started\.`,
    String.raw`\[info\] POST /drives/\{id\}/items/\{id\}/workbook/closeSession → 204, request-id`,
    String.raw`\[info\] Closing 1 session: 1 closed\.`,
    String.raw`\[info\] The command closeSession was completed after \d+ ms\.`,
  ].join('.*'),
);

describe('A person who looks into the log', () => {
  const sandbox = useSandbox();
  const workbench = useWorkbench(() =>
    withSandbox(sandbox(), { 'workbookSessions.confirmClose': 'never' }),
  );

  before(async () => {
    await openView(workbench.page);
    await samplesOpen(workbench.page);
  });

  it('reads commands, requests and outcomes, and neither a token nor a session ID', async () => {
    const { page } = workbench;
    await contextMenu(treeRow(page, /Session .* of Team plan\.xlsx/), 'Close Session');
    await agreeToFirstClose(page);
    await dismissNotification(page, 'Closed 1 session of “Team plan.xlsx”.');
    await runCommand(page, 'Workbook Sessions: Show Log');
    await waitFor(async () => closeInLog.test(await logIn(page)), { what: 'the close in the log' });
    await screenshot(page, 'log');
    const log = await logIn(page);
    const [request] = requestsOf(sandbox(), 'closeSession');
    assert.ok(request);
    for (const header of ['authorization', 'workbook-session-id']) {
      const secret = request.headers[header]?.[0]?.replace('Bearer ', '');
      assert.ok(secret);
      assert.ok(!log.includes(secret), log);
    }
  });
});

/** What the output panel shows, as one text: a line that is too long goes on in the next one. */
async function logIn(page: Page): Promise<string> {
  const lines = await page.evaluate<readonly string[]>(`
    [...document.querySelectorAll('.part.panel .view-lines > .view-line')]
      .sort((one, other) => one.offsetTop - other.offsetTop)
      .map(({ textContent }) => textContent)`);
  return lines.join('').replaceAll('\u00a0', ' ');
}
