/**
 * The API of Workbook Sessions for Microsoft Graph for other extensions, version 1. Copy this file.
 *
 * ```ts
 * const extension = vscode.extensions.getExtension<WorkbookSessionsExports>(
 *   'workbook-sessions.workbook-sessions',
 * );
 * const api = (await extension?.activate())?.getApi(1);
 * await api?.whenReady;
 * ```
 *
 * No session ID and no token leaves through it. It never opens a sign-in dialog.
 */
export interface WorkbookSessionsExports {
  /** Throws a `RangeError` for a version that it doesn't have. */
  getApi(version: 1): WorkbookSessionsApi;
}

export interface WorkbookSessionsApi {
  /** Resolves when the list has been read from disk. */
  readonly whenReady: Promise<void>;
  sessions(): readonly SessionInfo[];
  /** Fires when a session was added, has changed, or was removed. Can be used like an event of VS Code. */
  onDidChangeSessions(
    listener: () => unknown,
    thisArg?: unknown,
    disposables?: { dispose(): unknown }[],
  ): { dispose(): unknown };
  /**
   * Lists a session of Microsoft Graph, or of the sandbox if the drive is the sandbox's. Its owner is the
   * account in use at that moment, or unknown if nobody is signed in.
   *
   * Rejects with an error whose message is a code: `invalidSessionId`, `invalidAddress`, or `recordNotSaved`.
   */
  addSession(session: SessionToAdd): Promise<SessionInfo>;
  /** Like {@link closeSessions}, for one session. */
  closeSession(key: string): Promise<CloseOutcome>;
  /**
   * Closes sessions, and tells the outcome for each key in the order of the keys. The user is asked before the
   * first close in a window, and then as the setting `confirmClose` says.
   * @param signal cancels what was not sent yet
   */
  closeSessions(keys: readonly string[], signal?: AbortSignal): Promise<CloseOutcome[]>;
  /** Restarts the session's idle time. Rejects with an error whose message is a code if the service doesn't. */
  refreshSession(key: string): Promise<SessionInfo>;
}

/** A listed session. Times are milliseconds since 1970. */
export interface SessionInfo {
  /** Names the session in this API. It is no session ID. */
  readonly key: string;
  readonly workbook: {
    /** Absent as long as only the workbook's path is known. */
    readonly driveId?: string;
    readonly itemId?: string;
    /** Empty if unknown. Other people choose names: show them as plain text. */
    readonly name: string;
  };
  /** Absent if the mode is unknown. */
  readonly persistChanges?: boolean;
  /** `maybeExpired` also for a session that nobody has confirmed since it was added. */
  readonly status: 'opening' | 'open' | 'maybeExpired' | 'closing' | 'closeFailed';
  readonly createdAt?: number;
  readonly lastActiveAt?: number;
  /** An estimate: Microsoft documents “about” 5 and 7 idle minutes. */
  readonly expiresAt?: number;
}

export interface CloseOutcome {
  readonly key: string;
  /** After `failed` and `cancelled`, the session stays listed, unless it was not listed before. */
  readonly outcome: 'closed' | 'alreadyGone' | 'failed' | 'cancelled';
  /** Why it was already gone or failed, such as `sessionGone`, `accountUnavailable`, or `sessionNotListed`. */
  readonly code?: string;
}

export interface SessionToAdd {
  readonly driveId: string;
  readonly itemId: string;
  readonly sessionId: string;
  readonly persistChanges?: boolean;
  readonly workbookName?: string;
}
