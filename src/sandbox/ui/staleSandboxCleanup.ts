import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { isProcessRunning } from '../../base/runningProcess';
import type { SessionService } from '../../sessions/sessionService';
import type { SandboxInstance, WorkbookSession } from '../../model/workbookSession';
import type { RunningSandbox, SandboxController } from './sandboxController';

/**
 * Takes sessions of sandboxes that have ended off the list, and says so: nobody can close them any
 * more. At start it asks nobody and looks only whether the process still runs; process ids are used
 * again, so once the view is seen each sandbox is asked who it is.
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

  async forgetSilent(): Promise<void> {
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
    tell(keys.length);
  }

  /** The sandbox of a session, unless it is the one that this window works with. */
  private foreignInstance({ target }: WorkbookSession): SandboxInstance | undefined {
    const own = this.sandbox.running?.instance.instanceId;
    return target.cloud === 'sandbox' && target.sandbox.instanceId !== own
      ? target.sandbox
      : undefined;
  }
}

function tell(count: number): void {
  if (count > 0) {
    void vscode.window.showInformationMessage(
      count === 1
        ? l10n.t('1 session of a sandbox that has ended is off the list.')
        : l10n.t('{0} sessions of a sandbox that has ended are off the list.', count),
    );
  }
}

/** False for a sandbox that ran in this very process before: it would be known as running. */
function isServedByLivingProcess({ processId }: SandboxInstance): boolean {
  return processId !== process.pid && isProcessRunning(processId);
}
