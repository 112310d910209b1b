import { Emitter, type Event } from '../../../src/base/event';
import type { Clock } from '../../../src/base/clock';
import { WorkbookSessionError } from '../../../src/model/errors';
import type { AccessToken, AccessTokenRequest, Credential } from '../../../src/model/ports';
import type { ClaimDisk } from '../../../src/sessions/store/claimFiles';
import { anAccount } from '../../builders';

/** What a killed process waits for. */
export const never = new Promise<never>(() => undefined);

/** A window's process. After SIGKILL nothing of the window runs: what it waits for never comes. */
export class Life {
  isKilled = false;
  /** Called when the process is killed. */
  readonly atEnd = new Set<() => void>();

  kill(): void {
    this.isKilled = true;
    this.atEnd.forEach((end) => {
      end();
    });
  }

  /** The promise, as long as the process lives. */
  async survive<T>(promise: Promise<T>): Promise<T> {
    try {
      return await promise;
    } finally {
      if (this.isKilled) {
        await never;
      }
    }
  }
}

/** The machine's clock as one window uses it. Counts what waits for it. */
export class WindowClock implements Clock {
  waits = 0;

  constructor(
    private readonly clock: Clock,
    private readonly life: Life,
  ) {}

  now(): number {
    return this.clock.now();
  }

  monotonicNow(): number {
    return this.clock.monotonicNow();
  }

  async delay(ms: number, signal?: AbortSignal): Promise<void> {
    this.waits += 1;
    try {
      await this.life.survive(this.clock.delay(ms, signal));
    } finally {
      this.waits -= 1;
    }
  }
}

/** The tokens of the whole machine. */
export class Tokens {
  private issued = 0;
  private lastExpired = 0;

  next(): string {
    this.issued += 1;
    return `token-${this.issued}`;
  }

  /** The service rejects every token so far. */
  expire(): void {
    this.lastExpired = this.issued;
  }

  isExpired(value: string): boolean {
    return Number(value.slice('token-'.length)) <= this.lastExpired;
  }
}

/** The account in use. Everybody in these schedules is signed in with it, or nobody is. */
export const accountInUse = anAccount('ada');

/** Returns the same token until the service rejects it. */
export class ChaosCredential implements Credential {
  private readonly changes = new Emitter<void>();
  private token: string | undefined;
  private isSignedIn = true;
  /** How many listen to the changes of accounts. */
  listeners = 0;

  constructor(
    private readonly life: Life,
    private readonly tokens: Tokens,
  ) {}

  readonly onDidChangeAccounts: Event<void> = (listener) => {
    const subscription = this.changes.event(listener);
    this.listeners += 1;
    return {
      dispose: () => {
        this.listeners -= 1;
        subscription.dispose();
      },
    };
  };

  setSignedIn(isSignedIn = !this.isSignedIn): void {
    this.isSignedIn = isSignedIn;
    this.token = undefined;
    this.changes.fire();
  }

  getAccessToken({ refused }: AccessTokenRequest): Promise<AccessToken> {
    if (!this.isSignedIn) {
      return this.life.survive(Promise.reject(new WorkbookSessionError('signInRequired')));
    }
    this.token = this.token === refused ? undefined : this.token;
    this.token ??= this.tokens.next();
    const { token: value } = this;
    return this.life.survive(
      Promise.resolve({ value, audience: 'graph', account: accountInUse } as const),
    );
  }
}

/** The folder of the claims as one window uses it. */
export function claimDiskOf(disk: ClaimDisk, life: Life): ClaimDisk {
  return {
    names: () => life.survive(disk.names()),
    read: (name) => life.survive(disk.read(name)),
    create: (name, text) => life.survive(disk.create(name, text)),
    touch: (name) => life.survive(disk.touch(name)),
    remove: (name) => life.survive(disk.remove(name)),
  };
}
