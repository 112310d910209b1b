import * as vscode from 'vscode';
import type { Event } from '../base/event';
import type { SettingId } from '../contributions';
import { signInMethods, type SignInMethod } from '../core/signInMethod';
import { graphClouds, type GraphCloud, type IdleLimits } from '../core/workbookSession';
import type { ConfirmCloseSetting } from '../presentation/confirmations';

const section = 'workbookSessions';
const msPerMinute = 60_000;

/**
 * The user's settings. Those of scope `application` are read from the user's own values only: VS Code
 * ignores a workspace's values for them, and so do we, whatever a host may do. VS Code does not enforce
 * the schema at run time, so each value is checked and the default stands in for a wrong one.
 */
export class Settings {
  /** Fires when any of the extension's settings changes. */
  readonly onDidChange: Event<undefined> = (listener) =>
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration(section)) {
        listener(undefined);
      }
    });

  cloud(): GraphCloud {
    const value = text('workbookSessions.cloud');
    return graphClouds.find((cloud) => cloud === value) ?? 'global';
  }

  signInMethod(): SignInMethod {
    const value = text('workbookSessions.auth.method');
    return signInMethods.find((method) => method === value) ?? 'vscode';
  }

  async useSignInMethod(method: SignInMethod): Promise<void> {
    const key = keyOf('workbookSessions.auth.method');
    await configuration().update(key, method, vscode.ConfigurationTarget.Global);
  }

  clientId(): string | undefined {
    const value = text('workbookSessions.auth.clientId').trim();
    return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(value) ? value : undefined;
  }

  tenant(): string {
    const value = text('workbookSessions.auth.tenant').trim();
    return /^[\w.-]{1,128}$/.test(value) ? value : 'organizations';
  }

  apiVersion(): 'v1.0' | 'beta' {
    return text('workbookSessions.apiVersion') === 'beta' ? 'beta' : 'v1.0';
  }

  /** As the user wrote it, empty for Graph itself; `EndpointGuard` refuses what is no loopback address. */
  graphEndpoint(): string {
    return text('workbookSessions.graph.endpoint').trim();
  }

  sandboxEndpoint(): string {
    return text('workbookSessions.sandbox.endpoint').trim();
  }

  isSandboxStartedWithWindow(): boolean {
    return userValue('workbookSessions.sandbox.autoStart') === true;
  }

  idleLimits(): IdleLimits {
    return {
      persistent: number('workbookSessions.idleMinutes.persistent', 1, 60, 5) * msPerMinute,
      nonPersistent: number('workbookSessions.idleMinutes.nonPersistent', 1, 60, 5) * msPerMinute,
    };
  }

  confirmClose(): ConfirmCloseSetting {
    const value = text('workbookSessions.confirmClose');
    return value === 'always' || value === 'never' ? value : 'nonPersistent';
  }

  isExpiryNoticeWanted(): boolean {
    return userValue('workbookSessions.notifyBeforeExpiry') !== false;
  }

  async stopExpiryNotices(): Promise<void> {
    const key = keyOf('workbookSessions.notifyBeforeExpiry');
    await configuration().update(key, false, vscode.ConfigurationTarget.Global);
  }

  isStatusBarVisible(): boolean {
    return configuration().get(keyOf('workbookSessions.statusBar.visible')) !== false;
  }

  maxParallelRequests(): number {
    return Math.floor(number('workbookSessions.maxParallelRequests', 1, 256, 64));
  }
}

function configuration(): vscode.WorkspaceConfiguration {
  return vscode.workspace.getConfiguration(section);
}

function keyOf(id: SettingId): string {
  return id.slice(section.length + 1);
}

/** The user's value or the default; never a workspace's. */
function userValue(id: SettingId): unknown {
  const found = configuration().inspect(keyOf(id));
  return found?.globalValue ?? found?.defaultValue;
}

function text(id: SettingId): string {
  const value = userValue(id);
  return typeof value === 'string' ? value : '';
}

function number(id: SettingId, least: number, most: number, fallback: number): number {
  const value = userValue(id);
  return typeof value === 'number' && value >= least && value <= most ? value : fallback;
}
