import { randomUUID } from 'node:crypto';
import { unlinkSync } from 'node:fs';
import { uptime } from 'node:os';
import { join } from 'node:path';
import { literal, object, type InferOutput } from 'valibot';
import type { Clock } from '../../base/clock';
import type { Disposable } from '../../base/disposable';
import { parseJson } from '../../base/json';
import { isProcessRunning } from '../../base/runningProcess';
import { readAs, timestamp, validProcessId } from '../../base/schema';
import type { Logger } from '../../model/ports';
import { Files, isMissing, nodeFileSystem, systemCode } from '../../storage/files';

const namePattern = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\.json$/;
const formatVersion = 1;
/** Far longer than a window's file; a bigger file is not ours. */
const largestFileBytes = 4096;
/** How much the clock may have been changed since the machine started, in milliseconds. */
const clockToleranceMs = 60_000;

const windowFields = object({
  version: literal(formatVersion),
  processId: validProcessId,
  enteredAt: timestamp,
});

/** The content of a window's file. */
type OpenWindow = Readonly<InferOutput<typeof windowFields>>;

/** The machine and the process in which a window lives. */
export interface ProcessTable {
  readonly ownId: number;
  readonly isRunning: (processId: number) => boolean;
  /** How long the machine has been running, in milliseconds. */
  readonly uptimeMs: () => number;
}

const systemProcesses: ProcessTable = {
  ownId: process.pid,
  isRunning: isProcessRunning,
  uptimeMs: () => uptime() * 1000,
};

/** Knows which windows are open: each has a file in a folder that all windows share. */
export class WindowRegistry implements Disposable {
  private readonly files: Files;
  private readonly name = `${randomUUID()}.json`;
  private isDisposed = false;

  constructor(
    private readonly folder: string,
    private readonly clock: Clock,
    private readonly logger: Logger,
    private readonly processes: ProcessTable = systemProcesses,
  ) {
    this.files = new Files(nodeFileSystem, clock);
  }

  /** Registers this window. True if no other open window is older; false if that can't be read. */
  async enter(): Promise<boolean> {
    const enteredAt = this.clock.now();
    try {
      await nodeFileSystem.mkdir(this.folder, { recursive: true, mode: 0o700 });
      await this.write(enteredAt);
      const others = await this.others();
      return !this.isDisposed && !others.some((other) => other.enteredAt <= enteredAt);
    } catch (error) {
      this.logger.warn(
        `The other open windows are unknown (${systemCode(error) ?? 'unknown error'}).`,
      );
      return false;
    }
  }

  /** True when another window may be open. */
  async hasOthers(): Promise<boolean> {
    try {
      return (await this.others()).length > 0;
    } catch (error) {
      return !isMissing(error);
    }
  }

  /** Removes the file synchronously, because a process that ends waits for nothing. */
  dispose(): void {
    this.isDisposed = true;
    try {
      unlinkSync(join(this.folder, this.name));
    } catch {
      // The next window removes it.
    }
  }

  private async write(enteredAt: number): Promise<void> {
    const { ownId: processId } = this.processes;
    const text = JSON.stringify({ version: formatVersion, processId, enteredAt });
    await this.files.create(join(this.folder, this.name), text);
    if (this.isDisposed) {
      this.dispose();
    }
  }

  /** The other open windows. Removes the files of windows that have ended. */
  private async others(): Promise<readonly OpenWindow[]> {
    const files = await this.files.retried(() => nodeFileSystem.readdir(this.folder));
    const names = files.map(({ name }) => name);
    const open: OpenWindow[] = [];
    for (const name of names.filter((each) => namePattern.test(each) && each !== this.name)) {
      const window = await this.read(join(this.folder, name));
      if (window && this.isOpen(window)) {
        open.push(window);
      } else if (window) {
        await this.files.remove(join(this.folder, name)).catch(() => undefined);
      }
    }
    return open;
  }

  /** @returns undefined if the window has closed meanwhile or the file is not ours */
  private async read(path: string): Promise<OpenWindow | undefined> {
    try {
      const read = () => this.files.readPlain(path, largestFileBytes);
      return parseWindow((await this.files.retried(read)) ?? '');
    } catch (error) {
      if (isMissing(error)) {
        return undefined;
      }
      throw error;
    }
  }

  /** A process ID can be used again: a file with our own, or from before the machine started, is of an ended window. */
  private isOpen({ processId, enteredAt }: OpenWindow): boolean {
    const { ownId, isRunning, uptimeMs } = this.processes;
    const startedAt = this.clock.now() - uptimeMs() - clockToleranceMs;
    return processId !== ownId && enteredAt >= startedAt && isRunning(processId);
  }
}

function parseWindow(text: string): OpenWindow | undefined {
  return readAs(windowFields, parseJson(text));
}
