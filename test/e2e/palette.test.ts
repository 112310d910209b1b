import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import {
  answerDialog,
  openView,
  quickPick,
  runCommand,
  samplesOpen,
  screenshot,
  useWorkbench,
  waitFor,
} from './support';
import { requestsOf, useSandbox, withSandbox } from './support/sandbox';

/** Types into the palette, and waits until the first of the commands found is this one. */
async function typeInPalette(page: Page, text: string, first: string): Promise<void> {
  const labels = page.locator('.quick-input-widget:visible .monaco-list-row .label-name');
  await waitFor(
    async () => {
      await page.keyboard.press('Escape');
      await page.keyboard.press('F1');
      await page.locator('.quick-input-widget:visible input.input').fill(`>${text}`);
      return waitFor(async () => (await labels.first().innerText()) === first, {
        timeoutMs: 3000,
      }).catch(() => false);
    },
    { timeoutMs: 45_000, what: `"${first}" as the first command for "${text}"` },
  );
}

describe('A person who types “Close Session” into the palette', () => {
  const sandbox = useSandbox();
  const workbench = useWorkbench(() => withSandbox(sandbox()));

  before(async () => {
    await openView(workbench.page);
    await samplesOpen(workbench.page);
  });

  it('finds Close Session first, and closes nothing by Enter, Enter', async () => {
    const { page } = workbench;
    await typeInPalette(page, 'Close Session', 'Workbook Sessions: Close Session');
    await screenshot(page, 'palette-close-session');
    await page.keyboard.press('Enter');
    const list = await quickPick(page, 'Tick sessions with Space, then press Enter');
    await list.rows.first().waitFor();
    await list.accept();
    await quickPick(page, 'Close Session: tick at least one');
    await screenshot(page, 'palette-nothing-ticked');
    assert.deepEqual(requestsOf(sandbox(), 'closeSession'), []);
    await list.cancel();
  });

  it('is asked first when the command that closes all sessions was used last', async () => {
    const { page } = workbench;
    const question = 'Close 4 sessions of 3 workbooks?';
    await runCommand(page, 'Workbook Sessions: Close Sessions: All…');
    await answerDialog(page, question, 'Cancel');
    await typeInPalette(page, 'Close Session', 'Workbook Sessions: Close Sessions: All…');
    await screenshot(page, 'palette-recently-used');
    await page.keyboard.press('Enter');
    await answerDialog(page, question, 'Cancel');
    assert.deepEqual(requestsOf(sandbox(), 'closeSession'), []);
  });
});

describe('Quem digita “Fechar Sessão” na paleta', () => {
  const workbench = useWorkbench(() => ({ language: 'pt-br' }));

  it('encontra Fechar Sessão em primeiro lugar', async () => {
    const { page } = workbench;
    const first = 'Sessões Excel: Fechar Sessão';
    await typeInPalette(page, 'Fechar Sessão', first);
    await typeInPalette(page, 'fechar sess', first);
    await screenshot(page, 'pt-br-paleta');
  });
});
