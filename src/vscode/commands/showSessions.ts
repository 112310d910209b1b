import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Clock } from '../../base/clock';
import type { CommandId } from '../../contributions';
import type { SessionService } from '../../core/sessionService';
import { sessionQuickPickItem } from '../../presentation/quickPicks';
import type { CloseFlow } from '../closeFlow';
import type { CommandHandler } from '../commandRegistrar';
import type { SessionViews } from '../sessionViews';

type Action = () => PromiseLike<unknown>;

interface Item extends vscode.QuickPickItem {
  /** Stays the same when the list is drawn again. */
  readonly id?: string;
  /** What happens on Enter. */
  readonly run?: Action;
  /** What happens on the item's close button. */
  readonly close?: Action;
}

interface ShowSessionsParts {
  readonly service: SessionService;
  readonly clock: Clock;
  readonly closeFlow: CloseFlow;
  readonly views: SessionViews;
}

/** Show Sessions: the status bar's list, from which sessions can be closed. */
export function showSessions(deps: ShowSessionsParts): CommandHandler {
  return async () => {
    const action = await chooseAction(deps);
    await action?.();
  };
}

/** Shows the list, which follows the sessions, until the user has chosen or gone away. */
async function chooseAction(deps: ShowSessionsParts): Promise<Action | undefined> {
  const pick = vscode.window.createQuickPick<Item>();
  pick.title = l10n.t('Workbook Sessions');
  pick.placeholder = l10n.t('Choose a session to close it or to see more');
  pick.matchOnDescription = true;
  pick.matchOnDetail = true;
  const render = () => {
    const active = pick.activeItems.map(({ id }) => id);
    pick.items = [...sessionItems(deps), ...bulkItems()];
    pick.activeItems = pick.items.filter(({ id }) => id !== undefined && active.includes(id));
  };
  render();
  const changes = deps.service.onDidChangeSessions(render);
  try {
    return await new Promise((resolve) => {
      pick.onDidTriggerItemButton(({ item }) => {
        resolve(item.close);
      });
      pick.onDidAccept(() => {
        resolve(pick.selectedItems[0]?.run);
      });
      pick.onDidHide(() => {
        resolve(undefined);
      });
      pick.show();
    });
  } finally {
    changes.dispose();
    pick.dispose();
  }
}

function sessionItems({ service, clock, closeFlow, views }: ShowSessionsParts): Item[] {
  const now = clock.now();
  const closeButton: vscode.QuickInputButton = {
    iconPath: new vscode.ThemeIcon('close'),
    tooltip: l10n.t('Close Session'),
  };
  return service
    .sessions()
    .filter(({ status }) => status !== 'opening')
    .map((session) => {
      const item = sessionQuickPickItem(session, now);
      const close = () => closeFlow.close([session.key]);
      const show = () => views.reveal(session.key);
      const title = `${item.label} · ${item.description} · ${item.detail}`;
      const run = () => chooseForOne(title, close, show);
      return { ...item, id: session.key, buttons: [closeButton], close, run };
    });
}

/** The item's buttons cannot be reached by keyboard alone: Enter offers the same. */
async function chooseForOne(title: string, close: Action, show: Action): Promise<void> {
  const actions = [
    { label: `$(close) ${l10n.t('Close Session')}`, run: close },
    { label: `$(list-tree) ${l10n.t('Show in the View')}`, run: show },
  ];
  const chosen = await vscode.window.showQuickPick(actions, { title });
  await chosen?.run();
}

function bulkItems(): Item[] {
  const item = (icon: string, label: string, command: CommandId): Item => ({
    label: `$(${icon}) ${label}`,
    id: command,
    alwaysShow: true,
    run: () => vscode.commands.executeCommand(command),
  });
  return [
    { label: '', kind: vscode.QuickPickItemKind.Separator },
    item('close-all', l10n.t('Close Several Sessions…'), 'workbookSessions.closeSession'),
    item('add', l10n.t('Create Session…'), 'workbookSessions.createSession'),
    item('link', l10n.t('Add Existing Session…'), 'workbookSessions.addSession'),
  ];
}
