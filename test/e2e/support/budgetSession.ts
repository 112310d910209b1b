import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import type { Sandbox } from '../../../src/sandbox/sandbox';
import { dialog } from './messages';
import { quickPick, runCommand } from './quickInput';
import { requestsOf } from './sandbox';
import { contextMenu, sessionRow } from './views';
import type { Workbench } from './workbench';

/** Asks for a persistent session of Budget.xlsx, up to whatever comes of that. */
export async function createBudgetSession(page: Page): Promise<void> {
  await runCommand(page, 'Workbook Sessions: Create Session…');
  const address = 'https://graph.microsoft.com/v1.0/me/drive/root:/Budget.xlsx:';
  await (await quickPick(page, 'Create Session')).submit(address);
  await (await quickPick(page, 'What happens to changes')).choose('Persistent');
}

/** Asks for that session; ends with the question whether the token may go to `endpoint`. */
export async function askForBudgetSession(page: Page, endpoint: string) {
  await createBudgetSession(page);
  return dialog(page, `Send your access token to ${endpoint}?`);
}

/** Closes the session of Budget.xlsx for a person whose own settings want to be asked always. */
export async function closeBudgetSession(page: Page): Promise<void> {
  const row = sessionRow(page, {
    workbook: 'Budget.xlsx',
    mode: 'persistent',
    state: 'about 5 min',
  });
  await contextMenu(row, 'Close Session');
  await (await dialog(page, 'Close the session of “Budget.xlsx”?')).press('Close Session');
  await row.waitFor({ state: 'detached' });
}

/** Makes sure that a session was created and closed, with the token of this app registration and no other. */
export function assertBudgetRequests(
  graph: Sandbox,
  { microsoft }: Pick<Workbench, 'microsoft'>,
  { clientId, tenant }: { readonly clientId: string; readonly tenant: string },
): void {
  assert.equal(requestsOf(graph, 'createSession').length, 1);
  assert.equal(requestsOf(graph, 'closeSession').length, 1);
  const scopes = ['Files.ReadWrite', `VSCODE_CLIENT_ID:${clientId}`, `VSCODE_TENANT:${tenant}`];
  const isOwn = (asked: readonly string[] = []) =>
    asked.length === scopes.length && scopes.every((scope) => asked.includes(scope));
  const [session, ...others] = microsoft
    .sessions()
    .filter(({ scopes: granted }) => granted.includes('Files.ReadWrite'));
  assert.ok(session && isOwn(session.scopes), JSON.stringify(session));
  assert.deepEqual(others, []);
  for (const { path, headers } of graph.requests) {
    assert.ok(path.startsWith('/v1.0/'), path);
    assert.deepEqual(headers['authorization'], [`Bearer ${session.accessToken}`]);
  }
  const askedFor = microsoft.calls().flatMap(({ scopes: asked = [] }) => asked);
  assert.deepEqual(
    askedFor.filter((scope) => scope.startsWith('VSCODE_') && !scopes.includes(scope)),
    [],
  );
}
