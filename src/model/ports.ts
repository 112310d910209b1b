import type { Event } from '../base/event';
import type { ErrorCode } from './errors';
import type { FolderAddress, FoundItem, FoundPage, ItemPlace } from './foundItem';
import type { SignInMethod } from './signInMethod';
import type { WorkbookAddress, WorkbookIds } from './workbook';
import type {
  Account,
  GraphTarget,
  NamedSession,
  PermissionSet,
  SessionActivity,
  StoredSession,
} from './workbookSession';

/** An access token for one Graph. Its value is a secret and goes into one header only. */
export interface AccessToken {
  readonly value: string;
  /** The account of the token; absent when unknown. */
  readonly account?: Account;
  /** The account's id in the tenant of the token. For a guest it differs from the id of `account`. */
  readonly idInTenant?: string;
  /** A sandbox's token never goes to Graph, and a Graph token never goes to a sandbox. */
  readonly audience: 'graph' | 'sandbox';
}

export interface AccessTokenRequest {
  readonly target: GraphTarget;
  /** Absent: `files`. */
  readonly permissions?: PermissionSet;
  /** Absent: the account in use. */
  readonly account?: Account;
  /**
   * True when a dialog may open: at the start of a user's command, or when only the user can satisfy
   * `claims`.
   */
  readonly interactive: boolean;
  /** How the user wants to sign in. Without `account`, the user chooses the account to use from then on. */
  readonly signIn?: SignInMethod;
  /**
   * Claims that the service requires of a new token, as JSON. A cached token isn't enough
   * (https://learn.microsoft.com/entra/identity-platform/claims-challenge).
   */
  readonly claims?: string;
  /**
   * A token that the service rejected before it expired, so a new one is needed. VS Code's provider has no
   * such parameter and may return the same token.
   */
  readonly refused?: string;
  /** Aborts when nobody waits for the token any more. Then no dialog opens. */
  readonly signal?: AbortSignal;
}

/** Supplies access tokens. */
export interface Credential {
  /** Fires when accounts or the credential in use changed. Cached tokens must be dropped then. */
  readonly onDidChangeAccounts: Event<void>;
  /**
   * Returns a valid token.
   * @throws WorkbookSessionError with a sign-in code (`signInRequired`, `accountUnavailable` …)
   */
  getAccessToken(request: AccessTokenRequest): Promise<AccessToken>;
}

/** The result of one attempt at a request. */
export type Attempt<T> = AttemptSuccess<T> | AttemptFailure;

export interface AttemptSuccess<T> {
  readonly ok: true;
  readonly value: T;
  /** True when an earlier attempt lost its answer. Then the request may have been carried out twice. */
  readonly isAnswerLost?: boolean;
  /** Graph's `request-id`. */
  readonly requestId?: string;
}

export interface AttemptFailure {
  readonly ok: false;
  readonly code: ErrorCode;
  /** True when the same request may be sent again (for `unauthorized`: with another token). */
  readonly mayRetry: boolean;
  /** The wait that the service asked for, in milliseconds. */
  readonly retryAfterMs?: number;
  /** True when the answer is documented as that of an ended session. */
  readonly isSessionDead?: boolean;
  /** True when the answer was lost. Then the request may have been carried out. */
  readonly isAnswerLost?: boolean;
  /** With `unauthorized`: the claims that the service requires of a new token, as JSON. */
  readonly claims?: string;
  /** Graph's `request-id`. */
  readonly requestId?: string;
}

/** The input of every call. */
export interface CallContext {
  readonly target: GraphTarget;
  readonly token: AccessToken;
  /** Aborts when the window closes. The user can abort only a search, or a lookup that nothing depends on. */
  readonly signal: AbortSignal;
  /** True after a failure of the service. Its gateway may have broken the connection. */
  readonly newConnection: boolean;
  /** The time limit of the attempt, in milliseconds. */
  readonly timeoutMs: number;
}

/** The session in an answer to createSession. */
export interface CreatedSession {
  readonly sessionId: string;
  /** The mode in the answer, which may differ from the request. Absent when the answer has none. */
  readonly persistChanges?: boolean;
}

/** The next poll of a long-running createSession. */
export interface CreateStep {
  /** Only the API that made the step uses this URL. */
  readonly url: string;
  /** True when the session is open and only its id is missing. */
  readonly isReady: boolean;
  /** The session id, if the service has sent it already. Then the session is open even if the poll fails. */
  readonly sessionId?: string;
  /** The wait that the service asked for, in milliseconds. */
  readonly retryAfterMs?: number;
}

/** The state of a createSession. `failed` means that the service opened no session. */
export type CreateState =
  | { readonly kind: 'created'; readonly session: CreatedSession }
  | { readonly kind: 'pending'; readonly next: CreateStep }
  | { readonly kind: 'failed'; readonly failure: AttemptFailure };

/** A workbook as Graph describes it. */
export interface FoundWorkbook extends WorkbookIds {
  readonly name: string;
  /** Absent when the service didn't send it. */
  readonly place?: ItemPlace;
}

/** The user's programs that run and are recorded. Each can close the sessions that it opened or used. */
export interface RunningPrograms {
  /**
   * Has a program close the session with its own token.
   * @param signal ends the waiting
   * @returns the answer that it got; undefined if a request of this window may do better: no program could
   * send it, its token was rejected, or the service asked to try later
   */
  close(session: NamedSession, signal: AbortSignal): Promise<Attempt<void> | undefined>;
  /** True when a program that runs opened or used the session. */
  know(session: NamedSession): boolean;
}

/** Graph's workbook sessions. Each method makes one attempt and throws only after a programming error. */
export interface WorkbookSessionApi {
  createSession(
    address: WorkbookAddress,
    persistChanges: boolean,
    call: CallContext,
  ): Promise<Attempt<CreateState>>;
  /** Polls a long-running createSession. */
  followCreate(step: CreateStep, call: CallContext): Promise<Attempt<CreateState>>;
  closeSession(
    address: WorkbookAddress,
    sessionId: string,
    call: CallContext,
  ): Promise<Attempt<void>>;
  /** Proves that the session is open, and restarts its idle time. */
  refreshSession(
    address: WorkbookAddress,
    sessionId: string,
    call: CallContext,
  ): Promise<Attempt<void>>;
  /** Resolves an address to drive id, item id and name. */
  findWorkbook(address: WorkbookAddress, call: CallContext): Promise<Attempt<FoundWorkbook>>;
  /** The workbook's web address as the service sends it. It must be checked before use. */
  findWebUrl(address: WorkbookAddress, call: CallContext): Promise<Attempt<string>>;
}

/** Finds workbooks. Each method makes one attempt and throws only after a programming error. */
export interface WorkbookFinder {
  /** Finds items in the user's own drive, by their name or content. */
  searchOwnDrive(text: string, call: CallContext): Promise<Attempt<FoundPage>>;
  /** Finds workbooks in all drives that the user can reach, SharePoint included. Needs `allFiles`. */
  searchEverywhere(text: string, call: CallContext): Promise<Attempt<FoundPage>>;
  /** Lists the items of a folder. */
  children(folder: FolderAddress, call: CallContext): Promise<Attempt<FoundPage>>;
  /** Returns the next page of a list. A page on another host is rejected. */
  nextPage(page: string, call: CallContext): Promise<Attempt<FoundPage>>;
  /** Returns the item behind a sharing link or a browser address. */
  resolveLink(url: string, call: CallContext): Promise<Attempt<FoundItem>>;
}

/** The sessions on disk. */
export interface StoredSessions {
  readonly sessions: readonly StoredSession[];
  /** The keys of records that couldn't be read: busy, forbidden, damaged, or of a later release. */
  readonly unreadableKeys: readonly string[];
  /** True when the system refused to read a file. A later attempt may succeed. */
  readonly mayRetry: boolean;
}

/** The session records on disk, shared by all windows. A session exists only while its record exists. */
export interface SessionStore {
  /**
   * Reads every record. Logs and skips unreadable ones, and leaves their files alone.
   * @throws WorkbookSessionError `storageUnreadable` when the folder itself can't be read
   */
  readAll(): Promise<StoredSessions>;
  /**
   * Reads the records with these keys in the same way. A key that the result doesn't name has no record.
   * @throws WorkbookSessionError `storageUnreadable` when the folder itself can't be read
   */
  read(keys: readonly string[]): Promise<StoredSessions>;
  /** @throws WorkbookSessionError `recordNotSaved` */
  add(session: StoredSession): Promise<void>;
  /**
   * Merges a change into the activity on disk. Never brings back a session, because an activity without a
   * record is ignored.
   * @param known what this window knows, perhaps outdated; it only fills in what the disk lacks
   * @throws WorkbookSessionError `recordNotSaved`
   */
  saveActivity(key: string, change: SessionActivity, known?: SessionActivity): Promise<void>;
  /**
   * Removes the record and every other file that may contain the session id, if another window hasn't done
   * so already.
   * @throws WorkbookSessionError `recordNotSaved`
   */
  remove(key: string): Promise<void>;
}

/**
 * Fires when another window may have changed records, with the keys of their sessions; undefined when any
 * record may have changed.
 */
export interface SessionStoreWatcher {
  readonly onDidChange: Event<ReadonlySet<string> | undefined>;
}

/** Lets one window at a time send requests to a workbook. */
export interface WorkbookClaims {
  /**
   * Claims a workbook for one request of this window. Each claim must be ended.
   * @param onHeld called when another window has the workbook, so that this takes a while
   * @returns the claim itself while this window has the workbook
   * @throws the signal's reason when it aborts first; WorkbookSessionError `cancelled` when the window closes
   */
  claim(
    workbook: string,
    signal: AbortSignal,
    onHeld: () => void,
  ): WorkbookClaim | Promise<WorkbookClaim>;
}

/** A claim of one request. The requests of a window share the workbook and take turns themselves. */
export interface WorkbookClaim {
  /** True when another window may have sent requests before, so that the disk must be read again. */
  readonly mayBeOutdated: boolean;
  /** @param written other windows wait until it settles, but not for long */
  end(written?: Promise<void>): void;
}

/**
 * Small values that all windows share, by name. They contain no tokens, session ids or records. If two
 * windows change one value at the same moment, one change may be lost, so values that must not be lost have
 * separate names.
 */
export interface SharedState {
  /** The current value, from any window. Undefined when there is none, null when it can't be read. */
  get(name: string): unknown;
  /** The names of the values that begin so. */
  names(beginning: string): readonly string[];
  /**
   * Replaces the current value by the result of `change`. An undefined result removes it.
   * @param change may be called several times
   * @returns false when the value couldn't be saved yet and applies only to this window
   */
  update(name: string, change: (kept: unknown) => unknown): Promise<boolean>;
}

/** Has the shape of VS Code's LogOutputChannel. Tokens and session ids are never logged. */
export interface Logger {
  info(message: string): void;
  warn(message: string): void;
  error(message: string): void;
}
