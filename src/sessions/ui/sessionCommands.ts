import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { SignInFlow } from '../../accounts/ui/signInFlow';
import type { Clock } from '../../base/clock';
import { plainText } from '../../messages/plainText';
import type { WorkbookSession } from '../../model/workbookSession';
import type { CommandHandler, CommandHandlers } from '../../window/commandRegistrar';
import type { ErrorPresenter } from '../../window/errorPresenter';
import type { FirstUseInWindow } from '../../window/firstUseInWindow';
import { askModally } from '../../window/modalQuestion';
import { withCancellableProgress } from '../../window/progress';
import type { WorkbookPicker } from '../../workbooks/ui/workbookPicker';
import { copyIdConfirmation, openConfirmation } from '../view/confirmations';
import { canSetMode, modeRows, setModeQuestion } from '../view/modeRows';
import type { KeepAlive } from '../keepAlive';
import type { SessionService } from '../sessionService';
import { listFormatRows, listText } from '../view/listCopy';
import { countText, labelPrompt, workbookName } from '../view/sessionTexts';
import { groupBy, sortBy } from './arrangementCommands';
import {
  closeAllSessions,
  closeExpiredSessions,
  closeSession,
  closeWorkbookSessions,
} from './closeCommands';
import { forgetAfterQuestion, type CloseFlow } from './closeFlow';
import type { CreateAgainFlow } from './createAgainFlow';
import { createAgain, createAnother, createSession } from './createCommands';
import type { CreateFlow } from './createFlow';
import { keepSessionAlive, stopKeepingAlive } from './keepAliveCommands';
import type { RefreshFlow } from './refreshFlow';
import type { SessionChoice } from './sessionChoice';
import type { SessionViews } from './sessionViews';
import { showSessions } from './showSessions';

/** What the commands on sessions need. */
export interface SessionCommandDeps {
  readonly choice: SessionChoice;
  readonly clock: Clock;
  readonly closeFlow: CloseFlow;
  readonly createAgainFlow: CreateAgainFlow;
  readonly createFlow: CreateFlow;
  readonly firstUse: FirstUseInWindow;
  readonly keepAlive: KeepAlive;
  /** The address of a session's workbook in Graph. @throws WorkbookSessionError `endpointNotLoopback` */
  readonly placeOfSession: (session: WorkbookSession) => { readonly fileUrl: string };
  readonly presenter: ErrorPresenter;
  readonly refreshFlow: RefreshFlow;
  readonly service: SessionService;
  readonly signInFlow: SignInFlow;
  readonly views: SessionViews;
  readonly workbookPicker: WorkbookPicker;
}

/** The commands on sessions. A row that stands for several sessions has its own commands, for their titles. */
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
    'workbookSessions.keepAlive': keepSessionAlive(deps),
    'workbookSessions.stopKeepAlive': stopKeepingAlive(deps),
    'workbookSessions.setLabel': setLabel(deps),
    'workbookSessions.setMode': setMode(deps),
    'workbookSessions.forgetSession': forgetSession(deps),
    'workbookSessions.forgetSessions': forgetSession(deps),
    'workbookSessions.clearRecentlyClosed': clearRecentlyClosed(deps),
    'workbookSessions.copySessionId': copySessionId(deps),
    'workbookSessions.copyWorkbookAddress': copyWorkbookAddress(deps),
    'workbookSessions.copyList': copyList(deps),
    'workbookSessions.openWorkbook': openWorkbook(deps),
    'workbookSessions.groupBy': groupBy(deps),
    'workbookSessions.sortBy': sortBy(deps),
    'workbookSessions.showSessions': showSessions(deps),
    'workbookSessions.signInAs': signInAs(deps),
  } satisfies Partial<CommandHandlers>;
}

function refreshSession({ choice, refreshFlow }: SessionCommandDeps): CommandHandler {
  return async (node, nodes) => {
    const title = l10n.t('Refresh Session');
    await refreshFlow.refresh(await choice.chooseOrSelected(node, nodes, title));
  };
}

function refreshAllSessions({ choice, refreshFlow }: SessionCommandDeps): CommandHandler {
  return async () => {
    await refreshFlow.refresh(await choice.all());
  };
}

/** Set Label: what the user calls the sessions. */
function setLabel({ choice, service }: SessionCommandDeps): CommandHandler {
  return async (node, nodes) => {
    const title = l10n.t('Set Label');
    const keys = await choice.chooseOrSelected(node, nodes, title);
    if (keys.length === 0) {
      return;
    }
    const labels = new Set(keys.map((key) => service.session(key)?.label ?? ''));
    const [value = ''] = labels.size === 1 ? labels : [];
    const prompt = labelPrompt(service.sessions().filter(({ key }) => keys.includes(key)));
    const label = await vscode.window.showInputBox({ title, prompt, value, ignoreFocusOut: true });
    for (const key of label === undefined ? [] : keys) {
      service.setLabel(key, plainText(label ?? ''));
    }
  };
}

/** Set Mode: the user says which mode sessions have that another program opened. */
function setMode({ choice, service }: SessionCommandDeps): CommandHandler {
  return async (node, nodes) => {
    const title = l10n.t('Set Mode');
    const keys = new Set(await choice.choose(node, nodes, title));
    const chosen = service.sessions().filter(({ key }) => keys.has(key));
    const sessions = chosen.filter(canSetMode);
    if (sessions.length === 0) {
      void (
        chosen.length > 0 &&
        vscode.window.showInformationMessage(
          l10n.t('The mode is known: the service reported it when the session was created.'),
        )
      );
      return;
    }
    const placeHolder = setModeQuestion(sessions, chosen.length - sessions.length);
    // The menu that ran the command may give the focus back to the view a moment later.
    const options = { title, placeHolder, ignoreFocusOut: true };
    const row = await vscode.window.showQuickPick(modeRows(), options);
    for (const { key } of sessions) {
      if (row) {
        service.setMode(key, row.mode);
      }
    }
  };
}

/** Forget Session: takes sessions off the list without a request. */
function forgetSession({ choice, service }: SessionCommandDeps): CommandHandler {
  return async (node, nodes) => {
    const keys = await choice.choose(node, nodes, l10n.t('Forget Session'));
    await forgetAfterQuestion(service, keys);
  };
}

/** Clear Recently Closed: only sessions that have ended. Listed sessions stay. */
function clearRecentlyClosed({ service }: SessionCommandDeps): CommandHandler {
  return () => {
    if (service.recent.all().length === 0) {
      void vscode.window.showInformationMessage(l10n.t('No session is listed as recently closed.'));
    }
    service.recent.clear();
    return Promise.resolve();
  };
}

/** Copy Session ID: the only command besides Copy As that gives a session ID away. */
function copySessionId({ choice, firstUse, service }: SessionCommandDeps): CommandHandler {
  return async (node, nodes) => {
    const keys = new Set(await choice.choose(node, nodes, l10n.t('Copy Session ID')));
    const sessions = service.sessions().filter(({ key }) => keys.has(key));
    const mayCopy = () => firstUse.mayDo('copySessionId', copyIdConfirmation(sessions));
    if (sessions.length === 0 || !(await mayCopy())) {
      return;
    }
    const ids = sessions.map(({ key }) => service.sessionIdOf(key));
    await vscode.env.clipboard.writeText(ids.join('\n'));
    vscode.window.setStatusBarMessage(l10n.t('Copied. Treat a session ID like a password.'), 5000);
  };
}

/** Copy Workbook Address: the address of the workbook's file in Graph, without session ID or token. */
function copyWorkbookAddress({ choice, placeOfSession }: SessionCommandDeps): CommandHandler {
  return async (node, nodes) => {
    const title = l10n.t('Copy Workbook Address');
    const session = await choice.chooseWorkbook(node, nodes, title);
    if (session) {
      await vscode.env.clipboard.writeText(placeOfSession(session).fileUrl);
      const text = l10n.t('Copied the address of “{0}”.', workbookName(session));
      vscode.window.setStatusBarMessage(text, 5000);
    }
  };
}

/** Copy List: the sessions as a table, without their IDs. */
function copyList({ choice, clock, service }: SessionCommandDeps): CommandHandler {
  return async () => {
    if ((await choice.all()).length === 0) {
      return;
    }
    const title = l10n.t('Copy List');
    const placeHolder = l10n.t('The list has no session IDs.');
    const row = await vscode.window.showQuickPick(listFormatRows(), { title, placeHolder });
    if (row) {
      const sessions = service.sessions();
      await vscode.env.clipboard.writeText(listText(row.format, sessions, clock.now()));
      const text = l10n.t('Copied as {0}: {1}.', row.label, countText(sessions.length));
      vscode.window.setStatusBarMessage(text, 5000);
    }
  };
}

/** Open Workbook in Browser: at the address that the service gives. Any host but SharePoint's needs a question. */
function openWorkbook({ choice, clock, service }: SessionCommandDeps): CommandHandler {
  return async (node, nodes) => {
    const title = l10n.t('Open Workbook in Browser');
    const session = await choice.chooseWorkbook(node, nodes, title);
    if (!session) {
      return;
    }
    const progress = l10n.t('Looking for “{0}” on the web', workbookName(session));
    const webUrl = await withCancellableProgress(progress, clock, (signal) =>
      service.webUrlOf(session.key, { interactive: true, signal }),
    );
    if (webUrl.isSharePoint || (await askModally(openConfirmation(session, webUrl)))) {
      // As a text: VS Code would encode a Uri anew, and a name with # or & would lead elsewhere.
      await vscode.commands.executeCommand('vscode.open', webUrl.href);
    }
  };
}

/**
 * Sign In to Close: as the account that owns a row's sessions. This is not the command Sign In, because that
 * one is in the view's title, where VS Code passes the focused row to it.
 */
function signInAs({ choice, signInFlow }: SessionCommandDeps): CommandHandler {
  return async (node, nodes) => {
    const session = await choice.chooseAccount(node, nodes, l10n.t('Sign In'));
    await (session && signInFlow.signInFor(session));
  };
}
