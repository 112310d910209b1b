import assert from 'node:assert/strict';
import { dialog, notification, screenshot, treeRow, useWorkbench, waitFor } from './support';
import { exactly } from './support/text';
import { requestsOf, useSandbox } from './support/sandbox';

describe('A person without a mouse', () => {
  const sandbox = useSandbox();
  const workbench = useWorkbench(() => ({
    settings: { 'workbookSessions.sandbox.endpoint': sandbox().endpoint },
  }));

  const palette = async (title: string): Promise<void> => {
    const { page } = workbench;
    const entry = page
      .locator('.quick-input-list .monaco-list-row.focused')
      .filter({ has: page.locator('.label-name', { hasText: exactly(title) }) });
    await waitFor(
      async () => {
        await page.keyboard.press('Escape');
        await page.keyboard.press('F1');
        await page.locator('.quick-input-widget:visible input.input').waitFor();
        await page.keyboard.type(title);
        // Commands whose titles hold the same words may come first.
        for (let row = 0; row < 8 && !(await entry.isVisible()); row += 1) {
          await page.keyboard.press('ArrowDown');
        }
        return entry.isVisible();
      },
      { timeoutMs: 45_000, what: `the command "${title}" in the palette` },
    );
    await page.keyboard.press('Enter');
  };

  it('starts the sandbox from the palette and closes a session in the tree', async () => {
    const { page } = workbench;
    await palette('Workbook Sessions: Start Sandbox');
    const row = treeRow(page, /Session .* of Team plan\.xlsx/);
    const focused = page.locator('.focused');
    await treeRow(page, /Session /)
      .first()
      .and(focused)
      .waitFor();
    await waitFor(async () => {
      await page.keyboard.press('End');
      return row.and(focused).isVisible();
    });
    // The key acts on the row with the focus, not on one that was selected before.
    await page.keyboard.press('Delete');
    const question = await dialog(page, 'Close the session of “Team plan.xlsx”?');
    assert.match(question.detail, /once in each window/);
    assert.equal(await question.focused(), 'Don’t Close');
    await waitFor(async () => {
      await page.keyboard.press('Tab');
      return (await question.focused()) === 'Close Session';
    });
    await screenshot(page, 'keyboard-first-close');
    await question.enter();
    await notification(page, 'Closed 1 session of “Team plan.xlsx”.');
    await row.waitFor({ state: 'detached' });
    assert.equal(requestsOf(sandbox(), 'closeSession').length, 1);
  });

  it('closes another one from the palette', async () => {
    const { page } = workbench;
    await palette('Workbook Sessions: Close Session');
    const picker = page.locator('.quick-input-widget:visible');
    await picker.getByText('Orçamento 2026.xlsx').first().waitFor();
    await page.keyboard.type('persistent');
    // The others are non-persistent, and would be asked about.
    const persistent = picker
      .locator('.monaco-list-row.focused')
      .filter({ hasText: 'persistent', hasNotText: 'non-persistent' });
    await waitFor(async () => {
      await page.keyboard.press('ArrowDown');
      return persistent.isVisible();
    });
    await page.keyboard.press('Space');
    await screenshot(page, 'keyboard-picker');
    await page.keyboard.press('Enter');
    await waitFor(() => requestsOf(sandbox(), 'closeSession').length === 2);
  });
});
