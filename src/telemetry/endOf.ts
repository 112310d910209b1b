import { isCancellation, toWorkbookSessionError, type ErrorCode } from '../model/errors';
import type { TelemetryOutcome } from './telemetryEvents';

/** What telemetry is told of an end: nothing went wrong, or the error's code and nothing else of it. */
export function endOf(thrown?: { readonly error: unknown }): {
  readonly outcome: TelemetryOutcome;
  readonly code?: ErrorCode;
} {
  if (!thrown) {
    return { outcome: 'completed' };
  }
  const { code } = toWorkbookSessionError(thrown.error);
  return { outcome: isCancellation(code) ? 'cancelled' : 'failed', code };
}
