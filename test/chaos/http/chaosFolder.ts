import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Clock } from '../../../src/base/clock';
import type { Logger, SessionStore } from '../../../src/model/ports';
import { SessionFileStore } from '../../../src/sessions/store/sessionFileStore';
import { nodeFileSystem, temporaryEnding, type FileSystem } from '../../../src/storage/files';
import { RecordingLogger } from '../../fakes/recordingLogger';
import { settle } from '../../fakes/settle';

const aDayAndMore = 25 * 3_600_000;

/** A folder of session records that several windows share. */
export class ChaosFolder {
  state: 'well' | 'full' | 'busy' = 'well';
  private readonly work = new Set<Promise<unknown>>();
  private readonly system: FileSystem;

  private constructor(readonly path: string) {
    const failing = (state: 'full' | 'busy', code: string) => {
      if (this.state === state) {
        throw Object.assign(new Error(code), { code });
      }
    };
    const open: FileSystem['open'] = async (path, flags, mode) => {
      if (flags !== 'r') {
        failing('full', 'ENOSPC');
      }
      return nodeFileSystem.open(path, flags, mode);
    };
    const lstat = async (path: string) => {
      failing('busy', 'EBUSY');
      return nodeFileSystem.lstat(path);
    };
    this.system = { ...nodeFileSystem, open, lstat };
  }

  static async make(): Promise<ChaosFolder> {
    return new ChaosFolder(await mkdtemp(join(tmpdir(), 'workbook-sessions-chaos-')));
  }

  /** The folder as one window uses it. */
  store(clock: Clock, logger: Logger): SessionStore {
    const store = new SessionFileStore(this.path, clock, logger, this.system);
    const track = <T>(work: Promise<T>): Promise<T> => {
      const tracked = work.finally(() => this.work.delete(tracked));
      this.work.add(tracked);
      return tracked;
    };
    return {
      readAll: () => track(store.readAll()),
      read: (keys) => track(store.read(keys)),
      add: (session) => track(store.add(session)),
      saveActivity: (...change) => track(store.saveActivity(...change)),
      remove: (key) => track(store.remove(key)),
    };
  }

  /** Waits until the disk has done, or refused, what was asked of it. */
  async rests(): Promise<void> {
    await settle();
    while (this.work.size > 0) {
      await Promise.allSettled(this.work);
      await settle();
    }
  }

  /** The session IDs on the disk, by key. */
  async records(clock: Clock): Promise<ReadonlyMap<string, string>> {
    const { sessions } = await this.store(clock, new RecordingLogger()).readAll();
    return new Map(sessions.map(({ record }) => [record.key, record.sessionId]));
  }

  async temporaryFiles(): Promise<readonly string[]> {
    return (await readdir(this.path)).filter((name) => name.endsWith(temporaryEnding));
  }

  /** Reads the records as a window does a day later, when it removes what a killed window left. */
  async readLater(clock: Clock): Promise<void> {
    const later: Clock = {
      now: () => Date.now() + aDayAndMore,
      monotonicNow: () => clock.monotonicNow(),
      delay: (ms, signal) => clock.delay(ms, signal),
    };
    await this.records(later);
  }

  async remove(): Promise<void> {
    await rm(this.path, { recursive: true, force: true });
  }
}
