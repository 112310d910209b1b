import { env } from 'vscode';
import { accountCommands } from './accounts/ui/accountCommands';
import type { Accounts } from './accounts/ui/createAccounts';
import { SignInFlow } from './accounts/ui/signInFlow';
import { SignInGuideDocument } from './accounts/ui/signInGuideDocument';
import { GraphDriveItemApi } from './graph/driveItemApi';
import type { GraphDeps } from './graph/graphClient';
import { placeOfSession } from './graph/workbookPlace';
import { readPastedSession } from './import/pastedSession';
import { findSessions } from './import/sessionScanner';
import { AddFlow } from './import/ui/addFlow';
import { addSession } from './import/ui/addSession';
import { DocumentSessions } from './import/ui/documentSessions';
import { closeFound, trackFound } from './import/ui/foundSessionCommands';
import { SessionSource } from './import/ui/sessionSource';
import { readWorkbookText } from './import/workbookTextReader';
import type { SharedState } from './model/ports';
import type { WorkbookSession } from './model/workbookSession';
import type { Recording } from './recording/ui/recording';
import type { CommandRunner } from './requests/command';
import type { RequestScheduler } from './requests/requestScheduler';
import { sandboxCommands } from './sandbox/ui/sandboxCommands';
import type { SandboxController } from './sandbox/ui/sandboxController';
import { KeepAlive } from './sessions/keepAlive';
import { CloseFlow } from './sessions/ui/closeFlow';
import { CreateAgainFlow } from './sessions/ui/createAgainFlow';
import { CreateFlow } from './sessions/ui/createFlow';
import type { Sessions } from './sessions/ui/createSessions';
import { RefreshFlow } from './sessions/ui/refreshFlow';
import { SessionChoice } from './sessions/ui/sessionChoice';
import { sessionCommands } from './sessions/ui/sessionCommands';
import type { SessionViews } from './sessions/ui/sessionViews';
import { copyAs } from './snippets/ui/copyAs';
import type { CommandHandlers } from './window/commandRegistrar';
import { FirstUseInWindow } from './window/firstUseInWindow';
import { askModally } from './window/modalQuestion';
import type { WindowContext } from './window/windowContext';
import { RecentWorkbookList } from './workbooks/recentWorkbooks';
import { WorkbookPicker } from './workbooks/ui/workbookPicker';
import { WorkbookSearch } from './workbooks/workbookSearch';

/** The subjects that commands work on. */
interface CommandDeps {
  readonly accounts: Accounts;
  /** The folder with the Markdown of the guide to an app registration. */
  readonly guideFolder: string;
  readonly graph: {
    readonly commands: CommandRunner;
    readonly deps: GraphDeps;
    readonly scheduler: RequestScheduler;
  };
  readonly recording: Pick<Recording, 'openTerminal'>;
  readonly sandbox: SandboxController;
  readonly sessions: Sessions;
  readonly state: SharedState;
  readonly views: SessionViews;
  readonly window: WindowContext;
}

/** Every command, and the flows that notices and the API use too. */
export interface Commands {
  readonly closeFlow: CloseFlow;
  readonly handlers: CommandHandlers;
  readonly refreshFlow: RefreshFlow;
}

/** Builds every command. This file and what it imports is loaded with the first command. */
export function createCommands(deps: CommandDeps): Commands {
  const { accounts, graph, sandbox, state, views, window } = deps;
  const { clock, log, presenter, settings, store } = window;
  const { list, service } = deps.sessions;
  const tokens = accounts.credential;

  const accountDeps = {
    ...{ ...window, ...accounts, tokens },
    graphTarget: () => settings.graphTarget(),
    signInMethod: () => settings.signInMethod(),
    onSignedIn: () => {
      views.followSignIn();
    },
  };
  const signInFlow = new SignInFlow(accountDeps);
  const guideDocument = store.add(new SignInGuideDocument());
  const guideSource = { folder: deps.guideFolder, language: env.language };

  const finder = new GraphDriveItemApi(graph.deps);
  const { commands, scheduler } = graph;
  const search = new WorkbookSearch({ commands, finder, scheduler });
  const workbookPicker = new WorkbookPicker({
    ...{ clock, logger: log, presenter, sandbox, search, service },
    readText: readWorkbookText,
    recents: new RecentWorkbookList(state),
  });

  const firstUse = new FirstUseInWindow(askModally);
  const choice = new SessionChoice(service, views, clock);
  const flowDeps = { ...window, service, signInFlow };
  const closeFlow = new CloseFlow({ ...flowDeps, firstUse });
  const createFlow = new CreateFlow({ ...flowDeps, closeFlow, views });
  const createAgainFlow = new CreateAgainFlow(service, createFlow);
  const refreshFlow = new RefreshFlow({ ...flowDeps, createAgainFlow });
  const addFlow = new AddFlow({ clock, closeFlow, presenter, service, views, workbookPicker });
  const documents = new DocumentSessions(service, () => sandbox.target());
  const foundDeps = { addFlow, closeFlow, documents };
  const keepAlive = store.add(
    new KeepAlive({ clock, list, logger: log, maxMs: () => settings.keepAliveMs(), service }),
  );
  const placeOf = (session: WorkbookSession) => placeOfSession(session, graph.deps.settings());

  const handlers: CommandHandlers = {
    ...sessionCommands({
      ...{ ...flowDeps, choice, firstUse, placeOfSession: placeOf, views, workbookPicker },
      ...{ closeFlow, createAgainFlow, createFlow, keepAlive, refreshFlow },
    }),
    ...accountCommands({ ...accountDeps, signInFlow, guideDocument, guideSource }),
    ...sandboxCommands({
      ...{ presenter, sandbox, service },
      revealFirstOf: (target) => views.revealFirstOf(target),
    }),
    'workbookSessions.addSession': addSession({
      addFlow,
      findSessions: (text) => findSessions(text, sandbox.target()),
      sessionSource: new SessionSource((text) => readPastedSession(text, sandbox.target())),
    }),
    'workbookSessions.trackFound': trackFound(foundDeps),
    'workbookSessions.closeFound': closeFound(foundDeps),
    'workbookSessions.copyAs': copyAs({ choice, firstUse, placeOfSession: placeOf, service }),
    'workbookSessions.openRecordingTerminal': () => deps.recording.openTerminal(),
    'workbookSessions.showLog': () => {
      log.show();
      return Promise.resolve();
    },
  };
  return { closeFlow, handlers, refreshFlow };
}
