import assert from 'node:assert/strict';
import type { Locator, Page } from 'playwright-core';
import { waitFor } from '../../host/wait.mjs';
import { pressUntil } from './press';

/** A modal dialog. */
export interface Dialog {
  readonly message: string;
  readonly detail: string;
  /** The labels of its buttons, as they are shown. */
  readonly buttons: readonly string[];
  /** The label of the button that Enter presses. */
  focused(): Promise<string>;
  /** Presses Enter, with the focus where it is, and waits until this dialog is gone. */
  enter(): Promise<void>;
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
    focused: () => box.locator('.monaco-button:focus').innerText(),
    enter: async () => {
      await page.keyboard.press('Enter');
      await shown.waitForElementState('hidden');
    },
    press: (button) =>
      pressUntil(
        box.getByRole('button', { name: button, exact: true }),
        async () => !(await shown.isVisible()),
      ),
  };
}

/** Waits for a modal dialog that contains a text, and presses one of its buttons. */
export async function answerDialog(
  page: Page,
  text: string | RegExp,
  button: string,
): Promise<void> {
  await (await dialog(page, text)).press(button);
}

/** Lets the extension sign in with VS Code's Microsoft provider. */
export async function allowSignIn(page: Page): Promise<void> {
  await answerDialog(page, /wants (you )?to sign in/, 'Allow');
}

/** Lets the access token be sent to the endpoint of the settings. */
export async function allowEndpoint(page: Page): Promise<void> {
  await answerDialog(page, 'Send your access token to', 'Send It There');
}

/** Agrees to the first close of a window, which is always asked about. */
export async function agreeToFirstClose(page: Page): Promise<void> {
  const question = await dialog(page, 'You’re asked this once in each window');
  await question.press(question.buttons.find((label) => label.startsWith('Close ')) ?? '');
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
    .locator(':is(.notifications-toasts, .notifications-center) .notification-list-item')
    .filter({ hasText: text, visible: true })
    .first();
  const patience = Date.now() + 3000;
  await waitFor(
    async () => {
      if (await locator.isVisible()) {
        return true;
      }
      if (Date.now() > patience) {
        await openCenter(page);
      }
      return false;
    },
    { timeoutMs: 30_000, what: `a message with ${String(text)}` },
  );
  return {
    locator,
    text: await locator.locator('.notification-list-item-message').innerText(),
    press: async (button) => {
      await waitFor(() => tryToPress(page, locator, button), {
        timeoutMs: 60_000,
        what: `the button ${button} of a message`,
      });
    },
    dismiss: async () => {
      await waitFor(() => tryToDismiss(locator), { what: 'a message to go' });
    },
  };
}

/** Waits for a message that contains a text, and removes it. */
export async function dismissNotification(page: Page, text: string | RegExp): Promise<void> {
  await (await notification(page, text)).dismiss();
}

/** A message may leave for the list behind the bell at any moment. */
async function tryToPress(page: Page, message: Locator, button: string): Promise<boolean> {
  try {
    await message.hover({ timeout: 5000 });
    await message.getByRole('button', { name: button, exact: true }).click({ timeout: 5000 });
    return true;
  } catch {
    await openCenter(page);
    return false;
  }
}

/** A message may leave by itself at any moment. */
async function tryToDismiss(message: Locator): Promise<boolean> {
  try {
    await message.hover({ timeout: 2000 });
    await message.locator('.codicon-notifications-clear').click({ timeout: 2000 });
  } catch {
    // Tried again while it is shown.
  }
  return (await message.count()) === 0;
}

/** Waits for a text that the status bar shows for a moment, and makes sure that no message says it, then or later. */
export async function quietMessage(page: Page, text: string): Promise<void> {
  const shown = page.locator('.part.statusbar').getByText(text, { exact: true });
  await shown.waitFor();
  await shown.waitFor({ state: 'detached' });
  const messages = page.locator('.notification-list-item').filter({ hasText: text });
  assert.equal(await messages.count(), 0);
}

/** When many come at once, VS Code shows some only in the list behind the bell. */
async function openCenter(page: Page): Promise<void> {
  const unread = page.locator('[id="status.notifications"]', {
    has: page.locator('.codicon-bell-dot'),
  });
  const center = page.locator('.notifications-center');
  if ((await unread.count()) > 0 && !(await center.isVisible())) {
    // A dialog may cover it at any moment.
    await unread.click({ timeout: 2000 }).catch(() => undefined);
  }
}
