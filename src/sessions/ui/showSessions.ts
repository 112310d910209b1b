import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Clock } from '../../base/clock';
import type { SessionService } from '../sessionService';
import type { WorkbookSession } from '../../model/workbookSession';
import { sessionQuickPickItem } from '../view/quickPicks';
import { manyActions, newSessionActions, sessionActions } from '../view/sessionActions';
import type { CommandHandler } from '../../window/commandRegistrar';
import type { SessionViews } from './sessionViews';
import { back, chooseRow } from '../../window/steps';

type Run = () => PromiseLike<unknown>;

/** A row for a session or for a command. */
interface Item extends vscode.QuickPickItem {
  /** Identifies the row when the list is drawn again. */
  readonly id?: string;
  /** The session that the row stands for. */
  readonly session?: WorkbookSession;
  /** What Enter does if the row doesn't stand for a session. */
  readonly run?: Run;
  /** What the row's buttons do. */
  readonly onButton?: ReadonlyMap<vscode.QuickInputButton, Run>;
}

interface ShowSessionsDeps {
  readonly service: SessionService;
  readonly clock: Clock;
  readonly views: SessionViews;
}

/** Show Sessions: the list behind the status bar item, with every command on one or several sessions. */
export function showSessions(deps: ShowSessionsDeps): CommandHandler {
  return async () => {
    for (let key: string | undefined; ;) {
      const chosen = await chooseItem(deps, key);
      if (!chosen?.session) {
        await chosen?.run?.();
        return;
      }
      const action = await chooseAction(chosen, chosen.session, deps.views);
      if (action !== back) {
        await action?.run();
        return;
      }
      key = chosen.session.key;
    }
  };
}

/**
 * Shows the list, which follows the sessions, until the user chooses a row or leaves it.
 * @param key the session that was chosen before
 */
async function chooseItem(
  deps: ShowSessionsDeps,
  key: string | undefined,
): Promise<Item | undefined> {
  const pick = vscode.window.createQuickPick<Item>();
  pick.title = l10n.t('Workbook Sessions');
  pick.placeholder = l10n.t('Choose a session to see its commands');
  pick.matchOnDescription = true;
  pick.matchOnDetail = true;
  let shown = '';
  const render = (activeId: string | undefined) => {
    const sessions = sessionItems(deps);
    // Nothing to draw: the active row stays active.
    const texts = JSON.stringify(
      sessions.map(({ id, label, description, detail }) => [id, label, description, detail]),
    );
    if (texts === shown) {
      return;
    }
    shown = texts;
    pick.items = [...commandItems(sessions.length > 0), ...sessions];
    // By default, VS Code would make the first row active, which closes several sessions.
    const same = pick.items.find(({ id }) => id !== undefined && id === activeId);
    const active = same ?? sessions[0];
    // If the filter hides that row, VS Code has made the first visible one active.
    if (active && isFoundBy(pick.value, active)) {
      pick.activeItems = [active];
    }
  };
  render(key);
  const changes = deps.views.onDidRender(() => {
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

/** The commands on several sessions, if there are sessions, and those that need none. */
function commandItems(areThereSessions: boolean): readonly Item[] {
  const items = [...(areThereSessions ? manyActions() : []), ...newSessionActions()].map(
    ({ id, icon, label }) => ({
      ...{ id, label, iconPath: new vscode.ThemeIcon(icon) },
      run: () => vscode.commands.executeCommand(id),
    }),
  );
  const separator = { label: l10n.t('Sessions'), kind: vscode.QuickPickItemKind.Separator };
  return areThereSessions ? [...items, separator] : items;
}

function sessionItems({ service, clock, views }: ShowSessionsDeps): readonly Item[] {
  const now = clock.now();
  return service
    .sessions()
    .filter(({ status }) => status !== 'opening')
    .map((session) => {
      const { key, icon, ...texts } = sessionQuickPickItem(session, now);
      const onButton = new Map(
        actionRows(session, views)
          .slice(0, 2)
          .map(({ iconPath, label, run }) => [{ iconPath, tooltip: label }, run]),
      );
      const iconPath = new vscode.ThemeIcon(icon);
      return { ...texts, session, id: key, iconPath, buttons: [...onButton.keys()], onButton };
    });
}

/** A command on one session. */
interface ActionRow extends vscode.QuickPickItem {
  readonly iconPath: vscode.ThemeIcon;
  readonly run: Run;
}

/** Enter on a session leads to the commands of its row's menu, so that they need no mouse. */
async function chooseAction(
  { label, description, detail }: Item,
  session: WorkbookSession,
  views: SessionViews,
): Promise<ActionRow | typeof back | undefined> {
  const title = [label, description, detail].filter((text) => text !== undefined).join(', ');
  return chooseRow(
    { title, hasBack: true, ignoreFocusOut: false },
    {
      placeholder: l10n.t('What do you want to do with this session?'),
      rows: actionRows(session, views),
    },
  );
}

function actionRows(session: WorkbookSession, views: SessionViews): readonly ActionRow[] {
  const { key } = session;
  return sessionActions(session).map(({ id, icon, label }) => ({
    ...{ label, iconPath: new vscode.ThemeIcon(icon) },
    // With the session's row, because a command accepts nothing else.
    run: () =>
      id === 'showInView'
        ? views.reveal(key)
        : vscode.commands.executeCommand(id, views.rowOf(key)),
  }));
}
