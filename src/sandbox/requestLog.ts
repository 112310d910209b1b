import type { SessionKnowledge } from './workbookSessions';

export type WorkbookAction = 'createSession' | 'refreshSession' | 'closeSession';

/** What a call of the sandbox asks for. */
export type CallAction =
  | WorkbookAction
  | 'getItem'
  | 'getOperation'
  | 'getSessionInfo'
  | 'listChildren'
  /** In a folder and below it. */
  | 'searchFolder'
  /** In a whole drive, what is shared with its user included. */
  | 'searchDrive'
  | 'getDrive'
  | 'listDrives'
  | 'getSharedItem'
  | 'searchSites'
  | 'getSite'
  /** `POST /search/query`, in all drives at once. */
  | 'searchQuery';

/** One request for the Graph as it came in, for assertions. */
export interface RecordedRequest {
  readonly method: string;
  /** The request target, byte for byte. */
  readonly path: string;
  /** The shape without ids, for example `/drives/{id}/items/{id}/workbook/closeSession`. */
  readonly route: string;
  /** Absent when the path is unknown. */
  readonly action?: CallAction;
  /** The file or folder, once found. */
  readonly driveId?: string;
  readonly itemId?: string;
  /** Values in the order in which they came, one for each time the header was sent; lower-case names. */
  readonly headers: Readonly<Record<string, readonly string[] | undefined>>;
  readonly body: string;
  /** Milliseconds since 1970 by the sandbox's clock. */
  readonly at: number;
  /** What is known of the session named in the header when the request came; absent without one. */
  readonly session?: SessionKnowledge;
  /** Absent as long as nothing was answered. */
  readonly status?: number;
}

/** A request while it is being answered. */
export type RequestRecord = { -readonly [K in keyof RecordedRequest]: RecordedRequest[K] };
