import { defined } from '../base/defined';
import { isAnswerAboutRequest } from '../model/errors';
import type { Attempt, AttemptFailure, AttemptSuccess } from '../model/ports';
import type { Renewal } from './requestToken';

/** How often one request is sent at most. */
export const maxAttempts = 4;

const firstBackoffMs = 1000;

/** What one request keeps from attempt to attempt. */
export class RetryState {
  attempts = 0;
  private lastFailure: AttemptFailure | undefined;
  private isAnswerLost = false;
  private unauthorized = 0;

  get last(): AttemptFailure | undefined {
    return this.lastFailure;
  }

  /** True right after the first 401. The request may be tried once with another token. */
  get mustRenewToken(): boolean {
    return this.unauthorized === 1 && this.lastFailure?.code === 'unauthorized';
  }

  get renewal(): Renewal {
    const renewToken = this.mustRenewToken;
    const claims = renewToken ? this.lastFailure?.claims : undefined;
    return { renewToken, ...defined({ claims }) };
  }

  note(answer: Attempt<unknown>): void {
    if (answer.ok) {
      return;
    }
    this.lastFailure = answer;
    this.isAnswerLost ||= answer.isAnswerLost === true;
    this.unauthorized += answer.code === 'unauthorized' ? 1 : 0;
  }

  /**
   * Milliseconds until the next attempt; undefined when the answer is final.
   * @param leftMs the time that is left for the wait
   * @param random a number from 0 up to 1
   */
  delayBeforeNext(
    { mayRetry, code, retryAfterMs }: AttemptFailure,
    leftMs: number,
    random: () => number,
  ): number | undefined {
    if (!mayRetry || this.attempts >= maxAttempts) {
      return undefined;
    }
    if (code === 'unauthorized') {
      return this.mustRenewToken ? 0 : undefined;
    }
    const delayMs = retryAfterMs ?? firstBackoffMs * 2 ** (this.attempts - 1) * (1 + random() / 4);
    return delayMs > leftMs ? undefined : delayMs;
  }

  /**
   * The end when there is no token for the next attempt: the last answer, unless the user cancelled.
   * After a claims challenge, the error of the second sign-in says more than the 401.
   */
  refused(refusal: AttemptFailure): AttemptFailure {
    if (!this.lastFailure || refusal.code === 'cancelled') {
      return refusal;
    }
    const { code } = this.lastFailure.claims === undefined ? this.lastFailure : refusal;
    return { ...this.lastFailure, code, mayRetry: false };
  }

  /** The success. If an answer was lost before, the request may have succeeded twice. */
  done<T>(success: AttemptSuccess<T>): AttemptSuccess<T> {
    return this.isAnswerLost ? { ...success, isAnswerLost: true } : success;
  }

  /**
   * How the request ended. After a lost answer the outcome is unknown, unless the last answer to this
   * very request tells. A pause that another request brought does not tell.
   */
  ended(end: AttemptFailure): AttemptFailure {
    if (!this.isAnswerLost) {
      return end;
    }
    const isTold = end === this.lastFailure && isAnswerAboutRequest(end.code);
    const code = isTold ? end.code : 'outcomeUnknown';
    return { ...end, isAnswerLost: true, code };
  }
}
