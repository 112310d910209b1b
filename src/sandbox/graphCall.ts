import type { DriveEntries } from './driveEntries';
import type { DriveEntry, ItemReference } from './drives';
import type { SessionKnowledge } from './workbookSessions';

export type SandboxAction = 'createSession' | 'refreshSession' | 'closeSession';

/** The action of a call. */
export type CallAction =
  | SandboxAction
  | 'getItem'
  | 'listWorksheets'
  | 'getOperation'
  | 'getSessionInfo'
  | 'listChildren'
  /** Searches a folder and the folders below it. */
  | 'searchFolder'
  /** Searches a whole drive, shortcuts included. */
  | 'searchDrive'
  | 'getDrive'
  | 'listDrives'
  | 'getSharedItem'
  | 'searchSites'
  | 'getSite'
  /** `POST /search/query`: searches all drives. */
  | 'searchQuery';

/** What a path of Graph names. */
export interface CallTarget {
  /** Absent when the path is unknown. */
  readonly action?: CallAction;
  /** The path without ids. */
  readonly route: string;
  /** The file or folder. For a call on a whole drive, its root. */
  readonly item?: ItemReference;
  /** The rest of the path: an operation, a search text, a sharing token or a site. */
  readonly argument: string;
}

/** One request for Graph as it arrived, for assertions. */
export interface RecordedRequest {
  readonly method: string;
  /** The request target, byte for byte. */
  readonly path: string;
  /** The path without ids, for example `/drives/{id}/items/{id}/workbook/closeSession`. */
  readonly route: string;
  /** Absent when the path is unknown. */
  readonly action?: CallAction;
  /** The ids of the file or folder, if it exists. */
  readonly driveId?: string;
  readonly itemId?: string;
  /** The values of each header in the order of arrival, by its name in lower case. */
  readonly headers: Readonly<Record<string, readonly string[] | undefined>>;
  readonly body: string;
  /** Milliseconds since 1970 by the sandbox's clock. */
  readonly at: number;
  /** The state of the session in the header when the request arrived; absent without a session. */
  readonly session?: SessionKnowledge;
  /** Absent until the request is answered. */
  readonly status?: number;
}

/** A call with the file or folder that it names. */
export interface GraphCall {
  readonly request: RecordedRequest;
  readonly target: CallTarget;
  /** Absent when the call names none, or none that exists. */
  readonly entry?: DriveEntry;
  /** All files and folders of the sandbox. */
  readonly entries: DriveEntries;
  /** The sandbox's origin, for the addresses in answers. */
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

/** The preferences in the request's `Prefer` headers, in lower case. */
export function preferencesOf({ headers }: RecordedRequest): readonly string[] {
  return (headers['prefer'] ?? [])
    .flatMap((value) => value.split(','))
    .map((preference) => preference.trim().toLowerCase());
}

/** The text without percent-encoding; unchanged if the encoding is malformed. */
export function decoded(text: string, decode = decodeURIComponent): string {
  try {
    return decode(text);
  } catch {
    return text;
  }
}
