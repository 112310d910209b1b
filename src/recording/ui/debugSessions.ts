import { boolean, exactOptional, object, string } from 'valibot';
import * as vscode from 'vscode';
import { DisposableStore, type Disposable } from '../../base/disposable';
import { readAs } from '../../base/schema';
import { describeError, toWorkbookSessionError } from '../../model/errors';
import type { Logger } from '../../model/ports';
import type { DebuggerCalls } from '../debuggerCalls';
import type { RecordedCall } from '../recordingProtocol';
import type { DebuggedProgram, StartedRecording } from './recordingHost';

/** The key in a launch configuration that turns the recording on, with the value `record`. */
export const launchKey = 'workbookSessions';

/** What js-debug calls the events of a program's network, when it watches that (setting `experimentalNetworking`). */
const networkEvent = 'networkEvent';
/** js-debug calls the session of a process `order-sync.js [10397] « Launch Program`. */
const processOfSession = / \[\d+\].*$/s;
const answerBody = object({ body: string(), base64Encoded: exactOptional(boolean()) });

/**
 * Follows the debug sessions in which js-debug tells of the program's network by itself. Programs that a hook
 * records tell more, so they are left out. Nothing is turned on and nothing is injected.
 */
export class DebugSessions implements Disposable {
  private readonly store = new DisposableStore();
  private readonly calls = new Map<string, Promise<DebuggerCalls>>();
  private readonly programs = new Map<string, Promise<DebuggedProgram>>();

  /** @param load starts the recording of this window, with the first call to a workbook */
  constructor(
    private readonly load: () => Promise<Pick<StartedRecording, 'debugged'>>,
    private readonly logger: Logger,
  ) {
    this.store.add(
      vscode.debug.onDidReceiveDebugSessionCustomEvent(({ session, event, body }) => {
        if (event === networkEvent && vscode.workspace.isTrusted && !isRecorded(session)) {
          void this.withoutError(() => this.note(session, body));
        }
      }),
    );
    this.store.add(
      vscode.debug.onDidTerminateDebugSession(({ id }) => {
        void this.withoutError(() => this.end(id));
      }),
    );
  }

  dispose(): void {
    this.store.dispose();
  }

  private async note(session: vscode.DebugSession, body: unknown): Promise<void> {
    const calls = this.calls.get(session.id) ?? this.callsOf(session);
    this.calls.set(session.id, calls);
    await (await calls).note(body);
  }

  private async callsOf(session: vscode.DebugSession): Promise<DebuggerCalls> {
    const { DebuggerCalls } = await import('../debuggerCalls');
    return new DebuggerCalls({
      bodyOf: async (requestId) => {
        const params = { method: 'getResponseBody', params: { requestId } };
        const answer: unknown = await session.customRequest('networkCall', params);
        const { body = '', base64Encoded = false } = readAs(answerBody, answer) ?? {};
        return base64Encoded ? Buffer.from(body, 'base64').toString() : body;
      },
      tell: (call) => {
        void this.withoutError(() => this.tell(session, call));
      },
    });
  }

  private async tell(session: vscode.DebugSession, call: RecordedCall): Promise<void> {
    const program = this.programs.get(session.id) ?? this.begin(session);
    this.programs.set(session.id, program);
    (await program).call(call);
  }

  private async begin(session: vscode.DebugSession): Promise<DebuggedProgram> {
    const { debugged } = await this.load();
    return debugged(session.name.replace(processOfSession, ''), isLaunched(session));
  }

  private async end(id: string): Promise<void> {
    const program = this.programs.get(id);
    this.calls.delete(id);
    this.programs.delete(id);
    (await program)?.ended();
  }

  /** Nobody asked for this. So what fails is logged and not shown. */
  private async withoutError(act: () => Promise<void>): Promise<void> {
    try {
      await act();
    } catch (error) {
      this.logger.warn(
        `A debug session is not followed: ${describeError(toWorkbookSessionError(error))}`,
      );
    }
  }
}

/** False for a program that the debugger was attached to, which goes on when the debugger leaves it. */
function isLaunched({ configuration, parentSession }: vscode.DebugSession): boolean {
  return parentSession ? isLaunched(parentSession) : configuration.request !== 'attach';
}

/** True when the launch of the session, or of the session that began it, asked for the hooks. */
function isRecorded(session: vscode.DebugSession): boolean {
  const { configuration, parentSession } = session;
  return (
    configuration[launchKey] === 'record' ||
    (parentSession !== undefined && isRecorded(parentSession))
  );
}
