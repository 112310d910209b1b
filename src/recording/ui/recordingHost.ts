import type { DisposableStore } from '../../base/disposable';
import type { RunningPrograms } from '../../model/ports';
import { installHooks } from '../hookFiles';
import { type LeftOpenNotice, LeftOpenNotices } from '../leftOpenNotices';
import { RecordedPrograms } from '../recordedPrograms';
import { RecordingServer } from '../recordingServer';
import { recordingVariables } from '../recordingVariables';
import { SessionRecorder, type SessionRecorderDeps } from '../sessionRecorder';

export interface RecordingHostDeps extends Omit<SessionRecorderDeps, 'onLeftOpen' | 'programs'> {
  readonly closeOnExit: () => boolean;
  /** The folder of the hooks in the extension. */
  readonly hooks: string;
  /** The folder of the extension's own files. */
  readonly storage: string;
  readonly store: DisposableStore;
  readonly tellLeftOpen: (notice: LeftOpenNotice) => void;
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
  const { clock, service, store, tellLeftOpen } = deps;
  const hooks = await installHooks(deps.hooks, deps.storage);
  const programs = new RecordedPrograms(clock);
  const notices = store.add(new LeftOpenNotices({ clock, service, tell: tellLeftOpen }));
  const recorder = store.add(new SessionRecorder({ ...deps, programs, onLeftOpen: notices.note }));
  const server = store.add(await RecordingServer.start(recorder.begin));
  return {
    programs,
    debugged: recorder.beginDebugged,
    variables: (others) =>
      recordingVariables(others, hooks, server.environment(deps.closeOnExit())),
  };
}
