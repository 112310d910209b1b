import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { Clock } from '../../../src/base/clock';
import { nodeFileSystem, type FileSystem } from '../../../src/storage/files';
import { SessionFileStore } from '../../../src/sessions/store/sessionFileStore';
import { someTime } from '../../builders';
import { RecordingLogger } from '../../fakes/recordingLogger';

/** A clock whose delays end at once, but move its time. */
export class InstantClock implements Clock {
  waits = 0;
  private elapsed = 0;
  constructor(private startedAt = someTime) {}

  now(): number {
    return this.startedAt + this.elapsed;
  }

  monotonicNow(): number {
    return this.elapsed;
  }

  /** Sets the time of day, like a user. No time passes. */
  adjust(ms: number): void {
    this.startedAt += ms;
  }

  delay(ms: number): Promise<void> {
    this.waits += 1;
    this.elapsed += ms;
    return Promise.resolve();
  }
}

/** A temporary folder for each test. */
export class TemporaryFolder {
  path = '';

  /** Creates the folder before, and removes it after, each test of the current suite. */
  static forEachTest(): TemporaryFolder {
    const folder = new TemporaryFolder();
    beforeEach(async () => {
      folder.path = await mkdtemp(join(tmpdir(), 'workbook-sessions-'));
    });
    afterEach(async () => {
      await rm(folder.path, { recursive: true, force: true });
    });
    return folder;
  }

  /** The folder of the records. It doesn't exist yet. */
  get sessions(): string {
    return join(this.path, 'globalStorage', 'sessions');
  }

  file(name: string): string {
    return join(this.sessions, name);
  }

  async names(): Promise<string[]> {
    return (await readdir(this.sessions)).sort();
  }

  store(system: Partial<FileSystem> = {}, clock = new InstantClock()) {
    const logger = new RecordingLogger();
    const files: FileSystem = { ...nodeFileSystem, ...system };
    return { store: new SessionFileStore(this.sessions, clock, logger, files), logger, clock };
  }
}

/** An error of the file system. */
export function systemError(code: string): Error {
  return Object.assign(new Error(`${code}: no luck`), { code });
}

/** A call that fails with an error of the file system. */
export function failing(code: string): () => Promise<never> {
  return () => Promise.reject(systemError(code));
}

/** Reads files, except those with these names, which are busy. */
export function busyReadFile(names: ReadonlySet<string>): FileSystem['readFile'] {
  return (path, largestBytes) =>
    names.has(basename(path)) ? failing('EBUSY')() : nodeFileSystem.readFile(path, largestBytes);
}
