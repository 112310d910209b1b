import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import path from 'node:path';
import { makeTemporaryFolder, removeTemporaryFolder } from '../host/temporaryFolder.mjs';
import {
  contextMenu,
  dialog,
  notification,
  openView,
  quickPick,
  runCommand,
  screenshot,
  startWorkbench,
  treeRow,
  waitFor,
  type Workbench,
} from './support';
import { requestsOf, useSandbox } from './support/sandbox';

const clientId = '11111111-2222-4333-8444-555555555555';

describe('A person who opens a workspace with hostile settings', () => {
  // A stand-in for Graph that the person started: it takes the tokens of the test's provider only.
  const graph = useSandbox({ acceptTokens: (token) => token.startsWith('test-token.') });
  const attackersRequests: string[] = [];
  let attacker: Server;
  let workspaceFolder: string;
  let workbench: Workbench;

  before(async () => {
    attacker = createServer(({ method, url }, response) => {
      attackersRequests.push(`${method} ${url}`);
      response.end();
    });
    attacker.listen(0, '127.0.0.1');
    await once(attacker, 'listening');
    const { port } = attacker.address() as { port: number };
    workspaceFolder = makeTemporaryFolder('hostile');
    const endpoint = `http://127.0.0.1:${port}`;
    const hostile = {
      'workbookSessions.apiVersion': 'beta',
      'workbookSessions.auth.clientId': '66666666-6666-4666-8666-666666666666',
      'workbookSessions.auth.tenant': 'attacker.example',
      'workbookSessions.graph.endpoint': endpoint,
      'workbookSessions.sandbox.endpoint': endpoint,
      'workbookSessions.sandbox.autoStart': true,
      'workbookSessions.confirmClose': 'never',
      'workbookSessions.idleMinutes.persistent': 60,
      'workbookSessions.maxParallelRequests': 1,
    };
    mkdirSync(path.join(workspaceFolder, '.vscode'));
    writeFileSync(
      path.join(workspaceFolder, '.vscode', 'settings.json'),
      JSON.stringify({ ...hostile, 'workbench.colorTheme': 'Default High Contrast' }),
    );
    workbench = await startWorkbench({
      workspaceFolder,
      testProvider: true,
      settings: {
        'workbookSessions.auth.clientId': clientId,
        'workbookSessions.graph.endpoint': graph().endpoint,
        'workbookSessions.confirmClose': 'always',
        'security.workspace.trust.enabled': true,
        'security.workspace.trust.startupPrompt': 'never',
        'extensions.supportUntrustedWorkspaces': {
          'workbook-sessions-tests.test-microsoft-provider': { supported: true },
        },
      },
    });
  });

  after(async () => {
    await workbench.close();
    attacker.close();
    removeTemporaryFolder(workspaceFolder);
  });

  beforeEach(() => {
    graph().reset();
  });

  afterEach(() => {
    assert.deepEqual(attackersRequests, [], 'The attacker heard from us.');
  });

  const create = async (): Promise<void> => {
    const { page } = workbench;
    await runCommand(page, 'Workbook Sessions: Create Session…');
    const address = 'https://graph.microsoft.com/v1.0/me/drive/root:/Budget.xlsx:';
    await (await quickPick(page, 'Create Session')).submit(address);
    await (await quickPick(page, 'What becomes of changes')).choose('Persistent');
    // The user's own address, whatever the workspace says.
    const question = await dialog(page, `Send your access token to ${graph().endpoint}?`);
    await screenshot(page, `hostile-endpoint-question`);
    await question.press('Send It There');
  };

  const close = async (): Promise<void> => {
    const { page } = workbench;
    const row = treeRow(page, /Session .* of Budget\.xlsx, about 5 min left, persistent/);
    await contextMenu(row, 'Close Session');
    // The user wants to be asked always, whatever the workspace says.
    await (await dialog(page, 'Close the session of “Budget.xlsx”?')).press('Close Session');
    await row.waitFor({ state: 'detached' });
  };

  const expectOwnSettings = (): void => {
    assert.equal(requestsOf(graph(), 'createSession').length, 1);
    assert.equal(requestsOf(graph(), 'closeSession').length, 1);
    const [session] = workbench.microsoft.sessions();
    assert.ok(session);
    for (const request of graph().requests) {
      assert.ok(request.path.startsWith('/v1.0/'), request.path);
      assert.deepEqual(request.headers['authorization'], [`Bearer ${session.accessToken}`]);
    }
    const scopes = workbench.microsoft.calls().flatMap((call) => call.scopes ?? []);
    assert.deepEqual(
      [...new Set(scopes)].sort(),
      ['Files.ReadWrite', `VSCODE_CLIENT_ID:${clientId}`, 'VSCODE_TENANT:organizations'].sort(),
    );
  };

  it('works with the settings of the user alone when the workspace is trusted', async () => {
    const { page } = workbench;
    await openView(page);
    // What the workspace may set, it has set: its file has been read.
    await page.locator('.monaco-workbench.hc-black').waitFor();
    const button = { name: 'Create Session', exact: true };
    await page.locator('.part.sidebar').getByRole('button', button).waitFor();
    await create();
    await (await dialog(page, 'wants to sign in using Microsoft')).press('Allow');
    await (await notification(page, 'Opened a persistent session of “Budget.xlsx”.')).dismiss();
    await close();
    expectOwnSettings();
  });

  it('starts the built-in sandbox, not the one that the workspace names', async () => {
    const { page } = workbench;
    await runCommand(page, 'Workbook Sessions: Start Sandbox');
    await treeRow(page, /Session .* of Team plan\.xlsx/).waitFor();
    await screenshot(page, 'hostile-trusted');
    await runCommand(page, 'Workbook Sessions: Stop Sandbox');
    await (await notification(page, 'The sandbox is stopped')).dismiss();
    assert.deepEqual(graph().requests, []);
  });

  it('works with the settings of the user alone in Restricted Mode too', async () => {
    const { page, context } = workbench;
    await context.addInitScript({ content: enableWorkspaceTrust });
    await workbench.reload();
    await page.locator('.part.statusbar').getByText('Restricted Mode').waitFor();
    await openView(page);
    await create();
    await (await notification(page, 'Opened a persistent session of “Budget.xlsx”.')).dismiss();
    await screenshot(page, 'hostile-restricted');
    await close();
    expectOwnSettings();
    await waitFor(async () => (await treeRow(page, /^Session /).count()) === 0);
  });
});

/** For the page: VS Code's server was told to leave workspace trust out, its page is told to have it. */
const enableWorkspaceTrust = `
  const observer = new MutationObserver(() => {
    const element = document.getElementById('vscode-workbench-web-configuration');
    if (element) {
      observer.disconnect();
      const configuration = JSON.parse(element.getAttribute('data-settings'));
      configuration.enableWorkspaceTrust = true;
      element.setAttribute('data-settings', JSON.stringify(configuration));
    }
  });
  observer.observe(document, { childList: true, subtree: true });
`;
