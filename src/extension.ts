import { randomUUID } from 'node:crypto';
import { config as configureTexts } from '@vscode/l10n';
import * as vscode from 'vscode';
import { CredentialSelector } from './accounts/credentialSelector';
import { LazyCredential } from './accounts/lazyCredential';
import { PastedCredential } from './accounts/pastedCredential';
import { systemClock as clock } from './base/clock';
import { DisposableStore } from './base/disposable';
import { createHttpClient } from './base/http';
import { Lazy } from './base/lazy';
import type { Commands } from './commands';
import { CommandRunner } from './requests/command';
import { RequestScheduler } from './requests/requestScheduler';
import { SessionList } from './sessions/sessionList';
import { SessionService } from './sessions/sessionService';
import { lazyWorkbookSessionApi } from './graph/lazyWorkbookSessionApi';
import { askSandbox } from './graph/sandboxInfo';
import { SessionFileStore } from './sessions/sessionFileStore';
import { StateFiles } from './storage/stateFiles';
import { WindowRegistry } from './sessions/windowRegistry';
import { adminConsentLink } from './accounts/appRegistration';
import { registerCommands } from './window/commandRegistrar';
import { EndpointGuard } from './accounts/ui/endpointGuard';
import { ErrorPresenter } from './window/errorPresenter';
import { createExports, type ExtensionExports } from './api/exportedApi';
import { ExpiryNotice } from './sessions/ui/expiryNotice';
import { StaleSandboxCleanup } from './sandbox/ui/staleSandboxCleanup';
import { LazyTelemetry, telemetryConnectionString } from './telemetry/lazyTelemetry';
import { MicrosoftCredential } from './accounts/ui/microsoftCredential';
import { RestartNotice } from './sessions/ui/restartNotice';
import { SandboxController } from './sandbox/ui/sandboxController';
import { SessionFolderWatcher } from './sessions/ui/sessionFolderWatcher';
import { SessionViews } from './sessions/ui/sessionViews';
import { Settings } from './window/settings';
import { SignedOutFlag } from './accounts/signedOutFlag';
import { startUp } from './startUp';

/** Builds the parts and joins them; decides nothing. */
export function activate(context: vscode.ExtensionContext): ExtensionExports {
  configureTexts({ contents: vscode.l10n.bundle ?? {} });
  const store = new DisposableStore();
  context.subscriptions.push(store);
  const log = store.add(vscode.window.createOutputChannel('Workbook Sessions', { log: true }));
  const settings = new Settings();
  const graphTarget = () => ({ cloud: settings.cloud() });
  const http = createHttpClient();
  const telemetry = store.add(
    new LazyTelemetry({
      connectionString: telemetryConnectionString,
      isEnabled: () => vscode.env.isTelemetryEnabled,
      load: async (connection) =>
        (await import('./telemetry/telemetryReporter')).createTelemetrySender(connection, http),
      logger: log,
    }),
  );

  const stateFolder = vscode.Uri.joinPath(context.globalStorageUri, 'state');
  const state = store.add(new StateFiles(stateFolder.fsPath, clock, log));
  const signedOut = new SignedOutFlag(state);
  const pastedToken = store.add(new PastedCredential(clock, () => settings.cloud()));
  const microsoft = store.add(new MicrosoftCredential(settings, signedOut, log));
  const { extension, secrets } = context;
  const msalDeps = { http, clock, settings, log, extension, state, secrets };
  const msal = store.add(
    new LazyCredential(async () => (await import('./msal')).createMsalCredential(msalDeps)),
  );
  const signInMethod = () => settings.signInMethod();
  const signIns = { vscode: microsoft, msal };
  const credentials = new CredentialSelector(pastedToken, signIns, signInMethod);
  const tokens = store.add(new EndpointGuard(credentials, settings));

  const folder = vscode.Uri.joinPath(context.globalStorageUri, 'sessions');
  const files = new SessionFileStore(folder.fsPath, clock, log);
  const list = store.add(new SessionList(files, clock, () => settings.idleLimits(), log));
  const watcher = store.add(new SessionFolderWatcher(folder));
  store.add(
    watcher.onDidChange(() => {
      void list.reload();
      signedOut.reload();
    }),
  );

  const windowFolder = vscode.Uri.joinPath(context.globalStorageUri, 'windows');
  const windows = store.add(new WindowRegistry(windowFolder.fsPath, clock, log));

  const graphDeps = {
    ...{ http, clock, logger: log },
    settings: () => ({ apiVersion: settings.apiVersion(), endpoint: settings.graphEndpoint() }),
  };
  const commandRunner = store.add(new CommandRunner(tokens, clock));
  const scheduler = store.add(
    new RequestScheduler({
      ...{ clock, logger: log },
      maxParallelRequests: () => settings.maxParallelRequests(),
    }),
  );
  const api = lazyWorkbookSessionApi(async () => {
    const { GraphWorkbookSessionApi } = await import('./graph/workbookSessionApi');
    return new GraphWorkbookSessionApi(graphDeps);
  });
  const service = store.add(
    new SessionService({
      ...{ list, api, scheduler, clock },
      commands: commandRunner,
      newKey: () => randomUUID(),
    }),
  );
  const connect = (endpoint: string) => askSandbox(http, endpoint);
  const sandbox = store.add(
    new SandboxController({
      graphTarget,
      // A bundle of its own (esbuild.js), loaded when it is wanted.
      startBuiltIn: async () => (await import('./sandbox/main')).startSandbox(),
      connect,
      endpoint: () => settings.sandboxEndpoint(),
    }),
  );
  const presenter: ErrorPresenter = new ErrorPresenter({
    logger: log,
    actionsForSession: (key) => ({
      saveAgain: () => service.saveAgain(key),
      closeNow: async () => (await commands.get()).closeFlow.close([key]),
    }),
    signInAnotherWay: async () => (await commands.get()).signInFlow.signIn('msal'),
    adminConsentLink: () => {
      const clientId = settings.clientId();
      const tenant = settings.tenant();
      return clientId && adminConsentLink({ clientId, tenant }, settings.cloud());
    },
  });
  const refresh = async (keys: readonly string[]): Promise<void> =>
    (await commands.get()).refreshFlow.refresh(keys);
  const expiryNotice = new ExpiryNotice({ service, clock, settings, presenter, refresh });
  const views = store.add(
    new SessionViews({
      ...{ service, list, clock, settings, sandbox, tokens, graphTarget },
      expiryNotice,
    }),
  );
  const windowDeps = {
    guideFolder: vscode.Uri.joinPath(context.extensionUri, 'media', 'guide').fsPath,
    ...{ clock, graphDeps, graphTarget, log, msal, pastedToken, presenter, sandbox },
    ...{
      scheduler,
      commandRunner,
      service,
      settings,
      signInMethod,
      signedOut,
      state,
      store,
      telemetry,
      tokens,
    },
    views,
  };
  const commands = new Lazy<Commands>(async () =>
    (await import('./commands')).createCommands(windowDeps),
  );
  const load = async () => (await commands.get()).handlers;
  store.add(registerCommands({ load, presenter, telemetry, clock, logger: log }));
  const restartNotice = new RestartNotice({
    ...{ service, clock, presenter, refresh, state },
    close: async (keys) => (await commands.get()).closeFlow.closeMany(keys),
    isFirstWindow: windows.enter(),
  });
  const staleSandboxCleanup = new StaleSandboxCleanup(service, sandbox, connect);
  const whenReady = startUp({
    ...{ list, service, sandbox, staleSandboxCleanup, restartNotice, settings, presenter },
    tree: views.tree,
  });
  const closeFlow = async () => (await commands.get()).closeFlow;
  return createExports({ service, whenReady, sandbox, closeFlow });
}
