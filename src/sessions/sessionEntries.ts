import { defined } from '../base/defined';
import { shortIdOf } from '../model/sessionId';
import {
  isSameTarget,
  type GraphTarget,
  type SessionActivity,
  type SessionPhase,
  type StoredSession,
} from '../model/workbookSession';

/** One session as this window holds it. */
export interface SessionEntry extends StoredSession {
  readonly phase: SessionPhase;
  /** True when its record is on disk. */
  readonly isSaved: boolean;
  /**
   * This window's changes to the activity that the disk may lack. Empty when the disk lacks only other
   * windows' changes, undefined when it lacks nothing.
   */
  readonly unwritten: SessionActivity | undefined;
  /** The part of the session ID that may be shown, if any. */
  readonly shortId?: string;
}

/** A session ID, and its Graph unless that is unknown. */
export interface SessionToFind {
  readonly sessionId: string;
  readonly target?: GraphTarget;
}

/** Sessions by key and by session ID. */
export class SessionEntries {
  private readonly entries = new Map<string, SessionEntry>();
  private readonly keysOfId = new Map<string, Set<string>>();
  private readonly unwritten = new Set<string>();

  get(key: string): SessionEntry | undefined {
    return this.entries.get(key);
  }

  has(key: string): boolean {
    return this.entries.has(key);
  }

  keys(): Iterable<string> {
    return this.entries.keys();
  }

  /** The keys of the sessions with changes that the disk may lack. */
  unwrittenKeys(): ReadonlySet<string> {
    return this.unwritten;
  }

  findSame({ sessionId, target }: SessionToFind): SessionEntry | undefined {
    return [...(this.keysOfId.get(sessionId) ?? [])]
      .map((key) => this.entries.get(key))
      .find((entry) => entry && (!target || isSameTarget(entry.record.target, target)));
  }

  set(entry: Omit<SessionEntry, 'shortId'>): void {
    const { key, sessionId } = entry.record;
    const shortId = shortIdOf(sessionId);
    this.put(key, { ...entry, ...defined({ shortId }) });
    const keys = this.keysOfId.get(sessionId);
    if (keys) {
      keys.add(key);
    } else {
      this.keysOfId.set(sessionId, new Set([key]));
    }
  }

  /** Changes an entry, if it is there. */
  change(key: string, change: Partial<Omit<SessionEntry, 'record' | 'shortId'>>): void {
    const entry = this.entries.get(key);
    if (entry) {
      this.put(key, { ...entry, ...change });
    }
  }

  delete(key: string): void {
    const entry = this.entries.get(key);
    if (!entry) {
      return;
    }
    const { sessionId } = entry.record;
    const keys = this.keysOfId.get(sessionId);
    this.entries.delete(key);
    this.unwritten.delete(key);
    keys?.delete(key);
    if (keys?.size === 0) {
      this.keysOfId.delete(sessionId);
    }
  }

  private put(key: string, entry: SessionEntry): void {
    this.entries.set(key, entry);
    if (entry.unwritten) {
      this.unwritten.add(key);
    } else {
      this.unwritten.delete(key);
    }
  }
}
