import type { Action, DiskState, Schedule, TimedAction } from './schedule';
import { anAccount, globalGraph } from '../../builders';
import { ManualClock } from '../../fakes/manualClock';
import { MemoryClaimDisk } from '../../fakes/memoryClaimDisk';
import { RecordingLogger } from '../../fakes/recordingLogger';
import { WindowClaims } from '../../../src/sessions/store/workbookClaims';
import { Books, RunningCalls, WindowBooks } from '../books';
import { ChaosDisk } from './chaosDisk';
import { ChaosWindow } from '../chaosWindow';
import { accountInUse, ChaosCredential, claimDiskOf, Life, Tokens, WindowClock } from './life';
import { addressOf, SimulatedGraph } from './simulatedGraph';

/** After so long, in milliseconds, everything must have come to rest. */
const restLimitMs = 4 * 3_600_000;

/** The states of the disk in which every window can read it. */
const readable: readonly DiskState[] = ['well', 'full', 'slow'];

/** True when every window sees each removal of a record: no window ends meanwhile, and none removes it for itself. */
function isSeen(actions: Schedule['actions']): boolean {
  return actions.every(({ action }) =>
    action.kind === 'disk'
      ? readable.includes(action.state)
      : !['forget', 'dispose', 'kill'].includes(action.kind),
  );
}

/** A window that runs, with what the machine knows of it. */
interface RunningWindow {
  readonly window: ChaosWindow;
  readonly life: Life;
  readonly claims: WindowClaims;
  readonly clocks: readonly WindowClock[];
  readonly credential: ChaosCredential;
  /** The keys that it listed after the last step. */
  listed: ReadonlySet<string>;
}

/**
 * Runs a schedule on the pure core.
 * @param windowsTakeTurns whether windows must not call a workbook at the same time
 * @returns what must never happen and did
 */
export async function runSchedule(
  schedule: Schedule,
  windowsTakeTurns = true,
): Promise<readonly string[]> {
  const machine = new Machine(schedule, windowsTakeTurns);
  for (const timed of schedule.actions) {
    await machine.act(timed);
  }
  await machine.finish();
  return machine.books.violations;
}

/** One machine with its disk and its windows, and the service. */
class Machine {
  readonly books = new Books((sessionId) => this.graph.isOpen(sessionId));
  private readonly clock = new ManualClock();
  private readonly tokens = new Tokens();
  private readonly graph: SimulatedGraph;
  private readonly disk: ChaosDisk;
  private readonly slots: (RunningWindow | undefined)[];
  private readonly claims = new MemoryClaimDisk();
  private readonly disposed: RunningWindow[] = [];
  private readonly running: RunningCalls | undefined;
  private started = 0;
  private keys = 0;

  constructor({ windows, answers, actions }: Schedule, windowsTakeTurns: boolean) {
    this.disk = new ChaosDisk(this.clock, this.books, isSeen(actions));
    this.running = windowsTakeTurns ? new RunningCalls() : undefined;
    this.graph = new SimulatedGraph(this.clock, this.tokens, answers);
    this.slots = Array.from({ length: windows }, () => this.startWindow());
  }

  async act({ afterMs, window, action }: TimedAction): Promise<void> {
    await this.clock.advance(afterMs);
    this.checkLists();
    const slot = window % this.slots.length;
    const running = (this.slots[slot] ??= this.startWindow());
    const perform: (action: never, running: RunningWindow) => void = this.actions[action.kind];
    perform(action as never, running);
    if (action.kind === 'kill' || action.kind === 'dispose') {
      this.slots[slot] = undefined;
      this.books.noteWindowEnded(running.window.id);
    }
    await this.clock.advance(0);
    this.checkLists();
    this.checkTimers();
  }

  /** Lets everything come to rest on a healthy machine, and looks at what is there then. */
  async finish(): Promise<void> {
    this.graph.calmDown();
    this.disk.setState('well');
    this.living().forEach(({ credential }) => {
      credential.setSignedIn(true);
    });
    await this.rest();
    this.living().forEach(({ window }) => {
      window.reload();
    });
    await this.rest();
    this.checkEnd();
    this.living().forEach((running) => {
      this.dispose(running);
    });
    await this.clock.advance(0);
    this.checkDisposed();
  }

  private readonly actions: {
    readonly [K in Action['kind']]: (
      action: Extract<Action, { readonly kind: K }>,
      running: RunningWindow,
    ) => void;
  } = {
    create: ({ workbook, isByPath }, { window }) => {
      const address = addressOf(workbook, isByPath);
      window.create({ target: globalGraph, address, workbookName: '', persistChanges: true });
    },
    add: ({ workbook, isByPath, isOwn }, { window }) => {
      const sessionId = this.graph.openSession(workbook, isOwn ? accountInUse : anAccount('bob'));
      window.add({
        ...{ target: globalGraph, sessionId, workbookName: '', mode: 'unknownMode' },
        address: addressOf(workbook, isByPath),
        ...(isOwn ? { account: accountInUse } : {}),
      });
    },
    close: ({ picks }, { window }) => {
      window.close(window.pick(picks));
    },
    closeAll: (_, { window }) => {
      window.close(window.keys());
    },
    refresh: ({ picks }, { window }) => {
      window.refresh(window.pick(picks));
    },
    forget: ({ pick }, { window }) => {
      window.pick([pick]).forEach((key) => {
        window.forget(key);
      });
    },
    saveAgain: ({ pick }, { window }) => {
      window.pick([pick]).forEach((key) => {
        window.saveAgain(key);
      });
    },
    cancel: ({ pick }, { window }) => {
      window.cancel(pick);
    },
    reload: (_, { window }) => {
      window.reload();
    },
    toggleSignIn: (_, { credential }) => {
      credential.setSignedIn();
    },
    expireTokens: () => {
      this.tokens.expire();
    },
    endSessions: ({ workbook }) => {
      this.graph.endSessions(workbook);
    },
    adjustClock: ({ ms }) => {
      this.clock.adjust(ms);
    },
    sleep: ({ ms }) => {
      this.clock.sleep(ms);
    },
    disk: ({ state }) => {
      this.disk.setState(state);
    },
    kill: ({ isCarriedOut }, { life }) => {
      this.graph.carriesOutOfKilled = isCarriedOut;
      life.kill();
    },
    dispose: (_, running) => {
      this.dispose(running);
    },
  };

  private startWindow(): RunningWindow {
    const id = this.started;
    this.started += 1;
    const life = new Life();
    const clock = new WindowClock(this.clock, life);
    const retryClock = new WindowClock(this.clock, life);
    const credential = new ChaosCredential(life, this.tokens);
    const { books } = this;
    const now = () => this.clock.monotonicNow();
    const windowBooks = new WindowBooks(id, books, now, this.running);
    const claims = this.claimsOf(id, clock, life);
    const window = new ChaosWindow({
      ...{ id, books, windowBooks, clock, retryClock, credential },
      claims,
      api: () => this.graph.connect(life, windowBooks),
      store: () => this.disk.store(id, life),
      newKey: () => `key-${(this.keys += 1)}`,
    });
    life.atEnd.add(() => {
      windowBooks.noteKilled();
    });
    window.reload();
    return { window, life, claims, clocks: [clock, retryClock], credential, listed: new Set() };
  }

  /** Its process has the number after the window's, since there is no process 0. */
  private claimsOf(id: number, clock: WindowClock, life: Life): WindowClaims {
    return new WindowClaims({
      ...{ clock, logger: new RecordingLogger(), folder: 'none' },
      isAnotherWindowOpen: () => life.survive(Promise.resolve(this.living().length > 1)),
      process: { host: 'machine', ownId: id + 1, isRunning: (other) => this.isRunning(other) },
      disk: claimDiskOf(this.claims, life),
    });
  }

  private isRunning(processId: number): boolean {
    return this.living().some(({ window }) => window.id + 1 === processId);
  }

  private dispose(running: RunningWindow): void {
    running.window.dispose();
    running.claims.dispose();
    this.disposed.push(running);
  }

  private living(): readonly RunningWindow[] {
    return this.slots.filter((running) => running !== undefined);
  }

  private async rest(): Promise<void> {
    const end = this.clock.monotonicNow() + restLimitMs;
    do {
      await this.clock.advance(60_000);
      this.checkLists();
    } while (this.clock.waits > 0 && this.clock.monotonicNow() < end);
    if (this.clock.waits > 0) {
      this.books.violated('something waits for the clock for hours');
    }
  }

  /** A session whose record is on the disk leaves a list only if its window took it off. */
  private checkLists(): void {
    const { records } = this.disk.content;
    for (const running of this.living()) {
      const { window, listed } = running;
      const now = new Set(window.keys());
      for (const key of listed) {
        if (!now.has(key) && !window.removed.has(key) && records.has(key)) {
          this.books.violated(`window ${window.id} dropped session ${key}, whose record is there`);
        }
      }
      running.listed = now;
    }
  }

  private checkEnd(): void {
    const records = new Map(
      [...this.disk.content.records].map(([key, { sessionId }]) => [key, sessionId]),
    );
    for (const { window } of this.living()) {
      window.checkRecords(records);
    }
    this.books.checkNothingIsLost(new Set(records.values()));
    for (const { text } of this.claims.files.values()) {
      const { processId } = JSON.parse(text) as { readonly processId: number };
      if (this.isRunning(processId)) {
        this.books.violated(`process ${processId} keeps a claim that it no longer uses`);
      }
    }
  }

  private checkDisposed(): void {
    this.checkTimers();
    for (const { window, credential } of this.disposed) {
      window.checkCommands();
      if (credential.listeners > 0) {
        this.books.violated(`window ${window.id} listens to its credential after its end`);
      }
    }
  }

  private checkTimers(): void {
    for (const { window, clocks } of this.disposed) {
      if (clocks.some(({ waits }) => waits > 0)) {
        this.books.violated(`window ${window.id} waits for the clock after its end`);
      }
    }
  }
}
