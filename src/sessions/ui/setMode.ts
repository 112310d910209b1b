import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { SessionService } from '../sessionService';
import { canSetMode, modeRows, setModeQuestion } from '../modeRows';
import type { CommandHandler } from '../../window/commandRegistrar';
import type { SessionChoice } from './sessionChoice';

/** Set Mode: the user says which mode sessions have that somebody else opened. */
export function setMode(deps: {
  readonly service: SessionService;
  readonly choice: SessionChoice;
}): CommandHandler {
  return async (node, nodes) => {
    const title = l10n.t('Set Mode');
    const keys = await deps.choice.choose(node, nodes, title);
    const chosen = deps.service.sessions().filter(({ key }) => keys.includes(key));
    const sessions = chosen.filter(canSetMode);
    if (sessions.length === 0) {
      void (
        chosen.length > 0 &&
        vscode.window.showInformationMessage(
          l10n.t('The service itself named the mode when the session was created.'),
        )
      );
      return;
    }
    const placeHolder = setModeQuestion(sessions, chosen.length - sessions.length);
    const row = await vscode.window.showQuickPick(modeRows(), { title, placeHolder });
    for (const { key } of sessions) {
      if (row) {
        deps.service.setMode(key, row.mode);
      }
    }
  };
}
