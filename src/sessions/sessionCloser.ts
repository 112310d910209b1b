import { untilAborted } from '../base/abort';
import type { Clock } from '../base/clock';
import { defined } from '../base/defined';
import { reasonOf, type CloseOutcome, type SessionEnd } from '../model/closeOutcome';
import type { ErrorCode } from '../model/errors';
import type { Attempt, AttemptFailure, RunningPrograms } from '../model/ports';
import { failure } from '../requests/attempts';
import type { CommandTokens } from '../requests/commandTokens';
import type { Conclusion } from '../requests/scheduledRequest';
import type { RecentSessions } from './recentSessions';
import type { SessionList } from './sessionList';
import type { Refusals, SessionRequests, SessionsRequest } from './sessionRequests';

/** A close that is under way. */
interface Closing {
  readonly outcome: Promise<CloseOutcome>;
  readonly canAsk: boolean;
}

/** Closes listed sessions. Commands that want the same session closed at the same time share one close. */
export class SessionCloser {
  private readonly closing = new Map<string, Closing>();

  constructor(
    private readonly deps: {
      readonly list: SessionList;
      readonly requests: SessionRequests;
      readonly clock: Clock;
      readonly programs: RunningPrograms;
      readonly recent: RecentSessions;
    },
  ) {}

  /** The outcomes come in the keys' order. A session that is not closed stays listed. */
  async close(
    keys: readonly string[],
    tokens: CommandTokens,
    request: SessionsRequest<CloseOutcome>,
  ): Promise<readonly CloseOutcome[]> {
    const mine = keys.filter((key) => !this.closing.has(key));
    // What a program closes itself needs no token of the user.
    const needTokens = mine.filter((key) => !this.isKnownToProgram(key));
    const refusals = this.deps.requests.acquireTokens(needTokens, tokens, request.permissions);
    const outcomes = keys.map(async (key) => {
      const closing = this.closing.get(key);
      const outcome = closing
        ? await this.join(key, closing, tokens, request)
        : await this.begin(key, refusals, tokens, request);
      request.onOutcome?.(outcome);
      return outcome;
    });
    return Promise.all(outcomes);
  }

  /** From here on the session is being closed, so that other commands join in. */
  private begin(
    key: string,
    refusals: Promise<Refusals>,
    tokens: CommandTokens,
    request: SessionsRequest<CloseOutcome>,
  ): Promise<CloseOutcome> {
    const { canAsk } = tokens;
    const outcome = refusals
      .then((codes) => this.closeListed(key, codes.get(key), tokens, request))
      .finally(() => {
        this.closing.delete(key);
      });
    this.closing.set(key, { outcome, canAsk });
    return outcome;
  }

  /** The outcome of a close that another command began; if that one gave up too early, of a new one. */
  private async join(
    key: string,
    closing: Closing,
    tokens: CommandTokens,
    request: SessionsRequest<CloseOutcome>,
  ): Promise<CloseOutcome> {
    const { signal } = tokens;
    const outcome = await untilAborted(closing.outcome, signal).catch((error: unknown) => {
      if (signal.aborted) {
        return stillUnderWay(key);
      }
      throw error;
    });
    const canAskNow = tokens.canAsk && !closing.canAsk;
    const gaveUp =
      outcome.outcome === 'cancelled' ||
      (canAskNow && outcome.outcome === 'failed' && isCuredByAsking(outcome.code));
    if (signal.aborted || !gaveUp) {
      return outcome;
    }
    const [own] = await this.close([key], tokens, { ...request, onOutcome: undefined });
    return own ?? outcome;
  }

  private async closeListed(
    key: string,
    refusal: ErrorCode | undefined,
    tokens: CommandTokens,
    request: SessionsRequest<CloseOutcome>,
  ): Promise<CloseOutcome> {
    const { list, programs, requests } = this.deps;
    const entry = list.get(key);
    if (!entry) {
      return notListed(key);
    }
    if (refusal) {
      return this.keep(key, failure(refusal));
    }
    list.setPhase(key, 'closing');
    try {
      const answer =
        programs.know(entry.record) && (await programs.close(entry.record, tokens.signal));
      if (answer) {
        return this.conclude(key, answer).outcome;
      }
      return await requests.send('closeSession', entry, { ...request, tokens }, (answer) =>
        this.conclude(key, answer),
      );
    } finally {
      list.setPhase(key, 'idle');
    }
  }

  private isKnownToProgram(key: string): boolean {
    const entry = this.deps.list.get(key);
    return entry !== undefined && this.deps.programs.know(entry.record);
  }

  private conclude(key: string, answer: Attempt<void>): Conclusion<CloseOutcome> {
    const { list, recent } = this.deps;
    if (!answer.ok && !answer.isSessionDead) {
      return { outcome: this.keep(key, answer) };
    }
    const outcome: SessionEnd = answer.ok
      ? { key, outcome: 'closed', ...defined({ requestId: answer.requestId }) }
      : { ...reasonOf(answer), key, outcome: 'alreadyGone' };
    recent.note(outcome);
    list.remove(key);
    return { outcome, written: list.written(key) };
  }

  /** The session stays, with the reason. When the user stopped the close, there is no reason. */
  private keep(key: string, answer: AttemptFailure): CloseOutcome {
    const { list, clock } = this.deps;
    const { code } = answer;
    if (code === 'cancelled') {
      return cancelled(key);
    }
    if (code !== 'signInCancelled') {
      list.changeActivity(key, { failure: { code, at: clock.now() } });
    }
    return { ...reasonOf(answer), key, outcome: 'failed' };
  }
}

/** True when a command that may open dialogs can do better. */
function isCuredByAsking(code: ErrorCode): boolean {
  const codes: readonly ErrorCode[] = [
    'signInRequired',
    'moreSignInRequired',
    'consentRequired',
    'accountUnavailable',
    'endpointNotConfirmed',
  ];
  return codes.includes(code);
}

function cancelled(key: string): CloseOutcome {
  return { key, outcome: 'cancelled' };
}

/** A command that stops waiting for another command's close does not know the outcome. */
function stillUnderWay(key: string): CloseOutcome {
  return { key, outcome: 'failed', code: 'outcomeUnknown' };
}

function notListed(key: string): CloseOutcome {
  return { key, outcome: 'failed', code: 'sessionNotListed' };
}
