import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { workbookFiles } from '../../src/sandbox/workbookFiles';
import {
  contextMenu,
  dismissNotification,
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
import { useSandbox, withSandbox } from './support/sandbox';

const [orcamento, , budget] = workbookFiles;
const token = 'eyJhbGciOiJub25lIn0.eyJhdWQiOiJ4In0.c2lnbmF0dXJl';

describe('A person whose program crashed, and who has only its log', () => {
  const sandbox = useSandbox();
  const workbench = useWorkbench(() => withSandbox(sandbox()));

  before(async () => {
    await openView(workbench.page);
    await samplesOpen(workbench.page);
  });

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
    await quickPick(page, '3 sessions were found. Nothing is listed until you confirm.');
    await screenshot(page, 'add-session-found');
    const shown = await page.locator('.quick-input-widget').innerText();
    // The names were asked for before, and nothing else was.
    for (const name of [
      'Budget.xlsx, Sandbox',
      'Orçamento 2026.xlsx, Sandbox',
      'Workbook not known',
    ]) {
      assert.ok(shown.includes(name), shown);
    }
    assert.deepEqual(new Set(sandbox().requests.map(({ action }) => action)), new Set(['getItem']));
    assert.ok(!shown.includes('eyJ'));
    await page.keyboard.press('Enter');
    // The one whose workbook the text does not tell is asked for.
    const asked = await quickPick(page, 'Type to search, or paste a link, an address or IDs');
    await screenshot(page, 'add-session-workbook');
    await asked.submit(`${orcamento.driveId} ${orcamento.itemId}`);
    await (
      await quickPick(page, 'Which mode do the 2 sessions of unknown mode have')
    ).choose('Persistent');
    sandbox().reset();
    await notification(page, 'Added 2 sessions to the list.');
    const added = { workbook: 'Budget.xlsx', mode: 'persistent', state: 'unchecked' } as const;
    await sessionRow(page, added).waitFor();
    await waitFor(
      async () => (await treeRow(page, /^Session .*, persistent, unchecked/).count()) === 2,
    );
    // Nothing comes later that would move the rows.
    assert.deepEqual(sandbox().requests, []);
  });

  it('is told which sessions are listed already, and when none was found', async () => {
    const { page } = workbench;
    await runCommand(page, 'Workbook Sessions: Add Existing Session…');
    await (
      await quickPick(page, 'Paste an address, a session ID or a request')
    ).choose('Look in the Clipboard');
    await quickPick(page, '3 sessions were found');
    await page.keyboard.press('Enter');
    await quickPick(page, 'Type to search, or paste a link, an address or IDs');
    await page.keyboard.press('Escape');
    await (await quickPick(page, 'Which mode does')).choose('I don’t know');
    await notification(page, '1 session was listed already. 1 session was left out.');
    await copy(page, 'nothing of that kind');
    await runCommand(page, 'Workbook Sessions: Add Existing Session…');
    await (
      await quickPick(page, 'Paste an address, a session ID or a request')
    ).choose('Look in the Clipboard');
    await notification(page, 'No workbook session was found there.');
  });

  it('sets the mode of a session later', async () => {
    const { page } = workbench;
    await runCommand(page, 'Workbook Sessions: Add Existing Session…');
    const source = await quickPick(page, 'Paste an address, a session ID or a request');
    const { driveId, itemId } = orcamento;
    await source.submit(`${driveId} ${itemId} workbook-session-id: ${leak(orcamento)}`);
    await (await quickPick(page, 'Which mode does')).choose('I don’t know');
    // From then on nothing draws the rows again.
    await dismissNotification(page, 'Added a session of “Orçamento 2026.xlsx” to the list.');
    const added = { workbook: 'Orçamento 2026.xlsx', state: 'unchecked' } as const;
    const unknown = sessionRow(page, { ...added, mode: 'unknown mode' });
    await contextMenu(unknown, 'Set Mode…');
    await (await quickPick(page, 'Which mode does')).choose('Non-persistent');
    await unknown.waitFor({ state: 'detached' });
    await sessionRow(page, { ...added, mode: 'non-persistent' }).waitFor();
  });
});
