import * as vscode from 'vscode';
import { DisposableStore, type Disposable } from '../../base/disposable';
import { readAs } from '../../base/schema';
import { object, string } from 'valibot';
import type { DebuggedProgram, StartedRecording } from './recordingHost';

/** The key in a launch configuration that turns the recording on, with the value `record`. */
export const launchKey = 'workbookSessions';

/** What js-debug calls the events of a program's network, when it watches that (setting `experimentalNetworking`). */
const networkEvent = 'networkEvent';
/** js-debug calls the session of a process `order-sync.js [10397] « Launch Program`. */
const processOfSession = / \[\d+\].*$/s;
const answerBody = object({ body: string() });

/**
 * Follows the debug sessions in which js-debug tells of the program's network by itself. Programs that a hook
 * records tell more, so they are left out. Nothing is turned on and nothing is injected.
 */
export class DebugSessions implements Disposable {
  private readonly store = new DisposableStore();
  private readonly programs = new Map<string, Promise<DebuggedProgram>>();

  constructor(private readonly load: () => Promise<Pick<StartedRecording, 'debugged'>>) {
    this.store.add(
      vscode.debug.onDidReceiveDebugSessionCustomEvent(({ session, event, body }) => {
        if (event === networkEvent && vscode.workspace.isTrusted && !isRecorded(session)) {
          void this.note(session, body);
        }
      }),
    );
    this.store.add(
      vscode.debug.onDidTerminateDebugSession(({ id }) => {
        const program = this.programs.get(id);
        this.programs.delete(id);
        void program?.then(({ ended }) => {
          ended();
        });
      }),
    );
  }

  dispose(): void {
    this.store.dispose();
  }

  private async note(session: vscode.DebugSession, body: unknown): Promise<void> {
    const program = this.programs.get(session.id) ?? this.begin(session);
    this.programs.set(session.id, program);
    await (await program).note(body);
  }

  private async begin(session: vscode.DebugSession): Promise<DebuggedProgram> {
    const { debugged } = await this.load();
    return debugged({
      name: session.name.replace(processOfSession, ''),
      bodyOf: async (requestId) => {
        const params = { method: 'getResponseBody', params: { requestId } };
        const answer: unknown = await session.customRequest('networkCall', params);
        return readAs(answerBody, answer)?.body ?? '';
      },
    });
  }
}

/** True when the launch of the session, or of the session that began it, asked for the hooks. */
function isRecorded(session: vscode.DebugSession): boolean {
  const { configuration, parentSession } = session;
  return (
    configuration[launchKey] === 'record' ||
    (parentSession !== undefined && isRecorded(parentSession))
  );
}
