import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { makeTemporaryFolder, removeTemporaryFolder } from '../host/temporaryFolder.mjs';
import { workbookFiles } from '../../src/sandbox/workbookFiles';
import {
  agreeToFirstClose,
  contextMenu,
  notification,
  openFile,
  openView,
  quickPick,
  samplesOpen,
  screenshot,
  sessionRow,
  useWorkbench,
  waitFor,
} from './support';
import { requestsOf, useSandbox, withSandbox } from './support/sandbox';

const [orcamento, , budget] = workbookFiles;

/** A file for REST Client, which needs no extension to have lenses. */
const requests = (endpoint: string, sessionId: string) =>
  `@workbook = ${endpoint}/v1.0/drives/${budget.driveId}/items/${budget.itemId}/workbook
@session = ${sessionId}

### Refresh the session
POST {{workbook}}/refreshSession
Authorization: Bearer {{token}}
workbook-session-id: {{session}}

### Open another session
# @name create
POST {{workbook}}/createSession
Authorization: Bearer {{token}}

### Read a sheet in it
GET {{workbook}}/worksheets
workbook-session-id: {{create.response.body.id}}
`;

describe('A person who has session IDs in the editor', () => {
  const folder = makeTemporaryFolder('lenses');
  const sandbox = useSandbox();
  const ids = { ofRequests: '', ofAnswer: '' };

  // Before the window opens, because its search for files may not see later ones.
  before(() => {
    ids.ofRequests = sandbox().openSession(budget.driveId, budget.itemId, true);
    ids.ofAnswer = sandbox().openSession(orcamento.driveId, orcamento.itemId, true);
    const id = ids.ofAnswer;
    const answer = { '@odata.context': 'x#workbookSessionInfo', id, persistChanges: true };
    writeFileSync(path.join(folder, 'answer.json'), JSON.stringify(answer, undefined, 2));
    writeFileSync(path.join(folder, 'requests.http'), requests(sandbox().endpoint, ids.ofRequests));
  });

  const workbench = useWorkbench(() => ({ ...withSandbox(sandbox()), workspaceFolder: folder }));

  before(async () => {
    await openView(workbench.page);
    await samplesOpen(workbench.page);
  });

  after(() => {
    removeTemporaryFolder(folder);
  });

  const lens = (page: Page, text: string) =>
    page.locator('.codelens-decoration').locator('a, span').filter({ hasText: text });
  const lensesShown = (page: Page) => page.locator('.codelens-decoration').allInnerTexts();

  it('tracks a session of an .http file, sees the time left above it, and closes it there', async () => {
    const { page } = workbench;
    sandbox().reset();
    await openFile(page, 'requests.http');
    await lens(page, 'Track Session').waitFor();
    assert.equal((await lensesShown(page)).length, 1);
    assert.deepEqual(sandbox().requests, []);
    await screenshot(page, 'lenses-not-listed');

    await lens(page, 'Track Session').click();
    await (await quickPick(page, 'Which mode does')).choose('Persistent');
    await lens(page, 'unchecked').waitFor();
    const facts = { workbook: 'Budget.xlsx', mode: 'persistent' } as const;
    await contextMenu(sessionRow(page, { ...facts, state: 'unchecked' }), 'Refresh Session');
    await lens(page, 'about 5 minutes left').waitFor();
    await screenshot(page, 'lenses-listed');

    await lens(page, 'Close Session').click();
    await agreeToFirstClose(page);
    await lens(page, 'closed').waitFor();
    await screenshot(page, 'lenses-closed');
    assert.equal(requestsOf(sandbox(), 'closeSession').length, 1);
    assert.ok(sandbox().openSessions.every(({ sessionId }) => sessionId !== ids.ofRequests));
  });

  it('closes a session of a saved answer, which is listed before it is closed', async () => {
    const { page } = workbench;
    await openFile(page, 'answer.json');
    sandbox().reset();
    await lens(page, 'Close Session').click();
    const picker = await quickPick(page, 'Type to search, or paste a link, an address or IDs');
    await screenshot(page, 'lenses-close-workbook');
    await picker.submit(`${orcamento.driveId} ${orcamento.itemId}`);
    await notification(page, 'Added a session of “Orçamento 2026.xlsx” to the list.');
    await waitFor(() => requestsOf(sandbox(), 'closeSession').length === 1, { what: 'the close' });
    await lens(page, 'closed').waitFor();
    assert.ok(sandbox().openSessions.every(({ sessionId }) => sessionId !== ids.ofAnswer));
  });
});
