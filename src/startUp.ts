import type { SessionList } from './sessions/sessionList';
import type { SessionService } from './sessions/sessionService';
import type { ErrorPresenter } from './window/errorPresenter';
import type { StaleSandboxCleanup } from './sandbox/ui/staleSandboxCleanup';
import type { RestartNotice } from './sessions/ui/restartNotice';
import type { SandboxController } from './sandbox/ui/sandboxController';
import type { SessionTreeView } from './sessions/ui/sessionTreeView';
import type { Settings } from './window/settings';

interface StartUpDeps {
  readonly list: SessionList;
  readonly service: SessionService;
  readonly sandbox: SandboxController;
  readonly staleSandboxCleanup: StaleSandboxCleanup;
  readonly restartNotice: RestartNotice;
  readonly tree: SessionTreeView;
  readonly settings: Settings;
  readonly presenter: ErrorPresenter;
}

/**
 * What happens once when a window opens: the records are read, sandbox sessions that nobody serves any
 * more leave the list, what is left of an earlier run is told, and the sandbox starts where the user
 * wants it. Nothing is sent to Graph.
 */
export async function startUp(deps: StartUpDeps): Promise<void> {
  const { list, service, sandbox, staleSandboxCleanup, restartNotice } = deps;
  const { tree, settings, presenter } = deps;
  await list.reload();
  await staleSandboxCleanup.forgetEndedProcesses();
  void restartNotice.tell().catch((error: unknown) => presenter.show(error));
  if (settings.isSandboxStartedWithWindow()) {
    const { startSandboxWithWindow } = await import('./sandbox/ui/startSandbox');
    const started = startSandboxWithWindow({ service, sandbox, presenter });
    await started.catch((error: unknown) =>
      presenter.show(error, {}, 'workbookSessions.startSandbox'),
    );
  }
  void tree.whenSeen.then(() => staleSandboxCleanup.forgetUnreachable());
}
