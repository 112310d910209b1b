import assert from 'node:assert/strict';
import type { Locator } from 'playwright-core';
import {
  contextMenu,
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
import { useSandbox, withSandbox } from './support/sandbox';

/** What a screen reader would spell out: separators for the eye, and the names of icons. */
const unreadable = /[·›…]{2}|·|\$\(|[\p{Co}]/u;

for (const theme of ['Default High Contrast', 'Default High Contrast Light']) {
  describe(`A person who uses a screen reader and the theme ${theme}`, () => {
    const sandbox = useSandbox();
    const workbench = useWorkbench(() => {
      const { settings } = withSandbox(sandbox());
      return { settings: { ...settings, 'workbench.colorTheme': theme } };
    });
    const picture = (name: string) =>
      screenshot(workbench.page, `${name}-${theme.endsWith('Light') ? 'hc-light' : 'hc-dark'}`);

    before(async () => {
      await openView(workbench.page);
      await samplesOpen(workbench.page);
      await contextMenu(
        sessionRow(workbench.page, { workbook: 'Team plan.xlsx' }),
        'Close Session',
      );
      await workbench.page.getByRole('button', { name: 'Close Session', exact: true }).click();
      await treeRow(workbench.page, 'Recently Closed').waitFor();
    });

    /** The names that a screen reader reads, each of which must be words. */
    const namesOf = async (rows: Locator): Promise<readonly string[]> => {
      const names = await Promise.all(
        (await rows.all()).map(async (row) => (await row.getAttribute('aria-label')) ?? ''),
      );
      for (const name of names) {
        assert.match(name, /\p{L}{2}/u);
        assert.doesNotMatch(name, unreadable);
      }
      return names;
    };

    it('hears every row of the view with its state in words', async () => {
      const { page } = workbench;
      await treeRow(page, 'Recently Closed').click();
      await treeRow(page, /Team plan\.xlsx, .*closed/).waitFor();
      const names = await namesOf(page.locator('.part.sidebar').getByRole('treeitem'));
      const sessions = names.filter((name) => name.startsWith('Session '));
      assert.equal(sessions.length, 3);
      for (const name of sessions) {
        assert.match(name, /^Session \w{8} of [^,]+, (non-)?persistent, about \d minutes left/);
      }
      await picture('rows');
    });

    it('hears what the status bar item counts', async () => {
      const [name] = await namesOf(statusItem(workbench.page).locator('[aria-label]').first());
      assert.match(name ?? '', /3 workbook sessions: all open/);
    });

    it('hears the facts of the sessions and the actions in the pickers', async () => {
      const { page } = workbench;
      const pickers: readonly (readonly [command: string, text: string])[] = [
        ['Show Sessions…', 'Choose a session to see its commands'],
        ['Close Session', 'Close'],
        ['Create Session…', 'Type to search'],
        ['Add Existing Session…', ''],
        ['Group Sessions By…', ''],
      ];
      for (const [command, text] of pickers) {
        await runCommand(page, `Workbook Sessions: ${command}`);
        const picker = await quickPick(page, text);
        await waitFor(async () => (await picker.rows.count()) > 1, { what: `rows: ${command}` });
        await namesOf(picker.rows);
        if (command === 'Show Sessions…') {
          await picture('list');
        }
        await picker.cancel();
        await page.locator('.quick-input-widget').waitFor({ state: 'hidden' });
      }
    });

    it('reaches the view, its rows, and their actions by the keyboard alone', async () => {
      const { page } = workbench;
      await runCommand(page, 'Focus on Workbook Sessions View');
      const focused = page
        .locator('.part.sidebar')
        .getByRole('treeitem')
        .and(page.locator('.focused'));
      await waitFor(async () => {
        await page.keyboard.press('Home');
        return treeRow(page, /^Workbook /)
          .first()
          .and(focused)
          .isVisible();
      });
      const seen = new Set<string>();
      for (let row = 0; row < 8; row += 1) {
        const [name = ''] = await namesOf(focused);
        seen.add(name);
        await page.keyboard.press('ArrowDown');
      }
      assert.ok(seen.size >= 6, [...seen].join('\n'));
      await page.keyboard.press('Home');
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('F2');
      const input = await quickPick(page, 'A name for session');
      await picture('label');
      await input.submit('nightly import');
      await treeRow(page, /^nightly import, session /i).waitFor();
      await picture('labelled');
    });
  });
}
