import { defined } from '../base/defined';
import { untilAborted } from '../base/abort';
import type { Clock } from '../base/clock';
import { reasonOf, type CloseOutcome, type SessionEnd } from '../model/closeOutcome';
import type { CommandTokens } from '../requests/commandTokens';
import type { ErrorCode } from '../model/errors';
import type { AttemptFailure } from '../model/ports';
import { failure } from '../requests/retryState';
import type { RecentSessions } from './recentSessions';
import { scopeFor, type RequestScope } from '../requests/requestSender';
import type { SessionEntry } from './sessionEntries';
import type { SessionList } from './sessionList';
import { asOwnerSees, workbookForCalls, type SessionRequests } from './sessionRequests';
import { acquireTokens, type Refusals } from './acquireTokens';
import type { PermissionSet } from '../model/workbookSession';

/** One user's or program's wish to close sessions. */
export interface CloseCommand {
  readonly tokens: CommandTokens;
  readonly signal: AbortSignal;
  /** What the tokens must allow, if not what each session is known to need. */
  readonly permissions?: PermissionSet | undefined;
  /** Called as each session's outcome is known. */
  readonly onOutcome: ((outcome: CloseOutcome) => void) | undefined;
}

/** A close that is under way. */
interface Closing {
  readonly outcome: Promise<CloseOutcome>;
  readonly canAsk: boolean;
}

/** Closes listed sessions, each one once at a time however often it is asked for. */
export class SessionCloser {
  private readonly closing = new Map<string, Closing>();

  constructor(
    private readonly deps: {
      readonly list: SessionList;
      readonly requests: SessionRequests;
      readonly clock: Clock;
      readonly recent: RecentSessions;
    },
  ) {}

  /** The outcomes come in the keys' order. A session that is not closed stays listed. */
  async close(keys: readonly string[], command: CloseCommand): Promise<readonly CloseOutcome[]> {
    const mine = keys.filter((key) => !this.closing.has(key));
    const refusals = acquireTokens(mine, this.deps.list, command.tokens, command.permissions);
    const outcomes = keys.map(async (key) => {
      const closing = this.closing.get(key);
      const outcome = closing
        ? await this.join(key, closing, command)
        : await this.begin(key, refusals, command);
      command.onOutcome?.(outcome);
      return outcome;
    });
    return Promise.all(outcomes);
  }

  /** From here on the session is being closed, so that whoever asks for it again joins in. */
  private begin(
    key: string,
    refusals: Promise<Refusals>,
    command: CloseCommand,
  ): Promise<CloseOutcome> {
    const { canAsk } = command.tokens;
    const outcome = refusals
      .then((codes) => this.closeListed(key, codes.get(key), command))
      .finally(() => {
        this.closing.delete(key);
      });
    this.closing.set(key, { outcome, canAsk });
    return outcome;
  }

  /** The outcome of a close that somebody else began; where that one gave up too early, one of its own. */
  private async join(key: string, closing: Closing, command: CloseCommand): Promise<CloseOutcome> {
    const { tokens, signal } = command;
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
    const [own] = await this.close([key], { ...command, onOutcome: undefined });
    return own ?? outcome;
  }

  private async closeListed(
    key: string,
    refusal: ErrorCode | undefined,
    command: CloseCommand,
  ): Promise<CloseOutcome> {
    const { list } = this.deps;
    const entry = list.get(key);
    if (!entry) {
      return notListed(key);
    }
    if (refusal) {
      return this.keep(key, failure(refusal));
    }
    list.setPhase(key, 'closing');
    try {
      return await this.send(entry, scopeFor(entry, command));
    } finally {
      list.setPhase(key, 'idle');
    }
  }

  private async send(entry: SessionEntry, scope: RequestScope): Promise<CloseOutcome> {
    const { record } = entry;
    const { key } = record;
    const workbook = await workbookForCalls(this.deps, entry, scope);
    const answer = asOwnerSees(
      record,
      await this.deps.requests.close(workbook, record.sessionId, scope),
    );
    if (!answer.ok && !answer.isSessionDead) {
      return this.keep(key, answer);
    }
    const end: SessionEnd = answer.ok
      ? { key, outcome: 'closed', ...defined({ requestId: answer.requestId }) }
      : { ...reasonOf(answer), key, outcome: 'alreadyGone' };
    this.deps.recent.note(end);
    this.deps.list.remove(key);
    return end;
  }

  /** The session stays, with the reason; what the user stopped is no failure of it. */
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

/** Whoever stops waiting for a close that somebody else began leaves the session neither open nor closed. */
function stillUnderWay(key: string): CloseOutcome {
  return { key, outcome: 'failed', code: 'outcomeUnknown' };
}

function notListed(key: string): CloseOutcome {
  return { key, outcome: 'failed', code: 'sessionNotListed' };
}
