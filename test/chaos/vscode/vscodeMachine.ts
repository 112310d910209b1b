import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { systemClock } from '../../../src/base/clock';
import { extensionId } from '../../../src/contributions';
import { startSandbox, type Sandbox } from '../../../src/sandbox/sandbox';
import { SessionFileStore } from '../../../src/sessions/store/sessionFileStore';
import { temporaryEnding } from '../../../src/storage/files';
import { dialog } from '../../e2e/support/messages';
import { startWorkbench, type Workbench } from '../../e2e/support/workbench';
import { RecordingLogger } from '../../fakes/recordingLogger';
import { repository } from '../../host/paths.mjs';
import { onOrphaned } from '../../host/processes.mjs';
import { isFulfilled, waitFor } from '../../host/wait.mjs';
import { Books } from '../books';
import { DrivenWindow } from './drivenWindow';
import { workbooks, type VscodeAction, type VscodeSchedule } from './vscodeSchedule';

/** After so many milliseconds, everything must have come to rest. */
const restLimitMs = 90_000;
/** A window follows the disk within this time, in milliseconds. */
const followLimitMs = 15_000;

/** A VS Code with several windows, and a sandbox as the service. It is used for many schedules. */
export class VscodeMachine {
  private books = new Books(() => false);
  private readonly windows: DrivenWindow[] = [];
  private readonly sessionIds = new Map<string, string>();
  private readonly unusedFaults = new Set<Promise<unknown>>();
  /** Temporary files of killed windows. */
  private readonly leftFiles = new Set<string>();
  /** Calls that ran beside those of a window that had just been killed. */
  private toleratedCalls = 0;
  /** The calls that were not answered yet. */
  private readonly work = new Set<Promise<unknown>>();

  private constructor(
    private readonly sandbox: Sandbox,
    private readonly workbench: Workbench,
  ) {}

  static async start(): Promise<VscodeMachine> {
    onOrphaned(() => process.exit(1));
    for (const signal of ['SIGTERM', 'SIGHUP'] as const) {
      process.once(signal, () => process.exit(1));
    }
    execFileSync(process.execPath, ['esbuild.js'], { cwd: repository });
    const sandbox = await startSandbox();
    const workbench = await startWorkbench({
      moreExtensions: [join(__dirname, 'driver')],
      env: { CHAOS_EXTENSION: extensionId },
      settings: {
        'workbookSessions.sandbox.endpoint': sandbox.endpoint,
        'workbookSessions.sandbox.autoStart': true,
        'workbookSessions.confirmClose': 'never',
      },
    });
    return new VscodeMachine(sandbox, workbench);
  }

  /** @returns what must never happen and did. If anything did, the machine can't run another schedule. */
  async run({ windows, actions }: VscodeSchedule): Promise<readonly string[]> {
    const books = new Books((sessionId) => this.isOpen(sessionId));
    this.books = books;
    await this.openWindows(windows);
    await this.windows[0]!.call('create', undefined);
    for (const { pauseMs, window, action } of actions) {
      await setTimeout(pauseMs);
      await this.look();
      const perform: (action: never, window: DrivenWindow) => unknown = this.actions[action.kind];
      await perform(action as never, this.windows[window % windows]!);
    }
    await this.finish();
    if (books.violations.length === 0) {
      await this.clear();
    }
    return books.violations;
  }

  async stop(): Promise<void> {
    await this.workbench.close();
    await this.sandbox.close();
  }

  /** Sessions are opened, closed and refreshed in the background. */
  private readonly actions: {
    readonly [K in VscodeAction['kind']]: (
      action: Extract<VscodeAction, { readonly kind: K }>,
      window: DrivenWindow,
    ) => unknown;
  } = {
    create: (_, window) => {
      this.track(window.call('create', undefined));
    },
    add: ({ workbook }, window) => {
      this.track(this.add(window, workbook));
    },
    close: ({ picks, cancelAfterMs }, window) => {
      this.track(this.close(window, picked(window, picks), cancelAfterMs));
    },
    closeAll: () => {
      this.windows.forEach((window) => {
        this.track(this.close(window, window.listed));
      });
    },
    refresh: ({ picks }, window) => {
      this.track(window.call('refresh', picked(window, picks)));
    },
    reload: (_, window) => this.open(window),
    kill: async (_, window) => {
      const before = this.parallelCalls();
      await window.kill();
      // Until now, the last requests of the killed window may have run.
      this.toleratedCalls += this.parallelCalls() - before;
      this.temporaryFiles().forEach((name) => this.leftFiles.add(name));
      await this.open(window);
    },
    fault: ({ fault, times }) => {
      for (let n = 0; n < times; n += 1) {
        const { hit } = this.sandbox.fault(fault);
        this.unusedFaults.add(hit);
        void hit.then(() => this.unusedFaults.delete(hit));
      }
    },
  };

  private async openWindows(count: number): Promise<void> {
    for (const { page } of this.windows.splice(count)) {
      await page.close();
    }
    while (this.windows.length < count) {
      const { context, page: first, workspaceFolder } = this.workbench;
      const page = this.windows.length === 0 ? first : await context.newPage();
      const place = { url: new URL(first.url()).origin, folder: workspaceFolder };
      const window = new DrivenWindow(page, place, (...answer) => this.note(...answer));
      await this.open(window);
      this.windows.push(window);
    }
  }

  /** The first close that another extension requests in a window needs a question, so this makes one. */
  private async open(window: DrivenWindow): Promise<void> {
    await window.open();
    const key = await this.add(window, 0);
    this.track(this.close(window, [key]));
    await window.page.bringToFront();
    const question = await dialog(window.page, 'Another extension wants to close');
    await question.press(question.buttons.find((label) => label.startsWith('Close')) ?? '');
  }

  private async add(window: DrivenWindow, workbook: number): Promise<string> {
    const { driveId, itemId } = workbooks[workbook]!;
    const sessionId = this.sandbox.openSession(driveId, itemId, true);
    const added = await window.call('add', { driveId, itemId, sessionId });
    return added?.key ?? '';
  }

  private async close(
    window: DrivenWindow,
    keys: readonly string[],
    cancelAfterMs?: number,
  ): Promise<void> {
    const outcomes = await window.call('close', { keys, cancelAfterMs });
    outcomes?.forEach((outcome) => {
      const sessionId = this.sessionIds.get(outcome.key) ?? '';
      this.books.checkOutcome(outcome, sessionId, this.windows.indexOf(window));
    });
  }

  private track(work: Promise<unknown>): void {
    const tracked = work.finally(() => this.work.delete(tracked));
    this.work.add(tracked);
  }

  private async look(): Promise<void> {
    await Promise.all(this.windows.map((window) => window.call('look', undefined)));
  }

  /** What a window lists was on the disk before. */
  private async note(window: DrivenWindow, violations: readonly string[]): Promise<void> {
    const id = this.windows.indexOf(window);
    violations.forEach((violation) => {
      this.books.violated(`window ${id} ${violation}`);
    });
    if (!window.listed.every((key) => this.sessionIds.has(key))) {
      for (const [key, sessionId] of await this.records()) {
        this.sessionIds.set(key, sessionId);
        this.books.notePromised(key, sessionId, id);
      }
    }
  }

  /** Lets everything come to rest, and looks at what is there then. */
  private async finish(): Promise<void> {
    const isOver = waitFor(() => this.work.size === 0, { timeoutMs: restLimitMs });
    if (!(await isFulfilled(isOver))) {
      this.books.violated('a command never ended');
    }
    const followed = waitFor(() => this.areAllAlike(), { timeoutMs: followLimitMs });
    if (!(await isFulfilled(followed))) {
      this.books.violated('a window does not list what is on the disk');
    }
    this.checkLists();
    this.checkViolations();
    // The windows list the same, but one may still write what it knows of a session.
    const unfinished = () => this.temporaryFiles().filter((name) => !this.leftFiles.has(name));
    await isFulfilled(waitFor(() => unfinished().length === 0, { timeoutMs: followLimitMs }));
    for (const name of unfinished()) {
      this.books.violated(`${name} is left in the folder`);
    }
  }

  /** True when every window lists what is on the disk. */
  private async areAllAlike(): Promise<boolean> {
    await this.look();
    const records = await this.records();
    return this.windows.every(
      ({ listed }) => listed.length === records.size && listed.every((key) => records.has(key)),
    );
  }

  private checkLists(): void {
    // A window knew each session that it named in a request.
    for (const { headers } of this.sandbox.requests) {
      headers['workbook-session-id']?.forEach((sessionId) => {
        this.books.notePromised(sessionId, sessionId, 0);
      });
    }
    for (const { listed } of this.windows) {
      const ids = listed.map((key) => this.sessionIds.get(key) ?? '');
      this.books.checkNothingIsLost(new Set(ids));
    }
  }

  private checkViolations(): void {
    for (const { kind, detail } of this.sandbox.violations) {
      // A window knows only the pauses that it was asked for itself: its driver looks after these.
      if (kind !== 'calledTooEarly' && kind !== 'parallelCalls') {
        this.books.violated(`${kind}: ${detail}`);
      }
    }
    const calls = this.parallelCalls() - this.toleratedCalls;
    if (calls > 0) {
      this.books.violated(`${calls} calls ran beside another on their workbook`);
    }
  }

  /** Closes all sessions, so that the next schedule begins with an empty list. */
  private async clear(): Promise<void> {
    while (this.unusedFaults.size > 0) {
      await isFulfilled(fetch(`${this.sandbox.endpoint}/v1.0/me/drive`));
    }
    const isClear = async () => {
      await this.close(this.windows[0]!, this.windows[0]!.listed);
      return (await this.areAllAlike()) && this.windows[0]!.listed.length === 0;
    };
    await waitFor(isClear, { timeoutMs: restLimitMs, what: 'an empty list' });
    this.sandbox.dropSessions();
    this.sandbox.reset();
    this.sessionIds.clear();
    this.toleratedCalls = 0;
  }

  private isOpen(sessionId: string): boolean {
    return this.sandbox.openSessions.some((session) => session.sessionId === sessionId);
  }

  /** The session IDs on the disk, by key. */
  private async records(): Promise<ReadonlyMap<string, string>> {
    const folder = join(this.workbench.globalStoragePath, 'sessions');
    const store = new SessionFileStore(folder, systemClock, new RecordingLogger());
    const { sessions } = await store.readAll();
    return new Map(sessions.map(({ record }) => [record.key, record.sessionId]));
  }

  private temporaryFiles(): readonly string[] {
    const { globalStoragePath: folder } = this.workbench;
    const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
    return names.filter((name) => name.endsWith(temporaryEnding));
  }

  private parallelCalls(): number {
    return this.sandbox.violations.filter(({ kind }) => kind === 'parallelCalls').length;
  }
}

function picked({ listed }: DrivenWindow, picks: readonly number[]): readonly string[] {
  const keys = listed.length === 0 ? [] : picks.map((pick) => listed[pick % listed.length]!);
  return [...new Set(keys)];
}
