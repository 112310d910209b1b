import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { SessionService } from '../../core/sessionService';
import type { CommandHandler } from '../commandRegistrar';
import type { SessionChoice } from '../sessionChoice';

/** Copy Session ID: a session id leaves the product, as it is, at the user's own wish. */
export function copySessionId(deps: {
  readonly service: SessionService;
  readonly choice: SessionChoice;
}): CommandHandler {
  return async (node, nodes) => {
    const keys = await deps.choice.choose(node, nodes, l10n.t('Copy Session ID'));
    if (keys.length === 0) {
      return;
    }
    const ids = keys.map((key) => deps.service.sessionIdOf(key));
    await vscode.env.clipboard.writeText(ids.join('\n'));
    vscode.window.setStatusBarMessage(l10n.t('Copied. Treat a session ID like a password.'), 5000);
  };
}
