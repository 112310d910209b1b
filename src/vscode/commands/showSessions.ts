import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Clock } from '../../base/clock';
import type { CommandId } from '../../contributions';
import type { SessionService } from '../../core/sessionService';
import { sessionQuickPickItem } from '../../presentation/quickPicks';
import type { CloseFlow } from '../closeFlow';
import type { CommandHandler } from '../commandRegistrar';
import type { RefreshFlow } from '../refreshFlow';
import type { SessionViews } from '../sessionViews';

type Action = () => PromiseLike<unknown>;

interface Item extends vscode.QuickPickItem {
  /** Stays the same when the list is drawn again. */
  readonly id?: string;
  /** What happens on Enter. */
  readonly run?: Action;
  /** What happens on the item's buttons, by their icon. */
  readonly onButton?: ReadonlyMap<vscode.QuickInputButton, Action>;
}

interface ShowSessionsParts {
  readonly service: SessionService;
  readonly clock: Clock;
  readonly closeFlow: CloseFlow;
  readonly refreshFlow: RefreshFlow;
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
      pick.onDidTriggerItemButton(({ item, button }) => {
        resolve(item.onButton?.get(button));
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

function sessionItems(parts: ShowSessionsParts): Item[] {
  const { service, clock, closeFlow, refreshFlow, views } = parts;
  const now = clock.now();
  return service
    .sessions()
    .filter(({ status }) => status !== 'opening')
    .map((session) => {
      const item = sessionQuickPickItem(session, now);
      const actions: readonly SessionAction[] = [
        {
          icon: 'refresh',
          label: l10n.t('Refresh Session'),
          run: () => refreshFlow.refresh([session.key]),
        },
        {
          icon: 'close',
          label: l10n.t('Close Session'),
          run: () => closeFlow.close([session.key]),
        },
      ];
      const show: SessionAction = {
        icon: 'list-tree',
        label: l10n.t('Show in the View'),
        run: () => views.reveal(session.key),
      };
      const title = `${item.label} · ${item.description} · ${item.detail}`;
      const onButton = buttonsOf(actions);
      const run = () => chooseForOne(title, [...actions, show]);
      return { ...item, id: session.key, buttons: [...onButton.keys()], onButton, run };
    });
}

/** Something to do with one session. */
interface SessionAction {
  readonly icon: string;
  readonly label: string;
  readonly run: Action;
}

function buttonsOf(
  actions: readonly SessionAction[],
): ReadonlyMap<vscode.QuickInputButton, Action> {
  return new Map(
    actions.map(({ icon, label, run }) => [
      { iconPath: new vscode.ThemeIcon(icon), tooltip: label },
      run,
    ]),
  );
}

/** The item's buttons cannot be reached by keyboard alone: Enter offers the same. */
async function chooseForOne(title: string, actions: readonly SessionAction[]): Promise<void> {
  const items = actions.map(({ icon, label, run }) => ({ label: `$(${icon}) ${label}`, run }));
  const chosen = await vscode.window.showQuickPick(items, { title });
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
    item('checklist', l10n.t('Close Several Sessions…'), 'workbookSessions.closeSession'),
    item('close-all', l10n.t('Close Sessions: All…'), 'workbookSessions.closeAllSessions'),
    item('question', l10n.t('Close Sessions: Expired…'), 'workbookSessions.closeExpiredSessions'),
    item('refresh', l10n.t('Refresh All Sessions'), 'workbookSessions.refreshAllSessions'),
    item('add', l10n.t('Create Session…'), 'workbookSessions.createSession'),
    item('link', l10n.t('Add Existing Session…'), 'workbookSessions.addSession'),
  ];
}
