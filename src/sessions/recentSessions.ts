import type { Clock } from '../base/clock';
import type { Disposable } from '../base/disposable';
import { Emitter } from '../base/event';
import type { SessionEnd } from '../model/closeOutcome';
import type { SessionList } from './sessionList';
import type { WorkbookSession } from '../model/workbookSession';

/** How many sessions are remembered after their end. */
export const mostRecentSessions = 20;

/** An ended session, as it was, and what ended it. */
export interface RecentSession {
  readonly session: WorkbookSession;
  readonly end: SessionEnd;
  /** Milliseconds since 1970. */
  readonly endedAt: number;
}

/** The sessions that this window last closed or found gone, newest first. In memory, without session IDs. */
export class RecentSessions implements Disposable {
  private readonly clearings = new Emitter<undefined>();
  private recent: readonly RecentSession[] = [];

  /** Fires when all are forgotten. */
  readonly onDidClear = this.clearings.event;

  constructor(
    private readonly list: Pick<SessionList, 'snapshot'>,
    private readonly clock: Clock,
  ) {}

  all(): readonly RecentSession[] {
    return this.recent;
  }

  /** Call this while the session is still listed. The list's own event follows. */
  note(end: SessionEnd): void {
    const session = this.list.snapshot(end.key);
    if (session) {
      const ended = { session, end, endedAt: this.clock.now() };
      this.recent = [ended, ...this.recent].slice(0, mostRecentSessions);
    }
  }

  clear(): void {
    if (this.recent.length > 0) {
      this.recent = [];
      this.clearings.fire(undefined);
    }
  }

  dispose(): void {
    this.clearings.dispose();
  }
}
