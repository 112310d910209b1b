import type { CommandTokens, TokenOwner } from './commandTokens';
import { describeError, toWorkbookSessionError, WorkbookSessionError } from './errors';
import type { AccessToken, Attempt, AttemptFailure, CallContext, Logger } from './ports';
import { failure } from './requestCourse';
import { RequestBudget, type AttemptContext, type RequestScheduler } from './requestScheduler';
import { isTokenOf } from './tokenAccount';
import { ownerOf, targetKey, type PermissionSet, type StoredSession } from './workbookSession';

/** What the requests for one session, or one search, in one command share. */
export interface RequestScope {
  readonly owner: TokenOwner;
  readonly tokens: CommandTokens;
  readonly signal: AbortSignal;
  readonly budget: RequestBudget;
  /** True when the signal ends an attempt too: nobody needs to know how a mere question ended. */
  readonly canBreakOff?: boolean;
}

/** The scope of one session or search in one command; its time starts with its first request. */
export function requestScope(
  { target, account, permissions }: TokenOwner,
  tokens: CommandTokens,
  signal: AbortSignal,
): RequestScope {
  const owner: TokenOwner = {
    target,
    ...(account && { account }),
    ...(permissions && { permissions }),
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
  const owner = { ...ownerOf(session), ...(permissions && { permissions }) };
  return requestScope(owner, tokens, signal);
}

/** Whether another token is needed, and what it has to prove. */
type Renewal = Pick<AttemptContext, 'renewToken' | 'claims'>;

/** The one way to the service: through the scheduler, each attempt with a token that is valid then. */
export class RequestSender {
  constructor(
    private readonly scheduler: RequestScheduler,
    private readonly logger: Logger,
  ) {}

  /** @param queue requests with the same text to the same Graph go one after the other */
  send<T>(
    queue: string,
    scope: RequestScope,
    call: (context: CallContext) => Promise<Attempt<T>>,
  ): Promise<Attempt<T>> {
    const { owner, tokens } = scope;
    const { target } = owner;
    let token: AccessToken | undefined;
    // What was not sent was not refused.
    let sent: AccessToken | undefined;
    const prepare = async ({ renewToken, claims }: Renewal) => {
      try {
        token =
          renewToken && token && token === sent
            ? await tokens.renew(owner, token, claims)
            : await tokens.get(owner);
        if (token) {
          requireMatching(token, owner);
        }
        return token ? undefined : failure('unauthorized');
      } catch (error) {
        return this.failureOf(error);
      }
    };
    const send = async ({ signal, isRetry, timeoutMs }: AttemptContext): Promise<Attempt<T>> => {
      if (!token) {
        return failure('unexpected');
      }
      tokens.closeDialogs();
      sent = token;
      try {
        return await call({ target, token, signal, newConnection: isRetry, timeoutMs });
      } catch (error) {
        return this.failureOf(error);
      }
    };
    const place = { graph: targetKey(target), queue };
    return this.scheduler.run(place, send, { ...scope, prepare });
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
function requireMatching(token: AccessToken, { target, account }: TokenOwner): void {
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
  return new WorkbookSessionError(code, {
    ...(retryAfterMs !== undefined && { retryAfterMs }),
    ...(requestId !== undefined && { requestId }),
  });
}

/** The answer's value. @throws WorkbookSessionError why there is none */
export function valueOf<T>(answer: Attempt<T>): T {
  if (!answer.ok) {
    throw errorOfFailure(answer);
  }
  return answer.value;
}
