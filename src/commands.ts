import type { DisposableStore } from './base/disposable';
import type { AccessTokenProvider, SharedState } from './core/ports';
import type { RequestSender } from './core/requestSender';
import { WorkbookSearch } from './core/workbookSearch';
import { GraphDriveItemApi } from './graph/driveItemApi';
import type { GraphParts } from './graph/graphClient';
import { findLeakedSessions } from './graph/leakedSessions';
import { readPastedSession } from './graph/pastedSession';
import { placeOfSession } from './graph/workbookPlace';
import { readWorkbookText } from './graph/workbookText';
import { AddFlow } from './vscode/addFlow';
import { CloseFlow } from './vscode/closeFlow';
import { CreateAgainFlow } from './vscode/createAgainFlow';
import { CreateFlow } from './vscode/createFlow';
import { FirstUseInWindow } from './vscode/firstUseInWindow';
import { askModally } from './vscode/modalQuestion';
import { RefreshFlow } from './vscode/refreshFlow';
import type { CommandHandlers } from './vscode/commandRegistrar';
import { commandHandlers, type CommandParts } from './vscode/commandTable';
import { RecentWorkbookList } from './vscode/recentWorkbookList';
import { SessionChoice } from './vscode/sessionChoice';
import { SessionSource } from './vscode/sessionSource';
import { SignInFlow } from './vscode/signInFlow';
import { SignInGuideDocument } from './vscode/signInGuideDocument';
import { WorkbookPicker } from './vscode/workbookPicker';

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
  const signInFlow = new SignInFlow(parts);
  const firstUse = new FirstUseInWindow(askModally);
  const closeFlow = new CloseFlow({ ...parts, firstUse, signInFlow });
  const createFlow = new CreateFlow({ ...parts, signInFlow });
  const createAgainFlow = new CreateAgainFlow(service, createFlow);
  const refreshFlow = new RefreshFlow({ ...parts, createAgainFlow, signInFlow });
  const handlers = commandHandlers({
    ...parts,
    ...{ closeFlow, createFlow, createAgainFlow, firstUse, refreshFlow, signInFlow },
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
