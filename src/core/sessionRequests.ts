import { describeError, toWorkbookSessionError, WorkbookSessionError } from './errors';
import type { CommandTokens, TokenOwner } from './commandTokens';
import type {
  AccessToken,
  Attempt,
  AttemptFailure,
  CallContext,
  CreateState,
  CreateStep,
  FoundWorkbook,
  Logger,
  WorkbookSessionApi,
} from './ports';
import { failure } from './requestCourse';
import { RequestBudget, type AttemptContext, type RequestScheduler } from './requestScheduler';
import { addressKey, addressOfIds, type WorkbookAddress } from './workbook';
import type { SessionList } from './sessionList';
import { idsOfSession, targetKey, type SessionRecord, type StoredSession } from './workbookSession';

/** What the requests for one session in one command share. */
export interface RequestScope {
  readonly owner: TokenOwner;
  readonly tokens: CommandTokens;
  readonly signal: AbortSignal;
  readonly budget: RequestBudget;
}

/** The scope of one session in one command; its time starts with its first request. */
export function requestScope(
  { target, account }: TokenOwner,
  tokens: CommandTokens,
  signal: AbortSignal,
): RequestScope {
  const owner: TokenOwner = { target, ...(account && { account }) };
  return { owner, tokens, signal, budget: new RequestBudget() };
}

/** Asks the service for a listed session's workbook and remembers its ids and its name. */
export async function findListedWorkbook(
  { list, requests }: { readonly list: SessionList; readonly requests: SessionRequests },
  { key, address }: Pick<SessionRecord, 'key' | 'address'>,
  scope: RequestScope,
): Promise<FoundWorkbook | undefined> {
  const answer = await requests.find(address, scope);
  if (!answer.ok) {
    return undefined;
  }
  const { driveId, itemId, name } = answer.value;
  const ids = { driveId, itemId };
  await list.changeActivity(key, (activity) => ({ ...activity, ids, workbookName: name }));
  return answer.value;
}

/** How a listed session's workbook is called: by ids where they can be had, else as it was given. */
export async function addressForCalls(
  parts: { readonly list: SessionList; readonly requests: SessionRequests },
  { record, activity }: StoredSession,
  scope: RequestScope,
): Promise<WorkbookAddress> {
  const ids = idsOfSession(record, activity) ?? (await findListedWorkbook(parts, record, scope));
  return ids ? addressOfIds(ids) : record.address;
}

/** Sends the service's requests through the scheduler, each attempt with a token that is valid then. */
export class SessionRequests {
  constructor(
    private readonly api: WorkbookSessionApi,
    private readonly scheduler: RequestScheduler,
    private readonly logger: Logger,
  ) {}

  create(
    workbook: FoundWorkbook,
    persistChanges: boolean,
    scope: RequestScope,
  ): Promise<Attempt<CreateState>> {
    const address = addressOfIds(workbook);
    return this.send(address, scope, (call) =>
      this.api.createSession(address, persistChanges, call),
    );
  }

  /** Asks how far a createSession is; the time for it is its own. */
  followCreate(
    workbook: FoundWorkbook,
    step: CreateStep,
    scope: RequestScope,
  ): Promise<Attempt<CreateState>> {
    const ownTime = { ...scope, budget: new RequestBudget() };
    return this.send(addressOfIds(workbook), ownTime, (call) => this.api.followCreate(step, call));
  }

  close(address: WorkbookAddress, sessionId: string, scope: RequestScope): Promise<Attempt<void>> {
    return this.send(address, scope, (call) => this.api.closeSession(address, sessionId, call));
  }

  refresh(
    address: WorkbookAddress,
    sessionId: string,
    scope: RequestScope,
  ): Promise<Attempt<void>> {
    return this.send(address, scope, (call) => this.api.refreshSession(address, sessionId, call));
  }

  find(address: WorkbookAddress, scope: RequestScope): Promise<Attempt<FoundWorkbook>> {
    return this.send(address, scope, (call) => this.api.findWorkbook(address, call));
  }

  findWebUrl(address: WorkbookAddress, scope: RequestScope): Promise<Attempt<string>> {
    return this.send(address, scope, (call) => this.api.findWebUrl(address, call));
  }

  /** The error as an answer; what was unforeseen is logged, since nobody else hears of its cause. */
  private failureOf(thrown: unknown): AttemptFailure {
    const error = toWorkbookSessionError(thrown);
    if (error.code === 'unexpected') {
      this.logger.error(describeError(error));
    }
    return failure(error.code);
  }

  private send<T>(
    address: WorkbookAddress,
    scope: RequestScope,
    call: (context: CallContext) => Promise<Attempt<T>>,
  ): Promise<Attempt<T>> {
    const { owner, tokens } = scope;
    const { target } = owner;
    let token: AccessToken | undefined;
    const prepare = async ({ renewToken }: Pick<AttemptContext, 'renewToken'>) => {
      try {
        const refused = renewToken ? token : undefined;
        token = await tokenFor(owner, tokens, refused);
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
      try {
        return await call({ target, token, signal, newConnection: isRetry, timeoutMs });
      } catch (error) {
        return this.failureOf(error);
      }
    };
    const queue = { graph: targetKey(target), workbook: addressKey(address) };
    return this.scheduler.run(queue, send, { ...scope, prepare });
  }
}

/**
 * The owner's token, or undefined when it is the one that the service has just refused.
 * @throws WorkbookSessionError with a sign-in code, or `accessTokenForOtherAudience`
 */
async function tokenFor(
  owner: TokenOwner,
  tokens: CommandTokens,
  refused: AccessToken | undefined,
): Promise<AccessToken | undefined> {
  if (refused) {
    tokens.drop(refused);
  }
  const token = await tokens.get(owner);
  if ((token.audience === 'sandbox') !== (owner.target.cloud === 'sandbox')) {
    throw new WorkbookSessionError('accessTokenForOtherAudience');
  }
  return token.value === refused?.value ? undefined : token;
}

/** @throws WorkbookSessionError the failure, when it is one */
export function valueOf<T>(answer: Attempt<T>): T {
  if (!answer.ok) {
    throw errorOfFailure(answer);
  }
  return answer.value;
}

/** The failure as an error to throw. */
export function errorOfFailure(failure: AttemptFailure): WorkbookSessionError {
  const { code, retryAfterMs, requestId } = failure;
  return new WorkbookSessionError(code, {
    ...(retryAfterMs !== undefined && { retryAfterMs }),
    ...(requestId !== undefined && { requestId }),
  });
}
