import { untilAborted } from '../../base/abort';
import type { Clock } from '../../base/clock';
import type { Disposable } from '../../base/disposable';
import { SharedTask } from '../../base/mutex';
import { WorkbookSessionError } from '../../model/errors';
import type { Logger, WorkbookClaim, WorkbookClaims } from '../../model/ports';
import { Files, nodeFileSystem, systemCode } from '../../storage/files';
import { claimDisk, removeNow } from './claimDisk';
import { newWorkbook, written, type ClaimedWorkbook } from './claimedWorkbook';
import {
  ClaimFiles,
  thisProcess,
  type Claim,
  type ClaimDisk,
  type ClaimingProcess,
} from './claimFiles';

/** The pauses between two tries while another window has the workbook, in milliseconds. */
const firstPauseMs = 50;
const longestPauseMs = 250;
/** How long a workbook is kept after the last request, since the next one often follows. In milliseconds. */
const idleMs = 50;
/** The same if no other window was open when this window took it. A large command comes back to it later. */
const idleAloneMs = 2000;
/** After this time, in milliseconds, a workbook is handed over if another window is open. */
const longestTermMs = 2000;
/** Long enough that each waiting window tries once, in milliseconds. */
const handOverPauseMs = 300;
const renewalMs = 10_000;

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
 * The workbooks that this window has claimed among all windows, each with a file. If the folder can't be used,
 * requests go out without a file.
 */
export class WindowClaims implements WorkbookClaims, Disposable {
  private readonly workbooks = new Map<string, ClaimedWorkbook>();
  private readonly files: ClaimFiles;
  private readonly looking: SharedTask<boolean>;
  private sweeping: Promise<void> | undefined;
  private isReleasing = false;
  private isFailureLogged = false;
  private readonly disposed = new AbortController();

  constructor(private readonly deps: ClaimDeps) {
    const { folder, clock, process = thisProcess, isAnotherWindowOpen } = deps;
    const { disk = claimDisk(folder, new Files(nodeFileSystem, clock)) } = deps;
    this.files = new ClaimFiles(disk, clock, process);
    this.looking = new SharedTask(isAnotherWindowOpen);
  }

  claim(
    name: string,
    signal: AbortSignal,
    onHeld: () => void,
  ): WorkbookClaim | Promise<WorkbookClaim> {
    const workbook = this.workbooks.get(name) ?? newWorkbook(name);
    return workbook.isHeld && !this.isTermOver(workbook)
      ? this.use(workbook)
      : this.claimInTurn(workbook, signal, onHeld);
  }

  /** Removes the files synchronously, because a process that ends waits for nothing. */
  dispose(): void {
    this.disposed.abort(new WorkbookSessionError('cancelled'));
    for (const workbook of this.workbooks.values()) {
      const { claim } = workbook;
      workbook.keeping.abort();
      workbook.isHeld = false;
      // Requests that end later must not remove it again. By then, it may be another window's.
      workbook.claim = undefined;
      if (claim) {
        removeNow(this.deps.folder, claim);
      }
    }
    this.workbooks.clear();
  }

  private use(workbook: ClaimedWorkbook): WorkbookClaim {
    const { mayBeOutdated, writes } = workbook;
    workbook.users += 1;
    return {
      mayBeOutdated,
      end: (written) => {
        if (written) {
          const write = written
            .catch(() => undefined)
            .then(() => {
              writes.delete(write);
            });
          writes.add(write);
        }
        this.leave(workbook);
      },
    };
  }

  private leave(workbook: ClaimedWorkbook): void {
    workbook.users -= 1;
    workbook.idleSince = this.deps.clock.monotonicNow();
    if (workbook.users === 0 && !this.isReleasing && !this.disposed.signal.aborted) {
      void this.releaseIdle();
    }
  }

  /** Takes the workbook, or hands it over and takes it again. One request of this window does that at a time. */
  private async claimInTurn(
    workbook: ClaimedWorkbook,
    signal: AbortSignal,
    onHeld: () => void,
  ): Promise<WorkbookClaim> {
    this.workbooks.set(workbook.name, workbook);
    workbook.users += 1;
    const claim = workbook.changes.run(async () => {
      signal.throwIfAborted();
      if (workbook.isHeld && this.isTermOver(workbook)) {
        await this.handOver(workbook, signal, onHeld);
      }
      if (!workbook.isHeld) {
        await this.take(workbook, signal, onHeld);
      }
      return this.use(workbook);
    });
    try {
      return await untilAborted(claim, signal);
    } catch (error) {
      void claim.then(
        (late) => {
          late.end();
        },
        () => undefined,
      );
      throw error;
    } finally {
      this.leave(workbook);
    }
  }

  private isTermOver({ since }: ClaimedWorkbook): boolean {
    return this.deps.clock.monotonicNow() - since >= longestTermMs;
  }

  /** A look that fails says nothing, so there may be one. */
  private isAnotherWindowOpen(): Promise<boolean> {
    return this.looking.run().catch(() => true);
  }

  /** Lets the other windows go first, if there are any and no other request of this window is under way. */
  private async handOver(
    workbook: ClaimedWorkbook,
    signal: AbortSignal,
    onHeld: () => void,
  ): Promise<void> {
    const { clock } = this.deps;
    workbook.since = clock.monotonicNow();
    if (!(await this.isAnotherWindowOpen()) || workbook.users > 1) {
      return;
    }
    onHeld();
    await untilAborted(written(workbook, clock), signal);
    await this.release(workbook);
    await clock.delay(handOverPauseMs, signal);
  }

  private async take(
    workbook: ClaimedWorkbook,
    signal: AbortSignal,
    onHeld: () => void,
  ): Promise<void> {
    const { clock } = this.deps;
    this.sweeping ??= this.files.sweep().catch(() => undefined);
    const { claim, hadToWait } = await this.firstFree(workbook, signal, onHeld);
    if (this.disposed.signal.aborted) {
      await (claim && this.files.release(claim).catch(() => undefined));
    }
    this.disposed.signal.throwIfAborted();
    if (claim) {
      workbook.claim = claim;
      workbook.keeping = new AbortController();
      void this.keepRenewing(workbook, claim, workbook.keeping.signal);
    }
    workbook.isHeld = true;
    workbook.since = clock.monotonicNow();
    // Until this is known, the safe answer holds.
    workbook.mayBeOutdated = true;
    workbook.mayBeOutdated = hadToWait || isTakenOver(claim) || (await this.isAnotherWindowOpen());
    this.disposed.signal.throwIfAborted();
  }

  /** Tries until no other window has the workbook. @returns no claim when the folder can't be used */
  private async firstFree(
    workbook: ClaimedWorkbook,
    signal: AbortSignal,
    onHeld: () => void,
  ): Promise<{ readonly claim: Claim | undefined; readonly hadToWait: boolean }> {
    let answer = await this.tryToTake(workbook);
    if (answer !== 'held') {
      return { claim: answer, hadToWait: false };
    }
    onHeld();
    for (let pauseMs = firstPauseMs; answer === 'held'; pauseMs *= 1.5) {
      await this.deps.clock.delay(Math.min(pauseMs, longestPauseMs), signal);
      answer = await this.tryToTake(workbook);
    }
    return { claim: answer, hadToWait: true };
  }

  /** @returns undefined when the folder can't be used */
  private async tryToTake({ name }: ClaimedWorkbook): Promise<Claim | 'held' | undefined> {
    this.disposed.signal.throwIfAborted();
    try {
      return (await this.files.take(name)) ?? 'held';
    } catch (error) {
      this.logFailure(error);
      return undefined;
    }
  }

  /** Releases each workbook that no request has used for a while. It ends when every workbook is in use. */
  private async releaseIdle(): Promise<void> {
    const { clock } = this.deps;
    this.isReleasing = true;
    for (let areSomeIdle = true; areSomeIdle;) {
      try {
        await clock.delay(idleMs, this.disposed.signal);
      } catch {
        return;
      }
      const idle = [...this.workbooks.values()].filter(({ users }) => users === 0);
      const now = clock.monotonicNow();
      const isDue = ({ idleSince, mayBeOutdated }: ClaimedWorkbook) =>
        now - idleSince >= (mayBeOutdated ? idleMs : idleAloneMs);
      idle.filter(isDue).forEach((workbook) => {
        void this.giveUp(workbook);
      });
      areSomeIdle = idle.length > 0;
    }
    this.isReleasing = false;
  }

  /** Releases a workbook once the disk says what its requests did, unless another request claims it first. */
  private async giveUp(workbook: ClaimedWorkbook): Promise<void> {
    workbook.idleSince = Number.POSITIVE_INFINITY;
    await written(workbook, this.deps.clock);
    await workbook.changes.run(async () => {
      await (workbook.users > 0 ? undefined : this.release(workbook));
      if (workbook.users === 0 && this.workbooks.get(workbook.name) === workbook) {
        this.workbooks.delete(workbook.name);
      }
    });
  }

  private async release(workbook: ClaimedWorkbook): Promise<void> {
    const { claim } = workbook;
    workbook.isHeld = false;
    workbook.claim = undefined;
    workbook.keeping.abort();
    try {
      await (claim && this.files.release(claim));
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
    // This process must have been stopped for a minute. The next request waits for a new claim.
    await (workbook.claim === claim ? this.release(workbook) : undefined);
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

/** True when the window that had the workbook before has not given it up itself. */
function isTakenOver(claim: Claim | undefined): boolean {
  return claim !== undefined && claim.names.length > 1;
}
