import type { DriveEntry, ItemReference } from './driveEntries';
import type { CallAction, RecordedRequest } from './requestLog';

/** What a path of the Graph asks for. */
export interface CallTarget {
  readonly action: CallAction;
  /** The path's shape, without ids. */
  readonly route: string;
  /** The file or folder; the root for a call that is about a whole drive. */
  readonly item?: ItemReference;
  /** What else the path names: an operation, a text to look for, a sharing token, a site. */
  readonly argument?: string;
}

/** A call whose target has been looked up. */
export interface FoundCall {
  readonly request: RecordedRequest;
  readonly target?: CallTarget;
  readonly entry?: DriveEntry;
}
