import type { Clock } from '../../base/clock';
import type { SignInFlow } from '../../accounts/ui/signInFlow';
import type { CommandHandlers } from '../../window/commandRegistrar';
import type { ErrorPresenter } from '../../window/errorPresenter';
import type { FirstUseInWindow } from '../../window/firstUseInWindow';
import type { WorkbookPicker } from '../../workbooks/ui/workbookPicker';
import type { SessionService } from '../sessionService';
import type { CloseFlow } from './closeFlow';
import { closeAllSessions, closeExpiredSessions, closeWorkbookSessions } from './closeManySessions';
import { closeSession } from './closeSession';
import { copySessionId } from './copySessionId';
import { copyWorkbookAddress, type FileUrlOfSession } from './copyWorkbookAddress';
import { createAgain, createAnother } from './createAgain';
import type { CreateAgainFlow } from './createAgainFlow';
import type { CreateFlow } from './createFlow';
import { createSession } from './createSession';
import { clearRecentlyClosed, forgetSession } from './forgetSession';
import { openWorkbook } from './openWorkbook';
import type { RefreshFlow } from './refreshFlow';
import { refreshAllSessions, refreshSession } from './refreshSession';
import type { SessionChoice } from './sessionChoice';
import type { SessionViews } from './sessionViews';
import { setMode } from './setMode';
import { showSessions } from './showSessions';
import { signInAs } from './signInAs';

/** What the commands on sessions are made of. */
export interface SessionCommandParts {
  readonly choice: SessionChoice;
  readonly clock: Clock;
  readonly closeFlow: CloseFlow;
  readonly createAgainFlow: CreateAgainFlow;
  readonly createFlow: CreateFlow;
  readonly firstUse: FirstUseInWindow;
  readonly placeOfSession: FileUrlOfSession;
  readonly presenter: ErrorPresenter;
  readonly refreshFlow: RefreshFlow;
  readonly service: SessionService;
  readonly signInFlow: SignInFlow;
  readonly views: SessionViews;
  readonly workbookPicker: WorkbookPicker;
}

/** The commands on sessions. A row that stands for several has commands of its own, for their titles. */
export function sessionCommands(parts: SessionCommandParts) {
  return {
    'workbookSessions.createSession': createSession(parts),
    'workbookSessions.createAnother': createAnother(parts),
    'workbookSessions.createAgain': createAgain(parts),
    'workbookSessions.closeSession': closeSession(parts),
    'workbookSessions.closeSessions': closeSession(parts),
    'workbookSessions.closeWorkbookSessions': closeWorkbookSessions(parts),
    'workbookSessions.closeAllSessions': closeAllSessions(parts),
    'workbookSessions.closeExpiredSessions': closeExpiredSessions(parts),
    'workbookSessions.refreshSession': refreshSession(parts),
    'workbookSessions.refreshSessions': refreshSession(parts),
    'workbookSessions.refreshAllSessions': refreshAllSessions(parts),
    'workbookSessions.setMode': setMode(parts),
    'workbookSessions.forgetSession': forgetSession(parts),
    'workbookSessions.forgetSessions': forgetSession(parts),
    'workbookSessions.clearRecentlyClosed': clearRecentlyClosed(parts),
    'workbookSessions.copySessionId': copySessionId(parts),
    'workbookSessions.copyWorkbookAddress': copyWorkbookAddress(parts),
    'workbookSessions.openWorkbook': openWorkbook(parts),
    'workbookSessions.showSessions': showSessions(parts),
    'workbookSessions.signInAs': signInAs(parts),
  } satisfies Partial<CommandHandlers>;
}
