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
export interface SessionCommandDeps {
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
export function sessionCommands(deps: SessionCommandDeps) {
  return {
    'workbookSessions.createSession': createSession(deps),
    'workbookSessions.createAnother': createAnother(deps),
    'workbookSessions.createAgain': createAgain(deps),
    'workbookSessions.closeSession': closeSession(deps),
    'workbookSessions.closeSessions': closeSession(deps),
    'workbookSessions.closeWorkbookSessions': closeWorkbookSessions(deps),
    'workbookSessions.closeAllSessions': closeAllSessions(deps),
    'workbookSessions.closeExpiredSessions': closeExpiredSessions(deps),
    'workbookSessions.refreshSession': refreshSession(deps),
    'workbookSessions.refreshSessions': refreshSession(deps),
    'workbookSessions.refreshAllSessions': refreshAllSessions(deps),
    'workbookSessions.setMode': setMode(deps),
    'workbookSessions.forgetSession': forgetSession(deps),
    'workbookSessions.forgetSessions': forgetSession(deps),
    'workbookSessions.clearRecentlyClosed': clearRecentlyClosed(deps),
    'workbookSessions.copySessionId': copySessionId(deps),
    'workbookSessions.copyWorkbookAddress': copyWorkbookAddress(deps),
    'workbookSessions.openWorkbook': openWorkbook(deps),
    'workbookSessions.showSessions': showSessions(deps),
    'workbookSessions.signInAs': signInAs(deps),
  } satisfies Partial<CommandHandlers>;
}
