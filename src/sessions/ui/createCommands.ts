import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { defined } from '../../base/defined';
import { placeOfAddress } from '../../model/foundItem';
import type { GivenWorkbook } from '../../model/workbookText';
import type { CommandHandler } from '../../window/commandRegistrar';
import { back } from '../../window/steps';
import type { WorkbookPicker } from '../../workbooks/ui/workbookPicker';
import { recentQuickPickItem } from '../view/quickPicks';
import type { RecentSession } from '../recentSessions';
import type { SessionService } from '../sessionService';
import type { CreateAgainFlow } from './createAgainFlow';
import type { CreateFlow } from './createFlow';
import type { SessionChoice } from './sessionChoice';

interface CreateDeps {
  readonly choice: SessionChoice;
  readonly createAgainFlow: CreateAgainFlow;
  readonly createFlow: CreateFlow;
  readonly service: SessionService;
  readonly workbookPicker: WorkbookPicker;
}

/** Create Session: the user chooses the workbook and the mode, and can go back to choose another workbook. */
export function createSession(deps: CreateDeps): CommandHandler {
  return async () => {
    const picker = deps.workbookPicker.open(l10n.t('Create Session'));
    try {
      let workbook = await picker.next();
      while (workbook && (await create(workbook, deps)) === back) {
        workbook = await picker.next();
      }
    } finally {
      picker.dispose();
    }
  };
}

async function create(
  workbook: GivenWorkbook,
  { createFlow, workbookPicker }: CreateDeps,
): Promise<typeof back | undefined> {
  const { name, place = placeOfAddress(workbook.address), ...owned } = workbook;
  const persistChanges = await createFlow.choosePersistence(name, true);
  if (persistChanges === undefined || persistChanges === back) {
    return persistChanges;
  }
  const known = defined({ place });
  const session = await createFlow.create({
    ...{ ...owned, workbookName: name, persistChanges },
    ...known,
  });
  if (typeof session === 'object') {
    await workbookPicker.remember({ ...session, name: session.workbookName, ...known });
  }
  return undefined;
}

/** Create Another Session: of the workbook of a row, as the account that owns the row's session. */
export function createAnother({ choice, createAgainFlow }: CreateDeps): CommandHandler {
  return async (node, nodes) => {
    const session = await choice.chooseWorkbook(node, nodes, l10n.t('Create Session'));
    await (session && createAgainFlow.createAnother(session));
  };
}

/** Create Again: a new session like one that has ended, chosen by its row or from a picker. */
export function createAgain({ choice, createAgainFlow, service }: CreateDeps): CommandHandler {
  return async (node, nodes) => {
    const keys = choice.endedOf(node, nodes) ?? (await pickEnded(service.recent.all()));
    await createAgainFlow.createAgain(keys);
  };
}

async function pickEnded(recents: readonly RecentSession[]): Promise<readonly string[]> {
  if (recents.length === 0) {
    void vscode.window.showInformationMessage(
      l10n.t('No session has been closed in this window yet.'),
    );
    return [];
  }
  const items = recents.map((recent) => recentQuickPickItem(recent, vscode.env.language));
  const picked = await vscode.window.showQuickPick(items, {
    title: l10n.t('Create Again'),
    placeHolder: l10n.t('Choose a session that has ended'),
    matchOnDescription: true,
  });
  return picked ? [picked.key] : [];
}
