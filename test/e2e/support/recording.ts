import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { sandboxToken, type Sandbox } from '../../../src/sandbox/main';

/** A shell that reads no file of the user, and whose prompt names no folder. */
export const plainShell = {
  'terminal.integrated.profiles.linux': { plain: { path: 'sh', env: { PS1: '$ ' } } },
  'terminal.integrated.defaultProfile.linux': 'plain',
  // Without a graphics card, the other renderer draws only a part of each line.
  'terminal.integrated.gpuAcceleration': 'off',
};

/** Types into the terminal that has the focus. */
export async function type(page: Page, line: string): Promise<void> {
  await page.locator('.terminal.focus').waitFor();
  await page.keyboard.type(line);
  await page.keyboard.press('Enter');
}

/** The address of the first sample workbook, to which an action is appended. */
export function workbookOf(
  { endpoint, samples: [sample] }: Sandbox,
  origin: string = endpoint,
): string {
  assert.ok(sample);
  const { driveId, itemId } = sample;
  return `${origin}/v1.0/drives/${driveId}/items/${itemId}/workbook/`;
}

/**
 * The beginning of a Node program that knows nothing of the extension: the functions `call` and `open`, which
 * call a workbook and open a session of it.
 */
export function callsTo(workbook: string, token: string = sandboxToken): string {
  return `
const workbook = ${JSON.stringify(workbook)};
const call = (action, headers = {}, body = {}) =>
  fetch(workbook + action, {
    method: 'POST',
    headers: {
      Authorization: 'Bearer ${token}',
      'Content-Type': 'application/json',
      'client-request-id': crypto.randomUUID(),
      ...headers,
    },
    body: JSON.stringify(body),
  });
const open = async (persistChanges) =>
  (await (await call('createSession', {}, { persistChanges })).json()).id;
`;
}
