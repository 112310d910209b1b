import type { Locator, Page } from 'playwright-core';
import { pressUntil } from './press';

/** A modal dialog. */
export interface Dialog {
  readonly message: string;
  readonly detail: string;
  /** The labels of its buttons, as they are shown. */
  readonly buttons: readonly string[];
  /** Presses a button and waits until this dialog is gone. */
  press(button: string): Promise<void>;
}

/** Waits for a modal dialog that contains a text, or for any. */
export async function dialog(page: Page, text: string | RegExp = ''): Promise<Dialog> {
  const box = page.locator('.monaco-dialog-box').filter({ hasText: text });
  await box.waitFor({ timeout: 30_000 });
  const shown = await box.elementHandle();
  const textOf = async (selector: string) =>
    (await box.locator(selector).allInnerTexts()).join('\n').trim();
  // A dialog without a detail shows its message in the detail's place.
  const [first, second] = [
    await textOf('.dialog-message-text'),
    await textOf('.dialog-message-detail'),
  ];
  return {
    message: first || second,
    detail: first && second,
    buttons: await box.locator('.monaco-button').allInnerTexts(),
    press: (button) =>
      pressUntil(
        box.getByRole('button', { name: button, exact: true }),
        async () => !(await shown.isVisible()),
      ),
  };
}

/** A message at the lower right. */
export interface Notification {
  readonly locator: Locator;
  readonly text: string;
  /** Presses one of its buttons. */
  press(button: string): Promise<void>;
  /** Removes it. */
  dismiss(): Promise<void>;
}

/** Waits for a message that contains a text. */
export async function notification(page: Page, text: string | RegExp): Promise<Notification> {
  const locator = page
    .locator('.notifications-toasts .notification-list-item')
    .filter({ hasText: text })
    .first();
  await locator.waitFor({ timeout: 30_000 });
  return {
    locator,
    text: await locator.locator('.notification-list-item-message').innerText(),
    press: async (button) => {
      await locator.hover();
      await locator.getByRole('button', { name: button, exact: true }).click();
    },
    dismiss: async () => {
      await locator.hover();
      await locator.locator('.codicon-notifications-clear').click();
      await locator.waitFor({ state: 'detached' });
    },
  };
}
