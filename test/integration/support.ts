import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { extensionId, type SettingId } from '../../src/contributions';
import { startSandbox, type Sandbox, type SandboxOptions } from '../../src/sandbox/sandbox';
import type { WorkbookSessionsExports, WorkbookSessionsApi } from '../../src/api/workbookSessions';
import { waitFor } from '../host/wait.mjs';

export { waitFor };

/** The extension under test. */
export function product(): vscode.Extension<WorkbookSessionsExports> {
  const extension = vscode.extensions.getExtension<WorkbookSessionsExports>(extensionId);
  assert.ok(extension, `${extensionId} is not among the extensions.`);
  return extension;
}

/** What another extension gets from it. */
export async function productApi(): Promise<WorkbookSessionsApi> {
  return (await product().activate()).getApi(1);
}

/** Sets user settings, whatever the schema says of the values; `undefined` removes one. */
export async function setUserSettings(
  settings: Readonly<Partial<Record<SettingId, unknown>>>,
): Promise<void> {
  for (const [id, value] of Object.entries(settings)) {
    const target = vscode.ConfigurationTarget.Global;
    await vscode.workspace.getConfiguration().update(id, value, target);
  }
}

/** Sets which cloud VS Code's provider for sovereign clouds signs in to; `undefined` for none. */
export async function setSovereignEnvironment(
  environment: 'USGovernment' | 'ChinaCloud' | undefined,
): Promise<void> {
  const configuration = vscode.workspace.getConfiguration('microsoft-sovereign-cloud');
  await configuration.update('environment', environment, vscode.ConfigurationTarget.Global);
}

/** Removes user settings again. */
export async function removeUserSettings(...ids: readonly SettingId[]): Promise<void> {
  await setUserSettings(Object.fromEntries(ids.map((id) => [id, undefined])));
}

/**
 * A sandbox of the test's own that the extension works with, for the tests of the `describe` in which
 * this is called. Its sessions stay listed afterwards, as those of every sandbox that somebody else
 * started. The block fails when a request broke a rule of the service.
 */
export function useProductOnSandbox(options: SandboxOptions = {}): () => Sandbox {
  const running: { sandbox?: Sandbox } = {};
  const sandbox = (): Sandbox => {
    assert.ok(running.sandbox, 'The sandbox runs while the tests do.');
    return running.sandbox;
  };
  before(async () => {
    running.sandbox = await startSandbox(options);
    await setUserSettings({ 'workbookSessions.sandbox.endpoint': running.sandbox.endpoint });
    await (
      await productApi()
    ).whenReady;
    await vscode.commands.executeCommand('workbookSessions.startSandbox');
  });
  after(async () => {
    await vscode.commands.executeCommand('workbookSessions.stopSandbox');
    await removeUserSettings('workbookSessions.sandbox.endpoint');
    await sandbox().close();
    assert.deepEqual(sandbox().violations, []);
  });
  return sandbox;
}

/** Every text that can be reached from a value by anybody who holds it, whatever it hangs on. */
export function reachableTexts(root: unknown): ReadonlySet<string> {
  const texts = new Set<string>();
  const seen = new Set<unknown>();
  const open: unknown[] = [root];
  while (open.length > 0) {
    const value = open.pop();
    if (typeof value === 'string') {
      texts.add(value);
    } else if (isContainer(value) && !seen.has(value)) {
      seen.add(value);
      open.push(...partsOf(value));
    }
  }
  return texts;
}

function isContainer(value: unknown): value is object {
  return (typeof value === 'object' || typeof value === 'function') && value !== null;
}

function partsOf(value: object): unknown[] {
  const elements =
    value instanceof Map || value instanceof Set ? [...(value as Iterable<unknown>)].flat() : [];
  const properties = Reflect.ownKeys(value).flatMap((key) => {
    try {
      return [key.toString(), Reflect.get(value, key) as unknown];
    } catch {
      return [key.toString()];
    }
  });
  return [...elements, ...properties, Reflect.getPrototypeOf(value)];
}
