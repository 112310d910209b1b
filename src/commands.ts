import type { DisposableStore } from './base/disposable';
import type { AccessTokenProvider, SharedState } from './model/ports';
import type { RequestSender } from './requests/requestSender';
import { WorkbookSearch } from './workbooks/workbookSearch';
import { GraphDriveItemApi } from './graph/driveItemApi';
import type { GraphParts } from './graph/graphClient';
import { findLeakedSessions } from './import/leakedSessions';
import { readPastedSession } from './import/pasteReader';
import { placeOfSession } from './graph/workbookPlace';
import { readWorkbookText } from './import/workbookTextReader';
import { AddFlow } from './import/ui/addFlow';
import { CloseFlow } from './sessions/ui/closeFlow';
import { CreateAgainFlow } from './sessions/ui/createAgainFlow';
import { CreateFlow } from './sessions/ui/createFlow';
import { FirstUseInWindow } from './window/firstUseInWindow';
import { askModally } from './window/modalQuestion';
import { RefreshFlow } from './sessions/ui/refreshFlow';
import type { CommandHandlers } from './window/commandRegistrar';
import { commandHandlers, type CommandParts } from './commandTable';
import { RecentWorkbookList } from './workbooks/recentWorkbookList';
import { SessionChoice } from './sessions/ui/sessionChoice';
import { SessionSource } from './import/ui/sessionSource';
import { SignInFlow } from './accounts/ui/signInFlow';
import { SignInGuideDocument } from './accounts/ui/signInGuideDocument';
import { WorkbookPicker } from './workbooks/ui/workbookPicker';

/** What the commands get from the window's own parts. */
export interface WindowParts extends Pick<
  CommandParts,
  | 'clock'
  | 'graphTarget'
  | 'log'
  | 'msal'
  | 'pastedToken'
  | 'presenter'
  | 'sandbox'
  | 'service'
  | 'settings'
  | 'signInMethod'
  | 'signedOut'
  | 'telemetry'
  | 'views'
> {
  readonly graphParts: GraphParts;
  readonly sender: RequestSender;
  readonly state: SharedState;
  /** What is made here ends with the window. */
  readonly store: DisposableStore;
  readonly tokens: AccessTokenProvider;
}

/** The commands, and what of them the window's own parts need too. */
export interface Commands {
  readonly handlers: CommandHandlers;
  readonly closeFlow: CloseFlow;
  readonly refreshFlow: RefreshFlow;
  readonly signInFlow: SignInFlow;
}

/** Builds what only commands need and joins it with them; loaded when the first command is called. */
export function createCommands(parts: WindowParts): Commands {
  const { clock, graphParts, presenter, sandbox, sender, service, store, tokens, views } = parts;
  const finder = new GraphDriveItemApi(graphParts);
  const search = store.add(new WorkbookSearch({ finder, sender, tokens, clock }));
  const workbookPicker = new WorkbookPicker({
    ...{ search, clock, service, sandbox, presenter, logger: parts.log },
    readText: readWorkbookText,
    recents: new RecentWorkbookList(parts.state),
  });
  const onSignedIn = () => {
    views.followSignIn();
  };
  const signInFlow = new SignInFlow({ ...parts, onSignedIn });
  const firstUse = new FirstUseInWindow(askModally);
  const closeFlow = new CloseFlow({ ...parts, firstUse, signInFlow });
  const createFlow = new CreateFlow({ ...parts, signInFlow });
  const createAgainFlow = new CreateAgainFlow(service, createFlow);
  const refreshFlow = new RefreshFlow({ ...parts, createAgainFlow, signInFlow });
  const handlers = commandHandlers({
    ...parts,
    ...{ closeFlow, createFlow, createAgainFlow, firstUse, onSignedIn, refreshFlow, signInFlow },
    revealFirstOf: (target) => views.revealFirstOf(target),
    addFlow: new AddFlow({ service, workbookPicker, presenter, clock, views }),
    findLeakedSessions: (text) => findLeakedSessions(text, sandbox.target()),
    choice: new SessionChoice(service, views, clock),
    placeOfSession: (session) => placeOfSession(session, graphParts.settings()),
    signInGuide: store.add(new SignInGuideDocument()),
    sessionSource: new SessionSource((text) => readPastedSession(text, sandbox.target())),
    workbookPicker,
  });
  return { handlers, closeFlow, refreshFlow, signInFlow };
}
