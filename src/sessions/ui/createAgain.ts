import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { RecentSession } from '../recentSessions';
import { recentQuickPickItem } from '../quickPicks';
import type { SessionService } from '../sessionService';
import type { CommandHandler } from '../../window/commandRegistrar';
import type { CreateAgainFlow } from './createAgainFlow';
import type { SessionChoice } from './sessionChoice';

/** Create Again: a new session for one that has ended, from its row or from a picker. */
export function createAgain(deps: {
  readonly service: SessionService;
  readonly choice: SessionChoice;
  readonly createAgainFlow: CreateAgainFlow;
}): CommandHandler {
  return async (node, nodes) => {
    const keys = deps.choice.endedOf(node, nodes) ?? (await pick(deps.service.recent.all()));
    await deps.createAgainFlow.createAgain(keys);
  };
}

/** Create Another Session: of the workbook of a row, as the account that its session belongs to. */
export function createAnother({
  choice,
  createAgainFlow,
}: {
  readonly choice: SessionChoice;
  readonly createAgainFlow: CreateAgainFlow;
}): CommandHandler {
  return async (node, nodes) => {
    const session = await choice.chooseWorkbook(node, nodes, l10n.t('Create Session'));
    await (session && createAgainFlow.createAnother(session));
  };
}

async function pick(recents: readonly RecentSession[]): Promise<readonly string[]> {
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
