import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { makeTemporaryFolder, removeTemporaryFolder } from '../host/temporaryFolder.mjs';
import {
  notification,
  openView,
  runCommand,
  screenshot,
  sessionRow,
  startWorkbench,
  statusItem,
  treeRow,
  useWorkbench,
  waitFor,
  type Workbench,
} from './support';
import { leaveSession, recordsOf, storageReady } from './support/records';
import { clientId, useSandbox } from './support/sandbox';

/** The sessions that are left. */
const rows = {
  open: { workbook: 'Open.xlsx', mode: 'persistent' },
  old: { workbook: 'Old.xlsx', mode: 'non-persistent' },
  failed: { workbook: 'Failed.xlsx', mode: 'unknown mode' },
} as const;

/** How long after the start of the window the status item may take, in milliseconds. */
const startLimitMs = 2000;

describe('A person who starts VS Code again', () => {
  const graph = useSandbox({ auth: () => true });
  let markFolder: string;
  let workbench: Workbench;

  before(async () => {
    markFolder = startMark();
    workbench = await startWorkbench({
      testProvider: true,
      moreExtensions: [markFolder],
      settings: {
        'workbookSessions.auth.clientId': clientId,
        'workbookSessions.graph.endpoint': graph().endpoint,
      },
    });
    await storageReady(workbench);
    await leaveSessions(workbench);
  });

  after(async () => {
    await workbench.close();
    removeTemporaryFolder(markFolder);
  });

  const countIs = (count: number) =>
    waitFor(
      async () => (await statusItem(workbench.page).allInnerTexts()).join().includes(`${count} ·`),
      {
        what: `${count} sessions in the status bar`,
      },
    );

  const tokenQuestions = () =>
    workbench.microsoft.calls().filter(({ scopes }) => scopes?.includes('Files.ReadWrite'));

  it('sees the sessions right after the start, without a request or a question', async () => {
    const { page } = workbench;
    await workbench.reload();
    const shownAt = async (id: string): Promise<number> => {
      await page.locator(`.part.statusbar [id="${id}"]`).waitFor({ timeout: 60_000 });
      return Date.now();
    };
    const [started, shown] = await Promise.all([
      shownAt('workbook-sessions-tests.start-mark.mark'),
      shownAt('workbook-sessions.workbook-sessions.workbookSessions.status'),
    ]);
    assert.ok(shown - started < startLimitMs, `${shown - started} ms after the start`);
    assert.match(await statusItem(page).innerText(), /3 · 1 not closed/);
    await screenshot(page, 'restarted');
    assert.deepEqual(graph().requests, []);
    assert.deepEqual(tokenQuestions(), []);
  });

  it('sees each session as before when the view is opened, which is when an account is looked for', async () => {
    const { page } = workbench;
    // The question about the local address would come before the one for an account.
    const settings = JSON.parse(readFileSync(workbench.userSettingsPath, 'utf8')) as object;
    const changed = { ...settings, 'workbookSessions.graph.endpoint': '' };
    writeFileSync(workbench.userSettingsPath, JSON.stringify(changed));
    await workbench.reload();
    await countIs(3);
    assert.deepEqual(tokenQuestions(), []);
    await openView(page);
    await sessionRow(page, { ...rows.open, state: /about [45] min/ }).waitFor();
    await sessionRow(page, { ...rows.old, state: 'may have expired' }).waitFor();
    await sessionRow(page, { ...rows.failed, state: 'workbook locked' }).waitFor();
    await waitFor(() => tokenQuestions().length > 0, { what: 'the silent question' });
    await page
      .locator('.part.sidebar')
      .getByText('To close these sessions, sign in or use an access token.')
      .waitFor();
    await screenshot(page, 'restarted-view');
    assert.deepEqual(
      tokenQuestions().filter(({ method }) => method !== 'getSessions'),
      [],
    );
    assert.deepEqual(graph().requests, []);
  });

  it('is told that the sessions of an ended sandbox are no longer listed; the others stay', async () => {
    const { page } = workbench;
    await runCommand(page, 'Workbook Sessions: Start Sandbox');
    await treeRow(page, /Session .* of Team plan\.xlsx/).waitFor();
    await countIs(7);
    // Delete would act on the row that has the focus.
    const focused = page.locator('.part.sidebar .monaco-list-row.focused');
    await treeRow(page, /^Session .*, sandbox/)
      .and(focused)
      .waitFor();
    await screenshot(page, 'sandbox-beside-account');
    await workbench.killExtensionHosts();
    await workbench.reload();
    const text = '4 sessions were removed from the list because their sandbox has stopped.';
    await notification(page, text);
    await countIs(3);
    await treeRow(page, /Session .* of Open\.xlsx/).waitFor();
    await treeRow(page, /of Team plan\.xlsx/).waitFor({ state: 'detached' });
    await screenshot(page, 'restarted-without-sandbox');
    await waitFor(() => recordsOf(workbench).length === 3, { what: 'their records to go' });
    assert.deepEqual(graph().requests, []);
  });
});

/** Writes what an earlier window would have left: a session that is open, one that idled, one not closed. */
async function leaveSessions(workbench: Workbench): Promise<void> {
  const now = Date.now();
  const hourAgo = now - 3_600_000;
  const open = { workbookName: 'Open.xlsx', createdAt: now };
  const old = { workbookName: 'Old.xlsx', mode: 'nonPersistent', createdAt: hourAgo } as const;
  const failed = { workbookName: 'Failed.xlsx', mode: 'unknownMode', createdAt: hourAgo } as const;
  await leaveSession(workbench, 1, open, { lastActiveAt: now });
  await leaveSession(workbench, 2, old, { lastActiveAt: hourAgo });
  await leaveSession(workbench, 3, failed, { failure: { code: 'locked', at: hourAgo } });
}

/** An extension that shows when the window has started, by VS Code's own word for it. */
function startMark(): string {
  const folder = makeTemporaryFolder('start-mark');
  mkdirSync(folder, { recursive: true });
  const manifest = {
    name: 'start-mark',
    publisher: 'workbook-sessions-tests',
    version: '0.0.1',
    engines: { vscode: '^1.106.0' },
    extensionKind: ['workspace'],
    main: './extension.js',
    activationEvents: ['onStartupFinished'],
  };
  writeFileSync(path.join(folder, 'package.json'), JSON.stringify(manifest));
  writeFileSync(
    path.join(folder, 'extension.js'),
    `const vscode = require('vscode');
exports.activate = () => {
  const item = vscode.window.createStatusBarItem('mark', vscode.StatusBarAlignment.Right);
  item.text = 'started';
  item.show();
};
`,
  );
  return folder;
}

describe('A person whose session records are damaged', () => {
  const workbench = useWorkbench();

  before(async () => {
    await storageReady(workbench);
    await openView(workbench.page);
  });

  const tornFile = (n: number) =>
    path.join(
      workbench.globalStoragePath,
      'sessions',
      `00000000-0000-4000-8000-00000000009${n}.json`,
    );
  const row = () => treeRow(workbench.page, /unreadable records?, Show Log/);

  it('sees how many could not be read, though nothing else is listed', async () => {
    const { page } = workbench;
    writeFileSync(tornFile(1), '{"version":1,"key":"00000000');
    await treeRow(page, '1 unreadable record, Show Log').waitFor();
    writeFileSync(tornFile(2), '');
    await treeRow(page, '2 unreadable records, Show Log').waitFor();
    await page.locator('.part.sidebar').getByText('No workbook sessions are listed.').waitFor();
    await screenshot(page, 'unreadable-records-alone');
  });

  it('sees it below the sessions and opens the log from there with the keyboard', async () => {
    const { page } = workbench;
    await leaveSession(workbench, 1, { workbookName: 'Open.xlsx', createdAt: Date.now() });
    const session = treeRow(page, /Session .* of Open\.xlsx/);
    await session.click();
    await screenshot(page, 'unreadable-records');
    const panel = page.locator('.part.panel');
    assert.equal(await panel.getByRole('tab', { name: 'Output' }).isVisible(), false);
    await page.keyboard.press('End');
    await page.keyboard.press('Enter');
    await panel.getByRole('tab', { name: 'Output' }).waitFor();
    await screenshot(page, 'unreadable-records-log');
  });

  it('is not told any more once they are gone', async () => {
    rmSync(tornFile(1));
    rmSync(tornFile(2));
    await row().waitFor({ state: 'detached' });
    await treeRow(workbench.page, /Session .* of Open\.xlsx/).waitFor();
  });
});
