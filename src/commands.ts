import { env, type LogOutputChannel } from 'vscode';
import { accountCommands } from './accounts/ui/accountCommands';
import { SignInFlow } from './accounts/ui/signInFlow';
import { SignInGuideDocument } from './accounts/ui/signInGuideDocument';
import type { CredentialWithSignOut } from './accounts/lazyCredential';
import type { PastedCredential } from './accounts/pastedCredential';
import type { SignedOutFlag } from './accounts/signedOutFlag';
import type { Clock } from './base/clock';
import type { DisposableStore } from './base/disposable';
import { GraphDriveItemApi } from './graph/driveItemApi';
import type { GraphDeps } from './graph/graphClient';
import { placeOfSession } from './graph/workbookPlace';
import { findSessions } from './import/sessionScanner';
import { readPastedSession } from './import/pastedSession';
import { AddFlow } from './import/ui/addFlow';
import { addSession } from './import/ui/addSession';
import { SessionSource } from './import/ui/sessionSource';
import { readWorkbookText } from './import/workbookTextReader';
import type { Credential, SharedState } from './model/ports';
import type { SignInMethod } from './model/signInMethod';
import type { GraphTarget } from './model/workbookSession';
import type { CommandRunner } from './requests/command';
import type { RequestScheduler } from './requests/requestScheduler';
import { sandboxCommands } from './sandbox/ui/sandboxCommands';
import type { SandboxController } from './sandbox/ui/sandboxController';
import type { SessionService } from './sessions/sessionService';
import { CloseFlow } from './sessions/ui/closeFlow';
import { CreateAgainFlow } from './sessions/ui/createAgainFlow';
import { CreateFlow } from './sessions/ui/createFlow';
import { RefreshFlow } from './sessions/ui/refreshFlow';
import { SessionChoice } from './sessions/ui/sessionChoice';
import { sessionCommands } from './sessions/ui/sessionCommands';
import type { SessionViews } from './sessions/ui/sessionViews';
import { copyAs } from './snippets/ui/copyAs';
import type { Telemetry } from './telemetry/telemetryEvents';
import type { CommandHandlers } from './window/commandRegistrar';
import type { ErrorPresenter } from './window/errorPresenter';
import { FirstUseInWindow } from './window/firstUseInWindow';
import { askModally } from './window/modalQuestion';
import type { Settings } from './window/settings';
import { RecentWorkbookList } from './workbooks/recentWorkbooks';
import { WorkbookPicker } from './workbooks/ui/workbookPicker';
import { WorkbookSearch } from './workbooks/workbookSearch';

/** What the commands get from the window. */
export interface WindowDeps {
  readonly clock: Clock;
  readonly graphDeps: GraphDeps;
  /** The folder with the Markdown of the guide to an app registration. */
  readonly guideFolder: string;
  /** Microsoft Graph as the settings name it. */
  readonly graphTarget: () => GraphTarget;
  readonly log: LogOutputChannel;
  readonly msal: CredentialWithSignOut;
  readonly pastedToken: PastedCredential;
  readonly presenter: ErrorPresenter;
  readonly sandbox: SandboxController;
  readonly commandRunner: CommandRunner;
  readonly scheduler: RequestScheduler;
  readonly service: SessionService;
  readonly settings: Settings;
  readonly signedOut: SignedOutFlag;
  readonly signInMethod: () => SignInMethod;
  readonly state: SharedState;
  /** What is made here ends with the window. */
  readonly store: DisposableStore;
  readonly telemetry: Telemetry;
  readonly tokens: Credential;
  readonly views: SessionViews;
}

/** The commands, and what of them the window's own deps need too. */
export interface Commands {
  readonly handlers: CommandHandlers;
  readonly closeFlow: CloseFlow;
  readonly refreshFlow: RefreshFlow;
  readonly signInFlow: SignInFlow;
}

/** Builds what only commands need, and every command; loaded when the first command is called. */
export function createCommands(deps: WindowDeps): Commands {
  const {
    clock,
    graphDeps,
    log,
    presenter,
    sandbox,
    scheduler,
    commandRunner,
    service,
    store,
    views,
  } = deps;
  const finder = new GraphDriveItemApi(graphDeps);
  const search = new WorkbookSearch({ finder, scheduler, commands: commandRunner });
  const workbookPicker = new WorkbookPicker({
    ...{ search, clock, service, sandbox, presenter, logger: log },
    readText: readWorkbookText,
    recents: new RecentWorkbookList(deps.state),
  });
  const onSignedIn = () => {
    views.followSignIn();
  };
  const signInFlow = new SignInFlow({ ...deps, onSignedIn });
  const guideDocument = store.add(new SignInGuideDocument());
  const guideSource = { folder: deps.guideFolder, language: env.language };
  const firstUse = new FirstUseInWindow(askModally);
  const choice = new SessionChoice(service, views, clock);
  const closeFlow = new CloseFlow({ ...deps, firstUse, signInFlow });
  const createFlow = new CreateFlow({ ...deps, signInFlow });
  const createAgainFlow = new CreateAgainFlow(service, createFlow);
  const refreshFlow = new RefreshFlow({ ...deps, createAgainFlow, signInFlow });
  const addFlow = new AddFlow({ service, workbookPicker, presenter, clock, views });
  const shared = {
    ...{ choice, firstUse, service },
    placeOfSession: (session: Parameters<typeof placeOfSession>[0]) =>
      placeOfSession(session, graphDeps.settings()),
  };
  const handlers: CommandHandlers = {
    ...sessionCommands({
      ...{ ...shared, clock, presenter, signInFlow, views, workbookPicker },
      ...{ closeFlow, createFlow, createAgainFlow, refreshFlow },
    }),
    ...accountCommands({ ...deps, signInFlow, guideDocument, guideSource, onSignedIn }),
    ...sandboxCommands({
      ...{ service, sandbox, presenter },
      revealFirstOf: (target) => views.revealFirstOf(target),
    }),
    'workbookSessions.addSession': addSession({
      addFlow,
      findSessions: (text) => findSessions(text, sandbox.target()),
      sessionSource: new SessionSource((text) => readPastedSession(text, sandbox.target())),
    }),
    'workbookSessions.copyAs': copyAs(shared),
    'workbookSessions.showLog': () => {
      log.show();
      return Promise.resolve();
    },
  };
  return { handlers, closeFlow, refreshFlow, signInFlow };
}
