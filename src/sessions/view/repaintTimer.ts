import type { Clock } from '../../base/clock';
import type { Disposable } from '../../base/disposable';
import { Emitter } from '../../base/event';
import type { WorkbookSession } from '../../model/workbookSession';
import { minutesLeft, stateAt } from './sessionTexts';

const msPerMinute = 60_000;

/**
 * When the text of a session changes next because time passes, milliseconds since 1970. Always later than
 * `now`, so a timer never fires in a loop.
 */
export function nextRepaint(sessions: readonly WorkbookSession[], now: number): number | undefined {
  const changes = sessions
    .filter((session) => stateAt(session, now) === 'open')
    .flatMap((session) =>
      session.expiresAt === undefined
        ? []
        : [session.expiresAt - (minutesLeft(session, now) - 1) * msPerMinute],
    );
  return changes.length === 0 ? undefined : Math.min(...changes);
}

/** Fires when something shown has to change because time passes. Waits only while something is shown. */
export class RepaintTimer implements Disposable {
  private readonly ticks = new Emitter<undefined>();
  private waiting = new AbortController();

  readonly onDidTick = this.ticks.event;

  /** @param next when to fire next, milliseconds since 1970 */
  constructor(
    private readonly clock: Clock,
    private readonly next: (now: number) => number | undefined,
    private readonly isAnythingShown: () => boolean,
  ) {}

  /** Sets the timer again. Call this after the sessions or the views have changed. */
  reset(): void {
    this.waiting.abort();
    const now = this.clock.now();
    const next = this.isAnythingShown() ? this.next(now) : undefined;
    if (next !== undefined) {
      this.waiting = new AbortController();
      void this.tickAfter(next - now, this.waiting.signal);
    }
  }

  dispose(): void {
    this.waiting.abort();
    this.ticks.dispose();
  }

  private async tickAfter(ms: number, signal: AbortSignal): Promise<void> {
    try {
      await this.clock.delay(ms, signal);
    } catch {
      return;
    }
    this.ticks.fire(undefined);
    this.reset();
  }
}
