import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { SessionService } from '../../core/sessionService';
import type { CommandHandler } from '../commandRegistrar';
import type { SandboxController } from '../sandboxController';

/** Stop Sandbox: this window works with Microsoft Graph again; the sandbox's sessions leave the list. */
export function stopSandbox(deps: {
  readonly service: SessionService;
  readonly sandbox: SandboxController;
}): CommandHandler {
  return async () => {
    const stopped = await deps.sandbox.stop();
    if (!stopped) {
      void vscode.window.showInformationMessage(l10n.t('No sandbox is running in this window.'));
      return;
    }
    const keys = deps.service
      .sessions()
      .filter(
        ({ target }) =>
          target.cloud === 'sandbox' && target.sandbox.instanceId === stopped.instanceId,
      )
      .map(({ key }) => key);
    await deps.service.forget(keys);
    void vscode.window.showInformationMessage(
      l10n.t('The sandbox is stopped, and its sessions are off the list.'),
    );
  };
}
