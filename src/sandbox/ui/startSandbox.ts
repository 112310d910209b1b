import * as vscode from 'vscode';
import { sessionsViewId, type CommandId } from '../../contributions';
import { toWorkbookSessionError } from '../../model/errors';
import type { SessionService } from '../../sessions/sessionService';
import { addressOfIds } from '../../model/workbook';
import { isSameTarget, type GraphTarget } from '../../model/workbookSession';
import { errorMessage } from '../../messages/errorMessages';
import { messageAction } from '../../messages/messageActions';
import { missingSamples, samplesFailedText, sandboxStartedText } from './sandboxSamples';
import type { CommandHandler } from '../../window/commandRegistrar';
import type { ErrorPresenter } from '../../window/errorPresenter';
import type { RunningSandbox, SandboxController } from './sandboxController';

interface SandboxDeps {
  readonly service: SessionService;
  readonly sandbox: SandboxController;
  readonly presenter: ErrorPresenter;
}

/**
 * Start Sandbox: starts a local stand-in for Graph and opens its sample sessions. If it runs already, opens the
 * sample sessions that were closed meanwhile.
 */
export function startSandbox(
  deps: SandboxDeps & { readonly revealFirstOf: (target: GraphTarget) => Promise<void> },
): CommandHandler {
  return async () => {
    const running = await deps.sandbox.start();
    const failures = await openSamples(deps.service, running);
    await vscode.commands.executeCommand(`${sessionsViewId}.focus`);
    // The next command acts on the focused row, which must not be a real session.
    await deps.revealFirstOf(targetOf(running));
    if (failures.length === 0) {
      void vscode.window.showInformationMessage(sandboxStartedText(running.samples.length));
    } else {
      showFailures(failures, running, deps.presenter);
    }
  };
}

/**
 * Starts the sandbox with a window, and opens the sample sessions if no session of the sandbox is listed.
 * Otherwise another window may use the sandbox, and its user may have closed some on purpose.
 */
export async function startSandboxWithWindow(deps: SandboxDeps): Promise<void> {
  const { service, sandbox, presenter } = deps;
  const running = await sandbox.start();
  if (service.sessions().some(({ target }) => isSameTarget(target, targetOf(running)))) {
    return;
  }
  const failures = await openSamples(service, running);
  if (failures.length > 0) {
    showFailures(failures, running, presenter);
  }
}

/** Opens the sample sessions that aren't listed. @returns the errors */
async function openSamples(
  service: SessionService,
  running: RunningSandbox,
): Promise<readonly unknown[]> {
  const target = targetOf(running);
  const openings = missingSamples(running.samples, target, service.sessions()).map((sample) => {
    const { name: workbookName, persistChanges } = sample;
    const address = addressOfIds(sample);
    return service.create(
      { target, address, workbookName, persistChanges },
      { interactive: false },
    );
  });
  const failures: unknown[] = [];
  await Promise.all(
    openings.map((opening) => opening.catch((error: unknown) => failures.push(error))),
  );
  return failures;
}

const startCommand: CommandId = 'workbookSessions.startSandbox';

function showFailures(
  failures: readonly unknown[],
  { samples }: RunningSandbox,
  presenter: ErrorPresenter,
): void {
  // The advice in the error's text is about Graph. Here the user can only try again.
  const { what } = errorMessage(toWorkbookSessionError(failures[0]).code);
  const text = `${samplesFailedText(failures.length, samples.length)} ${what}`;
  const buttons = [messageAction('tryAgain'), messageAction('showLog')];
  const tryAgain = () => vscode.commands.executeCommand(startCommand);
  void presenter.tell('warning', text, buttons, { tryAgain });
}

function targetOf({ instance }: RunningSandbox): GraphTarget {
  return { cloud: 'sandbox', sandbox: instance };
}
