import { createHash, randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { literal, object, string } from 'valibot';
import type { Clock } from '../../base/clock';
import { parseJson } from '../../base/json';
import { isProcessRunning } from '../../base/runningProcess';
import { readAs, validProcessId } from '../../base/schema';

const formatVersion = 1;
/** How long a claim is watched without a sign of life until it counts as given up, in milliseconds. */
const claimLimitMs = 60_000;
/** How much of the time between two looks counts as watched. The machine may have slept meanwhile. */
const longestLookMs = 1000;
/** After this time, in milliseconds, a window that starts removes a claim that nobody holds. */
const orphanAgeMs = 24 * 60 * 60_000;

const claimFields = object({
  version: literal(formatVersion),
  host: string(),
  processId: validProcessId,
  token: string(),
});

/** A file with a claim. */
export interface ClaimFile {
  readonly text: string;
  /** Changes whenever the holder gives a sign of life. */
  readonly changedAt: number;
}

/** The folder of the claims, which all windows share. */
export interface ClaimDisk {
  names(): Promise<readonly string[]>;
  /** @returns undefined when there is no such file */
  read(name: string): Promise<ClaimFile | undefined>;
  /** @returns false when the file exists already */
  create(name: string, text: string): Promise<boolean>;
  touch(name: string): Promise<void>;
  /** Removes the file, if it exists. */
  remove(name: string): Promise<void>;
}

/** The process that holds claims. */
export interface ClaimingProcess {
  readonly host: string;
  readonly ownId: number;
  readonly isRunning: (processId: number) => boolean;
}

export const thisProcess: ClaimingProcess = {
  host: hostname(),
  ownId: process.pid,
  isRunning: isProcessRunning,
};

/** A claim that this window holds. */
export interface Claim {
  /** The names of the claims that were given up before it, and of its own at the end. */
  readonly names: readonly string[];
  readonly text: string;
}

/**
 * Claims as files, each held by one window of all. A claim that its holder gave up is not removed by others,
 * because they may see it late and remove the next one. Instead, the name of its successor follows from its
 * text, and whoever creates that file holds the claim. The system lets only one create it.
 */
export class ClaimFiles {
  /** The texts of the claims of this window. */
  private readonly own = new Set<string>();
  private readonly watched = new Map<string, Watch>();

  constructor(
    private readonly disk: ClaimDisk,
    private readonly clock: Clock,
    private readonly process: ClaimingProcess,
  ) {}

  /** @returns undefined while another window holds it */
  async take(subject: string): Promise<Claim | undefined> {
    return this.takeFrom(hashOf(subject));
  }

  /** Gives a sign of life. @returns false when the claim is lost */
  async renew(claim: Claim): Promise<boolean> {
    const [first = ''] = claim.names;
    const { holder } = await this.follow(first);
    // To this window its own claim is never given up. Only the successor tells what others think.
    if (holder !== claim.text || (await this.disk.read(nameAfter(claim)))) {
      return false;
    }
    await this.disk.touch(lastName(claim));
    return true;
  }

  /**
   * The oldest file goes first. After that, the others mean nothing, and a new claim can be made. The files of
   * a claim that was taken over stay: they lead to the next holder, who removes them.
   */
  async release(claim: Claim): Promise<void> {
    const removals: PromiseSettledResult<void>[] = [];
    try {
      for (const name of (await this.isLost(claim)) ? [] : claim.names) {
        removals.push(...(await Promise.allSettled([this.disk.remove(name)])));
        this.watched.delete(name);
      }
    } finally {
      this.own.delete(claim.text);
    }
    const failure = removals.find(({ status }) => status === 'rejected');
    if (failure?.status === 'rejected') {
      throw failure.reason;
    }
  }

  /** Removes old files of windows that were killed. */
  async sweep(): Promise<void> {
    for (const name of await this.disk.names()) {
      const file = await this.disk.read(name);
      const isOld = file && this.clock.now() - file.changedAt > orphanAgeMs;
      const claim = isOld ? await this.takeFrom(name) : undefined;
      await (claim ? this.release(claim) : undefined);
    }
  }

  private async takeFrom(first: string): Promise<Claim | undefined> {
    const text = this.newText();
    if (await this.createOwn(first, text)) {
      return { names: [first], text };
    }
    const { names, holder } = await this.follow(first);
    const [name = ''] = names.slice(-1);
    if (holder !== undefined || !(await this.createOwn(name, text))) {
      return undefined;
    }
    // The files before it may have been removed meanwhile. Then a new claim may have been made.
    let isHolder = false;
    try {
      isHolder = (await this.follow(first)).holder === text;
    } finally {
      // Also when the look fails. Otherwise this window would wait for its own claim.
      await (isHolder ? undefined : this.release({ names: [name], text }));
    }
    return isHolder ? { names, text } : undefined;
  }

  /** True when the file is gone, or others saw the claim given up and one of them took it over. */
  private async isLost(claim: Claim): Promise<boolean> {
    const file = await this.disk.read(lastName(claim));
    return file?.text !== claim.text || (await this.disk.read(nameAfter(claim))) !== undefined;
  }

  private async createOwn(name: string, text: string): Promise<boolean> {
    let isCreated = false;
    this.own.add(text);
    try {
      isCreated = await this.disk.create(name, text);
    } finally {
      if (!isCreated) {
        this.own.delete(text);
      }
    }
    return isCreated;
  }

  /** The names from the first claim to the one that counts, and the text of that one unless it is free. */
  private async follow(first: string): Promise<{ names: readonly string[]; holder?: string }> {
    const names = [first];
    for (let name = first; ; names.push(name)) {
      const file = await this.disk.read(name);
      if (!file) {
        return { names };
      }
      if (!this.isGivenUp(name, file)) {
        return { names, holder: file.text };
      }
      name = successorOf(name, file.text);
    }
  }

  private isGivenUp(name: string, file: ClaimFile): boolean {
    const claim = readAs(claimFields, parseJson(file.text));
    const { host, ownId, isRunning } = this.process;
    if (claim?.host === host) {
      const isAlive =
        claim.processId === ownId ? this.own.has(file.text) : isRunning(claim.processId);
      return !isAlive || this.isUnchanged(name, file);
    }
    return this.isUnchanged(name, file);
  }

  /** True when this window has watched the file for a minute and it has not changed. */
  private isUnchanged(name: string, { text, changedAt }: ClaimFile): boolean {
    if (this.own.has(text)) {
      return false;
    }
    const now = this.clock.monotonicNow();
    const before = this.watched.get(name);
    const isSame = before?.text === text && before.changedAt === changedAt;
    const forMs = isSame ? before.forMs + Math.min(now - before.lookedAt, longestLookMs) : 0;
    this.watched.set(name, { text, changedAt, forMs, lookedAt: now });
    return forMs >= claimLimitMs;
  }

  private newText(): string {
    const { host, ownId: processId } = this.process;
    return JSON.stringify({ version: formatVersion, host, processId, token: randomUUID() });
  }
}

/** How long a file has been watched without a change. */
interface Watch extends ClaimFile {
  readonly forMs: number;
  readonly lookedAt: number;
}

/** The name of the file that a window creates to take over this claim. */
export function nameAfter(claim: Claim): string {
  return successorOf(lastName(claim), claim.text);
}

export function lastName({ names }: Claim): string {
  return names.at(-1) ?? '';
}

function successorOf(name: string, text: string): string {
  return hashOf(`${name} ${text}`);
}

/** A file name that doesn't tell the subject. */
function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 32);
}
