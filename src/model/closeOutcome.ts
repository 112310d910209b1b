import { defined } from '../base/defined';
import type { ErrorCode } from './errors';
import type { AttemptFailure } from './ports';

/** Why something did not come about, with what helps to find out more. */
export interface Reason {
  readonly code: ErrorCode;
  /** How long the service asked to wait, in milliseconds. */
  readonly retryAfterMs?: number;
  readonly requestId?: string;
}

/** The end of a session. */
export type SessionEnd =
  | { readonly key: string; readonly outcome: 'closed'; readonly requestId?: string }
  | (Reason & { readonly key: string; readonly outcome: 'alreadyGone' });

/**
 * What became of a close. `alreadyGone` is a success: the service documents the code as that of a
 * dead session. A `failed` or `cancelled` session stays listed.
 */
export type CloseOutcome =
  | SessionEnd
  | { readonly key: string; readonly outcome: 'cancelled' }
  | (Reason & { readonly key: string; readonly outcome: 'failed' });

/**
 * What became of a refresh. One that is `gone` is dead, as the service says, and leaves the list; a
 * `failed` or `cancelled` one stays as it was.
 */
export type RefreshOutcome =
  | { readonly key: string; readonly outcome: 'refreshed' | 'cancelled' }
  | (Reason & { readonly key: string; readonly outcome: 'gone' | 'failed' });

/** What of an answer is told. */
export function reasonOf({ code, retryAfterMs, requestId }: AttemptFailure): Reason {
  return {
    code,
    ...defined({ retryAfterMs, requestId }),
  };
}
