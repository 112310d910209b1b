import type { Clock } from '../base/clock';
import type { CloseOutcome } from './closeOutcome';
import { ownerKey, type CommandTokens, type TokenOwner } from './commandTokens';
import { toWorkbookSessionError, type ErrorCode } from './errors';
import type { AttemptFailure } from './ports';
import { failure } from './requestCourse';
import type { SessionEntry } from './sessionEntries';
import type { SessionList } from './sessionList';
import {
  addressForCalls,
  requestScope,
  type RequestScope,
  type SessionRequests,
} from './sessionRequests';

/** One user's or program's wish to close sessions. */
export interface CloseCommand {
  readonly tokens: CommandTokens;
  readonly signal: AbortSignal;
  /** Called as each session's outcome is known. */
  readonly onOutcome: ((outcome: CloseOutcome) => void) | undefined;
}

/** Closes listed sessions, each one once at a time however often it is asked for. */
export class SessionCloser {
  private readonly closing = new Map<string, Promise<CloseOutcome>>();

  constructor(
    private readonly parts: {
      readonly list: SessionList;
      readonly requests: SessionRequests;
      readonly clock: Clock;
    },
  ) {}

  /** The outcomes come in the keys' order. A session that is not closed stays listed. */
  async close(keys: readonly string[], command: CloseCommand): Promise<readonly CloseOutcome[]> {
    const mine = keys.filter((key) => !this.closing.has(key));
    const refusals = this.signIn(mine, command.tokens);
    for (const key of mine) {
      this.begin(key, refusals, command);
    }
    const outcomes = keys.map(async (key) => {
      const outcome = (await this.closing.get(key)) ?? notListed(key);
      command.onOutcome?.(outcome);
      return outcome;
    });
    return Promise.all(outcomes);
  }

  /** From here on the session is being closed, so that whoever asks for it again joins in. */
  private begin(key: string, refusals: Promise<Refusals>, command: CloseCommand): void {
    const closing = refusals
      .then((codes) => this.closeListed(key, codes.get(key), command))
      .finally(() => {
        this.closing.delete(key);
      });
    this.closing.set(key, closing);
  }

  /** Gets a token for each account before anything is sent; answers with the reason per session. */
  private async signIn(keys: readonly string[], tokens: CommandTokens): Promise<Refusals> {
    const refusals = new Map<string, ErrorCode>();
    const answers = new Map<string, ErrorCode | undefined>();
    for (const key of keys) {
      const owner = this.parts.list.get(key)?.record;
      if (owner) {
        const name = ownerKey(owner);
        if (!answers.has(name)) {
          answers.set(name, await signInError(tokens, owner));
        }
        const code = answers.get(name);
        if (code) {
          refusals.set(key, code);
        }
      }
    }
    return refusals;
  }

  private async closeListed(
    key: string,
    refusal: ErrorCode | undefined,
    command: CloseCommand,
  ): Promise<CloseOutcome> {
    const { list } = this.parts;
    const entry = list.get(key);
    if (!entry) {
      return notListed(key);
    }
    if (refusal) {
      return this.keep(key, failure(refusal));
    }
    list.setPhase(key, 'closing');
    try {
      return await this.send(entry, requestScope(entry.record, command.tokens, command.signal));
    } finally {
      list.setPhase(key, 'idle');
    }
  }

  private async send(entry: SessionEntry, scope: RequestScope): Promise<CloseOutcome> {
    const { record } = entry;
    const address = await addressForCalls(this.parts, entry, scope);
    const answer = await this.parts.requests.close(address, record.sessionId, scope);
    if (!answer.ok && !answer.isSessionDead) {
      return this.keep(record.key, answer);
    }
    await this.parts.list.remove(record.key);
    return answer.ok
      ? { key: record.key, outcome: 'closed' }
      : { ...reasonOf(answer), key: record.key, outcome: 'alreadyGone' };
  }

  /** The session stays; what the service said of it is remembered. */
  private async keep(key: string, answer: AttemptFailure): Promise<CloseOutcome> {
    const { list, clock } = this.parts;
    const { code } = answer;
    if (code === 'cancelled') {
      return { key, outcome: 'cancelled' };
    }
    if (!isSignInCode(code)) {
      const reason = { code, at: clock.now() };
      await list.changeActivity(key, (activity) => ({ ...activity, failure: reason }));
    }
    return { ...reasonOf(answer), key, outcome: 'failed' };
  }
}

/** The reason, for each session for which no token could be had. */
type Refusals = ReadonlyMap<string, ErrorCode>;

/** Codes of a sign-in that the user can still do: nothing was sent, so nothing failed. */
function isSignInCode(code: ErrorCode): boolean {
  const codes: readonly ErrorCode[] = [
    'clientIdMissing',
    'signInRequired',
    'signInCancelled',
    'signInFailed',
    'providerUnavailable',
    'endpointNotConfirmed',
    'endpointNotLoopback',
    'accessTokenExpired',
  ];
  return codes.includes(code);
}

async function signInError(
  tokens: CommandTokens,
  owner: TokenOwner,
): Promise<ErrorCode | undefined> {
  try {
    await tokens.get(owner);
    return undefined;
  } catch (error) {
    return toWorkbookSessionError(error).code;
  }
}

function notListed(key: string): CloseOutcome {
  return { key, outcome: 'failed', code: 'sessionNotListed' };
}

function reasonOf({ code, retryAfterMs, requestId }: AttemptFailure) {
  return {
    code,
    ...(retryAfterMs !== undefined && { retryAfterMs }),
    ...(requestId !== undefined && { requestId }),
  };
}
