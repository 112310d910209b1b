import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { isSameTarget } from '../../model/workbookSession';
import type { CommandHandler, CommandHandlers } from '../../window/commandRegistrar';
import { startSandbox } from './startSandbox';

export type SandboxCommandDeps = Parameters<typeof startSandbox>[0];

/** The commands of the sandbox. */
export function sandboxCommands(deps: SandboxCommandDeps) {
  return {
    'workbookSessions.startSandbox': startSandbox(deps),
    'workbookSessions.stopSandbox': stopSandbox(deps),
  } satisfies Partial<CommandHandlers>;
}

/** Stop Sandbox: this window uses Microsoft Graph again. If the sandbox ends, its sessions leave the list. */
function stopSandbox(deps: SandboxCommandDeps): CommandHandler {
  return async () => {
    const stopped = await deps.sandbox.stop();
    if (!stopped) {
      void vscode.window.showInformationMessage(l10n.t('No sandbox is running in this window.'));
      return;
    }
    const { instance, isStopped } = stopped;
    if (!isStopped) {
      void vscode.window.showInformationMessage(
        l10n.t(
          'This window no longer uses the sandbox at {0}. The sandbox is still running, and its sessions stay on the list.',
          instance.endpoint,
        ),
      );
      return;
    }
    const keys = deps.service
      .sessions()
      .filter(({ target }) => isSameTarget(target, { cloud: 'sandbox', sandbox: instance }))
      .map(({ key }) => key);
    deps.service.forget(keys);
    void vscode.window.showInformationMessage(
      l10n.t('The sandbox has stopped, and its sessions were removed from the list.'),
    );
  };
}
