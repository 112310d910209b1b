import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { SessionList } from '../core/sessionList';
import type { SessionService } from '../core/sessionService';
import { openSandbox } from './commands/startSandbox';
import type { ErrorPresenter } from './errorPresenter';
import {
  isProcessAlive,
  sessionsOfGoneSandboxes,
  type SandboxController,
} from './sandboxController';
import type { Settings } from './settings';

interface StartUpParts {
  readonly list: SessionList;
  readonly service: SessionService;
  readonly sandbox: SandboxController;
  readonly settings: Settings;
  readonly presenter: ErrorPresenter;
}

/**
 * What happens once when a window opens: the records are read, sandbox sessions that nobody serves any
 * more leave the list, and the sandbox starts where the user wants it. Nothing is sent to Graph.
 */
export async function startUp(parts: StartUpParts): Promise<void> {
  const { list, service, sandbox, settings, presenter } = parts;
  await list.reload();
  await forgetGoneSandboxes(service);
  if (settings.isSandboxStartedWithWindow()) {
    await openSandbox({ service, sandbox }).catch((error: unknown) => presenter.show(error));
  }
}

async function forgetGoneSandboxes(service: SessionService): Promise<void> {
  const gone = sessionsOfGoneSandboxes(service.sessions(), undefined, isProcessAlive);
  await service.forget(gone.map(({ key }) => key));
  if (gone.length > 0) {
    void vscode.window.showInformationMessage(
      gone.length === 1
        ? l10n.t('1 session of a sandbox that has ended is off the list.')
        : l10n.t('{0} sessions of a sandbox that has ended are off the list.', gone.length),
    );
  }
}
