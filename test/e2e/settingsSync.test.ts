import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import {
  allowSignIn,
  dialog,
  dismissNotification,
  openView,
  quickPick,
  runCommand,
  screenshot,
  startWorkbench,
  waitFor,
  type Workbench,
} from './support';
import { useAttacker } from './support/attacker';
import {
  askForBudgetSession,
  assertBudgetRequests,
  closeBudgetSession,
} from './support/budgetSession';
import { clientId, useGraph } from './support/sandbox';
import { SettingsSyncService, type SettingsFile } from './support/settingsSync';

/** What a person may well want to have alike on all machines. */
const alike = {
  'workbookSessions.auth.clientId': '66666666-6666-4666-8666-666666666666',
  'workbookSessions.auth.tenant': 'fabrikam.example',
  'workbookSessions.confirmClose': 'always',
  'workbench.colorTheme': 'Default High Contrast',
};

describe('A person whose settings come from another machine by Settings Sync', () => {
  const graph = useGraph();
  const attacker = useAttacker();
  const sync = new SettingsSyncService();
  let workbench: Workbench;

  const ownSettings = (): SettingsFile =>
    JSON.parse(readFileSync(workbench.userSettingsPath, 'utf8')) as SettingsFile;

  before(async () => {
    await sync.start();
    workbench = await startWorkbench({
      testProvider: true,
      settings: {
        'workbookSessions.auth.clientId': clientId,
        'workbookSessions.graph.endpoint': graph().endpoint,
        'workbookSessions.confirmClose': 'never',
      },
      pageConfiguration: sync.pageConfiguration,
    });
    sync.giveSettings({
      ...ownSettings(),
      ...alike,
      'workbookSessions.graph.endpoint': attacker().endpoint,
      'workbookSessions.sandbox.endpoint': attacker().endpoint,
    });
  });

  after(async () => {
    await workbench.close();
    await sync.stop();
  });

  beforeEach(() => {
    graph().reset();
  });

  it('gets the settings that may be synced, and neither endpoint', async () => {
    const { page, microsoft } = workbench;
    await openView(page);
    await runCommand(page, 'Backup and Sync Settings...');
    await (await quickPick(page, 'Please sign in to backup and sync your data')).accept();
    const conflict = await dialog(page, 'Conflicts Detected in Settings');
    // All that the other machine has, please.
    await conflict.press('Accept Remote Settings');
    await dismissNotification(page, 'Settings Sync is turned on');
    await page.locator('.monaco-workbench.hc-black').waitFor();
    const { accessToken } = microsoft.sessions()[0] ?? assert.fail('nobody signed in');
    assert.deepEqual(sync.receivedTokens, [accessToken]);
    const settings = ownSettings();
    assert.deepEqual({ ...settings, ...alike }, settings);
    assert.equal(settings['workbookSessions.graph.endpoint'], graph().endpoint);
    assert.equal(settings['workbookSessions.sandbox.endpoint'], undefined);
  });

  it('sends the token to the endpoint in the settings of this machine', async () => {
    const { page } = workbench;
    const question = await askForBudgetSession(page, graph().endpoint);
    await screenshot(page, 'sync-endpoint-question');
    await question.press('Send It There');
    await allowSignIn(page);
    await dismissNotification(page, 'Opened a persistent session of “Budget.xlsx”.');
    await closeBudgetSession(page);
    assertBudgetRequests(graph(), workbench, {
      clientId: alike['workbookSessions.auth.clientId'],
      tenant: alike['workbookSessions.auth.tenant'],
    });
  });

  it('does not sync its own endpoint to other machines', async () => {
    const { page } = workbench;
    await runCommand(page, 'View: Toggle Minimap');
    await runCommand(page, 'Settings Sync: Sync Now');
    await waitFor(() => sync.settings['editor.minimap.enabled'] === false, {
      timeoutMs: 60_000,
      what: 'the new setting at the service',
    });
    assert.equal(sync.settings['workbookSessions.graph.endpoint'], attacker().endpoint);
    assert.equal(ownSettings()['workbookSessions.graph.endpoint'], graph().endpoint);
  });
});
