import type { LogOutputChannel } from 'vscode';
import type { Clock } from './base/clock';
import type { Telemetry } from './telemetry/telemetryEvents';
import type { SessionService } from './sessions/sessionService';
import type { GraphTarget } from './model/workbookSession';
import type { CloseFlow } from './sessions/ui/closeFlow';
import type { CreateAgainFlow } from './sessions/ui/createAgainFlow';
import type { CreateFlow } from './sessions/ui/createFlow';
import type { FirstUseInWindow } from './window/firstUseInWindow';
import type { RefreshFlow } from './sessions/ui/refreshFlow';
import type { CommandHandlers } from './window/commandRegistrar';
import type { ErrorPresenter } from './window/errorPresenter';
import { addSession, type FindLeakedSessions } from './import/ui/addSession';
import {
  closeAllSessions,
  closeExpiredSessions,
  closeWorkbookSessions,
} from './sessions/ui/closeManySessions';
import { closeSession } from './sessions/ui/closeSession';
import { copyAs, type PlaceOfSession } from './snippets/ui/copyAs';
import { copySessionId } from './sessions/ui/copySessionId';
import { copyWorkbookAddress, type FileUrlOfSession } from './sessions/ui/copyWorkbookAddress';
import { createAgain, createAnother } from './sessions/ui/createAgain';
import { createSession } from './sessions/ui/createSession';
import { clearRecentlyClosed, forgetSession } from './sessions/ui/forgetSession';
import { openWorkbook } from './sessions/ui/openWorkbook';
import { refreshAllSessions, refreshSession } from './sessions/ui/refreshSession';
import { setUpSignIn } from './accounts/ui/setUpSignIn';
import { setMode } from './sessions/ui/setMode';
import { showLog } from './window/showLog';
import { showSessions } from './sessions/ui/showSessions';
import { signIn } from './accounts/ui/signIn';
import { signInAs } from './sessions/ui/signInAs';
import { signOut, type SignOutParts } from './accounts/ui/signOut';
import { startSandbox } from './sandbox/ui/startSandbox';
import { stopSandbox } from './sandbox/ui/stopSandbox';
import { useAccessToken, type PastedTokenHolder } from './accounts/ui/useAccessToken';
import type { SandboxController } from './sandbox/ui/sandboxController';
import type { SessionChoice } from './sessions/ui/sessionChoice';
import type { SessionViews } from './sessions/ui/sessionViews';
import type { Settings } from './window/settings';
import type { SignInGuideDocument } from './accounts/ui/signInGuideDocument';
import type { SignedOutFlag } from './accounts/signedOutFlag';
import type { SignInFlow } from './accounts/ui/signInFlow';
import type { SessionSource } from './import/ui/sessionSource';
import type { AddFlow } from './import/ui/addFlow';
import type { WorkbookPicker } from './workbooks/ui/workbookPicker';

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
  /** Told each time when the user has said who they are. */
  readonly onSignedIn: () => void;
  readonly revealFirstOf: (target: GraphTarget) => Promise<void>;
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
