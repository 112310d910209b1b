import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { changePageConfiguration } from '../host/browser.mjs';
import { makeTemporaryFolder, removeTemporaryFolder } from '../host/temporaryFolder.mjs';
import {
  allowSignIn,
  dismissNotification,
  openView,
  runCommand,
  screenshot,
  startWorkbench,
  treeRow,
  waitFor,
  type Workbench,
  type WorkbenchOptions,
} from './support';
import { useAttacker } from './support/attacker';
import {
  askForBudgetSession,
  assertBudgetRequests,
  closeBudgetSession,
} from './support/budgetSession';
import { useGraph } from './support/sandbox';

const own = { clientId: '11111111-2222-4333-8444-555555555555', tenant: 'organizations' };

/** What somebody else's settings want of a person who opens them. */
const hostileSettings = (endpoint: string) => ({
  'workbookSessions.apiVersion': 'beta',
  'workbookSessions.auth.clientId': '66666666-6666-4666-8666-666666666666',
  'workbookSessions.auth.tenant': 'attacker.example',
  'workbookSessions.cloud': 'usGovDoD',
  'workbookSessions.graph.endpoint': endpoint,
  'workbookSessions.sandbox.endpoint': endpoint,
  'workbookSessions.sandbox.autoStart': true,
  'workbookSessions.confirmClose': 'never',
  'workbookSessions.idleMinutes.persistent': 60,
  'workbookSessions.maxParallelRequests': 1,
});

type Settings = Readonly<Record<string, unknown>>;

/** Something with hostile settings that can be opened. */
interface Place {
  readonly title: string;
  /** Writes it into an empty folder. */
  readonly write: (root: string, hostile: Settings) => WorkbenchOptions;
  /** Makes sure that VS Code has read each of its settings files: what they may set, they have set. */
  readonly assertRead: (workbench: Workbench) => Promise<void>;
}

const darkTheme = { 'workbench.colorTheme': 'Default High Contrast' };
const themeShown = (page: Page) => page.locator('.monaco-workbench.hc-black').waitFor();

function writeFolderSettings(folder: string, settings: Settings): void {
  mkdirSync(path.join(folder, '.vscode'), { recursive: true });
  writeFileSync(path.join(folder, '.vscode', 'settings.json'), JSON.stringify(settings));
}

const folder: Place = {
  title: 'a folder',
  write: (root, hostile) => {
    writeFolderSettings(root, { ...hostile, ...darkTheme });
    return { workspaceFolder: root };
  },
  assertRead: ({ page }) => themeShown(page),
};

const manyFolders: Place = {
  title: 'a workspace of several folders, the file as well as the folders',
  write: (root, hostile) => {
    for (const name of ['north', 'south']) {
      writeFolderSettings(path.join(root, name), {
        ...hostile,
        'files.exclude': { [`${name}-hidden.txt`]: true },
      });
      writeFileSync(path.join(root, name, `${name}-hidden.txt`), '');
      writeFileSync(path.join(root, name, `${name}-shown.txt`), '');
    }
    const workspaceFile = path.join(root, 'regions.code-workspace');
    const folders = [{ path: 'north' }, { path: 'south' }];
    const settings = { ...hostile, ...darkTheme };
    writeFileSync(workspaceFile, JSON.stringify({ folders, settings }));
    return { workspaceFile };
  },
  assertRead: async (workbench) => {
    const { page } = workbench;
    await themeShown(page);
    await openView(page, 'Explorer');
    const noFolder = page.locator('.part.sidebar').getByText('No Folder Opened');
    await noFolder.or(treeRow(page, /^north$/)).waitFor();
    if (await noFolder.isVisible()) {
      // On a busy machine VS Code may read the file of the workspace before it can read its folders.
      await workbench.reload();
    }
    for (const name of ['north', 'south']) {
      const row = treeRow(page, new RegExp(`^${name}$`));
      await waitFor(async () => {
        if ((await row.getAttribute('aria-expanded')) !== 'true') {
          await row.click();
        }
        return treeRow(page, `${name}-shown.txt`).isVisible();
      });
      await treeRow(page, `${name}-hidden.txt`).waitFor({ state: 'detached' });
    }
  },
};

for (const place of [folder, manyFolders]) {
  describe(`A person who opens hostile settings: ${place.title}`, () => {
    // A stand-in for Graph that the person started: it takes the tokens of the test's provider only.
    const graph = useGraph();
    const attacker = useAttacker();
    const name = place.title.split(' ').slice(1, 2).join();
    let root: string;
    let workbench: Workbench;

    before(async () => {
      root = makeTemporaryFolder('hostile');
      workbench = await startWorkbench({
        ...place.write(root, hostileSettings(attacker().endpoint)),
        testProvider: true,
        settings: {
          'workbookSessions.auth.clientId': own.clientId,
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
      removeTemporaryFolder(root);
    });

    beforeEach(() => {
      graph().reset();
    });

    it('uses only the settings of the user when the workspace is trusted', async () => {
      const { page } = workbench;
      await place.assertRead(workbench);
      await openView(page);
      const button = { name: 'Create Session', exact: true };
      await page.locator('.part.sidebar').getByRole('button', button).waitFor();
      const question = await askForBudgetSession(page, graph().endpoint);
      await screenshot(page, `hostile-${name}-endpoint-question`);
      await question.press('Send It There');
      await allowSignIn(page);
      await dismissNotification(page, 'Opened a persistent session of “Budget.xlsx”.');
      await closeBudgetSession(page);
      assertBudgetRequests(graph(), workbench, own);
    });

    it('starts the built-in sandbox, not the one that the workspace names', async () => {
      const { page } = workbench;
      await runCommand(page, 'Workbook Sessions: Start Sandbox');
      await treeRow(page, /Session .* of Team plan\.xlsx/).waitFor();
      await screenshot(page, `hostile-${name}-trusted`);
      await runCommand(page, 'Workbook Sessions: Stop Sandbox');
      await dismissNotification(page, 'The sandbox has stopped');
      assert.deepEqual(graph().requests, []);
    });

    it('uses only the settings of the user in Restricted Mode too', async () => {
      const { page, context } = workbench;
      // VS Code's server was told to leave workspace trust out, its page is told to have it.
      await changePageConfiguration(context, { enableWorkspaceTrust: true });
      await workbench.reload();
      await page.locator('.part.statusbar').getByText('Restricted Mode').waitFor();
      await openView(page);
      await (await askForBudgetSession(page, graph().endpoint)).press('Send It There');
      await dismissNotification(page, 'Opened a persistent session of “Budget.xlsx”.');
      await screenshot(page, `hostile-${name}-restricted`);
      await closeBudgetSession(page);
      assertBudgetRequests(graph(), workbench, own);
      await waitFor(async () => (await treeRow(page, /^Session /).count()) === 0);
    });
  });
}
