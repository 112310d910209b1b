import { defined } from '../base/defined';
import type { CommandTokens } from './commandTokens';
import { describeError, toWorkbookSessionError, WorkbookSessionError } from '../model/errors';
import type { AccessToken, Attempt, AttemptFailure, CallContext, Logger } from '../model/ports';
import { failure, type Renewal } from './retryState';
import { RequestBudget } from './requestBudget';
import type { AttemptContext, RequestScheduler, RequestToken } from './requestScheduler';
import { isTokenOf } from '../model/tokenAccount';
import type { QueueKey } from './workbookQueues';
import {
  principalOf,
  targetKey,
  type PermissionSet,
  type StoredSession,
  type Principal,
} from '../model/workbookSession';

/** What the requests for one session, or one search, in one command share. */
export interface RequestScope {
  readonly owner: Principal;
  readonly tokens: CommandTokens;
  readonly signal: AbortSignal;
  readonly budget: RequestBudget;
  /** True when the signal ends an attempt too: nobody needs to know how a mere question ended. */
  readonly canBreakOff?: boolean;
}

/** The scope of one session or search in one command; its time starts with its first request. */
export function requestScope(
  { target, account, permissions }: Principal,
  tokens: CommandTokens,
  signal: AbortSignal,
): RequestScope {
  const owner: Principal = {
    target,
    ...defined({ account, permissions }),
  };
  return { owner, tokens, signal, budget: new RequestBudget() };
}

/** The scope of a listed session in one command, which may know better what it needs. */
export function scopeFor(
  session: StoredSession,
  {
    tokens,
    signal,
    permissions,
  }: {
    readonly tokens: CommandTokens;
    readonly signal: AbortSignal;
    readonly permissions?: PermissionSet | undefined;
  },
): RequestScope {
  const owner = { ...principalOf(session), ...defined({ permissions }) };
  return requestScope(owner, tokens, signal);
}

/** The one way to the service: through the scheduler, each attempt with a token that is valid then. */
export class RequestSender {
  constructor(
    private readonly scheduler: RequestScheduler,
    private readonly logger: Logger,
  ) {}

  /**
   * @param keys the queues of that Graph in which the request waits for its turn
   * @param paused the queues that a `Retry-After` of its answer stops
   */
  send<T>(
    keys: readonly QueueKey[],
    scope: RequestScope,
    call: (context: CallContext) => Promise<Attempt<T>>,
    paused = keys,
  ): Promise<Attempt<T>> {
    const { owner, tokens } = scope;
    const { target } = owner;
    let current: AccessToken | undefined;
    // Only a token that was sent can have been refused.
    let sent: AccessToken | undefined;
    const isRefused = ({ renewToken }: Renewal) => renewToken && current === sent;
    const token: RequestToken = {
      isAtHand: (renewal) =>
        current !== undefined && tokens.isUsable(current) && !isRefused(renewal),
      fetch: async (renewal) => {
        try {
          current =
            current && isRefused(renewal)
              ? await tokens.renew(owner, current, renewal.claims)
              : await tokens.get(owner);
          if (current) {
            requireMatching(current, owner);
          }
          return current ? undefined : failure('unauthorized');
        } catch (error) {
          return this.failureOf(error);
        }
      },
    };
    const send = async (context: AttemptContext): Promise<Attempt<T>> => {
      if (!current) {
        return failure('unexpected');
      }
      tokens.closeDialogs();
      sent = current;
      try {
        return await call({ ...context, target, token: current });
      } catch (error) {
        return this.failureOf(error);
      }
    };
    return this.scheduler.run({ graph: targetKey(target), keys, paused }, send, {
      ...scope,
      token,
    });
  }

  /** The error as an answer; what was unforeseen is logged, since nobody else hears of its cause. */
  private failureOf(thrown: unknown): AttemptFailure {
    const error = toWorkbookSessionError(thrown);
    if (error.code === 'unexpected') {
      this.logger.error(describeError(error));
    }
    return failure(error.code);
  }
}

/**
 * Whatever a credential answers, another Graph's or another's token is not used. A sandbox knows no
 * accounts: it takes one token of everybody.
 * @throws WorkbookSessionError `accessTokenForOtherAudience`, `accountUnavailable`
 */
function requireMatching(token: AccessToken, { target, account }: Principal): void {
  const isForSandbox = target.cloud === 'sandbox';
  if ((token.audience === 'sandbox') !== isForSandbox) {
    throw new WorkbookSessionError('accessTokenForOtherAudience');
  }
  if (!isForSandbox && account && !isTokenOf(token, account)) {
    throw new WorkbookSessionError('accountUnavailable', { accountLabel: account.label });
  }
}

/** The failure as an error to throw. */
export function errorOfFailure(failure: AttemptFailure): WorkbookSessionError {
  const { code, retryAfterMs, requestId } = failure;
  return new WorkbookSessionError(code, defined({ retryAfterMs, requestId }));
}

/** The answer's value. @throws WorkbookSessionError why there is none */
export function valueOf<T>(answer: Attempt<T>): T {
  if (!answer.ok) {
    throw errorOfFailure(answer);
  }
  return answer.value;
}
