import { nullable, record, string } from 'valibot';
import * as vscode from 'vscode';
import type { Event } from '../base/event';
import { readAs } from '../base/schema';
import type { SettingId } from '../contributions';
import { signInMethods, type SignInMethod } from '../model/signInMethod';
import { isGuid, isTenantName } from '../model/guid';
import {
  graphClouds,
  type GraphCloud,
  type GraphTarget,
  type IdleLimits,
} from '../model/workbookSession';
import type { ConfirmCloseSetting } from '../messages/confirmation';

const section = 'workbookSessions';
/** VS Code's own settings for the sign-in to sovereign clouds. */
const sovereignSection = 'microsoft-sovereign-cloud';
const msPerMinute = 60_000;

/**
 * The settings. Those of scope `application` are read only from the user's own values: VS Code ignores a
 * workspace's values for them, and so does this class, in case another editor doesn't. VS Code doesn't
 * enforce the schema at run time, so each value is checked, and the default replaces a wrong one.
 */
export class Settings {
  /** Fires when a setting of the extension, or one of VS Code's that is read here, changes. */
  readonly onDidChange: Event<undefined> = (listener) =>
    vscode.workspace.onDidChangeConfiguration((change) => {
      if ([section, sovereignSection].some((name) => change.affectsConfiguration(name))) {
        listener(undefined);
      }
    });

  cloud(): GraphCloud {
    const value = text('workbookSessions.cloud');
    return graphClouds.find((cloud) => cloud === value) ?? 'global';
  }

  /** The cloud that VS Code's provider for sovereign clouds signs in to; empty without that provider. */
  sovereignEnvironment(): string {
    const found = vscode.workspace.getConfiguration(sovereignSection).inspect('environment');
    const value = found?.globalValue ?? found?.defaultValue;
    return typeof value === 'string' ? value : '';
  }

  signInMethod(): SignInMethod {
    const value = text('workbookSessions.auth.method');
    return signInMethods.find((method) => method === value) ?? 'vscode';
  }

  async useSignInMethod(method: SignInMethod): Promise<void> {
    await setUserValue('workbookSessions.auth.method', method);
  }

  clientId(): string | undefined {
    const value = text('workbookSessions.auth.clientId').trim();
    return isGuid(value) ? value : undefined;
  }

  async setClientId(clientId: string): Promise<void> {
    await setUserValue('workbookSessions.auth.clientId', clientId);
  }

  tenant(): string {
    const value = text('workbookSessions.auth.tenant').trim();
    return isTenantName(value) ? value : 'organizations';
  }

  async setTenant(tenant: string): Promise<void> {
    await setUserValue('workbookSessions.auth.tenant', tenant);
  }

  /** Microsoft Graph in the cloud of the settings. */
  graphTarget(): GraphTarget {
    return { cloud: this.cloud() };
  }

  apiVersion(): 'v1.0' | 'beta' {
    return text('workbookSessions.apiVersion') === 'beta' ? 'beta' : 'v1.0';
  }

  /** As the user wrote it; empty for Graph itself. `EndpointGuard` rejects any address but a loopback one. */
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

  /** How long a session is kept alive at most, in milliseconds. */
  keepAliveMs(): number {
    return number('workbookSessions.keepAlive.maxMinutes', 1, 1440, 60) * msPerMinute;
  }

  /** Whether a recorded program closes at its end what it left open. */
  isCloseOnExitWanted(): boolean {
    return text('workbookSessions.recording.closeOnExit') === 'whenIdle';
  }

  confirmClose(): ConfirmCloseSetting {
    const value = text('workbookSessions.confirmClose');
    return value === 'always' || value === 'never' ? value : 'nonPersistent';
  }

  isExpiryNoticeWanted(): boolean {
    return userValue('workbookSessions.notifyBeforeExpiry') !== false;
  }

  async stopExpiryNotices(): Promise<void> {
    await setUserValue('workbookSessions.notifyBeforeExpiry', false);
  }

  isCodeLensWanted(): boolean {
    return userValue('workbookSessions.codeLens') !== false;
  }

  isStatusBarVisible(): boolean {
    return configuration().get(keyOf('workbookSessions.statusBar.visible')) !== false;
  }

  /** The variables that the settings give every terminal. */
  terminalVariables(): Readonly<Record<string, string | null>> {
    const platforms: Readonly<Record<string, string>> = { darwin: 'osx', win32: 'windows' };
    const platform = platforms[process.platform] ?? 'linux';
    const found = vscode.workspace.getConfiguration('terminal.integrated.env').get(platform);
    return readAs(record(string(), nullable(string())), found) ?? {};
  }

  maxParallelRequests(): number {
    return Math.floor(number('workbookSessions.maxParallelRequests', 1, 256, 128));
  }
}

function configuration(): vscode.WorkspaceConfiguration {
  return vscode.workspace.getConfiguration(section);
}

function keyOf(id: SettingId): string {
  return id.slice(section.length + 1);
}

/** The user's value or the default, but never a workspace's value. */
function userValue(id: SettingId): unknown {
  const found = configuration().inspect(keyOf(id));
  return found?.globalValue ?? found?.defaultValue;
}

async function setUserValue(id: SettingId, value: unknown): Promise<void> {
  await configuration().update(keyOf(id), value, vscode.ConfigurationTarget.Global);
}

function text(id: SettingId): string {
  const value = userValue(id);
  return typeof value === 'string' ? value : '';
}

function number(id: SettingId, least: number, most: number, fallback: number): number {
  const value = userValue(id);
  return typeof value === 'number' && value >= least && value <= most ? value : fallback;
}
