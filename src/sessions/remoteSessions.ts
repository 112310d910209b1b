import type { Clock } from '../base/clock';
import { defined } from '../base/defined';
import type { CloseOutcome, RefreshOutcome } from '../model/closeOutcome';
import { WorkbookSessionError } from '../model/errors';
import type { ItemPlace } from '../model/foundItem';
import type { FoundWorkbook, RunningPrograms, WorkbookSessionApi } from '../model/ports';
import { parseWebUrl, type WebUrl } from '../model/webUrl';
import { addressOfIds, checkedAddress, type WorkbookAddress } from '../model/workbook';
import {
  idsOfSession,
  modeOf,
  principalOf,
  type Account,
  type GraphTarget,
  type PermissionSet,
  type Principal,
  type SessionRecord,
  type WorkbookSession,
} from '../model/workbookSession';
import { valueOf } from '../requests/attempts';
import type { CommandOptions, CommandRunner } from '../requests/command';
import { principalOfNew } from '../requests/commandTokens';
import { Deadline } from '../requests/deadline';
import type { RequestScheduler } from '../requests/requestScheduler';
import { lookupQueuesOf } from '../requests/workbookQueues';
import type { RecentSessions } from './recentSessions';
import { SessionCloser } from './sessionCloser';
import type { SessionEntry } from './sessionEntries';
import type { SessionList } from './sessionList';
import { SessionOpener, type Opening, type OpeningEvents } from './sessionOpener';
import { SessionRefresher } from './sessionRefresher';
import { SessionRequests, type SessionsRequest } from './sessionRequests';
import type { OpeningSession } from './sessionSnapshots';

/** How a session is opened, and what to call meanwhile. */
export type CreateOptions = CommandOptions & OpeningEvents;

/** How sessions are closed or refreshed. */
export type SessionsOptions<Outcome> = CommandOptions & SessionsRequest<Outcome>;

/** A workbook and the account of its session. */
export interface OwnedWorkbook {
  readonly target: GraphTarget;
  /** The account that opened or opens the session. Absent: unknown, or the account in use. */
  readonly account?: Account;
  readonly address: WorkbookAddress;
  /** Shown until the service gives the workbook's name. */
  readonly workbookName: string;
  /** Where the workbook is; absent: as the address or the service says. */
  readonly place?: ItemPlace;
}

/** A session to open. */
export interface CreateSessionRequest extends OwnedWorkbook {
  readonly persistChanges: boolean;
  /** What the token must allow; absent: `files`. */
  readonly permissions?: PermissionSet;
}

/** What requests to Graph need. */
export interface RemoteSessionsDeps {
  readonly list: SessionList;
  readonly recent: RecentSessions;
  readonly api: WorkbookSessionApi;
  readonly scheduler: RequestScheduler;
  readonly commands: CommandRunner;
  readonly programs: RunningPrograms;
  readonly clock: Clock;
  /** A new random UUID. */
  readonly newKey: () => string;
}

/** The part of the session service that sends requests. Most windows send none, so it is loaded with the first. */
export class RemoteSessions {
  private readonly closer: SessionCloser;
  private readonly opener: SessionOpener;
  private readonly refresher: SessionRefresher;

  constructor(private readonly deps: RemoteSessionsDeps) {
    const { list, clock, programs, recent } = deps;
    const requests = new SessionRequests(deps);
    this.closer = new SessionCloser({ list, requests, clock, programs, recent });
    this.refresher = new SessionRefresher({ list, requests, clock, recent });
    this.opener = new SessionOpener(deps);
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
