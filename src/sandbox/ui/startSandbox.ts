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
 * Start Sandbox: a local stand-in for Graph with a few sessions to try things on. Whoever runs it again
 * wants these sessions back: those that were closed meanwhile are opened anew.
 */
export function startSandbox(
  deps: SandboxDeps & { readonly revealFirstOf: (target: GraphTarget) => Promise<void> },
): CommandHandler {
  return async () => {
    const running = await deps.sandbox.start();
    const failures = await openSamples(deps.service, running);
    await vscode.commands.executeCommand(`${sessionsViewId}.focus`);
    // What acts on the focused row is meant to be tried, and not on a real session.
    await deps.revealFirstOf(targetOf(running));
    if (failures.length === 0) {
      void vscode.window.showInformationMessage(sandboxStartedText(running.samples.length));
    } else {
      tellFailures(failures, running, deps.presenter);
    }
  };
}

/**
 * As a window starts with the sandbox: its sample sessions are opened where none of its sessions is
 * listed. One that runs elsewhere may be in use in another window, where some were closed on purpose.
 */
export async function startSandboxWithWindow(deps: SandboxDeps): Promise<void> {
  const { service, sandbox, presenter } = deps;
  const running = await sandbox.start();
  if (service.sessions().some(({ target }) => isSameTarget(target, targetOf(running)))) {
    return;
  }
  const failures = await openSamples(service, running);
  if (failures.length > 0) {
    tellFailures(failures, running, presenter);
  }
}

/** Opens the sample sessions that are not listed. @returns why some could not be opened */
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

const again: CommandId = 'workbookSessions.startSandbox';

function tellFailures(
  failures: readonly unknown[],
  { samples }: RunningSandbox,
  presenter: ErrorPresenter,
): void {
  // What to do is worded for Graph; here one can only try again.
  const { what } = errorMessage(toWorkbookSessionError(failures[0]).code);
  const text = `${samplesFailedText(failures.length, samples.length)} ${what}`;
  const buttons = [messageAction('tryAgain'), messageAction('showLog')];
  const tryAgain = () => vscode.commands.executeCommand(again);
  void presenter.tell('warning', text, buttons, { tryAgain });
}

function targetOf({ instance }: RunningSandbox): GraphTarget {
  return { cloud: 'sandbox', sandbox: instance };
}
