import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { Clock } from '../../../src/base/clock';
import { nodeFileSystem, type FileSystem } from '../../../src/storage/files';
import { SessionFileStore } from '../../../src/sessions/sessionFileStore';
import { someTime } from '../../builders';
import { RecordingLogger } from '../../fakes/recordingLogger';

/** A clock whose waits are over at once, but count. */
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

  /** The user sets the clock by so much: no time passes. */
  adjust(ms: number): void {
    this.startedAt += ms;
  }

  delay(ms: number): Promise<void> {
    this.waits += 1;
    this.elapsed += ms;
    return Promise.resolve();
  }
}

/** A folder of its own for each test, gone after it. */
export class TemporaryFolder {
  path = '';

  /** Hooks the folder to the tests of the suite in which it is called. */
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

  /** Where the records go; not made yet. */
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

/** An error as the system gives it. */
export function systemError(code: string): Error {
  return Object.assign(new Error(`${code}: no luck`), { code });
}

/** A call that the system refuses. */
export function failing(code: string): () => Promise<never> {
  return () => Promise.reject(systemError(code));
}

/** Reads files, but those of these names are busy. */
export function busyReadFile(names: ReadonlySet<string>): FileSystem['readFile'] {
  const read = (path: string, encoding: 'utf8') =>
    names.has(basename(path)) ? failing('EBUSY')() : nodeFileSystem.readFile(path, encoding);
  return read as FileSystem['readFile'];
}
