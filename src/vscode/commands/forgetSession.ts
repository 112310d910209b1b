import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { SessionService } from '../../core/sessionService';
import type { CommandHandler } from '../commandRegistrar';
import type { SessionSelection } from '../sessionSelection';

/** Forget Session: off the list, without a request. */
export function forgetSession(deps: {
  readonly service: SessionService;
  readonly selection: SessionSelection;
}): CommandHandler {
  return async (node, nodes) => {
    const keys = await deps.selection.choose(node, nodes, l10n.t('Forget Session'));
    if (keys.length === 0) {
      return;
    }
    const forget = l10n.t('Forget');
    const question =
      keys.length === 1
        ? l10n.t('Forget this session?')
        : l10n.t('Forget {0} sessions?', keys.length);
    const detail = l10n.t(
      'Nothing is sent: the service holds the session until it lapses after some idle minutes, and without its ID nobody can close it earlier.',
    );
    const options = { modal: true, detail };
    if ((await vscode.window.showWarningMessage(question, options, forget)) === forget) {
      await deps.service.forget(keys);
    }
  };
}
