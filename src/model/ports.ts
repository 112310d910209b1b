import type { Event } from '../base/event';
import type { ErrorCode } from './errors';
import type { FolderAddress, FoundItem, FoundPage, ItemPlace } from './foundItem';
import type { SignInMethod } from './signInMethod';
import type { WorkbookAddress, WorkbookIds } from './workbook';
import type {
  Account,
  GraphTarget,
  PermissionSet,
  SessionActivity,
  StoredSession,
} from './workbookSession';

/** An access token for one Graph. The value is a secret: it goes into one header and nowhere else. */
export interface AccessToken {
  readonly value: string;
  /** Whose it is; absent when that cannot be told. */
  readonly account?: Account;
  /** The account's id in the tenant that the token is for; for a guest another one than `account` has. */
  readonly idInTenant?: string;
  /** A sandbox token never goes to Graph, a Graph token never to a sandbox. */
  readonly audience: 'graph' | 'sandbox';
}

export interface AccessTokenRequest {
  readonly target: GraphTarget;
  /** Absent: `files`. */
  readonly permissions?: PermissionSet;
  /** Whose token is needed; absent: the account in use. */
  readonly account?: Account;
  /** True at the start of a user's command, or when only the user can meet `claims`: a dialog may open. */
  readonly interactive: boolean;
  /** In which way the user wants to sign in: as `account`, else as whom they choose from now on. */
  readonly signIn?: SignInMethod;
  /**
   * What the service wants a token to prove besides, as JSON: a token that is held already does not do
   * (https://learn.microsoft.com/entra/identity-platform/claims-challenge).
   */
  readonly claims?: string;
  /**
   * The token that the service refused before its end: the same one again does not do. VS Code's provider
   * cannot be told and may answer with it.
   */
  readonly refused?: string;
  /** Aborts when nobody waits for the token any more: no dialog opens after that. */
  readonly signal?: AbortSignal;
}

/** Where access tokens come from. */
export interface Credential {
  /** Fires when accounts or the credential in use changed: tokens held are to be dropped. */
  readonly onDidChangeAccounts: Event<void>;
  /**
   * A token that is valid now.
   * @throws WorkbookSessionError with a sign-in code (`signInRequired`, `accountUnavailable` …)
   */
  getAccessToken(request: AccessTokenRequest): Promise<AccessToken>;
}

/** One attempt at one request, whatever came of it. */
export type Attempt<T> = AttemptSuccess<T> | AttemptFailure;

export interface AttemptSuccess<T> {
  readonly ok: true;
  readonly value: T;
  /** True when the request was sent before and that answer was lost: it may have been carried out twice. */
  readonly isAnswerLost?: boolean;
  /** Graph's `request-id`. */
  readonly requestId?: string;
}

export interface AttemptFailure {
  readonly ok: false;
  readonly code: ErrorCode;
  /** True when the same request may be sent again (for `unauthorized`: with another token). */
  readonly mayRetry: boolean;
  /** How long the service asked to wait, in milliseconds. */
  readonly retryAfterMs?: number;
  /** True when the service documents the answer as that of a dead session. */
  readonly isSessionDead?: boolean;
  /** True when the request may have been carried out although no answer of the service came. */
  readonly isAnswerLost?: boolean;
  /** With `unauthorized`: what another token would have to prove, as JSON. */
  readonly claims?: string;
  /** Graph's `request-id`. */
  readonly requestId?: string;
}

/** What every single call needs. */
export interface CallContext {
  readonly target: GraphTarget;
  readonly token: AccessToken;
  /** Aborts only when the window closes, a request that is under way being let to its end, or when it can be broken off. */
  readonly signal: AbortSignal;
  /** True when the service failed before: a gateway that failed is not asked again over the same connection. */
  readonly newConnection: boolean;
  /** How long the attempt may take, in milliseconds. */
  readonly timeoutMs: number;
}

/** What createSession answered. */
export interface CreatedSession {
  readonly sessionId: string;
  /** As the ANSWER says, which may differ from what was asked for; absent when it does not say. */
  readonly persistChanges?: boolean;
}

/** What is to be asked next about a createSession that the service goes on with by itself. */
export interface CreateStep {
  /** Belongs to the API that made it and means nothing to others. */
  readonly url: string;
  /** True when the session is open and only its id is still to be fetched. */
  readonly isReady: boolean;
  /** The session's id, where the service named it already: it is open, whatever comes of the step. */
  readonly sessionId?: string;
  /** How long the service asked to wait, in milliseconds. */
  readonly retryAfterMs?: number;
}

/** How far a createSession is. `failed` is the service's own last word: no session was opened. */
export type CreateState =
  | { readonly kind: 'created'; readonly session: CreatedSession }
  | { readonly kind: 'pending'; readonly next: CreateStep }
  | { readonly kind: 'failed'; readonly failure: AttemptFailure };

/** A workbook as Graph describes it. */
export interface FoundWorkbook extends WorkbookIds {
  readonly name: string;
  /** Absent: the service did not tell. */
  readonly place?: ItemPlace;
}

/** Graph's workbook sessions; each method makes ONE attempt and never throws but for a programming error. */
export interface WorkbookSessionApi {
  createSession(
    address: WorkbookAddress,
    persistChanges: boolean,
    call: CallContext,
  ): Promise<Attempt<CreateState>>;
  /** Asks how far a long-running createSession is. */
  followCreate(step: CreateStep, call: CallContext): Promise<Attempt<CreateState>>;
  closeSession(
    address: WorkbookAddress,
    sessionId: string,
    call: CallContext,
  ): Promise<Attempt<void>>;
  /** Proves that the session lives and restarts its idle time. */
  refreshSession(
    address: WorkbookAddress,
    sessionId: string,
    call: CallContext,
  ): Promise<Attempt<void>>;
  /** Resolves an address to drive id, item id and name. */
  findWorkbook(address: WorkbookAddress, call: CallContext): Promise<Attempt<FoundWorkbook>>;
  /** Where the workbook is for a browser; whatever the service says, so it is to be looked at first. */
  findWebUrl(address: WorkbookAddress, call: CallContext): Promise<Attempt<string>>;
}

/** The ways to a workbook; each method makes ONE attempt and never throws but for a programming error. */
export interface WorkbookFinder {
  /** What has the text in its name or content, in the user's own drive. */
  searchOwnDrive(text: string, call: CallContext): Promise<Attempt<FoundPage>>;
  /** Workbooks wherever the user may look, SharePoint included; needs `allFiles`. */
  searchEverywhere(text: string, call: CallContext): Promise<Attempt<FoundPage>>;
  /** What lies in a folder. */
  children(folder: FolderAddress, call: CallContext): Promise<Attempt<FoundPage>>;
  /** What comes after a page; one that lies on another host is refused. */
  nextPage(page: string, call: CallContext): Promise<Attempt<FoundPage>>;
  /** What a sharing link or a browser's address leads to. */
  resolveLink(url: string, call: CallContext): Promise<Attempt<FoundItem>>;
}

/** What lies on disk. */
export interface StoredSessions {
  readonly sessions: readonly StoredSession[];
  /** Whose record is there but could not be read: busy, forbidden, torn or from the future. */
  readonly unreadableKeys: readonly string[];
  /** True when the system refused to read some of it: it may do so later although nothing has changed. */
  readonly mayRetry: boolean;
}

/** Session records on disk, shared by all windows. A session exists if and only if its record does. */
export interface SessionStore {
  /**
   * Every record; what cannot be read is logged, skipped and left alone.
   * @throws WorkbookSessionError `storageUnreadable` when the folder itself cannot be read
   */
  readAll(): Promise<StoredSessions>;
  /** @throws WorkbookSessionError `recordNotSaved` */
  add(session: StoredSession): Promise<void>;
  /**
   * Writes a change into what is there, whichever window that is from. Never makes a session: without its
   * record the activity means nothing.
   * @param known what this window knows besides, which may be outdated: it only fills what is missing there
   * @throws WorkbookSessionError `recordNotSaved`
   */
  saveActivity(key: string, change: SessionActivity, known?: SessionActivity): Promise<void>;
  /**
   * Removes the record and everything else that may hold the session id; no error when another window
   * did so already.
   * @throws WorkbookSessionError `recordNotSaved`
   */
  remove(key: string): Promise<void>;
}

/** Tells that another window may have changed the records. */
export interface SessionStoreWatcher {
  readonly onDidChange: Event<void>;
}

/**
 * Small values that all windows share, by names of our own. Neither tokens and session ids nor records are
 * among them. Of changes that windows make to one value at the same moment, one may be lost: what must not
 * be has a name of its own.
 */
export interface SharedState {
  /**
   * What is kept under the name just now, whichever window put it there: anything may stand there. Undefined
   * for nothing, null for what cannot be read.
   */
  get(name: string): unknown;
  /** The names with this beginning under which something is kept. */
  names(beginning: string): readonly string[];
  /**
   * Keeps what `change` makes of what is there by then; undefined for nothing.
   * @param change may be called several times
   * @returns false when it holds in this window alone, until it can be kept
   */
  update(name: string, change: (kept: unknown) => unknown): Promise<boolean>;
}

/** Fits VS Code's LogOutputChannel. Tokens and session ids never go in. */
export interface Logger {
  info(message: string): void;
  warn(message: string): void;
  error(message: string): void;
}
