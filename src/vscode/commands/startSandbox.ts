import * as vscode from 'vscode';
import { sessionsViewId } from '../../contributions';
import type { SessionService } from '../../core/sessionService';
import { addressOfIds } from '../../core/workbook';
import { isSameTarget, type GraphTarget } from '../../core/workbookSession';
import type { CommandHandler } from '../commandRegistrar';
import type { SandboxController } from '../sandboxController';
import type { SessionViews } from '../sessionViews';

interface SandboxParts {
  readonly service: SessionService;
  readonly sandbox: SandboxController;
}

/** Start Sandbox: a local stand-in for Graph with a few sessions to try things on. */
export function startSandbox(
  deps: SandboxParts & { readonly views: SessionViews },
): CommandHandler {
  return async () => {
    await openSandbox(deps);
    await vscode.commands.executeCommand(`${sessionsViewId}.focus`);
    await deps.views.revealFirst();
  };
}

/** Starts the sandbox and, where none of its sessions is listed yet, opens its sample sessions. */
export async function openSandbox({ service, sandbox }: SandboxParts): Promise<void> {
  const { instance, samples } = await sandbox.start();
  const here: GraphTarget = { cloud: 'sandbox', sandbox: instance };
  if (service.sessions().some(({ target }) => isSameTarget(target, here))) {
    return;
  }
  await Promise.all(
    samples.map(({ driveId, itemId, name, persistChanges }) =>
      service.create(
        {
          target: here,
          address: addressOfIds({ driveId, itemId }),
          workbookName: name,
          persistChanges,
        },
        { interactive: false },
      ),
    ),
  );
}
