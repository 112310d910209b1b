import type { SessionKnowledge } from './workbookSessions';

export type WorkbookAction = 'createSession' | 'refreshSession' | 'closeSession';

/** What a call of the sandbox asks for. */
export type CallAction = 'getItem' | 'listWorksheets' | WorkbookAction;

/** One request for the Graph as it came in, for assertions. */
export interface RecordedRequest {
  readonly method: string;
  /** The request target, byte for byte. */
  readonly path: string;
  /** The shape without ids, for example `/drives/{id}/items/{id}/workbook/closeSession`. */
  readonly route: string;
  /** Absent when the path is unknown. */
  readonly action?: CallAction;
  /** The file, once found. */
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
