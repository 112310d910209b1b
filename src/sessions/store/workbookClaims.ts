import { untilAborted } from '../../base/abort';
import type { Clock } from '../../base/clock';
import { Deferred } from '../../base/deferred';
import type { Disposable } from '../../base/disposable';
import type { Logger, WorkbookClaims, WorkbookTurn } from '../../model/ports';
import { Files, nodeFileSystem, systemCode } from '../../storage/files';
import { claimDisk, removeNow } from './claimDisk';
import {
  ClaimFiles,
  thisProcess,
  type Claim,
  type ClaimDisk,
  type ClaimingProcess,
} from './claimFiles';
import { WorkbookTurns } from './workbookTurns';

/** The pauses between two tries while another window has the claim, in milliseconds. */
const firstPauseMs = 50;
const longestPauseMs = 250;
/** After this time, in milliseconds, a claim is handed over if another window is open. */
const longestTermMs = 2000;
/** Long enough that each waiting window tries once, in milliseconds. */
const handOverPauseMs = 300;
const renewalMs = 10_000;
/** How long other windows wait for the files of a closed session to be removed, in milliseconds. */
const longestWriteMs = 10_000;

interface ClaimDeps {
  /** The folder that all windows share. */
  readonly folder: string;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly isAnotherWindowOpen: () => Promise<boolean>;
  readonly process?: ClaimingProcess;
  readonly disk?: ClaimDisk;
}

/**
 * One request at a time per workbook, across all windows. The requests of this window share a claim as long
 * as some want it. If the folder can't be used, requests go out without a claim.
 */
export class WindowClaims implements WorkbookClaims, Disposable {
  private readonly workbooks = new Map<string, ClaimedWorkbook>();
  private readonly files: ClaimFiles;
  private sweeping: Promise<void> | undefined;
  private isFailureLogged = false;
  private isDisposed = false;

  constructor(private readonly deps: ClaimDeps) {
    const { folder, clock, process = thisProcess } = deps;
    const { disk = claimDisk(folder, new Files(nodeFileSystem, clock)) } = deps;
    this.files = new ClaimFiles(disk, clock, process);
  }

  async turn(name: string, signal: AbortSignal, isBulk: boolean): Promise<WorkbookTurn> {
    this.sweeping ??= this.files.sweep().catch(() => undefined);
    const workbook = this.workbooks.get(name) ?? newWorkbook(name);
    this.workbooks.set(name, workbook);
    workbook.users += 1;
    return workbook.isHeld && !isBulk ? this.join(workbook) : this.nextTurn(workbook, signal);
  }

  /** A request that goes out beside those that take turns. The scheduler says when. */
  private join(workbook: ClaimedWorkbook): WorkbookTurn {
    const { mayBeOutdated } = workbook;
    const request = new Deferred<undefined>();
    workbook.pending.add(request.promise);
    return {
      mayBeOutdated,
      end: (written) => {
        void this.limited(written).finally(() => {
          workbook.pending.delete(request.promise);
          request.resolve(undefined);
          this.leave(workbook);
        });
      },
    };
  }

  private async nextTurn(workbook: ClaimedWorkbook, signal: AbortSignal): Promise<WorkbookTurn> {
    try {
      await workbook.turns.take(signal);
      await this.claimed(workbook, signal).catch((error: unknown) => {
        workbook.turns.pass();
        throw error;
      });
    } catch (error) {
      this.leave(workbook);
      throw error;
    }
    return {
      mayBeOutdated: workbook.mayBeOutdated,
      end: (written) => {
        const writing = this.limited(written).finally(() => {
          workbook.pending.delete(writing);
          this.leave(workbook);
        });
        workbook.pending.add(writing);
        workbook.turns.pass();
      },
    };
  }

  /** Removes the claims synchronously, because a process that ends waits for nothing. */
  dispose(): void {
    this.isDisposed = true;
    for (const workbook of this.workbooks.values()) {
      const { claim } = workbook;
      workbook.renewing.abort();
      workbook.isHeld = false;
      // Requests that end later must not remove it again. By then, it may be another window's.
      workbook.claim = undefined;
      if (claim) {
        removeNow(this.deps.folder, claim);
      }
    }
    this.workbooks.clear();
  }

  private leave(workbook: ClaimedWorkbook): void {
    workbook.users -= 1;
    if (workbook.users === 0) {
      void this.release(workbook).finally(() => {
        if (workbook.users === 0 && this.workbooks.get(workbook.name) === workbook) {
          this.workbooks.delete(workbook.name);
        }
      });
    }
  }

  /** Waits until this window has the claim. */
  private async claimed(workbook: ClaimedWorkbook, signal: AbortSignal): Promise<void> {
    await untilAborted(workbook.releasing, signal);
    this.throwIfDisposed();
    if (workbook.isHeld && (await this.isTermOver(workbook))) {
      while (workbook.pending.size > 0) {
        await untilAborted(Promise.all(workbook.pending), signal);
      }
      await this.release(workbook);
      await this.deps.clock.delay(handOverPauseMs, signal);
    }
    if (!workbook.isHeld) {
      await this.take(workbook, signal);
    }
  }

  private async isTermOver(workbook: ClaimedWorkbook): Promise<boolean> {
    const now = this.deps.clock.monotonicNow();
    if (now - workbook.since < longestTermMs) {
      return false;
    }
    workbook.since = now;
    return this.deps.isAnotherWindowOpen();
  }

  private async take(workbook: ClaimedWorkbook, signal: AbortSignal): Promise<void> {
    const { clock, isAnotherWindowOpen } = this.deps;
    let answer = await this.tryToTake(workbook);
    const hasToWait = answer === 'held';
    for (let pauseMs = firstPauseMs; answer === 'held'; pauseMs *= 1.5) {
      await clock.delay(Math.min(pauseMs, longestPauseMs), signal);
      answer = await this.tryToTake(workbook);
    }
    if (answer) {
      workbook.claim = answer;
      workbook.renewing = new AbortController();
      void this.keepRenewing(workbook, answer, workbook.renewing.signal);
    }
    try {
      workbook.mayBeOutdated = hasToWait || (await isAnotherWindowOpen());
      this.throwIfDisposed();
    } catch (error) {
      // The next request takes it anew, and would wait for this one.
      await this.release(workbook);
      throw error;
    }
    workbook.since = clock.monotonicNow();
    workbook.isHeld = true;
  }

  /** @returns undefined when the folder can't be used */
  private async tryToTake({ name }: ClaimedWorkbook): Promise<Claim | 'held' | undefined> {
    this.throwIfDisposed();
    let claim: Claim | undefined;
    try {
      claim = await this.files.take(name);
    } catch (error) {
      this.logFailure(error);
      return undefined;
    }
    if (claim && this.isDisposed) {
      await this.files.release(claim).catch(() => undefined);
    }
    this.throwIfDisposed();
    return claim ?? 'held';
  }

  private throwIfDisposed(): void {
    if (this.isDisposed) {
      throw new Error('The window has closed.');
    }
  }

  /** Whoever wants the claim next waits for this and for all earlier removals. */
  private release(workbook: ClaimedWorkbook): Promise<void> {
    const { claim, releasing } = workbook;
    workbook.isHeld = false;
    workbook.claim = undefined;
    workbook.renewing.abort();
    const removal = claim ? this.remove(claim) : Promise.resolve();
    workbook.releasing = releasing.then(() => removal);
    return workbook.releasing;
  }

  private async remove(claim: Claim): Promise<void> {
    try {
      await this.files.release(claim);
    } catch (error) {
      this.logFailure(error);
    }
  }

  private async keepRenewing(
    workbook: ClaimedWorkbook,
    claim: Claim,
    signal: AbortSignal,
  ): Promise<void> {
    for (let isOurs = true; isOurs;) {
      try {
        await this.deps.clock.delay(renewalMs, signal);
      } catch {
        return;
      }
      isOurs = await this.files.renew(claim).catch(() => true);
    }
    // This process must have been stopped for a minute. The next turn waits for a new claim.
    await (workbook.claim === claim ? this.release(workbook) : undefined);
  }

  private async limited(written: Promise<void> | undefined): Promise<void> {
    const end = new AbortController();
    const limit = this.deps.clock.delay(longestWriteMs, end.signal).catch(() => undefined);
    await Promise.race([written, limit]).catch(() => undefined);
    end.abort();
  }

  private logFailure(error: unknown): void {
    if (!this.isFailureLogged) {
      this.isFailureLogged = true;
      const reason = systemCode(error) ?? 'unknown error';
      this.deps.logger.warn(
        `The claims of workbooks can't be written (${reason}). Several windows may call a workbook at once.`,
      );
    }
  }
}

/** A workbook to which this window sends requests. */
interface ClaimedWorkbook {
  readonly name: string;
  readonly turns: WorkbookTurns;
  /** How many requests want the turn, have it, or have files still to be written. */
  users: number;
  /** What must end before the claim is handed over. */
  readonly pending: Set<Promise<void>>;
  releasing: Promise<void>;
  /** True also when requests go out without a claim. */
  isHeld: boolean;
  claim: Claim | undefined;
  /** Aborted when the claim is released. */
  renewing: AbortController;
  since: number;
  mayBeOutdated: boolean;
}

function newWorkbook(name: string): ClaimedWorkbook {
  return {
    ...{ name, turns: new WorkbookTurns(), users: 0, pending: new Set() },
    ...{ releasing: Promise.resolve(), renewing: new AbortController() },
    ...{ isHeld: false, claim: undefined, since: 0, mayBeOutdated: false },
  };
}
