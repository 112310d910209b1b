import type { DisposableStore } from '../../base/disposable';
import type { RunningPrograms } from '../../model/ports';
import { DebuggerCalls, type DebuggerCallsDeps } from '../debuggerCalls';
import { installHooks } from '../hookFiles';
import { RecordedPrograms } from '../recordedPrograms';
import { RecordingServer } from '../recordingServer';
import { recordingVariables } from '../recordingVariables';
import { SessionRecorder, type SessionRecorderDeps } from '../sessionRecorder';

export interface RecordingHostDeps extends Omit<SessionRecorderDeps, 'programs'> {
  readonly closeOnExit: () => boolean;
  /** The folder of the hooks in the extension. */
  readonly hooks: string;
  /** The folder of the extension's own files. */
  readonly storage: string;
  readonly store: DisposableStore;
}

/** A debug session, as far as it matters here. */
export interface DebugSession {
  readonly name: string;
  readonly bodyOf: DebuggerCallsDeps['bodyOf'];
}

export interface DebuggedProgram {
  readonly note: (event: unknown) => Promise<void>;
  readonly ended: () => void;
}

export interface StartedRecording {
  readonly programs: RunningPrograms;
  /** Notes the network events of a program in the JavaScript debugger. */
  readonly debugged: (session: DebugSession) => DebuggedProgram;
  /** The variables with which a program is recorded. */
  readonly variables: (
    others: Readonly<Record<string, string | null | undefined>>,
  ) => Readonly<Record<string, string>>;
}

/** Listens to programs from here on. The code is loaded with the first recording. */
export async function startRecording(deps: RecordingHostDeps): Promise<StartedRecording> {
  const hooks = await installHooks(deps.hooks, deps.storage);
  const programs = new RecordedPrograms(deps.clock);
  const recorder = new SessionRecorder({ ...deps, programs });
  const server = deps.store.add(await RecordingServer.start(recorder.begin));
  return {
    programs,
    debugged: ({ name, bodyOf }) => {
      const { call, ended } = recorder.beginDebugged(name);
      const calls = new DebuggerCalls({ now: () => deps.clock.now(), bodyOf, tell: call });
      return { note: (body) => calls.note(body), ended };
    },
    variables: (others) =>
      recordingVariables(others, hooks, server.environment(deps.closeOnExit())),
  };
}
