import type { CloseOutcome, RefreshOutcome } from '../../src/model/closeOutcome';
import { maxAttempts } from '../../src/requests/retryState';

/** A session that the user was told about, or whose record was on the disk. */
interface KnownSession {
  readonly sessionId: string;
  readonly window: number;
  /** False while only a window's memory has it, and the user was told so. */
  isPromised: boolean;
}

/** What must never happen, noted as it happens, and what must be true in the end. */
export class Books {
  readonly violations: string[] = [];
  private readonly known = new Map<string, KnownSession>();
  private readonly forgotten = new Set<string>();
  private readonly removed = new Set<string>();
  private readonly endedWindows = new Set<number>();

  /** @param isOpen whether the service holds this session now */
  constructor(private readonly isOpen: (sessionId: string) => boolean) {}

  violated(what: string): void {
    this.violations.push(what);
  }

  /** The user was told that the session is listed and saved, or its record is on the disk. */
  notePromised(key: string, sessionId: string, window: number): void {
    this.known.set(key, { sessionId, window, isPromised: true });
    this.removed.delete(sessionId);
  }

  /** The user was told that the session is listed but not saved. */
  noteUnsaved(key: string, sessionId: string, window: number): void {
    if (!this.known.has(key) && !this.endedWindows.has(window)) {
      this.known.set(key, { sessionId, window, isPromised: false });
    }
  }

  /** The record is off the disk, and every window can see that. */
  noteRemoved(sessionId: string): void {
    this.removed.add(sessionId);
  }

  isRemoved(sessionId: string): boolean {
    return this.removed.has(sessionId);
  }

  noteForgotten(key: string): void {
    this.forgotten.add(key);
  }

  /** The window has ended. What only its memory had is lost, as the user was told. */
  noteWindowEnded(window: number): void {
    this.endedWindows.add(window);
    for (const [key, session] of this.known) {
      if (session.window === window && !session.isPromised) {
        this.known.delete(key);
      }
    }
  }

  /** Call this as each outcome is told. */
  checkOutcome(
    { key, outcome }: Pick<CloseOutcome | RefreshOutcome, 'key' | 'outcome'>,
    sessionId: string,
    window: number,
  ): void {
    if (hasEnded(outcome) && this.isOpen(sessionId)) {
      this.violated(`window ${window} said ${outcome} of session ${key}, which is open`);
    }
  }

  /** @param listed the IDs of the sessions on the disk, or in the memory of a living window */
  checkNothingIsLost(listed: ReadonlySet<string>): void {
    for (const [key, { sessionId }] of this.known) {
      if (!this.forgotten.has(key) && this.isOpen(sessionId) && !listed.has(sessionId)) {
        this.violated(`session ${key} is open and was known, but is listed nowhere`);
      }
    }
  }
}

/** True for the outcomes after which a session leaves the list. */
export function hasEnded(outcome: (CloseOutcome | RefreshOutcome)['outcome']): boolean {
  return outcome === 'closed' || outcome === 'alreadyGone' || outcome === 'gone';
}

/** A call as it goes out. */
export interface BookedCall {
  /** The same text for every address of a file. */
  readonly workbook: string;
  /** As the call names the file. */
  readonly address: string;
  /** False for a call that reads the drive and not the workbook. */
  readonly isExclusive: boolean;
  /** True for a call that no other window may make at the same time. */
  readonly isClaimed?: boolean;
  /** The session that the call closes. */
  readonly closes?: string | undefined;
}

/** The answer to a call as the window gets it. */
export interface BookedAnswer {
  /** The pause that the answer asks for. */
  readonly retryAfterMs?: number | undefined;
  /** True when the pause holds for every call, not only for those on the workbook. */
  readonly isForAllCalls?: boolean;
  /** True when the answer says that the session of the call is closed or gone. */
  readonly hasEnded?: boolean;
}

interface NotedPause {
  readonly from: number;
  readonly until: number;
  readonly isForAllCalls: boolean;
  readonly workbook: string;
  readonly address: string;
}

/** How many calls run on each workbook. */
export class RunningCalls {
  private readonly running = new Map<string, number>();

  /** @returns true when another call already runs there */
  begin(workbook: string): boolean {
    const others = this.running.get(workbook) ?? 0;
    this.running.set(workbook, others + 1);
    return others > 0;
  }

  end(workbook: string): void {
    this.running.set(workbook, (this.running.get(workbook) ?? 1) - 1);
  }
}

/** What one window sends and gets. A window knows only the answers that it got itself. */
export class WindowBooks {
  private readonly running = new RunningCalls();
  private readonly claimed = new Set<string>();
  private pauses: readonly NotedPause[] = [];
  private readonly ended = new Set<string>();
  private readonly closeCalls = new Map<string, number>();
  private readonly closeCommands = new Map<string, number>();

  /**
   * @param now a clock that nobody can set
   * @param others the calls of all windows, if windows must not call a workbook at the same time
   */
  constructor(
    private readonly window: number,
    private readonly books: Books,
    private readonly now: () => number,
    private readonly others?: RunningCalls,
  ) {}

  /** A command wants this session closed. */
  noteCloseCommand(sessionId: string): void {
    add(this.closeCommands, sessionId);
  }

  /** The session is listed anew, perhaps although it is closed: another close may follow. */
  noteListed(sessionId: string): void {
    this.ended.delete(sessionId);
  }

  /** @returns what to call with the answer */
  begin(call: BookedCall): (answer: BookedAnswer) => void {
    const { isExclusive, isClaimed = false, closes } = call;
    this.checkPauses(call);
    if (closes !== undefined) {
      this.checkClose(closes, isClaimed);
    }
    if (isExclusive) {
      this.beginOn(call);
    }
    return (answer) => {
      this.end(call, answer);
    };
  }

  /** The window was killed. Its calls claim nothing any more. */
  noteKilled(): void {
    this.claimed.forEach((workbook) => {
      this.others?.end(workbook);
    });
  }

  private beginOn({ workbook, isClaimed }: BookedCall): void {
    if (this.running.begin(workbook)) {
      this.violated(`called ${workbook} twice at once`);
    }
    if (isClaimed) {
      this.claimed.add(workbook);
      if (this.others?.begin(workbook)) {
        this.violated(`called ${workbook} while another window did`);
      }
    }
  }

  private end(
    { workbook, address, isExclusive, isClaimed, closes }: BookedCall,
    { retryAfterMs, isForAllCalls = false, hasEnded: isOver }: BookedAnswer,
  ): void {
    if (isExclusive) {
      this.running.end(workbook);
    }
    if (isClaimed) {
      this.claimed.delete(workbook);
      this.others?.end(workbook);
    }
    if (retryAfterMs !== undefined) {
      const from = this.now();
      const until = from + retryAfterMs;
      this.pauses = [...this.pauses, { from, until, isForAllCalls, workbook, address }];
    }
    if (isOver && closes !== undefined) {
      this.ended.add(closes);
    }
  }

  /**
   * A call that goes out in the same moment as the answer comes in may have been sent before. A lookup by another
   * address is made to find out whether it is the same file.
   */
  private checkPauses({ workbook, address, isExclusive }: BookedCall): void {
    const now = this.now();
    this.pauses = this.pauses.filter(({ until }) => now < until);
    const isPaused = (pause: NotedPause) =>
      pause.isForAllCalls ||
      (isExclusive ? pause.workbook === workbook : pause.address === address);
    if (this.pauses.some((pause) => pause.from < now && isPaused(pause))) {
      this.violated(`called ${workbook} before Retry-After was over`);
    }
  }

  private checkClose(sessionId: string, isClaimed: boolean): void {
    if (this.ended.has(sessionId)) {
      this.violated(`closed ${sessionId} again, which it knew to be closed`);
    }
    if (isClaimed && this.books.isRemoved(sessionId)) {
      this.violated(`closed ${sessionId}, which is off the list of every window`);
    }
    const most = maxAttempts * (this.closeCommands.get(sessionId) ?? 0);
    if (add(this.closeCalls, sessionId) > most) {
      this.violated(`closed ${sessionId} more often than ${most} times`);
    }
  }

  private violated(what: string): void {
    this.books.violated(`window ${this.window} ${what}`);
  }
}

function add(counts: Map<string, number>, name: string): number {
  const count = (counts.get(name) ?? 0) + 1;
  counts.set(name, count);
  return count;
}
