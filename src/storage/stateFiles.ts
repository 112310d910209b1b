import { lstatSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock } from '../base/clock';
import type { Disposable } from '../base/disposable';
import { parseJson } from '../base/json';
import { KeyedMutex } from '../base/mutex';
import type { Logger, SharedState } from '../model/ports';
import { RetryTimer } from './retryTimer';
import { Files, isMissing, nodeFileSystem, systemCode, type FileSystem } from './files';

/** Far more than any value takes; what is bigger is not ours. */
const largestFileBytes = 64 * 1024;

const ending = '.json';

type Change = (kept: unknown) => unknown;

/**
 * Small values in a folder that all windows share, one file each. They are read each time they are wanted,
 * so that what one window changes holds in the others at once. VS Code's `globalState` cannot do this: each
 * window writes its own copy of the whole. If two windows change the same file at the same moment, one change
 * can be lost.
 */
export class StateFiles implements SharedState, Disposable {
  private readonly files: Files;
  private readonly turns = new KeyedMutex();
  private readonly retries: RetryTimer;
  /** What this window changed and the disk does not hold, since it is being written or was refused. */
  private readonly unwritten = new Map<string, readonly Change[]>();
  /** What was read last, for as long as the system refuses to read it again. */
  private readonly lastRead = new Map<string, unknown>();

  constructor(
    private readonly folder: string,
    clock: Clock,
    private readonly logger: Logger,
    private readonly system: FileSystem = nodeFileSystem,
  ) {
    this.files = new Files(system, clock);
    this.retries = new RetryTimer(
      clock,
      () => this.unwritten.size > 0,
      () => this.writeAgain(),
    );
  }

  get(name: string): unknown {
    return this.changesOf(name).reduce((kept, change) => change(kept), this.read(name));
  }

  names(beginning: string): readonly string[] {
    const names = new Set([...this.fileNames(), ...this.lastRead.keys(), ...this.unwritten.keys()]);
    return [...names].filter((name) => name.startsWith(beginning) && this.get(name) !== undefined);
  }

  async update(name: string, change: Change): Promise<boolean> {
    this.unwritten.set(name, [...this.changesOf(name), change]);
    try {
      await this.turns.run(name, () => this.write(name));
      return true;
    } catch (error) {
      const reason = systemCode(error) ?? 'unknown error';
      this.logger.warn(
        `A choice could not be kept (${reason}): it holds in this window alone until it can be.`,
      );
      this.retries.wake();
      return false;
    }
  }

  dispose(): void {
    this.retries.dispose();
  }

  private changesOf(name: string): readonly Change[] {
    return this.unwritten.get(name) ?? [];
  }

  private read(name: string): unknown {
    try {
      this.lastRead.set(name, this.valueIn(this.path(name)));
    } catch (error) {
      if (isMissing(error)) {
        this.lastRead.set(name, undefined);
      }
    }
    return this.lastRead.has(name) ? this.lastRead.get(name) : null;
  }

  /** None while the system refuses to list them: what was read last is still known. */
  private fileNames(): readonly string[] {
    try {
      const names = readdirSync(this.folder).filter((name) => name.endsWith(ending));
      return names.map((name) => name.slice(0, -ending.length));
    } catch {
      return [];
    }
  }

  private valueIn(path: string): unknown {
    const file = lstatSync(path);
    const isOurs = file.isFile() && file.size <= largestFileBytes;
    return (isOurs ? parseJson(readFileSync(path, 'utf8')) : undefined) ?? null;
  }

  private async writeAgain(): Promise<void> {
    const names = [...this.unwritten.keys()];
    await Promise.allSettled(names.map((name) => this.turns.run(name, () => this.write(name))));
  }

  /** Writes all that was changed until now into what is there by now. */
  private async write(name: string): Promise<void> {
    const changes = this.changesOf(name);
    if (changes.length === 0) {
      return;
    }
    const value = this.get(name);
    if (value === undefined) {
      await this.files.remove(this.path(name));
    } else {
      await this.system.mkdir(this.folder, { recursive: true, mode: 0o700 });
      await this.files.replace(this.path(name), JSON.stringify(value));
    }
    const later = this.changesOf(name).slice(changes.length);
    if (later.length > 0) {
      this.unwritten.set(name, later);
    } else {
      this.unwritten.delete(name);
    }
  }

  private path(name: string): string {
    return join(this.folder, `${name}${ending}`);
  }
}
