import { lstatSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock } from '../base/clock';
import { parseJson } from '../base/json';
import { KeyedMutex } from '../base/mutex';
import type { Logger, SharedState } from '../core/ports';
import { Files, isMissing, nodeFileSystem, systemCode, type FileSystem } from './files';

/** Far more than any value takes; what is bigger is not ours. */
const largestFileBytes = 64 * 1024;

/**
 * Small values in a folder that all windows share, one file each. They are read each time they are wanted,
 * so that what one window changes holds in the others at once.
 */
export class StateFiles implements SharedState {
  private readonly files: Files;
  private readonly turns = new KeyedMutex();
  /** What this window changed and the disk does not hold, since it is being written or was refused. */
  private readonly unwritten = new Map<string, unknown>();
  /** What was read last, for as long as the system refuses to read it again. */
  private readonly lastRead = new Map<string, unknown>();

  constructor(
    private readonly folder: string,
    clock: Clock,
    private readonly logger: Logger,
    private readonly system: FileSystem = nodeFileSystem,
  ) {
    this.files = new Files(system, clock);
  }

  get(name: string): unknown {
    return this.unwritten.has(name) ? this.unwritten.get(name) : this.read(name);
  }

  update(name: string, change: (kept: unknown) => unknown): Promise<void> {
    return this.turns.run(name, () => this.write(name, change(this.get(name))));
  }

  private read(name: string): unknown {
    try {
      const path = this.path(name);
      const file = lstatSync(path);
      const isOurs = file.isFile() && file.size <= largestFileBytes;
      this.lastRead.set(name, isOurs ? parseJson(readFileSync(path, 'utf8')) : undefined);
    } catch (error) {
      if (isMissing(error)) {
        this.lastRead.delete(name);
      }
    }
    return this.lastRead.get(name);
  }

  private async write(name: string, value: unknown): Promise<void> {
    this.unwritten.set(name, value);
    try {
      if (value === undefined) {
        await this.files.remove(this.path(name));
      } else {
        await this.system.mkdir(this.folder, { recursive: true, mode: 0o700 });
        await this.files.replace(this.path(name), JSON.stringify(value));
      }
      this.unwritten.delete(name);
    } catch (error) {
      const reason = systemCode(error) ?? 'unknown error';
      this.logger.warn(`A choice could not be kept (${reason}): it holds in this window alone.`);
    }
  }

  private path(name: string): string {
    return join(this.folder, `${name}.json`);
  }
}
