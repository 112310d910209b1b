import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { systemClock } from '../../../src/base/clock';
import type { SessionActivity, SessionRecord } from '../../../src/model/workbookSession';
import { SessionFileStore } from '../../../src/sessions/store/sessionFileStore';
import { aStoredSession } from '../../builders';
import { RecordingLogger } from '../../fakes/recordingLogger';
import { waitFor } from '../../host/wait.mjs';
import type { Workbench } from './workbench';

type Storage = Pick<Workbench, 'globalStoragePath'>;

const sessionFolder = ({ globalStoragePath }: Storage) => path.join(globalStoragePath, 'sessions');

/** Waits until the extension has made its folder. */
export async function storageReady(storage: Storage): Promise<void> {
  await waitFor(() => existsSync(sessionFolder(storage)), {
    timeoutMs: 60_000,
    what: 'the start of the extension',
  });
}

/** Writes a session as another window does. */
export async function leaveSession(
  storage: Storage,
  n: number,
  record: Partial<SessionRecord>,
  activity: SessionActivity = {},
): Promise<void> {
  await storeOf(storage).add(aStoredSession({ key: keyOf(n), ...record }, activity));
}

/** Notes what happened to a session, as another window does. */
export async function noteActivity(
  storage: Storage,
  n: number,
  activity: SessionActivity,
): Promise<void> {
  await storeOf(storage).saveActivity(keyOf(n), activity);
}

/** Removes a session, as another window does. */
export async function removeSession(storage: Storage, n: number): Promise<void> {
  await storeOf(storage).remove(keyOf(n));
}

function storeOf(storage: Storage): SessionFileStore {
  return new SessionFileStore(sessionFolder(storage), systemClock, new RecordingLogger());
}

function keyOf(n: number): string {
  return `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
}

/** The files of the session records. */
export function recordsOf(storage: Storage): string[] {
  return readdirSync(sessionFolder(storage)).filter((name) => /^[\da-f-]{36}\.json$/.test(name));
}

/** The files of the windows that are open. */
export function windowsOf({ globalStoragePath }: Storage): string[] {
  const folder = path.join(globalStoragePath, 'windows');
  return existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.json')) : [];
}
