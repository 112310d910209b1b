import { defined } from '../base/defined';
import type { Clock } from '../base/clock';
import type { Disposable } from '../base/disposable';
import type { Event } from '../base/event';
import { Lazy } from '../base/lazy';
import type { SessionEnd } from '../model/closeOutcome';
import { WorkbookSessionError } from '../model/errors';
import { parseSessionId } from '../model/sessionId';
import { checkedAddress } from '../model/workbook';
import type {
  RecordedProgram,
  SessionActivity,
  SessionMode,
  SessionRecord,
  WorkbookSession,
} from '../model/workbookSession';
import { RecentSessions } from './recentSessions';
import type { OwnedWorkbook, RemoteSessions } from './remoteSessions';
import type { SessionEntry, SessionToFind } from './sessionEntries';
import type { SessionList } from './sessionList';

/** A session that was opened elsewhere. */
export interface AddSessionRequest extends OwnedWorkbook {
  readonly sessionId: string;
  readonly mode: SessionMode;
}

/** A session that a recorded program opened or used. */
export interface RecordedSession extends AddSessionRequest {
  readonly program: RecordedProgram;
  readonly appId?: string;
  /** Of the program's call, in milliseconds since 1970. */
  readonly lastActiveAt: number;
}

/** What the session service needs. */
export interface SessionServiceDeps {
  readonly list: SessionList;
  readonly clock: Clock;
  /** A new random UUID. */
  readonly newKey: () => string;
  /** Loads what sends requests to Graph, when the first one is wanted. */
  readonly loadRemote: (recent: RecentSessions) => Promise<RemoteSessions>;
}

/** Opens, adds, closes, and forgets workbook sessions. It shows nothing: outcomes are values, changes are events. */
export class SessionService implements Disposable {
  /** The sessions that this window closed or found gone last. */
  readonly recent: RecentSessions;
  private readonly remote: Lazy<RemoteSessions>;

  constructor(private readonly deps: SessionServiceDeps) {
    this.recent = new RecentSessions(deps.list, deps.clock);
    this.remote = new Lazy(() => deps.loadRemote(this.recent));
  }

  /** Tells the keys of the sessions that changed, were added, or were removed. */
  get onDidChangeSessions(): Event<ReadonlySet<string>> {
    return this.deps.list.onDidChange;
  }

  sessions(): readonly WorkbookSession[] {
    return this.deps.list.snapshots();
  }

  /** One listed session; undefined if it is not listed. */
  session(key: string): WorkbookSession | undefined {
    return this.deps.list.snapshot(key);
  }

  /**
   * Lists a session that was opened elsewhere. The same session is listed once.
   * @throws WorkbookSessionError `invalidSessionId`, `invalidAddress`, `recordNotSaved`
   */
  async add(session: AddSessionRequest): Promise<{ key: string; isNew: boolean }> {
    const { place } = session;
    return this.addWith(session, { origin: 'added' }, place ? { place } : {});
  }

  /**
   * Lists a session that a recorded program opened or used. The same session is listed once.
   * @throws WorkbookSessionError `invalidSessionId`, `invalidAddress`, `recordNotSaved`
   */
  async record(session: RecordedSession): Promise<string> {
    const { program, appId, lastActiveAt } = session;
    const source = { origin: 'recorded', program, ...defined({ appId }) } as const;
    const added = await this.addWith(session, source, { lastActiveAt });
    return added.key;
  }

  /** Notes a successful call of a recorded program, which restarted the session's idle time. */
  noteUse(key: string, lastActiveAt: number): void {
    this.deps.list.changeActivity(key, { lastActiveAt });
  }

  /** Notes whether the program of a recorded session runs; undefined if that is not known. */
  setProgramRunning(key: string, isRunning: boolean | undefined): void {
    this.deps.list.setProgramRunning(key, isRunning);
  }

  /** The key of a listed session; undefined if it is not listed. */
  keyOf(session: SessionToFind): string | undefined {
    return this.deps.list.findSame(session)?.record.key;
  }

  /** Takes a session off the list that a recorded program closed or found gone. */
  noteEnd(end: SessionEnd): void {
    this.recent.note(end);
    this.deps.list.remove(end.key);
  }

  /** See {@link RemoteSessions.create}. */
  async create(
    ...call: Parameters<RemoteSessions['create']>
  ): ReturnType<RemoteSessions['create']> {
    return (await this.remote.get()).create(...call);
  }

  /** See {@link RemoteSessions.close}. */
  async close(...call: Parameters<RemoteSessions['close']>): ReturnType<RemoteSessions['close']> {
    return (await this.remote.get()).close(...call);
  }

  /** See {@link RemoteSessions.refresh}. */
  async refresh(
    ...call: Parameters<RemoteSessions['refresh']>
  ): ReturnType<RemoteSessions['refresh']> {
    return (await this.remote.get()).refresh(...call);
  }

  /** See {@link RemoteSessions.accountInUse}. */
  async accountInUse(
    ...call: Parameters<RemoteSessions['accountInUse']>
  ): ReturnType<RemoteSessions['accountInUse']> {
    return (await this.remote.get()).accountInUse(...call);
  }

  /** See {@link RemoteSessions.findWorkbooks}. */
  async findWorkbooks(
    ...call: Parameters<RemoteSessions['findWorkbooks']>
  ): ReturnType<RemoteSessions['findWorkbooks']> {
    return (await this.remote.get()).findWorkbooks(...call);
  }

  /** See {@link RemoteSessions.webUrlOf}. */
  async webUrlOf(
    ...call: Parameters<RemoteSessions['webUrlOf']>
  ): ReturnType<RemoteSessions['webUrlOf']> {
    return (await this.remote.get()).webUrlOf(...call);
  }

  /** Takes sessions off the list. The service still holds them until they expire. */
  forget(keys: readonly string[]): void {
    keys.forEach((key) => {
      this.deps.list.remove(key);
    });
  }

  /**
   * Tries again to write the record of a session that is not saved.
   * @throws WorkbookSessionError `recordNotSaved`, `sessionNotListed`
   */
  async saveAgain(key: string): Promise<void> {
    await this.deps.list.save(key);
  }

  /**
   * The secret id itself, for the user's own copy commands and for nothing else.
   * @throws WorkbookSessionError `sessionNotListed`
   */
  sessionIdOf(key: string): string {
    return this.entry(key).record.sessionId;
  }

  /** Sets the mode of a session that was opened elsewhere, as the user knows it. */
  setMode(key: string, mode: SessionMode): void {
    this.deps.list.changeActivity(key, { mode });
  }

  /** Gives a session the user's own name; an empty one takes it away. */
  setLabel(key: string, label: string): void {
    this.deps.list.changeActivity(key, { label });
  }

  dispose(): void {
    this.recent.dispose();
  }

  private async addWith(
    session: AddSessionRequest,
    source: Pick<SessionRecord, 'origin' | 'program' | 'appId'>,
    activity: SessionActivity,
  ): Promise<{ key: string; isNew: boolean }> {
    const { target, account, workbookName, mode } = session;
    const record: SessionRecord = {
      ...{ target, workbookName, mode, ...source },
      ...defined({ account }),
      sessionId: parseSessionId(session.sessionId),
      address: checkedAddress(session.address),
      key: this.deps.newKey(),
      createdAt: this.deps.clock.now(),
    };
    const same = await this.deps.list.addUnlessListed({ record, activity });
    return { key: same?.record.key ?? record.key, isNew: !same };
  }

  private entry(key: string): SessionEntry {
    const entry = this.deps.list.get(key);
    if (!entry) {
      throw new WorkbookSessionError('sessionNotListed');
    }
    return entry;
  }
}
