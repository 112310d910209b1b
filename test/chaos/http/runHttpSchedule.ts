import { randomUUID } from 'node:crypto';
import { createHttpClient } from '../../../src/base/http';
import { GraphWorkbookSessionApi } from '../../../src/graph/workbookSessionApi';
import { addressOfIds, type WorkbookAddress } from '../../../src/model/workbook';
import { startSandbox, type Sandbox } from '../../../src/sandbox/sandbox';
import type { ViolationKind } from '../../../src/sandbox/violations';
import type { Clock } from '../../../src/base/clock';
import { globalGraph, someTime } from '../../builders';
import { ManualClock } from '../../fakes/manualClock';
import { SharedClaims } from '../../fakes/sharedClaims';
import { settle } from '../../fakes/settle';
import { BenchHttpClient } from '../../http/faults/benchHttpClient';
import { JumpingClock } from '../../http/faults/jumpingClock';
import { Books, WindowBooks } from '../books';
import { ChaosWindow } from '../chaosWindow';
import { accountInUse, ChaosCredential, Life, Tokens, WindowClock } from '../core/life';
import { BookedHttpClient } from './bookedHttpClient';
import { ChaosFolder } from './chaosFolder';
import { ClientSockets } from './clientSockets';
import { workbooks, type HttpAction, type HttpSchedule } from './httpSchedule';
import { runKilledWindow } from './killedWindow';

/** After so many real milliseconds, everything must have come to rest. */
const restLimitMs = 60_000;
/** The list writes again after this pause, in milliseconds. */
const retryPauseMs = 20_000;

/** Several windows and a slow machine do these too: the books of each window say more about them. */
const bookedByWindows: readonly ViolationKind[] = ['parallelCalls', 'calledTooEarly'];

interface RunningWindow {
  readonly window: ChaosWindow;
  readonly clock: WindowClock;
  readonly credential: ChaosCredential;
  readonly bench: BenchHttpClient;
  readonly http: BookedHttpClient;
}

/** Runs a schedule over HTTP, on a real disk. @returns what must never happen and did */
export async function runHttpSchedule(schedule: HttpSchedule): Promise<readonly string[]> {
  const machine = await HttpMachine.start(schedule);
  try {
    const killed = machine.runKilledWindow();
    for (const { turns, window, action } of schedule.actions) {
      await machine.act(turns, window, action);
    }
    await killed;
    await machine.finish();
  } finally {
    await machine.stop();
  }
  return machine.books.violations;
}

/** One machine with its folder and its windows, and a sandbox as the service. */
class HttpMachine {
  readonly books = new Books((sessionId) => this.isOpen(sessionId));
  private readonly windows: readonly RunningWindow[];
  private readonly claims = new SharedClaims();
  private readonly retries = new ManualClock();
  private readonly retryClock: Clock;
  private readonly sockets = new ClientSockets();

  private constructor(
    private readonly schedule: HttpSchedule,
    private readonly clock: JumpingClock,
    private readonly tokens: Tokens,
    private readonly folder: ChaosFolder,
    private readonly sandbox: Sandbox,
  ) {
    const { retries } = this;
    this.retryClock = {
      now: () => clock.now(),
      monotonicNow: () => retries.monotonicNow(),
      delay: (ms, signal) => retries.delay(ms, signal),
    };
    this.windows = Array.from({ length: schedule.windows }, (_, id) => this.startWindow(id));
  }

  static async start(schedule: HttpSchedule): Promise<HttpMachine> {
    const clock = new JumpingClock();
    const tokens = new Tokens();
    const sandbox = await startSandbox({
      // The service has its own clock.
      now: () => someTime + clock.monotonicNow(),
      auth: (token) => !tokens.isExpired(token),
    });
    return new HttpMachine(schedule, clock, tokens, await ChaosFolder.make(), sandbox);
  }

  async act(turns: number, window: number, action: HttpAction): Promise<void> {
    for (let turn = 0; turn < turns; turn += 1) {
      await settle();
    }
    const perform: (action: never, window: ChaosWindow) => void = this.actions[action.kind];
    perform(action as never, this.windows[window % this.windows.length]!.window);
  }

  /** The sessions that its user has seen must not be lost with it. */
  async runKilledWindow(): Promise<void> {
    const { killedAfter } = this.schedule;
    if (killedAfter !== undefined) {
      const { endpoint } = this.sandbox;
      const shown = await runKilledWindow(endpoint, this.folder.path, killedAfter);
      shown.forEach(({ key, sessionId }) => {
        this.books.notePromised(key, sessionId, this.windows.length);
      });
    }
  }

  /** Lets everything come to rest on a healthy machine, and looks at what is there then. */
  async finish(): Promise<void> {
    this.folder.state = 'well';
    await this.rest();
    this.windows.forEach(({ window }) => {
      window.reload();
    });
    await this.rest();
    const records = await this.folder.records(this.clock);
    this.windows.forEach(({ window }) => {
      window.checkRecords(records);
    });
    this.books.checkNothingIsLost(new Set(records.values()));
    this.windows.forEach(({ window }) => {
      window.dispose();
    });
    await settle();
    this.checkDisposed();
    await this.checkFiles();
    this.checkViolations();
  }

  async stop(): Promise<void> {
    await this.sandbox.close();
    if (!(await inTime(this.sockets.allClosed()))) {
      this.books.violated('a connection stays open');
    }
    await this.folder.remove();
  }

  private readonly actions: {
    readonly [K in HttpAction['kind']]: (
      action: Extract<HttpAction, { readonly kind: K }>,
      window: ChaosWindow,
    ) => void;
  } = {
    create: ({ workbook, isByPath }, window) => {
      const address = addressOf(workbook, isByPath);
      window.create({ target: globalGraph, address, workbookName: '', persistChanges: true });
    },
    add: ({ workbook, isByPath }, window) => {
      const { driveId, itemId } = workbooks[workbook]!;
      window.add({
        ...{ target: globalGraph, workbookName: '', mode: 'unknownMode', account: accountInUse },
        sessionId: this.sandbox.openSession(driveId, itemId, true),
        address: addressOf(workbook, isByPath),
      });
    },
    close: ({ picks }, window) => {
      window.close(window.pick(picks));
    },
    closeAll: (_, window) => {
      window.close(window.keys());
    },
    refresh: ({ picks }, window) => {
      window.refresh(window.pick(picks));
    },
    forget: ({ pick }, window) => {
      window.pick([pick]).forEach((key) => {
        window.forget(key);
      });
    },
    cancel: ({ pick }, window) => {
      window.cancel(pick);
    },
    reload: (_, window) => {
      window.reload();
    },
    expireTokens: () => {
      this.tokens.expire();
    },
    adjustClock: ({ ms }) => {
      this.clock.adjust(ms);
    },
    disk: ({ state }) => {
      this.folder.state = state;
    },
    fault: ({ fault }) => {
      const { hit } = this.sandbox.fault(fault);
      if (fault.kind === 'silence') {
        void hit.then(() => {
          this.windows.forEach(({ bench }) => {
            bench.timeOut();
          });
        });
      }
    },
  };

  private startWindow(id: number): RunningWindow {
    const { books, retryClock } = this;
    const life = new Life();
    const clock = new WindowClock(this.clock, life);
    const credential = new ChaosCredential(life, this.tokens);
    const windowBooks = new WindowBooks(id, books, () => this.clock.monotonicNow());
    const bench = new BenchHttpClient(createHttpClient(), this.clock);
    const http = new BookedHttpClient(bench, windowBooks);
    const settings = () => ({ apiVersion: 'v1.0', endpoint: this.sandbox.endpoint }) as const;
    const window = new ChaosWindow({
      ...{ id, books, windowBooks, clock, retryClock, credential },
      claims: this.claims.ofWindow(),
      api: (logger) => new GraphWorkbookSessionApi({ http, clock, logger, settings }),
      store: (logger) => this.folder.store(clock, logger),
      newKey: () => randomUUID(),
    });
    window.reload();
    return { window, clock, credential, bench, http };
  }

  private isOpen(sessionId: string): boolean {
    return this.sandbox.openSessions.some((session) => session.sessionId === sessionId);
  }

  private async rest(): Promise<void> {
    const ended = Promise.all(this.windows.map(({ window }) => window.ended()));
    if (!(await inTime(ended))) {
      this.books.violated('a command never ended');
    }
    for (let round = 0; round < 10; round += 1) {
      await this.folder.rests();
      await this.retries.advance(this.retries.waits > 0 ? retryPauseMs : 0);
    }
    if (this.retries.waits > 0) {
      this.books.violated('something waits to be written on a healthy disk');
    }
  }

  private checkDisposed(): void {
    for (const { window, clock, credential, http } of this.windows) {
      window.checkCommands();
      if (clock.waits + credential.listeners + http.running + this.retries.waits > 0) {
        this.books.violated(`window ${window.id} leaves something behind`);
      }
    }
  }

  /** What a killed window left is removed a day later. */
  private async checkFiles(): Promise<void> {
    if (this.schedule.killedAfter !== undefined) {
      await this.folder.readLater(this.clock);
    }
    for (const name of await this.folder.temporaryFiles()) {
      this.books.violated(`${name} is left in the folder`);
    }
  }

  private checkViolations(): void {
    for (const { kind, detail } of this.sandbox.violations) {
      if (!bookedByWindows.includes(kind)) {
        this.books.violated(`${kind}: ${detail}`);
      }
    }
  }
}

/** @returns false when the promise isn't fulfilled in time */
async function inTime(promise: Promise<unknown>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => {
      resolve(false);
    }, restLimitMs);
  });
  try {
    return await Promise.race([promise.then(() => true), late]);
  } finally {
    clearTimeout(timer);
  }
}

function addressOf(workbook: number, isByPath: boolean): WorkbookAddress {
  const file = workbooks[workbook]!;
  return isByPath
    ? { drive: { kind: 'me' }, item: { kind: 'path', path: file.path } }
    : addressOfIds(file);
}
