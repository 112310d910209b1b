import { defined } from '../base/defined';
import { WorkbookSessionError, type ErrorCode } from '../model/errors';
import type { Attempt, AttemptFailure } from '../model/ports';

/** A failure that is final, whether or not anything was sent. */
export function failure(code: ErrorCode, retryAfterMs?: number): AttemptFailure {
  return { ok: false, code, mayRetry: false, ...defined({ retryAfterMs }) };
}

/** The failure as an error to throw. */
export function errorOfFailure({
  code,
  retryAfterMs,
  requestId,
}: AttemptFailure): WorkbookSessionError {
  return new WorkbookSessionError(code, defined({ retryAfterMs, requestId }));
}

/** The answer's value. @throws WorkbookSessionError why there is none */
export function valueOf<T>(answer: Attempt<T>): T {
  if (!answer.ok) {
    throw errorOfFailure(answer);
  }
  return answer.value;
}
