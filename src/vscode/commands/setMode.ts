import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { SessionService } from '../../core/sessionService';
import { modeQuestion, modeRows } from '../../presentation/modeRows';
import type { CommandHandler } from '../commandRegistrar';
import type { SessionChoice } from '../sessionChoice';

/** Set Mode: the user says which mode sessions have that somebody else opened. */
export function setMode(deps: {
  readonly service: SessionService;
  readonly choice: SessionChoice;
}): CommandHandler {
  return async (node, nodes) => {
    const title = l10n.t('Set Mode');
    const keys = await deps.choice.choose(node, nodes, title);
    const sessions = deps.service
      .sessions()
      .filter(
        ({ key, origin, mode }) =>
          keys.includes(key) && (origin === 'added' || mode === 'unknownMode'),
      );
    if (sessions.length === 0) {
      void (
        keys.length > 0 &&
        vscode.window.showInformationMessage(
          l10n.t('The service itself named the mode when the session was created.'),
        )
      );
      return;
    }
    const placeHolder = modeQuestion(sessions.length);
    const row = await vscode.window.showQuickPick(modeRows(), { title, placeHolder });
    for (const { key } of sessions) {
      if (row) {
        deps.service.setMode(key, row.mode);
      }
    }
  };
}
