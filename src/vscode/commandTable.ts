import type { LogOutputChannel } from 'vscode';
import type { Clock } from '../base/clock';
import type { Telemetry } from '../presentation/telemetry/telemetryEvents';
import type { SessionService } from '../core/sessionService';
import type { GraphTarget } from '../core/workbookSession';
import type { CloseFlow } from './closeFlow';
import type { CreateAgainFlow } from './createAgainFlow';
import type { CreateFlow } from './createFlow';
import type { FirstUseInWindow } from './firstUseInWindow';
import type { RefreshFlow } from './refreshFlow';
import type { CommandHandlers } from './commandRegistrar';
import type { ErrorPresenter } from './errorPresenter';
import { addSession, type FindLeakedSessions } from './commands/addSession';
import {
  closeAllSessions,
  closeExpiredSessions,
  closeWorkbookSessions,
} from './commands/closeManySessions';
import { closeSession } from './commands/closeSession';
import { copyAs, type PlaceOfSession } from './commands/copyAs';
import { copySessionId } from './commands/copySessionId';
import { copyWorkbookAddress, type FileUrlOfSession } from './commands/copyWorkbookAddress';
import { createAgain, createAnother } from './commands/createAgain';
import { createSession } from './commands/createSession';
import { clearRecentlyClosed, forgetSession } from './commands/forgetSession';
import { openWorkbook } from './commands/openWorkbook';
import { refreshAllSessions, refreshSession } from './commands/refreshSession';
import { setUpSignIn } from './commands/setUpSignIn';
import { setMode } from './commands/setMode';
import { showLog } from './commands/showLog';
import { showSessions } from './commands/showSessions';
import { signIn } from './commands/signIn';
import { signInAs } from './commands/signInAs';
import { signOut, type SignOutParts } from './commands/signOut';
import { startSandbox } from './commands/startSandbox';
import { stopSandbox } from './commands/stopSandbox';
import { useAccessToken, type PastedTokenHolder } from './commands/useAccessToken';
import type { SandboxController } from './sandboxController';
import type { SessionChoice } from './sessionChoice';
import type { SessionViews } from './sessionViews';
import type { Settings } from './settings';
import type { SignInGuideDocument } from './signInGuideDocument';
import type { SignedOutFlag } from './signedOutFlag';
import type { SignInFlow } from './signInFlow';
import type { SessionSource } from './sessionSource';
import type { AddFlow } from './addFlow';
import type { WorkbookPicker } from './workbookPicker';

/** What the commands are made of. */
export interface CommandParts extends SignOutParts {
  readonly clock: Clock;
  readonly closeFlow: CloseFlow;
  readonly createFlow: CreateFlow;
  readonly createAgainFlow: CreateAgainFlow;
  readonly firstUse: FirstUseInWindow;
  readonly refreshFlow: RefreshFlow;
  /** Microsoft Graph as the settings name it. */
  readonly graphTarget: () => GraphTarget;
  readonly log: LogOutputChannel;
  readonly pastedToken: PastedTokenHolder;
  readonly placeOfSession: PlaceOfSession & FileUrlOfSession;
  readonly presenter: ErrorPresenter;
  readonly sandbox: SandboxController;
  readonly choice: SessionChoice;
  readonly service: SessionService;
  readonly settings: Settings;
  readonly signedOut: SignedOutFlag;
  readonly signInFlow: SignInFlow;
  readonly telemetry: Telemetry;
  readonly signInGuide: SignInGuideDocument;
  readonly views: SessionViews;
  readonly addFlow: AddFlow;
  readonly findLeakedSessions: FindLeakedSessions;
  readonly sessionSource: SessionSource;
  readonly workbookPicker: WorkbookPicker;
}

/** Every command of the manifest. */
export function commandHandlers(parts: CommandParts): CommandHandlers {
  return {
    'workbookSessions.createSession': createSession(parts),
    'workbookSessions.addSession': addSession(parts),
    'workbookSessions.createAnother': createAnother(parts),
    'workbookSessions.closeSession': closeSession(parts),
    // The same under the title that fits a row which stands for several.
    'workbookSessions.closeSessions': closeSession(parts),
    'workbookSessions.closeWorkbookSessions': closeWorkbookSessions(parts),
    'workbookSessions.closeAllSessions': closeAllSessions(parts),
    'workbookSessions.closeExpiredSessions': closeExpiredSessions(parts),
    'workbookSessions.refreshSession': refreshSession(parts),
    'workbookSessions.refreshSessions': refreshSession(parts),
    'workbookSessions.refreshAllSessions': refreshAllSessions(parts),
    'workbookSessions.createAgain': createAgain(parts),
    'workbookSessions.setMode': setMode(parts),
    'workbookSessions.clearRecentlyClosed': clearRecentlyClosed(parts),
    'workbookSessions.forgetSession': forgetSession(parts),
    'workbookSessions.forgetSessions': forgetSession(parts),
    'workbookSessions.copySessionId': copySessionId(parts),
    'workbookSessions.copyWorkbookAddress': copyWorkbookAddress(parts),
    'workbookSessions.copyAs': copyAs(parts),
    'workbookSessions.openWorkbook': openWorkbook(parts),
    'workbookSessions.showSessions': showSessions(parts),
    'workbookSessions.setUpSignIn': setUpSignIn(parts),
    'workbookSessions.signIn': signIn(parts),
    'workbookSessions.signInAs': signInAs(parts),
    // Signing in says who one is, and so does whoever is signed in already.
    'workbookSessions.switchAccount': signIn(parts),
    'workbookSessions.signOut': signOut(parts),
    'workbookSessions.useAccessToken': useAccessToken(parts),
    'workbookSessions.startSandbox': startSandbox(parts),
    'workbookSessions.stopSandbox': stopSandbox(parts),
    'workbookSessions.showLog': showLog(parts.log),
  };
}
