import type { Clock } from '../base/clock';
import type { Disposable } from '../base/disposable';
import { Emitter } from '../base/event';
import type { SessionEnd } from '../model/closeOutcome';
import type { SessionList } from './sessionList';
import type { WorkbookSession } from '../model/workbookSession';

/** How many sessions are remembered after their end. */
export const mostRecentSessions = 20;

/** A session that has ended, as it was and what ended it. */
export interface RecentSession {
  readonly session: WorkbookSession;
  readonly end: SessionEnd;
  /** Milliseconds since 1970. */
  readonly endedAt: number;
}

/** The sessions that this window closed or found gone last, newest first; in memory, without their ids. */
export class RecentSessions implements Disposable {
  private readonly clearings = new Emitter<undefined>();
  private recent: readonly RecentSession[] = [];

  /** Tells that none is remembered any more. */
  readonly onDidClear = this.clearings.event;

  constructor(
    private readonly list: Pick<SessionList, 'snapshots'>,
    private readonly clock: Clock,
  ) {}

  all(): readonly RecentSession[] {
    return this.recent;
  }

  /** To be called while the session is still listed; the list's own change tells of it. */
  note(end: SessionEnd): void {
    const session = this.list.snapshots().find(({ key }) => key === end.key);
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
