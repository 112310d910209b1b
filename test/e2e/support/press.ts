import type { Locator } from 'playwright-core';
import { waitFor } from '../../host/wait.mjs';

/** Clicks until the click has its effect: in their first moments dialogs and menus take none. */
export async function pressUntil(target: Locator, done: () => Promise<boolean>): Promise<void> {
  await waitFor(() => pressOnce(target, done), {
    what: `the effect of a click on ${target.toString()}`,
  });
}

async function pressOnce(target: Locator, done: () => Promise<boolean>): Promise<boolean> {
  try {
    await target.click({ timeout: 1000 });
    return await waitFor(done, { timeoutMs: 1000 });
  } catch {
    return done();
  }
}
