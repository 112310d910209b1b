import assert from 'node:assert/strict';
import type { Locator } from 'playwright-core';
import {
  contextMenu,
  dialog,
  notification,
  openView,
  screenshot,
  treeRow,
  useWorkbench,
  waitFor,
} from '../../e2e/support';
import { leaveSession, storageReady } from '../../e2e/support/records';

const hostileName =
  '[Restart](command:workbench.action.reloadWindow) \u202Exslx.exe\u200B $(error) <img src=x onerror=alert(1)>.xlsx';
const hostileLabel = '[Sign in](https://evil.example) \u202Egro.osotnoc@ada\u2066 $(key)';

describe('Malicious names of a workbook and an account', () => {
  const workbench = useWorkbench(() => ({
    settings: { 'workbookSessions.confirmClose': 'always' },
  }));

  before(async () => {
    await storageReady(workbench);
    const now = Date.now();
    const account = { id: 'object-id.tenant-id', label: hostileLabel };
    const record = { workbookName: hostileName, account, createdAt: now };
    await leaveSession(workbench, 1, record, { lastActiveAt: now });
    await workbench.reload();
    await openView(workbench.page);
  });

  const row = () => treeRow(workbench.page, /^Session .*xslx/);

  /** Nothing in it acts, draws an icon, hides or turns a text around. */
  const expectPlain = async (place: Locator) => {
    const text = await place.innerText();
    assert.doesNotMatch(text, /[\p{Bidi_Control}\u200B]/u);
    assert.equal(await place.locator('img').count(), 0);
    assert.equal(await place.getByRole('link').count(), 0);
    assert.equal(await place.locator('a[href], a[data-href]').count(), 0);
    assert.equal(await place.locator('.codicon-key').count(), 0);
    return text;
  };

  it('are harmless in the tree and in its tooltip', async () => {
    const { page } = workbench;
    await row().waitFor({ timeout: 30_000 });
    await expectPlain(page.locator('.part.sidebar .monaco-list-row').first());
    await expectPlain(row());
    assert.doesNotMatch(
      (await row().getAttribute('aria-label')) ?? '',
      /[\p{Bidi_Control}\u200B]/u,
    );
    const hover = page.locator('.monaco-hover:visible').filter({ hasText: 'Restart' });
    await waitFor(
      async () => {
        await row().hover();
        return (await hover.count()) > 0;
      },
      { intervalMs: 1000, what: 'the tooltip' },
    );
    await screenshot(page, 'security-names-tooltip');
    await expectPlain(hover.first());
  });

  it('are harmless in the question and in the message', async () => {
    const { page } = workbench;
    await contextMenu(row(), 'Close Session');
    const question = await dialog(page, 'Close the session of');
    await screenshot(page, 'security-names-question');
    await expectPlain(page.locator('.monaco-dialog-box'));
    assert.match(question.message, /Restart\] \(command:/);
    await question.press('Close Session');
    const message = await notification(page, 'was not closed');
    await screenshot(page, 'security-names-message');
    const text = await expectPlain(message.locator.locator('.notification-list-item-message'));
    assert.match(text, /Restart\] \(command:/);
  });
});
