import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Clock } from '../../base/clock';
import type { CommandId } from '../../contributions';
import type { SessionService } from '../../core/sessionService';
import type { WorkbookSession } from '../../core/workbookSession';
import { sessionQuickPickItem } from '../../presentation/quickPicks';
import type { CommandHandler } from '../commandRegistrar';
import type { SessionViews } from '../sessionViews';
import { back, chooseRow } from '../steps';

type Run = () => PromiseLike<unknown>;

/** A row of a session, or of something to do with many. */
interface Item extends vscode.QuickPickItem {
  /** Stays the same when the list is drawn again. */
  readonly id?: string;
  /** The session that the row stands for. */
  readonly session?: WorkbookSession;
  /** What happens on Enter, where the row stands for no session. */
  readonly run?: Run;
  /** What happens on the item's buttons. */
  readonly onButton?: ReadonlyMap<vscode.QuickInputButton, Run>;
}

interface ShowSessionsParts {
  readonly service: SessionService;
  readonly clock: Clock;
  readonly views: SessionViews;
}

/** Show Sessions: the status bar's list, from which everything can be done with each session and with many. */
export function showSessions(parts: ShowSessionsParts): CommandHandler {
  return async () => {
    for (let key: string | undefined; ;) {
      const chosen = await chooseItem(parts, key);
      if (!chosen?.session) {
        await chosen?.run?.();
        return;
      }
      const action = await chooseAction(chosen, chosen.session, parts.views);
      if (action !== back) {
        await action?.run();
        return;
      }
      key = chosen.session.key;
    }
  };
}

/**
 * Shows the list, which follows the sessions, until the user has chosen or gone away.
 * @param key the session on which the user was before
 */
async function chooseItem(
  parts: ShowSessionsParts,
  key: string | undefined,
): Promise<Item | undefined> {
  const pick = vscode.window.createQuickPick<Item>();
  pick.title = l10n.t('Workbook Sessions');
  pick.placeholder = l10n.t('Choose a session to see what can be done with it');
  pick.matchOnDescription = true;
  pick.matchOnDetail = true;
  const render = (activeId: string | undefined) => {
    const sessions = sessionItems(parts);
    pick.items = [...commandItems(sessions.length > 0), ...sessions];
    // Without one, VS Code would put Enter on the first row, which closes many.
    const same = pick.items.find(({ id }) => id !== undefined && id === activeId);
    const active = same ?? sessions[0];
    // Where that one is filtered out, VS Code has put Enter on the first that is not.
    if (active && isFoundBy(pick.value, active)) {
      pick.activeItems = [active];
    }
  };
  render(key);
  const changes = parts.service.onDidChangeSessions(() => {
    render(pick.activeItems[0]?.id);
  });
  try {
    return await new Promise((resolve) => {
      pick.onDidTriggerItemButton(({ item, button }) => {
        const run = item.onButton?.get(button);
        resolve(run && { label: item.label, run });
      });
      pick.onDidAccept(() => {
        const [item] = pick.selectedItems;
        if (item) {
          resolve(item);
        }
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

function isFoundBy(typed: string, { label, description, detail }: Item): boolean {
  const texts = [label, description, detail].map((text) => text?.toLowerCase());
  return texts.some((text) => text?.includes(typed.toLowerCase()));
}

/** What can be done with many; where there is no session, with none. */
function commandItems(areThereSessions: boolean): readonly Item[] {
  const item = (icon: string, label: string, command: CommandId): Item => ({
    ...{ label, id: command, iconPath: new vscode.ThemeIcon(icon) },
    run: () => vscode.commands.executeCommand(command),
  });
  const withSessions = [
    item('checklist', l10n.t('Close Several Sessions…'), 'workbookSessions.closeSession'),
    item('close-all', l10n.t('Close Sessions: All…'), 'workbookSessions.closeAllSessions'),
    item('question', l10n.t('Close Sessions: Expired…'), 'workbookSessions.closeExpiredSessions'),
    item('refresh', l10n.t('Refresh All Sessions'), 'workbookSessions.refreshAllSessions'),
  ];
  return [
    ...(areThereSessions ? withSessions : []),
    item('add', l10n.t('Create Session…'), 'workbookSessions.createSession'),
    item('link', l10n.t('Add Existing Session…'), 'workbookSessions.addSession'),
    ...(areThereSessions
      ? [{ label: l10n.t('Sessions'), kind: vscode.QuickPickItemKind.Separator }]
      : []),
  ];
}

function sessionItems({ service, clock, views }: ShowSessionsParts): readonly Item[] {
  const now = clock.now();
  return service
    .sessions()
    .filter(({ status }) => status !== 'opening')
    .map((session) => {
      const { key, icon, ...texts } = sessionQuickPickItem(session, now);
      const onButton = new Map(
        sessionActions(session, views)
          .slice(0, 2)
          .map(({ iconPath, label, run }) => [{ iconPath, tooltip: label }, run]),
      );
      const iconPath = new vscode.ThemeIcon(icon);
      return { ...texts, session, id: key, iconPath, buttons: [...onButton.keys()], onButton };
    });
}

/** Something to do with one session. */
interface SessionAction extends vscode.QuickPickItem {
  readonly iconPath: vscode.ThemeIcon;
  readonly run: Run;
}

/** What Enter on a session leads to: everything that the menu of its row has, for the keyboard alone. */
async function chooseAction(
  { label, description, detail }: Item,
  session: WorkbookSession,
  views: SessionViews,
): Promise<SessionAction | typeof back | undefined> {
  const title = [label, description, detail].filter((text) => text !== undefined).join(' · ');
  return chooseRow(
    { title, hasBack: true, ignoreFocusOut: false },
    {
      placeholder: l10n.t('What do you want to do with this session?'),
      rows: sessionActions(session, views),
    },
  );
}

/** The first, on which Enter is, does no harm; the first two are buttons of the session's row, too. */
function sessionActions(
  { key, mode }: WorkbookSession,
  views: SessionViews,
): readonly SessionAction[] {
  const action = (icon: string, label: string, run: Run) => ({
    ...{ label, run },
    iconPath: new vscode.ThemeIcon(icon),
  });
  // By the session's row, as from its menu: a command believes nothing else.
  const command = (icon: string, label: string, id: CommandId) =>
    action(icon, label, () => vscode.commands.executeCommand(id, views.rowOf(key)));
  return [
    command('refresh', l10n.t('Refresh Session'), 'workbookSessions.refreshSession'),
    command('close', l10n.t('Close Session'), 'workbookSessions.closeSession'),
    ...(mode === 'unknownMode'
      ? [command('edit', l10n.t('Set Mode…'), 'workbookSessions.setMode')]
      : []),
    command('copy', l10n.t('Copy Session ID'), 'workbookSessions.copySessionId'),
    command('code', l10n.t('Copy As…'), 'workbookSessions.copyAs'),
    command('link', l10n.t('Copy Workbook Address'), 'workbookSessions.copyWorkbookAddress'),
    command('link-external', l10n.t('Open Workbook in Browser'), 'workbookSessions.openWorkbook'),
    command('add', l10n.t('Create Another Session…'), 'workbookSessions.createAnother'),
    action('list-tree', l10n.t('Show in the View'), () => views.reveal(key)),
    command('trash', l10n.t('Forget Session'), 'workbookSessions.forgetSession'),
  ];
}
