import type { DisposableStore } from '../../base/disposable';
import { installHooks } from '../hookFiles';
import { RecordingServer } from '../recordingServer';
import { recordingVariables } from '../recordingVariables';
import { SessionRecorder, type SessionRecorderDeps } from '../sessionRecorder';

export interface RecordingHostDeps extends SessionRecorderDeps {
  readonly closeOnExit: () => boolean;
  /** The folder of the hooks in the extension. */
  readonly hooks: string;
  /** The folder of the extension's own files. */
  readonly storage: string;
  readonly store: DisposableStore;
}

/** The variables with which a program is recorded. */
export interface RecordingVariables {
  readonly variables: (
    others: Readonly<Record<string, string | null | undefined>>,
  ) => Readonly<Record<string, string>>;
}

/** Listens to programs from here on. The code is loaded with the first recording. */
export async function startRecording(deps: RecordingHostDeps): Promise<RecordingVariables> {
  const hooks = await installHooks(deps.hooks, deps.storage);
  const recorder = new SessionRecorder(deps);
  const server = deps.store.add(await RecordingServer.start(recorder.begin));
  return {
    variables: (others) =>
      recordingVariables(others, hooks, server.environment(deps.closeOnExit())),
  };
}
