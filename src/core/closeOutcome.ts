import type { ErrorCode } from './errors';

/**
 * What became of a close. `alreadyGone` is a success: the service documents the code as that of a
 * dead session. A `failed` or `cancelled` session stays listed.
 */
export type CloseOutcome =
  | { readonly key: string; readonly outcome: 'closed' | 'cancelled' }
  | {
      readonly key: string;
      readonly outcome: 'alreadyGone' | 'failed';
      readonly code: ErrorCode;
      /** How long the service asked to wait, in milliseconds. */
      readonly retryAfterMs?: number;
      readonly requestId?: string;
    };
