import type { DisposableStore } from '../../base/disposable';
import type { RunningPrograms } from '../../model/ports';
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

export type DebuggedProgram = ReturnType<SessionRecorder['beginDebugged']>;

export interface StartedRecording {
  readonly programs: RunningPrograms;
  /** Takes the calls of a program in the JavaScript debugger. */
  readonly debugged: SessionRecorder['beginDebugged'];
  /** The variables with which a program is recorded. */
  readonly variables: (
    others: Readonly<Record<string, string | null | undefined>>,
  ) => Readonly<Record<string, string>>;
}

/** Listens to programs from here on. The code is loaded with the first recording. */
export async function startRecording(deps: RecordingHostDeps): Promise<StartedRecording> {
  const hooks = await installHooks(deps.hooks, deps.storage);
  const programs = new RecordedPrograms(deps.clock);
  const recorder = deps.store.add(new SessionRecorder({ ...deps, programs }));
  const server = deps.store.add(await RecordingServer.start(recorder.begin));
  return {
    programs,
    debugged: recorder.beginDebugged,
    variables: (others) =>
      recordingVariables(others, hooks, server.environment(deps.closeOnExit())),
  };
}
