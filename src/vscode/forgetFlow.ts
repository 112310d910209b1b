import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { SessionService } from '../core/sessionService';

/** Takes sessions off the list after the user was told what that means; nothing is sent. */
export async function forgetAfterQuestion(
  service: SessionService,
  keys: readonly string[],
): Promise<void> {
  if (keys.length === 0) {
    return;
  }
  const question =
    keys.length === 1
      ? l10n.t('Forget this session?')
      : l10n.t('Forget {0} sessions?', keys.length);
  const detail = l10n.t(
    'Nothing is sent: the service holds the session until it lapses after some idle minutes, and without its ID nobody can close it earlier.',
  );
  const forget = l10n.t('Forget');
  const options = { modal: true, detail };
  if ((await vscode.window.showWarningMessage(question, options, forget)) === forget) {
    service.forget(keys);
  }
}
