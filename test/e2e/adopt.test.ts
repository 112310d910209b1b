import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { workbookFiles } from '../../src/sandbox/workbookFiles';
import {
  notification,
  openView,
  quickPick,
  runCommand,
  screenshot,
  startWorkbench,
  treeRow,
  type Workbench,
} from './support';
import { requestsOf, useSandbox } from './support/sandbox';

const [orcamento, , budget] = workbookFiles;
const token = 'eyJhbGciOiJub25lIn0.eyJhdWQiOiJ4In0.c2lnbmF0dXJl';

describe('A person whose program crashed, and who has only its log', () => {
  const sandbox = useSandbox();
  let workbench: Workbench;

  before(async () => {
    workbench = await startWorkbench({
      settings: {
        'workbookSessions.sandbox.endpoint': sandbox().endpoint,
        'workbookSessions.sandbox.autoStart': true,
      },
    });
    await openView(workbench.page);
    await treeRow(workbench.page, /of Team plan\.xlsx/).waitFor();
  });

  after(() => workbench.close());

  const leak = ({ driveId, itemId }: { driveId: string; itemId: string }) =>
    sandbox().openSession(driveId, itemId, true);
  const urlOf = ({ driveId, itemId }: { driveId: string; itemId: string }, action: string) =>
    `${sandbox().endpoint}/v1.0/drives/${driveId}/items/${itemId}/workbook/${action}`;

  const copy = (page: Page, text: string) =>
    page.evaluate(`navigator.clipboard.writeText(${JSON.stringify(text)})`);

  it('finds every session in the clipboard, and lists what is confirmed', async () => {
    const { page } = workbench;
    const [known, closed, unknown] = [leak(budget), leak(orcamento), leak(orcamento)];
    const log = [
      `curl -X POST '${urlOf(budget, 'refreshSession')}' -H 'Authorization: Bearer ${token}' \\`,
      `  -H 'workbook-session-id: ${known}' -d '{}'`,
      '',
      `2026-11-24T09:00:00Z POST ${urlOf(orcamento, 'closeSession')} workbook-session-id: ${closed} -> 204`,
      '',
      `2026-11-24T09:00:01Z job 4711 still uses workbook-session-id: ${unknown}`,
    ].join('\n');
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await copy(page, log);
    sandbox().reset();
    await runCommand(page, 'Workbook Sessions: Add Existing Session…');
    const source = await quickPick(page, 'Paste an address, a session ID or a request');
    await screenshot(page, 'add-session-sources');
    await source.choose('Look in the Clipboard');
    const found = await quickPick(
      page,
      '3 sessions were found. Nothing is sent until you confirm.',
    );
    await screenshot(page, 'add-session-found');
    assert.deepEqual(sandbox().requests, []);
    assert.ok(!(await page.locator('.quick-input-widget').innerText()).includes('eyJ'));
    await page.keyboard.press('Enter');
    // The one whose workbook the text does not tell is asked for.
    const asked = await quickPick(page, 'Type to search, or paste a link, an address or IDs');
    await screenshot(page, 'add-session-workbook');
    await asked.submit(`${orcamento.driveId} ${orcamento.itemId}`);
    await notification(page, 'Added 2 sessions to the list.');
    await treeRow(page, /Session .* of Budget\.xlsx, time left unknown/).waitFor();
    assert.equal(await treeRow(page, /Session .*, time left unknown/).count(), 2);
    assert.deepEqual(requestsOf(sandbox(), 'closeSession'), []);
    assert.ok(found);
  });

  it('is told what is listed already, and when nothing was found', async () => {
    const { page } = workbench;
    await runCommand(page, 'Workbook Sessions: Add Existing Session…');
    await (
      await quickPick(page, 'Paste an address, a session ID or a request')
    ).choose('Look in the Clipboard');
    await quickPick(page, '3 sessions were found');
    await page.keyboard.press('Enter');
    await quickPick(page, 'Type to search, or paste a link, an address or IDs');
    await page.keyboard.press('Escape');
    await notification(page, '1 session was listed already.');
    await copy(page, 'nothing of that kind');
    await runCommand(page, 'Workbook Sessions: Add Existing Session…');
    await (
      await quickPick(page, 'Paste an address, a session ID or a request')
    ).choose('Look in the Clipboard');
    await notification(page, 'No workbook session was found there.');
  });
});
