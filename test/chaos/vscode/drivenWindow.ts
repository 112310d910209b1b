import { mkdtemp, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import type { CloseOutcome, SessionToAdd } from '../../../src/api/workbookSessions';
import { isProcessRunning } from '../../../src/base/runningProcess';
import { waitFor } from '../../host/wait.mjs';

/** What the extension `driver` can do: the argument and the result of each call. */
interface DriverCalls {
  readonly look: [undefined, undefined];
  readonly create: [undefined, undefined];
  readonly add: [SessionToAdd, { readonly key: string }];
  readonly close: [
    { readonly keys: readonly string[]; readonly cancelAfterMs?: number | undefined },
    readonly CloseOutcome[],
  ];
  readonly refresh: [readonly string[], unknown];
}

interface Answer {
  readonly result?: unknown;
  readonly listed: readonly string[];
  readonly violations: readonly string[];
}

/** An extension host. */
interface Host {
  readonly port: number;
  readonly processId: number;
}

/** A window of VS Code. The extension `driver` in its extension host takes calls over HTTP. */
export class DrivenWindow {
  /** The keys of the sessions that the window listed in its last answer. */
  listed: readonly string[] = [];
  private host: Host | undefined;

  /** @param onAnswer called with the violations of the window when it has answered */
  constructor(
    readonly page: Page,
    private readonly place: { readonly url: string; readonly folder: string },
    private readonly onAnswer: (
      window: DrivenWindow,
      violations: readonly string[],
    ) => Promise<void>,
  ) {}

  /** Opens the window, or opens it again. The new folder tells the new extension host from those before. */
  async open(): Promise<void> {
    const folder = await mkdtemp(join(this.place.folder, 'window-'));
    await this.page.goto(`${this.place.url}/?folder=${encodeURI(folder)}`);
    const isStarted = async () => {
      this.host = await readHost(join(folder, 'driver.json'));
      return this.host !== undefined;
    };
    await waitFor(isStarted, { timeoutMs: 60_000, what: 'the driver of a window' });
  }

  /** Kills the extension host. */
  async kill(): Promise<void> {
    const { processId } = this.host!;
    process.kill(processId, 'SIGKILL');
    // Otherwise VS Code itself starts another extension host.
    await this.page.goto('about:blank');
    await waitFor(() => !isProcessRunning(processId), { what: 'the end of an extension host' });
  }

  /** @returns undefined if the call fails, or if the extension host ends before it answers */
  async call<N extends keyof DriverCalls>(
    name: N,
    argument: DriverCalls[N][0],
  ): Promise<DriverCalls[N][1] | undefined> {
    try {
      const body = JSON.stringify({ name, argument });
      const response = await fetch(`http://127.0.0.1:${this.host!.port}`, { method: 'POST', body });
      const { result, listed, violations } = (await response.json()) as Answer;
      this.listed = listed;
      await this.onAnswer(this, violations);
      return result;
    } catch {
      this.listed = [];
      return undefined;
    }
  }
}

async function readHost(file: string): Promise<Host | undefined> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as Host;
  } catch {
    return undefined;
  }
}
