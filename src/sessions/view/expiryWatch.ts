import type { WorkbookSession } from '../../model/workbookSession';
import { expiringSessions, nextExpiryNotice, noticeTime } from './expiryNoticeText';

/** Finds the sessions that need a notice. It looks at all sessions only when a notice may be due. */
export class ExpiryWatch {
  /** The keys of the sessions that a notice was about. */
  private readonly notified = new Set<string>();
  /** No notice is due before this time, in milliseconds since 1970. */
  private earliest = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly deps: {
      readonly sessions: () => readonly WorkbookSession[];
      readonly session: (key: string) => WorkbookSession | undefined;
    },
  ) {}

  /** Call this when sessions changed. */
  noteChanged(keys: ReadonlySet<string>, now: number): void {
    for (const key of keys) {
      const session = this.deps.session(key);
      const at = session ? noticeTime(session, now, this.notified) : Infinity;
      this.earliest = Math.min(this.earliest, at);
    }
  }

  /** Call this when all sessions may expire at other times than before. */
  noteAll(): void {
    this.earliest = Number.NEGATIVE_INFINITY;
  }

  /** When a notice may be due next, milliseconds since 1970; Infinity if it is due already, or never. */
  next(now: number): number {
    return this.earliest > now ? this.earliest : Infinity;
  }

  /** The sessions for a notice that is due. A session is returned once. */
  take(now: number): readonly WorkbookSession[] {
    if (now < this.earliest) {
      return [];
    }
    const sessions = this.deps.sessions();
    const expiring = expiringSessions(sessions, now, this.notified);
    expiring.forEach(({ key }) => this.notified.add(key));
    this.earliest = nextExpiryNotice(sessions, now, this.notified);
    return expiring;
  }
}
