import type { Clock } from '../base/clock';
import type { Disposable } from '../base/disposable';
import type { RefreshOutcome } from '../model/closeOutcome';
import { toWorkbookSessionError, type ErrorCode } from '../model/errors';
import type { Logger } from '../model/ports';
import type { WorkbookSession } from '../model/workbookSession';
import type { SessionList } from './sessionList';
import type { SessionService } from './sessionService';

/** The part of half the idle time by which a refresh may come earlier or later. */
const jitter = 0.1;
/** How long to wait after a failure that may pass, in milliseconds. */
const retryMs = 15_000;
/** With less time left than this, in milliseconds, a session no longer waits for bulk commands. */
const urgentMs = 60_000;
/** The shortest wait of the timer, so that many sessions share a command. In milliseconds. */
const shortestWaitMs = 1000;
/**
 * The longest wait of the timer, in milliseconds. While a computer sleeps, timers may stand still, and the
 * user can change the idle limits and the time of day.
 */
const longestWaitMs = 30_000;

/** Failures that may pass by themselves. After any other failure, only the user can help. */
const passing: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'accessConflict',
  'badGateway',
  'gatewayTimeout',
  'internalServerError',
  'locked',
  'network',
  'outcomeUnknown',
  'serviceUnavailable',
  'throttled',
  'timedOut',
  'transientFailure',
]);

/** How a session is kept alive. */
interface KeptSession {
  /** The end as it is shown, in milliseconds since 1970. */
  readonly until: number;
  /** The same end by the clock that nobody can set. */
  readonly endsAt: number;
  /** The time between two refreshes, as a part of half the idle time. */
  readonly pace: number;
  /** After a failure: the earliest time of the next refresh, by the clock that nobody can set. */
  readonly retryAt: number;
}

/** A call that refreshes one or more sessions. */
interface RefreshCall {
  /** True when it waits until other commands have sent their requests. */
  readonly isBulk: boolean;
  /** Ends the waiting for requests that aren't under way. */
  readonly waiting: AbortController;
}

/** What keeping sessions alive needs. */
export interface KeepAliveDeps {
  readonly clock: Clock;
  readonly list: Pick<SessionList, 'onDidChange' | 'setKeepAlive' | 'snapshot'>;
  readonly logger: Pick<Logger, 'info' | 'warn'>;
  /** How long a session is kept alive at most, in milliseconds. */
  readonly maxMs: () => number;
  /** A number from 0 up to 1; absent: a random one. */
  readonly random?: () => number;
  readonly service: Pick<SessionService, 'refresh'>;
}

/**
 * Refreshes the sessions that the user wants to keep alive, each after about half of its idle time. Only
 * this window knows them, and only until it closes. If another window refreshes a session, this window waits
 * anew from then on. No dialog ever opens.
 *
 * While the user closes a session, it isn't refreshed. After a cancelled close, it is kept alive as before. A
 * close that failed ends this, because the user no longer wants the session: without refreshes, it expires.
 */
export class KeepAlive implements Disposable {
  private readonly kept = new Map<string, KeptSession>();
  /** The calls under way, by the keys of the sessions that have no outcome yet. */
  private readonly calls = new Map<string, RefreshCall>();
  /** When sessions that could not be kept alive were last active. */
  private readonly failed = new Map<string, number | undefined>();
  private readonly subscription: Disposable;
  private waiting = new AbortController();

  constructor(private readonly deps: KeepAliveDeps) {
    this.subscription = deps.list.onDidChange((keys) => {
      this.follow(keys);
    });
  }

  /** How many sessions are kept alive. */
  get count(): number {
    return this.kept.size;
  }

  /**
   * Keeps sessions alive from now on. For a session that is kept alive already, the time starts anew.
   * @returns how many sessions are kept alive, and until when, in milliseconds since 1970
   */
  start(keys: readonly string[]): { readonly count: number; readonly until: number } {
    const { clock, list, maxMs, random = Math.random } = this.deps;
    const ms = maxMs();
    const until = clock.now() + ms;
    const endsAt = clock.monotonicNow() + ms;
    const started = keys.filter((key) => isKeepable(list.snapshot(key)));
    for (const key of started) {
      const pace = 1 - jitter + 2 * jitter * random();
      this.failed.delete(key);
      list.setKeepAlive(key, { keptAliveUntil: until });
      this.kept.set(key, { until, endsAt, pace, retryAt: 0 });
    }
    this.tick();
    return { count: started.length, until };
  }

  /** Stops keeping sessions alive. @returns how many of them were kept alive */
  stop(keys: readonly string[]): number {
    const stopped = keys.filter((key) => this.kept.has(key));
    for (const key of stopped) {
      this.end(key);
    }
    this.tick();
    return stopped.length;
  }

  dispose(): void {
    this.kept.clear();
    this.waiting.abort();
    this.calls.forEach(({ waiting }) => {
      waiting.abort();
    });
    this.subscription.dispose();
  }

  /** Refreshes what is due, and sets the one timer again. */
  private tick(): void {
    this.waiting.abort();
    const due: string[] = [];
    let waitMs = longestWaitMs;
    for (const [key, kept] of this.kept) {
      const reason = this.reasonToEnd(key, kept);
      if (reason !== undefined) {
        this.end(key, reason);
        continue;
      }
      const ms = this.msUntilRefresh(key, kept);
      if (ms <= 0) {
        due.push(key);
      }
      waitMs = Math.min(waitMs, this.msUntilEnd(kept), ms);
    }
    this.refreshDue(due);
    if (this.kept.size > 0) {
      this.waiting = new AbortController();
      void this.tickAfter(Math.max(waitMs, shortestWaitMs), this.waiting.signal);
    }
  }

  private async tickAfter(ms: number, signal: AbortSignal): Promise<void> {
    try {
      await this.deps.clock.delay(ms, signal);
    } catch {
      return;
    }
    this.tick();
  }

  private msUntilEnd({ until, endsAt }: KeptSession): number {
    const { clock } = this.deps;
    return Math.min(until - clock.now(), endsAt - clock.monotonicNow());
  }

  /** The time until a session needs a call, or can't wait any longer in its bulk call. */
  private msUntilRefresh(key: string, { pace, retryAt }: KeptSession): number {
    const { clock, list } = this.deps;
    const now = clock.now();
    const session = list.snapshot(key);
    if (session?.status === 'closing') {
      return Infinity;
    }
    const call = this.calls.get(key);
    if (call) {
      const isWaiting = call.isBulk && !call.waiting.signal.aborted;
      return isWaiting ? msUntilUrgent(session, now) : Infinity;
    }
    const refreshAt = refreshTime(session, pace) ?? now;
    return Math.max(refreshAt - now, retryAt - clock.monotonicNow());
  }

  /** Ends the waiting of calls with urgent sessions, so that their sessions are due again in a moment. */
  private refreshDue(keys: readonly string[]): void {
    const { clock, list } = this.deps;
    const now = clock.now();
    const isUrgent = (key: string) => msUntilUrgent(list.snapshot(key), now) <= 0;
    keys.forEach((key) => this.calls.get(key)?.waiting.abort());
    const due = keys.filter((key) => !this.calls.has(key));
    void this.refresh(due.filter(isUrgent), false);
    void this.refresh(
      due.filter((key) => !isUrgent(key)),
      true,
    );
  }

  private async refresh(keys: readonly string[], isBulk: boolean): Promise<void> {
    if (keys.length === 0) {
      return;
    }
    const call: RefreshCall = { isBulk, waiting: new AbortController() };
    const pending = new Set(keys);
    keys.forEach((key) => this.calls.set(key, call));
    const onOutcome = (outcome: RefreshOutcome) => {
      pending.delete(outcome.key);
      this.calls.delete(outcome.key);
      this.note(outcome);
    };
    try {
      const { signal } = call.waiting;
      const options = { interactive: false, isBulk, signal, onOutcome };
      await this.deps.service.refresh(keys, options);
    } catch (error) {
      const { code } = toWorkbookSessionError(error);
      pending.forEach((key) => {
        onOutcome({ key, code, outcome: 'failed' });
      });
    }
    this.tick();
  }

  /** A session that has ended leaves the list, and so it is no longer kept alive. */
  private note(outcome: RefreshOutcome): void {
    const { key } = outcome;
    const kept = this.kept.get(key);
    if (!kept || outcome.outcome !== 'failed') {
      return;
    }
    const { clock, list, logger } = this.deps;
    const { code, retryAfterMs = 0 } = outcome;
    const session = list.snapshot(key);
    if (passing.has(code) && hasTimeLeft(session, clock.now())) {
      const retryAt = clock.monotonicNow() + Math.max(retryMs, retryAfterMs);
      this.kept.set(key, { ...kept, retryAt });
      return;
    }
    this.kept.delete(key);
    this.failed.set(key, session?.lastActiveAt);
    list.setKeepAlive(key, { keepAliveFailure: code });
    logger.warn(`Session ${key} could not be kept alive: ${code}.`);
  }

  /** Takes over what happened to sessions, whoever did it. */
  private follow(keys: ReadonlySet<string>): void {
    const { list } = this.deps;
    let isAnyDue = false;
    for (const key of keys) {
      const kept = this.kept.get(key);
      if (kept) {
        isAnyDue = this.endOrCheck(key, kept) || isAnyDue;
      } else if (this.failed.has(key)) {
        this.followFailed(key, list.snapshot(key));
      }
    }
    if (isAnyDue) {
      this.tick();
    } else if (this.kept.size === 0) {
      this.waiting.abort();
    }
  }

  /** @returns true when the session is due, for example after a cancelled close */
  private endOrCheck(key: string, kept: KeptSession): boolean {
    const reason = this.reasonToEnd(key, kept);
    if (reason !== undefined) {
      this.end(key, reason);
      return false;
    }
    return this.msUntilRefresh(key, kept) <= 0;
  }

  /** A session that was used again needs no note of a failure. */
  private followFailed(key: string, session: WorkbookSession | undefined): void {
    if (!session || session.lastActiveAt !== this.failed.get(key)) {
      this.failed.delete(key);
      this.deps.list.setKeepAlive(key);
    }
  }

  /** Why a session is no longer kept alive; undefined if it still is. */
  private reasonToEnd(key: string, kept: KeptSession): string | undefined {
    if (this.msUntilEnd(kept) <= 0) {
      return 'its time is over';
    }
    const session = this.deps.list.snapshot(key);
    if (!session) {
      return 'it is closed, gone, or forgotten';
    }
    return session.status === 'closeFailed' ? 'its close failed' : undefined;
  }

  /** @param reason for the log; absent: the user wants it */
  private end(key: string, reason = 'the user stopped it'): void {
    this.kept.delete(key);
    this.deps.list.setKeepAlive(key);
    this.deps.logger.info(`Session ${key} is no longer kept alive: ${reason}.`);
  }
}

/** A session that is being opened has no ID yet. A session that the user wants to close needs no more time. */
function isKeepable(session: WorkbookSession | undefined): boolean {
  return session?.status === 'open' || session?.status === 'maybeExpired';
}

function hasTimeLeft(session: WorkbookSession | undefined, now: number): boolean {
  return session?.expiresAt !== undefined && now < session.expiresAt;
}

/** The time of the next refresh; undefined if nothing is known of the last one. */
function refreshTime(session: WorkbookSession | undefined, pace: number): number | undefined {
  const { lastActiveAt, expiresAt } = session ?? {};
  return lastActiveAt === undefined || expiresAt === undefined
    ? undefined
    : lastActiveAt + ((expiresAt - lastActiveAt) / 2) * pace;
}

/** The time until a session is urgent; infinite if its time is over or not known. */
function msUntilUrgent(session: WorkbookSession | undefined, now: number): number {
  const { expiresAt } = session ?? {};
  return expiresAt === undefined || now >= expiresAt ? Infinity : expiresAt - urgentMs - now;
}
