import type { Clock } from '../../base/clock';
import { Mutex } from '../../base/mutex';
import type { Claim } from './claimFiles';

/** How long other windows wait for the files of a closed session to be removed, in milliseconds. */
const longestWriteMs = 10_000;

/** A workbook that this window has claimed, or wants to. */
export interface ClaimedWorkbook {
  readonly name: string;
  /** Lets one task at a time take the workbook, hand it over, or release it. */
  readonly changes: Mutex;
  /** How many requests have a claim or wait for one. */
  users: number;
  /** When the last request ended. Infinite while the workbook is being released. */
  idleSince: number;
  /** What must be written before other windows may go on. */
  readonly writes: Set<Promise<void>>;
  /** True also when requests go out without a file. */
  isHeld: boolean;
  claim: Claim | undefined;
  /** Aborted when the claim is released. */
  keeping: AbortController;
  /** When this window took the workbook, or kept it because no other window was open. */
  since: number;
  /** True when another window may have sent requests before this window took the workbook. */
  mayBeOutdated: boolean;
}

export function newWorkbook(name: string): ClaimedWorkbook {
  return {
    ...{ name, changes: new Mutex(), users: 0, idleSince: 0, writes: new Set() },
    ...{ isHeld: false, claim: undefined, keeping: new AbortController() },
    ...{ since: 0, mayBeOutdated: false },
  };
}

/** Waits until the disk says what the workbook's requests did, but not for long. */
export async function written({ writes, keeping }: ClaimedWorkbook, clock: Clock): Promise<void> {
  if (writes.size > 0) {
    const limit = clock.delay(longestWriteMs, keeping.signal).catch(() => undefined);
    await Promise.race([Promise.all(writes), limit]);
  }
}
