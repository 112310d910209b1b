import type { Locator, Page } from 'playwright-core';
import { manifest } from '../../host/paths.mjs';
import { isFulfilled, waitFor } from '../../host/wait.mjs';
import { pressUntil } from './press';
import { beginningWith, patternOf } from './text';

/** Shows a view container of the activity bar, unless it is shown already. */
export async function openView(page: Page, title = 'Workbook Sessions'): Promise<void> {
  const tab = page
    .locator('.part.activitybar [role=tab]')
    .filter({ has: page.locator(`.action-label[aria-label^="${title}"]`) });
  await tab.waitFor({ timeout: 60_000 });
  await waitFor(async () => {
    if ((await tab.getAttribute('aria-expanded')) === 'true') {
      return true;
    }
    // A window that is still being drawn may let the click wait too long: it is tried again.
    await tab.click({ timeout: 5000 }).catch(() => undefined);
    return false;
  });
}

/** The row of a tree whose accessible name contains a text or matches a pattern. */
export function treeRow(page: Page, name: string | RegExp): Locator {
  return page.locator('.part.sidebar').getByRole('treeitem', { name });
}

/** Waits until the sandbox's sample sessions are open: a click on a row that is drawn again would be lost. */
export async function samplesOpen(page: Page): Promise<void> {
  const samples = treeRow(page, /^Session .* minutes left/);
  await waitFor(async () => (await samples.count()) === 4, { what: 'the sample sessions' });
}

/** What is known of a session's row; all of it is in what a screen reader says of the row. */
export interface SessionFacts {
  readonly workbook: string;
  readonly mode?: 'persistent' | 'non-persistent' | 'unknown mode';
  /** How it fares, or the beginning of that: `about 5 min`, `may have expired`. */
  readonly state?: string | RegExp;
  readonly account?: string;
}

/** The row of a session by what it says, in the order in which it says it. */
export function sessionRow(page: Page, { workbook, mode, state, account }: SessionFacts): Locator {
  const facts = [
    mode ?? '[^,]+',
    ...(state === undefined ? [] : [patternOf(state)]),
    ...(account === undefined ? [] : [`(.*, )?${patternOf(account)}`]),
  ];
  const name = `^Session \\S+ of ${patternOf(workbook)}, ${facts.join('[^,]*, ')}`;
  return treeRow(page, new RegExp(name));
}

/** Opens a row's context menu and picks an item by its label. */
export async function contextMenu(row: Locator, item: string | RegExp): Promise<void> {
  await row.waitFor({ timeout: 30_000 });
  const menu = row.page().locator('.monaco-menu');
  const entry = menu.getByRole('menuitem', { name: beginningWith(item) });
  await waitFor(() => showMenu(row, entry), { what: `the menu item ${String(item)}` });
  await pressUntil(entry, async () => (await menu.count()) === 0);
}

/** What a row's context menu offers, from the top. */
export async function menuOf(row: Locator): Promise<readonly string[]> {
  await row.waitFor({ timeout: 30_000 });
  const menu = row.page().locator('.monaco-menu');
  await waitFor(() => showMenu(row, menu.locator('.action-menu-item').first()), {
    what: 'a context menu',
  });
  return labelsOf(menu);
}

/** What the view's own menu offers, behind the dots in its title. */
export async function viewMenu(page: Page): Promise<readonly string[]> {
  const menu = page.locator('.monaco-menu');
  const dots = page.locator('.part.sidebar .title-actions .codicon-toolbar-more');
  await dots.click();
  await menu.locator('.action-menu-item').first().waitFor();
  return labelsOf(menu);
}

async function labelsOf(menu: Locator): Promise<readonly string[]> {
  return menu.locator('.action-menu-item .action-label').allInnerTexts();
}

async function showMenu(row: Locator, entry: Locator): Promise<boolean> {
  try {
    await row.click({ button: 'right', timeout: 3000 });
    await entry.waitFor({ timeout: 3000 });
    return true;
  } catch {
    await row.page().keyboard.press('Escape');
    return false;
  }
}

/** Presses one of the icons that a row shows under the pointer. A row that is drawn again may have lost the pointer. */
export async function inlineAction(row: Locator, label: string): Promise<void> {
  const icon = row.getByRole('button', { name: label });
  const press = async () => {
    await row.hover();
    return isFulfilled(icon.click({ timeout: 2000 }));
  };
  await waitFor(press, { timeoutMs: 45_000, what: `the icon “${label}”` });
}

/** An item of the status bar by the id that the extension gave it. */
export function statusItem(page: Page, id = 'workbookSessions.status'): Locator {
  const { publisher, name } = manifest();
  return page.locator(`.part.statusbar [id="${publisher}.${name}.${id}"]`);
}
