import { lstatSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock } from '../base/clock';
import type { Disposable } from '../base/disposable';
import { parseJson } from '../base/json';
import { KeyedMutex } from '../base/mutex';
import type { Logger, SharedState } from '../model/ports';
import { RetryTimer } from './retryTimer';
import { Files, isMissing, nodeFileSystem, systemCode, type FileSystem } from './files';

/** Our values are far smaller, so a larger file is not ours. */
const largestFileBytes = 64 * 1024;

const ending = '.json';

type Change = (kept: unknown) => unknown;

/**
 * Small values in a folder that all windows share, one file each. Every `get` reads the file, so a change in
 * one window takes effect in the others at once. VS Code's `globalState` can't do this, because each window
 * writes its own copy of all values. If two windows change one file at the same moment, one change can be lost.
 */
export class StateFiles implements SharedState, Disposable {
  private readonly files: Files;
  private readonly turns = new KeyedMutex();
  private readonly retries: RetryTimer;
  /** The changes of this window that are being written or that the disk refused. */
  private readonly unwritten = new Map<string, readonly Change[]>();
  /** The last values that were read, in case a file can't be read again. */
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
        `A value couldn't be saved (${reason}). It applies only to this window until it is saved.`,
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

  /** Empty if the folder can't be read. The last values are still known. */
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

  /** Applies all changes so far to the current value on disk. */
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
