import { defined } from '../base/defined';
import { isAnswerAboutRequest } from '../model/errors';
import type { Attempt, AttemptFailure, AttemptSuccess } from '../model/ports';
import type { Renewal } from './requestToken';

/** What is remembered of one request from attempt to attempt. */
export class RetryState {
  attempts = 0;
  private lastFailure: AttemptFailure | undefined;
  private isAnswerLost = false;
  private unauthorized = 0;

  get last(): AttemptFailure | undefined {
    return this.lastFailure;
  }

  /** True right after the first 401: it may be tried once with another token. */
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
   * What could not be sent again ends with the answer that came before; the user's own wish goes first.
   * Where the service wanted more of the sign-in, what became of that says more than its refusal.
   */
  refused(refusal: AttemptFailure): AttemptFailure {
    if (!this.lastFailure || refusal.code === 'cancelled') {
      return refusal;
    }
    const { code } = this.lastFailure.claims === undefined ? this.lastFailure : refusal;
    return { ...this.lastFailure, code, mayRetry: false };
  }

  /** The success: what was lost before it may have been one too. */
  done<T>(success: AttemptSuccess<T>): AttemptSuccess<T> {
    return this.isAnswerLost ? { ...success, isAnswerLost: true } : success;
  }

  /**
   * How the request ended: what was lost may have been carried out, unless the service's last answer to
   * this very request tells. A pause that another request brought tells nothing of it.
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
