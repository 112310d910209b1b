import { defined } from '../base/defined';
import type { ErrorCode } from './errors';
import type { AttemptFailure } from './ports';

/** Why a request failed, with the facts that help to find the cause. */
export interface Reason {
  readonly code: ErrorCode;
  /** The wait that the service asked for, in milliseconds. */
  readonly retryAfterMs?: number;
  readonly requestId?: string;
}

/** The outcome of a close after which the session leaves the list. */
export type SessionEnd =
  | { readonly key: string; readonly outcome: 'closed'; readonly requestId?: string }
  | (Reason & { readonly key: string; readonly outcome: 'alreadyGone' });

/**
 * The outcome of a close. `alreadyGone` is a success: the error code is documented as that of an ended
 * session. After `failed` or `cancelled`, the session stays listed.
 */
export type CloseOutcome =
  | SessionEnd
  | { readonly key: string; readonly outcome: 'cancelled' }
  | (Reason & { readonly key: string; readonly outcome: 'failed' });

/**
 * The outcome of a refresh. After `gone`, the session has ended and leaves the list. After `failed` or
 * `cancelled`, it stays as it was.
 */
export type RefreshOutcome =
  | { readonly key: string; readonly outcome: 'refreshed' | 'cancelled' }
  | (Reason & { readonly key: string; readonly outcome: 'gone' | 'failed' });

/** The reason without the details of the attempt. */
export function reasonOf({ code, retryAfterMs, requestId }: AttemptFailure): Reason {
  return { code, ...defined({ retryAfterMs, requestId }) };
}
