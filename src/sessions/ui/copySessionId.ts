import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { SessionService } from '../sessionService';
import { copyIdConfirmation } from '../confirmations';
import { actionable } from './actionable';
import type { CommandHandler } from '../../window/commandRegistrar';
import type { FirstUseInWindow } from '../../window/firstUseInWindow';
import type { SessionChoice } from './sessionChoice';

/** Copy Session ID: a session id leaves the product, as it is, at the user's own wish. */
export function copySessionId(deps: {
  readonly service: SessionService;
  readonly choice: SessionChoice;
  readonly firstUse: FirstUseInWindow;
}): CommandHandler {
  return async (node, nodes) => {
    const keys = await deps.choice.choose(node, nodes, l10n.t('Copy Session ID'));
    const sessions = actionable(deps.service, keys);
    const mayCopy = () => deps.firstUse.mayDo('copySessionId', copyIdConfirmation(sessions));
    if (sessions.length === 0 || !(await mayCopy())) {
      return;
    }
    const ids = sessions.map(({ key }) => deps.service.sessionIdOf(key));
    await vscode.env.clipboard.writeText(ids.join('\n'));
    vscode.window.setStatusBarMessage(l10n.t('Copied. Treat a session ID like a password.'), 5000);
  };
}
