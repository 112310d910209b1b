/** Every ID that the code shares with package.json. `test/unit/manifest.test.ts` compares both. */

export const extensionId = 'workbook-sessions.workbook-sessions';

export const viewContainerId = 'workbookSessions';
export const sessionsViewId = 'workbookSessions.sessions';
export const statusItemId = 'workbookSessions.status';

export const commandIds = [
  'workbookSessions.createSession',
  'workbookSessions.addSession',
  'workbookSessions.trackFound',
  'workbookSessions.closeFound',
  'workbookSessions.createAnother',
  'workbookSessions.closeSession',
  'workbookSessions.closeSessions',
  'workbookSessions.closeWorkbookSessions',
  'workbookSessions.closeAllSessions',
  'workbookSessions.closeExpiredSessions',
  'workbookSessions.refreshSession',
  'workbookSessions.refreshSessions',
  'workbookSessions.refreshAllSessions',
  'workbookSessions.keepAlive',
  'workbookSessions.stopKeepAlive',
  'workbookSessions.createAgain',
  'workbookSessions.setLabel',
  'workbookSessions.setMode',
  'workbookSessions.clearRecentlyClosed',
  'workbookSessions.forgetSession',
  'workbookSessions.forgetSessions',
  'workbookSessions.copySessionId',
  'workbookSessions.copyWorkbookAddress',
  'workbookSessions.copyAs',
  'workbookSessions.copyList',
  'workbookSessions.openWorkbook',
  'workbookSessions.groupBy',
  'workbookSessions.sortBy',
  'workbookSessions.showSessions',
  'workbookSessions.setUpSignIn',
  'workbookSessions.signIn',
  'workbookSessions.signInAs',
  'workbookSessions.switchAccount',
  'workbookSessions.signOut',
  'workbookSessions.useAccessToken',
  'workbookSessions.startSandbox',
  'workbookSessions.stopSandbox',
  'workbookSessions.openRecordingTerminal',
  'workbookSessions.showLog',
] as const;

export type CommandId = (typeof commandIds)[number];

export const settingIds = [
  'workbookSessions.cloud',
  'workbookSessions.apiVersion',
  'workbookSessions.auth.method',
  'workbookSessions.auth.clientId',
  'workbookSessions.auth.tenant',
  'workbookSessions.graph.endpoint',
  'workbookSessions.sandbox.endpoint',
  'workbookSessions.sandbox.autoStart',
  'workbookSessions.idleMinutes.persistent',
  'workbookSessions.idleMinutes.nonPersistent',
  'workbookSessions.confirmClose',
  'workbookSessions.notifyBeforeExpiry',
  'workbookSessions.statusBar.visible',
  'workbookSessions.codeLens',
  'workbookSessions.keepAlive.maxMinutes',
  'workbookSessions.maxParallelRequests',
  'workbookSessions.recording.closeOnExit',
] as const;

export type SettingId = (typeof settingIds)[number];

/** Why the view has no rows. Each value has a welcome text in package.json. */
export const viewStates = [
  'loading',
  'empty',
  'noClientId',
  'signedOut',
  'storageUnreadable',
] as const;

export type ViewState = (typeof viewStates)[number];

/** The context keys of the `when` clauses in package.json. `window/contextKeys.ts` sets them. */
export const contextKeys = [
  'workbookSessions.viewState',
  'workbookSessions.sandboxRunning',
  'workbookSessions.signedIn',
  'workbookSessions.sessionMade',
  'workbookSessions.sessionClosed',
] as const;

export type ContextKey = (typeof contextKeys)[number];

export interface ContextValues extends Record<ContextKey, string | boolean> {
  readonly 'workbookSessions.viewState': ViewState;
  readonly 'workbookSessions.sandboxRunning': boolean;
  /** Whether the user is signed in; `unknown` if it wasn't checked, or if menus need both commands. */
  readonly 'workbookSessions.signedIn': 'yes' | 'no' | 'unknown';
  /** True once the user has created or added a session in this window, for the walkthrough. */
  readonly 'workbookSessions.sessionMade': boolean;
  /** True once this window has closed a session, for the walkthrough. */
  readonly 'workbookSessions.sessionClosed': boolean;
}

/** The terminal profile whose programs are recorded. */
export const recordingTerminalId = 'workbookSessions.recordingTerminal';

/** The argument of Set Up Sign-In that leads straight to the app registration. */
export const ownAppArgument = 'ownApp';

/** The argument of Sign In that uses msal-node instead of VS Code's Microsoft provider from then on. */
export const anotherWayArgument = 'anotherWay';

/** The tools for language models. */
export const toolNames = [
  'list_workbook_sessions',
  'close_workbook_sessions',
  'refresh_workbook_sessions',
] as const;

export type ToolName = (typeof toolNames)[number];

/** Leads to a first closed session step by step. */
export const walkthroughId = 'workbookSessions.firstSession';

/** The argument of a keybinding in the view: the command works on the view's selection. */
export const viewSelectionArgument = 'selection';
