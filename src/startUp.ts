import type { Lazy } from './base/lazy';
import type { Commands } from './commands';
import type { SharedState } from './model/ports';
import type { Recording } from './recording/ui/recording';
import type { SandboxController, SandboxLauncher } from './sandbox/ui/sandboxController';
import { StaleSandboxCleanup } from './sandbox/ui/staleSandboxCleanup';
import type { Sessions } from './sessions/ui/createSessions';
import { ExpiryNotice } from './sessions/ui/expiryNotice';
import { RestartNotice } from './sessions/ui/restartNotice';
import type { SessionViews } from './sessions/ui/sessionViews';
import type { WindowContext } from './window/windowContext';

interface StartUpDeps {
  readonly commands: Lazy<Commands>;
  /** Asks a sandbox on this machine who it is. */
  readonly connect: SandboxLauncher['connect'];
  readonly recording: Pick<Recording, 'tellUnrecordedTerminals'>;
  readonly sandbox: SandboxController;
  readonly sessions: Sessions;
  readonly state: SharedState;
  readonly views: SessionViews;
  readonly window: WindowContext;
}

/**
 * What happens once when a window opens: reads the records, removes sessions of sandboxes that have ended,
 * starts the notices, and starts the sandbox if the setting says so. Nothing is sent to Graph.
 */
export async function startUp(deps: StartUpDeps): Promise<void> {
  const { commands, connect, recording, sandbox, sessions, state, views, window } = deps;
  const { list, service, isFirstWindow } = sessions;
  const { clock, presenter, settings, store } = window;
  const close = async (keys: readonly string[]) => (await commands.get()).closeFlow.closeMany(keys);
  const refresh = async (keys: readonly string[]) =>
    (await commands.get()).refreshFlow.refresh(keys);
  const staleSandboxCleanup = new StaleSandboxCleanup(service, sandbox, connect);
  const restartNotice = new RestartNotice({
    ...{ clock, presenter, service, state },
    ...{ close, refresh, isFirstWindow },
  });
  store.add(new ExpiryNotice({ clock, presenter, refresh, service, settings, views }));

  void recording.tellUnrecordedTerminals().catch((error: unknown) => presenter.show(error));
  await list.reload();
  await staleSandboxCleanup.forgetEndedProcesses();
  void restartNotice.show().catch((error: unknown) => presenter.show(error));
  if (settings.isSandboxStartedWithWindow()) {
    const { startSandboxWithWindow } = await import('./sandbox/ui/startSandbox');
    const started = startSandboxWithWindow({ service, sandbox, presenter });
    await started.catch((error: unknown) =>
      presenter.show(error, {}, 'workbookSessions.startSandbox'),
    );
  }
  void views.tree.whenSeen.then(() => staleSandboxCleanup.forgetUnreachable());
}
