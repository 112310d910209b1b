import { defined } from '../base/defined';
import type { Clock } from '../base/clock';
import type { Disposable } from '../base/disposable';
import type { Event } from '../base/event';
import type { CloseOutcome, RefreshOutcome } from '../model/closeOutcome';
import type { CommandOptions, CommandRunner } from '../requests/command';
import { principalOfNew } from '../requests/commandTokens';
import { WorkbookSessionError } from '../model/errors';
import type { ItemPlace } from '../model/foundItem';
import type { FoundWorkbook, WorkbookClaims, WorkbookSessionApi } from '../model/ports';
import { RecentSessions } from './recentSessions';
import { valueOf } from '../requests/attempts';
import { Deadline } from '../requests/deadline';
import type { RequestScheduler } from '../requests/requestScheduler';
import { lookupQueuesOf } from '../requests/workbookQueues';
import { SessionCloser } from './sessionCloser';
import { parseSessionId } from '../model/sessionId';
import type { SessionEntry } from './sessionEntries';
import { SessionOpener, type Opening, type OpeningEvents } from './sessionOpener';
import { SessionRefresher } from './sessionRefresher';
import type { SessionList } from './sessionList';
import { SessionRequests, type SessionsRequest } from './sessionRequests';
import type { OpeningSession } from './sessionSnapshots';
import { parseWebUrl, type WebUrl } from '../model/webUrl';
import { addressOfIds, checkedAddress, type WorkbookAddress } from '../model/workbook';
import {
  idsOfSession,
  modeOf,
  principalOf,
  type Account,
  type GraphTarget,
  type PermissionSet,
  type SessionMode,
  type SessionRecord,
  type WorkbookSession,
  type Principal,
} from '../model/workbookSession';

/** How a session is opened, and what to call meanwhile. */
export type CreateOptions = CommandOptions & OpeningEvents;

/** How sessions are closed or refreshed. */
export type SessionsOptions<Outcome> = CommandOptions & SessionsRequest<Outcome>;

/** A workbook and the account of its session. */
interface OwnedWorkbook {
  readonly target: GraphTarget;
  /** The account that opened or opens the session. Absent: unknown, or the account in use. */
  readonly account?: Account;
  readonly address: WorkbookAddress;
  /** Shown until the service gives the workbook's name. */
  readonly workbookName: string;
  /** Where the workbook is; absent: as the address or the service says. */
  readonly place?: ItemPlace;
}

/** A session that was opened elsewhere. */
export interface AddSessionRequest extends OwnedWorkbook {
  readonly sessionId: string;
  readonly mode: SessionMode;
}

/** A session to open. */
export interface CreateSessionRequest extends OwnedWorkbook {
  readonly persistChanges: boolean;
  /** What the token must allow; absent: `files`. */
  readonly permissions?: PermissionSet;
}

/** What the session service needs. */
export interface SessionServiceDeps {
  readonly list: SessionList;
  readonly api: WorkbookSessionApi;
  readonly scheduler: RequestScheduler;
  readonly claims: WorkbookClaims;
  readonly commands: CommandRunner;
  readonly clock: Clock;
  /** A new random UUID. */
  readonly newKey: () => string;
}

/** Opens, adds, closes, and forgets workbook sessions. It shows nothing: outcomes are values, changes are events. */
export class SessionService implements Disposable {
  /** The sessions that this window closed or found gone last. */
  readonly recent: RecentSessions;
  private readonly closer: SessionCloser;
  private readonly opener: SessionOpener;
  private readonly refresher: SessionRefresher;

  constructor(private readonly deps: SessionServiceDeps) {
    const { list, clock } = deps;
    this.recent = new RecentSessions(list, clock);
    const requests = new SessionRequests(deps);
    this.closer = new SessionCloser({ ...{ list, requests, clock }, recent: this.recent });
    this.refresher = new SessionRefresher({ ...{ list, requests, clock }, recent: this.recent });
    this.opener = new SessionOpener(deps);
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
    const { target, account, workbookName, mode, place } = session;
    const record: SessionRecord = {
      ...{ target, workbookName, mode },
      ...defined({ account }),
      sessionId: parseSessionId(session.sessionId),
      address: checkedAddress(session.address),
      key: this.deps.newKey(),
      origin: 'added',
      createdAt: this.deps.clock.now(),
    };
    const activity = place ? { place } : {};
    const same = await this.deps.list.addUnlessListed({ record, activity });
    return { key: same?.record.key ?? record.key, isNew: !same };
  }

  /**
   * Opens a session; its record is on disk before this answers.
   * @throws WorkbookSessionError why no session was opened; with `recordNotSaved` the session IS open
   *   and stays listed as not saved
   */
  async create(session: CreateSessionRequest, options: CreateOptions): Promise<WorkbookSession> {
    const { list, clock, newKey } = this.deps;
    const { target, workbookName, persistChanges, permissions = 'files', place } = session;
    const address = checkedAddress(session.address);
    return this.deps.commands.run(options, async (tokens) => {
      const account = await principalOfNew(session, tokens);
      const principal: Principal = { target, permissions, ...defined({ account }) };
      const opening: OpeningSession = {
        ...{ target, address, workbookName },
        ...defined({ account }),
        key: newKey(),
        mode: modeOf(persistChanges),
        origin: 'created',
        createdAt: clock.now(),
      };
      const row = list.showOpening(opening);
      try {
        const scope = { principal, tokens, deadline: new Deadline() };
        await this.open(opening, { address, persistChanges, place, scope, events: options });
      } finally {
        row.dispose();
      }
      return this.snapshot(opening.key);
    });
  }

  /**
   * Closes sessions, each one once, however many commands want it closed. The outcomes come in the keys' order.
   * A session that is not closed stays listed.
   */
  async close(
    keys: readonly string[],
    options: SessionsOptions<CloseOutcome>,
  ): Promise<readonly CloseOutcome[]> {
    return this.deps.commands.run(options, (tokens) =>
      this.closer.close([...new Set(keys)], tokens, { isBulk: keys.length > 1, ...options }),
    );
  }

  /**
   * Proves that sessions are alive and restarts their idle time. The outcomes come in the keys' order. A
   * session that the service calls dead leaves the list.
   */
  async refresh(
    keys: readonly string[],
    options: SessionsOptions<RefreshOutcome>,
  ): Promise<readonly RefreshOutcome[]> {
    return this.deps.commands.run(options, (tokens) =>
      this.refresher.refresh([...new Set(keys)], tokens, { isBulk: keys.length > 1, ...options }),
    );
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

  /** The account of a request that names none; undefined when that takes a dialog to tell. */
  async accountInUse(target: GraphTarget): Promise<Account | undefined> {
    const token = await this.deps.commands
      .run({ interactive: false }, (tokens) => tokens.get({ target }))
      .catch(() => undefined);
    return token?.account;
  }

  /**
   * Asks the service for the IDs and names of workbooks, each as its account, without a dialog.
   * @returns in the order of the workbooks; undefined for one that was not found
   */
  async findWorkbooks(
    workbooks: readonly (Principal & { readonly address: WorkbookAddress })[],
    signal: AbortSignal,
  ): Promise<readonly (FoundWorkbook | undefined)[]> {
    const { api, commands, scheduler } = this.deps;
    return commands.run({ interactive: false, signal }, (tokens) =>
      Promise.all(
        workbooks.map(async ({ address, ...principal }) => {
          const scope = { principal, tokens, deadline: new Deadline(), canBreakOff: true };
          const answer = await scheduler.send(scope, lookupQueuesOf(address), (call) =>
            api.findWorkbook(address, call),
          );
          return answer.ok ? answer.value : undefined;
        }),
      ),
    );
  }

  /**
   * Asks the service for the web address of a session's workbook.
   * @throws WorkbookSessionError why there is none; `unsafeWebUrl`
   */
  async webUrlOf(key: string, options: CommandOptions): Promise<WebUrl> {
    const entry = this.entry(key);
    const { record, activity } = entry;
    const ids = idsOfSession(record, activity);
    return this.deps.commands.run(options, async (tokens) => {
      const principal = principalOf(entry);
      await tokens.get(principal);
      const address = ids ? addressOfIds(ids) : record.address;
      const scope = { principal, tokens, deadline: new Deadline() };
      const answer = await this.deps.scheduler.send(scope, lookupQueuesOf(address), (call) =>
        this.deps.api.findWebUrl(address, call),
      );
      return parseWebUrl(valueOf(answer), record.target.cloud);
    });
  }

  dispose(): void {
    this.recent.dispose();
  }

  private entry(key: string): SessionEntry {
    const entry = this.deps.list.get(key);
    if (!entry) {
      throw new WorkbookSessionError('sessionNotListed');
    }
    return entry;
  }

  private snapshot(key: string): WorkbookSession {
    const session = this.deps.list.snapshot(key);
    if (!session) {
      throw new WorkbookSessionError('sessionNotListed');
    }
    return session;
  }

  /** Opens the session and writes its record. */
  private async open(row: OpeningSession, opening: Opening): Promise<void> {
    const { workbook, session } = await this.opener.open(opening);
    const record: SessionRecord = {
      ...row,
      address: addressOfIds(workbook),
      workbookName: workbook.name,
      sessionId: session.sessionId,
      mode: modeOf(session.persistChanges),
    };
    const { permissions } = opening.scope.principal;
    const { place } = workbook;
    const known = { ...(permissions === 'allFiles' && { permissions }), ...defined({ place }) };
    const lastActiveAt = this.deps.clock.now();
    await this.deps.list.add({ record, activity: { lastActiveAt, ...known } });
  }
}
