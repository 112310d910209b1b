import type { DriveEntry, ItemReference } from './drives';
import type { SessionKnowledge } from './workbookSessions';

export type WorkbookAction = 'createSession' | 'refreshSession' | 'closeSession';

/** What a call of the sandbox asks for. */
export type CallAction =
  | WorkbookAction
  | 'getItem'
  | 'listWorksheets'
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

/** What a path of Graph asks for. */
export interface CallTarget {
  /** Absent when the path is unknown. */
  readonly action?: CallAction;
  /** The path's shape, without ids. */
  readonly route: string;
  /** The file or folder; the root for a call that is about a whole drive. */
  readonly item?: ItemReference;
  /** What else the path names: an operation, a text to look for, a sharing token, a site. */
  readonly argument: string;
}

/** One request for Graph as it came in, for assertions. */
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
  /** Absent until the request is answered. */
  readonly status?: number;
}

/** A call whose target has been looked up. */
export interface GraphCall {
  readonly request: RecordedRequest;
  readonly target: CallTarget;
  /** The file or folder that the call is about; absent when there is none. */
  readonly entry?: DriveEntry;
  /** Origin of the sandbox, for the addresses in answers. */
  readonly endpoint: string;
}

/** The value of a header that was sent exactly once. */
export function singleHeader(
  { headers }: Pick<RecordedRequest, 'headers'>,
  name: string,
): string | undefined {
  const [value, ...more] = headers[name] ?? [];
  return more.length === 0 ? value : undefined;
}

/** What the request's `Prefer` headers name, in lower case. */
export function preferencesOf({ headers }: RecordedRequest): readonly string[] {
  return (headers['prefer'] ?? [])
    .flatMap((value) => value.split(','))
    .map((preference) => preference.trim().toLowerCase());
}

/** The text without percent-encoding; as it is when the encoding is malformed. */
export function decoded(text: string, decode = decodeURIComponent): string {
  try {
    return decode(text);
  } catch {
    return text;
  }
}
