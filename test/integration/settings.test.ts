import assert from 'node:assert/strict';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { settingIds, type SettingId } from '../../src/contributions';
import { Settings } from '../../src/window/settings';
import { removeUserSettings, setSovereignEnvironment, setUserSettings, waitFor } from './support';

const clientId = '11111111-2222-4333-8444-555555555555';
const minute = 60_000;

/** Every setting as the product reads it. */
function read(settings: Settings) {
  return {
    'workbookSessions.cloud': settings.cloud(),
    'workbookSessions.apiVersion': settings.apiVersion(),
    'workbookSessions.auth.method': settings.signInMethod(),
    'workbookSessions.auth.clientId': settings.clientId(),
    'workbookSessions.auth.tenant': settings.tenant(),
    'workbookSessions.graph.endpoint': settings.graphEndpoint(),
    'workbookSessions.sandbox.endpoint': settings.sandboxEndpoint(),
    'workbookSessions.sandbox.autoStart': settings.isSandboxStartedWithWindow(),
    'workbookSessions.idleMinutes.persistent': settings.idleLimits().persistent,
    'workbookSessions.idleMinutes.nonPersistent': settings.idleLimits().nonPersistent,
    'workbookSessions.keepAlive.maxMinutes': settings.keepAliveMs(),
    'workbookSessions.confirmClose': settings.confirmClose(),
    'workbookSessions.notifyBeforeExpiry': settings.isExpiryNoticeWanted(),
    'workbookSessions.statusBar.visible': settings.isStatusBarVisible(),
    'workbookSessions.codeLens': settings.isCodeLensWanted(),
    'workbookSessions.maxParallelRequests': settings.maxParallelRequests(),
    'workbookSessions.recording.closeOnExit': settings.isCloseOnExitWanted(),
  } satisfies Record<SettingId, unknown>;
}

const defaults: ReturnType<typeof read> = {
  'workbookSessions.cloud': 'global',
  'workbookSessions.apiVersion': 'v1.0',
  'workbookSessions.auth.method': 'vscode',
  'workbookSessions.auth.clientId': undefined,
  'workbookSessions.auth.tenant': 'organizations',
  'workbookSessions.graph.endpoint': '',
  'workbookSessions.sandbox.endpoint': '',
  'workbookSessions.sandbox.autoStart': false,
  'workbookSessions.idleMinutes.persistent': 5 * minute,
  'workbookSessions.idleMinutes.nonPersistent': 5 * minute,
  'workbookSessions.keepAlive.maxMinutes': 60 * minute,
  'workbookSessions.confirmClose': 'nonPersistent',
  'workbookSessions.notifyBeforeExpiry': true,
  'workbookSessions.statusBar.visible': true,
  'workbookSessions.codeLens': true,
  'workbookSessions.maxParallelRequests': 128,
  'workbookSessions.recording.closeOnExit': false,
};

/** Sets of user settings that are taken, each with what the product then reads. */
const accepted: readonly Readonly<Partial<Record<SettingId, readonly [unknown, unknown]>>>[] = [
  {
    'workbookSessions.cloud': ['usGov', 'usGov'],
    'workbookSessions.apiVersion': ['beta', 'beta'],
    'workbookSessions.auth.method': ['msal', 'msal'],
    'workbookSessions.auth.clientId': [` ${clientId}\t`, clientId],
    'workbookSessions.auth.tenant': [' contoso.onmicrosoft.com ', 'contoso.onmicrosoft.com'],
    'workbookSessions.graph.endpoint': [' http://127.0.0.1:8080 ', 'http://127.0.0.1:8080'],
    'workbookSessions.sandbox.endpoint': ['http://127.0.0.1:8365', 'http://127.0.0.1:8365'],
    'workbookSessions.sandbox.autoStart': [true, true],
    'workbookSessions.idleMinutes.persistent': [1.5, 1.5 * minute],
    'workbookSessions.idleMinutes.nonPersistent': [60, 60 * minute],
    'workbookSessions.keepAlive.maxMinutes': [1440, 1440 * minute],
    'workbookSessions.confirmClose': ['never', 'never'],
    'workbookSessions.notifyBeforeExpiry': [false, false],
    'workbookSessions.statusBar.visible': [false, false],
    'workbookSessions.codeLens': [false, false],
    'workbookSessions.maxParallelRequests': [1, 1],
    'workbookSessions.recording.closeOnExit': ['whenIdle', true],
  },
  {
    'workbookSessions.cloud': ['usGovDoD', 'usGovDoD'],
    'workbookSessions.confirmClose': ['always', 'always'],
    'workbookSessions.maxParallelRequests': [7.9, 7],
  },
];

/** What VS Code lets a user write all the same: the product goes on with the default. */
const refused: Readonly<Record<SettingId, readonly unknown[]>> = {
  'workbookSessions.cloud': ['sandbox', 'USGov', 1, ['usGov']],
  'workbookSessions.apiVersion': ['v2.0', 1, ['beta'], {}],
  'workbookSessions.auth.method': ['MSAL', 'none', 1, ['msal'], {}],
  'workbookSessions.auth.clientId': ['my-app', `${clientId}/../x`, `{${clientId}}`, 42],
  'workbookSessions.auth.tenant': ['common/../x', 'x?y=z', 'x'.repeat(129), 7],
  'workbookSessions.graph.endpoint': [42, true, ['http://127.0.0.1:1'], {}],
  'workbookSessions.sandbox.endpoint': [42, true, ['http://127.0.0.1:1'], {}],
  'workbookSessions.sandbox.autoStart': ['true', 1, [true], {}],
  'workbookSessions.idleMinutes.persistent': ['10', 0, 61, [10]],
  'workbookSessions.idleMinutes.nonPersistent': [-1, 0.5, 1e308, true],
  'workbookSessions.keepAlive.maxMinutes': ['60', 0, 1441, [60]],
  'workbookSessions.confirmClose': ['Never', false, 0, ['never']],
  'workbookSessions.notifyBeforeExpiry': ['false', 0, [], {}],
  'workbookSessions.statusBar.visible': ['false', 0, [], {}],
  'workbookSessions.codeLens': ['false', 0, [], {}],
  'workbookSessions.maxParallelRequests': [0, 257, '8', [8]],
  'workbookSessions.recording.closeOnExit': ['always', true, ['whenIdle'], {}],
};

function pick(values: Readonly<Record<string, unknown>>, keys: readonly string[]) {
  return Object.fromEntries(keys.map((key) => [key, values[key]]));
}

describe('Settings', () => {
  const settings = new Settings();

  afterEach(() => removeUserSettings(...settingIds));

  it('have the defaults of the manifest', () => {
    assert.deepEqual(read(settings), defaults);
  });

  it('are read from the user’s settings', async () => {
    for (const values of accepted) {
      const entries = Object.entries(values);
      await setUserSettings(Object.fromEntries(entries.map(([id, [value]]) => [id, value])));
      const expected = Object.fromEntries(entries.map(([id, [, taken]]) => [id, taken]));
      assert.deepEqual(pick(read(settings), Object.keys(values)), expected);
    }
  });

  for (const round of [0, 1, 2, 3]) {
    it(`have their defaults where the user’s values do not match the schema (${round + 1})`, async () => {
      const values = Object.entries(refused).map(([id, some]) => [id, some[round]] as const);
      await setUserSettings(Object.fromEntries(values));
      assert.deepEqual(read(settings), defaults);
    });
  }

  it("tell the environment of VS Code's provider for sovereign clouds, and its changes", async () => {
    const told: unknown[] = [];
    const listening = settings.onDidChange((change) => told.push(change));
    try {
      assert.equal(settings.sovereignEnvironment(), '');
      await setSovereignEnvironment('USGovernment');
      assert.equal(settings.sovereignEnvironment(), 'USGovernment');
      await waitFor(() => told.length > 0, { what: 'the change' });
    } finally {
      listening.dispose();
      await setSovereignEnvironment(undefined);
    }
  });

  it('stop the notices before expiry for the user', async () => {
    await settings.stopExpiryNotices();
    assert.equal(settings.isExpiryNoticeWanted(), false);
  });

  it('report changes of their own and no others', async () => {
    const told: unknown[] = [];
    const listening = settings.onDidChange((change) => told.push(change));
    try {
      const target = vscode.ConfigurationTarget.Global;
      await vscode.workspace.getConfiguration().update('editor.tabSize', 3, target);
      await vscode.workspace.getConfiguration().update('editor.tabSize', undefined, target);
      assert.deepEqual(told, []);
      await setUserSettings({ 'workbookSessions.apiVersion': 'beta' });
      await waitFor(() => told.length > 0, { what: 'the change' });
      assert.deepEqual(told, [undefined]);
    } finally {
      listening.dispose();
    }
  });
});

describe('Settings of a workspace', () => {
  const settings = new Settings();

  const folder = () => {
    const [workspace] = vscode.workspace.workspaceFolders ?? [];
    assert.ok(workspace, 'The tests run in a window with a folder.');
    return path.join(workspace.uri.fsPath, '.vscode');
  };

  before(async () => {
    mkdirSync(folder(), { recursive: true });
    writeFileSync(
      path.join(folder(), 'settings.json'),
      JSON.stringify({
        'microsoft-sovereign-cloud.environment': 'USGovernment',
        'workbookSessions.apiVersion': 'beta',
        'workbookSessions.auth.method': 'msal',
        'workbookSessions.auth.clientId': clientId,
        'workbookSessions.cloud': 'usGov',
        'workbookSessions.auth.tenant': 'attacker.example',
        'workbookSessions.graph.endpoint': 'http://127.0.0.1:1',
        'workbookSessions.sandbox.endpoint': 'http://127.0.0.1:1',
        'workbookSessions.sandbox.autoStart': true,
        'workbookSessions.idleMinutes.persistent': 60,
        'workbookSessions.idleMinutes.nonPersistent': 60,
        'workbookSessions.keepAlive.maxMinutes': 1,
        'workbookSessions.confirmClose': 'never',
        'workbookSessions.notifyBeforeExpiry': false,
        'workbookSessions.statusBar.visible': false,
        'workbookSessions.codeLens': false,
        'workbookSessions.maxParallelRequests': 1,
        'workbookSessions.recording.closeOnExit': 'whenIdle',
      } satisfies Record<SettingId | 'microsoft-sovereign-cloud.environment', unknown>),
    );
    // The only one that is a workspace's to say: once it counts, the file has been read.
    await waitFor(() => !settings.isStatusBarVisible(), { what: 'the settings of the workspace' });
  });

  after(async () => {
    rmSync(folder(), { recursive: true });
    await waitFor(() => settings.isStatusBarVisible(), { what: 'the end of those settings' });
    await removeUserSettings(...settingIds);
  });

  it('apply only to the status bar', () => {
    assert.equal(settings.sovereignEnvironment(), '');
    assert.deepEqual(read(settings), { ...defaults, 'workbookSessions.statusBar.visible': false });
  });

  it('do not change the user’s settings', async () => {
    const endpoint = 'http://127.0.0.1:8080';
    await setUserSettings({
      'workbookSessions.graph.endpoint': endpoint,
      'workbookSessions.confirmClose': 'always',
    });
    assert.deepEqual(read(settings), {
      ...defaults,
      'workbookSessions.graph.endpoint': endpoint,
      'workbookSessions.confirmClose': 'always',
      'workbookSessions.statusBar.visible': false,
    });
  });
});
