/** Every id that the code shares with package.json; `test/unit/manifest.test.ts` compares both. */

export const extensionId = 'workbook-sessions.workbook-sessions';

export const viewContainerId = 'workbookSessions';
export const sessionsViewId = 'workbookSessions.sessions';
export const statusItemId = 'workbookSessions.status';

export const commandIds = [
  'workbookSessions.createSession',
  'workbookSessions.addSession',
  'workbookSessions.createAnother',
  'workbookSessions.closeSession',
  'workbookSessions.closeSessions',
  'workbookSessions.closeWorkbookSessions',
  'workbookSessions.closeAllSessions',
  'workbookSessions.closeExpiredSessions',
  'workbookSessions.refreshSession',
  'workbookSessions.refreshSessions',
  'workbookSessions.refreshAllSessions',
  'workbookSessions.createAgain',
  'workbookSessions.setMode',
  'workbookSessions.clearRecentlyClosed',
  'workbookSessions.forgetSession',
  'workbookSessions.forgetSessions',
  'workbookSessions.copySessionId',
  'workbookSessions.copyWorkbookAddress',
  'workbookSessions.copyAs',
  'workbookSessions.openWorkbook',
  'workbookSessions.showSessions',
  'workbookSessions.setUpSignIn',
  'workbookSessions.signIn',
  'workbookSessions.signInAs',
  'workbookSessions.switchAccount',
  'workbookSessions.signOut',
  'workbookSessions.useAccessToken',
  'workbookSessions.startSandbox',
  'workbookSessions.stopSandbox',
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
  'workbookSessions.maxParallelRequests',
] as const;

export type SettingId = (typeof settingIds)[number];

/** Why the view has no rows: each value has its welcome text in package.json. */
export const viewStates = [
  'loading',
  'empty',
  'noClientId',
  'signedOut',
  'storageUnreadable',
] as const;

export type ViewState = (typeof viewStates)[number];

/** What clauses of package.json may ask; `window/contextKeys.ts` gives the values. */
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
  /** Whether one is signed in; `unknown` until somebody wanted to see that, and where both may be wanted. */
  readonly 'workbookSessions.signedIn': 'yes' | 'no' | 'unknown';
  /** True when the user has created or added a session in this window, for the walkthrough. */
  readonly 'workbookSessions.sessionMade': boolean;
  /** True when this window has closed a session, for the walkthrough. */
  readonly 'workbookSessions.sessionClosed': boolean;
}

/** The argument of Set Up Sign-In that leads straight to the app registration. */
export const ownAppArgument = 'ownApp';

/** The argument of Sign In that uses msal-node instead of VS Code's Microsoft provider from then on. */
export const anotherWayArgument = 'anotherWay';

/** From nothing to a first closed session, step by step. */
export const walkthroughId = 'workbookSessions.firstSession';

/** What a keybinding in the view hands to a command: act on the view's selection. */
export const viewSelectionArgument = 'selection';
