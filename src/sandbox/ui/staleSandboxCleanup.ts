import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { isProcessRunning } from '../../base/runningProcess';
import type { SessionService } from '../../sessions/sessionService';
import type { SandboxInstance, WorkbookSession } from '../../model/workbookSession';
import type { RunningSandbox, SandboxController } from './sandboxController';

/**
 * Removes the sessions of stopped sandboxes from the list, because nobody can close them any more, and
 * shows a message. When a window opens, it only checks whether the sandbox's process runs. Another process
 * may have the same id, so it also asks each sandbox for its info once the view is visible.
 */
export class StaleSandboxCleanup {
  constructor(
    private readonly service: SessionService,
    private readonly sandbox: SandboxController,
    private readonly connect: (endpoint: string) => Promise<RunningSandbox>,
  ) {}

  async forgetEndedProcesses(): Promise<void> {
    await this.forgetWhere((instance) => Promise.resolve(!isServedByLivingProcess(instance)));
  }

  async forgetUnreachable(): Promise<void> {
    await this.forgetWhere(async ({ endpoint, instanceId }) => {
      try {
        return (await this.connect(endpoint)).instance.instanceId !== instanceId;
      } catch {
        return true;
      }
    });
  }

  private async forgetWhere(isGone: (instance: SandboxInstance) => Promise<boolean>) {
    const gone = new Map<string, Promise<boolean>>();
    const keys: string[] = [];
    for (const session of this.service.sessions()) {
      const instance = this.foreignInstance(session);
      if (instance) {
        const answer = gone.get(instance.instanceId) ?? isGone(instance);
        gone.set(instance.instanceId, answer);
        keys.push(...((await answer) ? [session.key] : []));
      }
    }
    this.service.forget(keys);
    showRemoved(keys.length);
  }

  /** The sandbox of a session, unless this window uses that sandbox. */
  private foreignInstance({ target }: WorkbookSession): SandboxInstance | undefined {
    const own = this.sandbox.running?.instance.instanceId;
    return target.cloud === 'sandbox' && target.sandbox.instanceId !== own
      ? target.sandbox
      : undefined;
  }
}

function showRemoved(count: number): void {
  if (count > 0) {
    void vscode.window.showInformationMessage(
      count === 1
        ? l10n.t('1 session was removed from the list because its sandbox has stopped.')
        : l10n.t(
            '{0} sessions were removed from the list because their sandbox has stopped.',
            count,
          ),
    );
  }
}

/** False for a sandbox of this process. If it still ran, this window would know it. */
function isServedByLivingProcess({ processId }: SandboxInstance): boolean {
  return processId !== process.pid && isProcessRunning(processId);
}
