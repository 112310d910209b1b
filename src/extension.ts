import { config as configureTexts } from '@vscode/l10n';
import * as vscode from 'vscode';
import { createAccounts, signInActions } from './accounts/ui/createAccounts';
import { createExports } from './api/exportedApi';
import type { WorkbookSessionsExports } from './api/workbookSessions';
import { registerTools, type Tools } from './assistants/ui/toolRegistrar';
import { createHttpClient, type HttpClient } from './base/http';
import { Lazy } from './base/lazy';
import type { Commands } from './commands';
import { lazyWorkbookSessionApi } from './graph/lazyWorkbookSessionApi';
import { askSandbox } from './graph/sandboxInfo';
import { registerSessionLenses } from './import/ui/lensRegistrar';
import type { Credential } from './model/ports';
import { Recording, WindowPrograms } from './recording/ui/recording';
import { SandboxController } from './sandbox/ui/sandboxController';
import {
  createSessions,
  createWindows,
  type GraphRequests,
  type Windows,
} from './sessions/ui/createSessions';
import { SessionViews } from './sessions/ui/sessionViews';
import { startUp } from './startUp';
import { StateFiles } from './storage/stateFiles';
import { registerCommands } from './window/commandRegistrar';
import { createWindowContext, type WindowContext } from './window/windowContext';

/** Builds the subjects, each from those before it. Decides nothing. */
export function activate(context: vscode.ExtensionContext): WorkbookSessionsExports {
  configureTexts({ contents: vscode.l10n.bundle ?? {} });
  const http = createHttpClient();
  const window = createWindowContext(context, {
    actionsFor: signInActions,
    loadTelemetry: async (connection) =>
      (await import('./telemetry/telemetryReporter')).createTelemetrySender(connection, http),
  });
  const state = createState(context, window);
  const accounts = createAccounts(context, window, { http, state });
  const tokens = accounts.credential;
  const windows = createWindows(context.globalStorageUri, window);
  const graph = createGraph(window, http, tokens, windows);
  const sandbox = createSandbox(window, graph);
  const programs = new WindowPrograms();
  const sessions = createSessions(context.globalStorageUri, window, windows, graph, programs);
  const views = window.store.add(
    new SessionViews({ ...window, ...sessions, sandbox, state, tokens }),
  );
  const commands = new Lazy<Commands>(async (): Promise<Commands> => {
    const { createCommands } = await import('./commands');
    const guideFolder = vscode.Uri.joinPath(context.extensionUri, 'media', 'guide').fsPath;
    const requests = { deps: graph.deps, ...(await graph.requests.get()) };
    return createCommands({
      ...{ accounts, graph: requests, guideFolder, recording, sandbox, sessions, state, views },
      window,
    });
  });
  const recording = new Recording({
    ...{ ...window, programs, sandbox, service: sessions.service, extension: context },
    close: async (keys) => (await commands.get()).closeFlow.closeMany(keys),
    reveal: (key) => views.reveal(key),
  });
  window.store.add(
    registerSessionLenses(window.settings, async (refresh) => {
      const { SessionLensProvider } = await import('./import/ui/sessionLensProvider');
      return new SessionLensProvider({ ...window, ...sessions, refresh, sandbox });
    }),
  );
  window.store.add(registerCommands(window, async () => (await commands.get()).handlers));
  const { connect } = graph;
  const whenReady = startUp({
    ...{ commands, connect, recording, sandbox, sessions, state, views, window },
  });
  const { service } = sessions;
  const closeQuestions = async () => (await commands.get()).closeFlow;
  const tools = new Lazy<Tools>(async () => {
    const { sessionTools } = await import('./assistants/ui/sessionTools');
    return sessionTools({ ...window, closeQuestions, service, whenReady });
  });
  window.store.add(registerTools(() => tools.get()));
  return createExports({ service, whenReady, sandbox, closeQuestions });
}

/** Small values that all windows share. */
function createState(
  { globalStorageUri }: vscode.ExtensionContext,
  { clock, log, store }: WindowContext,
): StateFiles {
  const folder = vscode.Uri.joinPath(globalStorageUri, 'state');
  return store.add(new StateFiles(folder.fsPath, clock, log));
}

/** Requests to Graph. Their code is loaded with the first one. */
function createGraph(
  { clock, log, settings, store }: WindowContext,
  http: HttpClient,
  tokens: Credential,
  windows: Windows,
) {
  const deps = {
    ...{ http, clock, logger: log },
    settings: () => ({ apiVersion: settings.apiVersion(), endpoint: settings.graphEndpoint() }),
  };
  const requests = new Lazy<GraphRequests>(async () => {
    const { CommandRunner } = await import('./requests/command');
    const { RequestScheduler } = await import('./requests/requestScheduler');
    const claims = await windows.loadClaims();
    const maxParallelRequests = () => settings.maxParallelRequests();
    const scheduler = new RequestScheduler({ claims, clock, logger: log, maxParallelRequests });
    return { commands: store.add(new CommandRunner(tokens, clock)), scheduler };
  });
  const api = lazyWorkbookSessionApi(async () => {
    const { GraphWorkbookSessionApi } = await import('./graph/workbookSessionApi');
    return new GraphWorkbookSessionApi(deps);
  });
  const connect = (endpoint: string) => askSandbox(http, endpoint);
  return { api, connect, deps, requests };
}

/** The local stand-in for Graph. Its code is a bundle of its own (esbuild.js). */
function createSandbox(
  { settings, store }: WindowContext,
  { connect }: Pick<ReturnType<typeof createGraph>, 'connect'>,
): SandboxController {
  return store.add(
    new SandboxController({
      connect,
      endpoint: () => settings.sandboxEndpoint(),
      graphTarget: () => settings.graphTarget(),
      startBuiltIn: async () => (await import('./sandbox/main')).startSandbox(),
    }),
  );
}
