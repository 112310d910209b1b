import type { Locator, Page } from 'playwright-core';
import { waitFor } from '../../host/wait.mjs';
import { exactly } from './text';
import { inlineAction } from './views';

/** VS Code's one box at the top: palette, picker or input, whichever is shown. */
function quickInput(page: Page): Locator {
  return page.locator('.quick-input-widget:visible');
}

function inputOf(page: Page): Locator {
  return quickInput(page).locator('input.input');
}

function rowOf(page: Page, label: string): Locator {
  return quickInput(page)
    .locator('.monaco-list-row')
    .filter({ has: page.locator('.label-name', { hasText: exactly(label) }) });
}

/** Runs a command from the palette by its exact title, with or without its category, as soon as it is there. */
export async function runCommand(page: Page, title: string): Promise<void> {
  const entry = quickInput(page)
    .locator('.monaco-list-row')
    .filter({ has: page.locator('.label-name', { hasText: exactly(title, '(.+: )?') }) })
    .first();
  await waitFor(() => tryCommand(page, title, entry), {
    timeoutMs: 45_000,
    what: `the command "${title}" in the palette`,
  });
}

async function tryCommand(page: Page, title: string, entry: Locator): Promise<boolean> {
  try {
    await page.keyboard.press('F1');
    await inputOf(page).fill(`>${title}`, { timeout: 3000 });
    await entry.click({ timeout: 3000 });
  } catch {
    await page.keyboard.press('Escape');
    return false;
  }
  await waitFor(async () => !(await inputShows(page, `>${title}`)), { what: 'the palette to go' });
  return true;
}

async function inputShows(page: Page, value: string): Promise<boolean> {
  const input = inputOf(page);
  return (await input.count()) > 0 && (await input.inputValue()) === value;
}

/** A picker or an input box. */
export interface QuickInput {
  /** The field, to type or to read its placeholder. */
  readonly input: Locator;
  /** All rows that are shown. */
  readonly rows: Locator;
  /** The row that Enter takes. */
  readonly active: Locator;
  /** What is said under the field: the prompt, or why the value is not accepted. */
  readonly message: Locator;
  /** The row with exactly this label. */
  row(label: string): Locator;
  /** Picks a row. */
  choose(label: string): Promise<void>;
  /** Presses one of a row's buttons. */
  pressButton(label: string, button: string): Promise<void>;
  /** Waits until it no longer shows that it is busy: its rows are drawn. */
  idle(): Promise<void>;
  /** Types a value and accepts it with Enter. */
  submit(value: string): Promise<void>;
  /** Accepts what is there, as Enter does. */
  accept(): Promise<void>;
  /** Leaves it, as Escape does. */
  cancel(): Promise<void>;
}

/** Waits for a picker or an input box that shows this text as its title, placeholder or prompt. */
export async function quickPick(page: Page, text: string | RegExp): Promise<QuickInput> {
  const widget = quickInput(page);
  const shown = widget
    .filter({ hasText: text })
    .or(widget.filter({ has: page.getByPlaceholder(text) }));
  await shown.first().waitFor({ timeout: 30_000 });
  const input = inputOf(page);
  return {
    input,
    rows: widget.locator('.monaco-list-row'),
    active: widget.locator('.monaco-list-row.focused'),
    message: widget.locator('.quick-input-message'),
    row: (label) => rowOf(page, label),
    choose: (label) => rowOf(page, label).click(),
    pressButton: (label, button) => inlineAction(rowOf(page, label), button),
    idle: () => widget.locator('.monaco-progress-container.active').waitFor({ state: 'detached' }),
    submit: async (value) => {
      await input.fill(value);
      await input.press('Enter');
    },
    accept: () => input.press('Enter'),
    cancel: () => page.keyboard.press('Escape'),
  };
}

/** Waits for an input box by its title, placeholder or prompt; the same box as a picker's. */
export const inputBox: typeof quickPick = (page, text) => quickPick(page, text);

/** Opens a file of the workspace by its name. */
export async function openFile(page: Page, name: string): Promise<void> {
  await page.keyboard.press('Control+P');
  const picker = await quickPick(page, 'Search files by name');
  await picker.input.fill(name);
  await picker.choose(name);
  await page.getByRole('tab', { name }).waitFor();
}
