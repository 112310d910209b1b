import { defined } from '../base/defined';
import { toWorkbookSessionError, type ErrorCode } from '../model/errors';
import type { Attempt, FoundWorkbook, WorkbookSessionApi } from '../model/ports';
import { addressOfIds } from '../model/workbook';
import {
  idsOfSession,
  isOwnerKnown,
  principalOf,
  type PermissionSet,
  type Principal,
  type SessionRecord,
  type StoredSession,
} from '../model/workbookSession';
import { failure } from '../requests/attempts';
import { principalKey, type CommandTokens } from '../requests/commandTokens';
import { Deadline } from '../requests/deadline';
import { attemptLimitMs, type RequestScheduler } from '../requests/requestScheduler';
import type { Conclusion, RequestScope } from '../requests/scheduledRequest';
import { lookupQueuesOf, queuesOf, type CalledWorkbook } from '../requests/workbookQueues';
import type { SessionList } from './sessionList';

/**
 * How long the lookup of a listed session's workbook may take of its command's time, in milliseconds: one
 * full attempt. The request itself goes out without it too, and most of the time is for that.
 */
export const lookupLimitMs = attemptLimitMs;

/** What a command wants of listed sessions. */
export interface SessionsRequest<Outcome> {
  /** What the tokens must allow, if not what each session is known to need. */
  readonly permissions?: PermissionSet | undefined;
  /** True when the command has several sessions. Requests of other commands go before its requests. */
  readonly isBulk?: boolean;
  /** Called as each session's outcome is known. */
  readonly onOutcome?: ((outcome: Outcome) => void) | undefined;
}

/** The reason, for each session for which there is no token. */
export type Refusals = ReadonlyMap<string, ErrorCode>;

/** The command that wants something of a session. */
interface CommandOfSession extends Pick<SessionsRequest<never>, 'permissions' | 'isBulk'> {
  readonly tokens: CommandTokens;
}

/** Turns "this action for these sessions" into requests to Graph. */
export class SessionRequests {
  constructor(
    private readonly deps: {
      readonly list: SessionList;
      readonly api: WorkbookSessionApi;
      readonly scheduler: RequestScheduler;
    },
  ) {}

  /** Gets a token for each account before anything is sent. */
  async acquireTokens(
    keys: readonly string[],
    tokens: CommandTokens,
    permissions: PermissionSet | undefined,
  ): Promise<Refusals> {
    const refusals = new Map<string, ErrorCode>();
    const answers = new Map<string, ErrorCode | undefined>();
    for (const key of keys) {
      const session = this.deps.list.get(key);
      if (session) {
        const principal = principalFor(session, permissions);
        const name = principalKey(principal);
        if (!answers.has(name)) {
          answers.set(name, await signInError(tokens, principal));
        }
        const code = answers.get(name);
        if (code) {
          refusals.set(key, code);
        }
      }
    }
    return refusals;
  }

  /**
   * Sends one action for a listed session, until the answer is final. If another window removed the session
   * meanwhile, nothing is sent, and the answer is the failure `sessionNotListed`.
   */
  async send<Outcome>(
    action: 'closeSession' | 'refreshSession',
    session: StoredSession,
    { tokens, permissions, isBulk = false }: CommandOfSession,
    conclude: (answer: Attempt<void>) => Conclusion<Outcome>,
  ): Promise<Outcome> {
    const { record } = session;
    const principal = principalFor(session, permissions);
    const scope: RequestScope = { principal, tokens, deadline: new Deadline(), isBulk };
    const workbook = await this.workbookOf(session, scope);
    const { api, list, scheduler } = this.deps;
    const { key, sessionId } = record;
    return scheduler.sendAndConclude(scope, {
      queues: queuesOf(workbook),
      catchUp: () => list.reload([key]),
      attempt: async (call) =>
        list.get(key)
          ? api[action](workbook.address, sessionId, call)
          : failure('sessionNotListed'),
      conclude: (answer) => conclude(asOwnerSees(record, answer)),
    });
  }

  /** How requests call the session's workbook: by ids where they can be had, else as the user gave it. */
  async workbookOf(session: StoredSession, scope: RequestScope): Promise<CalledWorkbook> {
    const { record, activity } = session;
    const ids = idsOfSession(record, activity);
    if (ids) {
      return { address: addressOfIds(ids), name: nameFromService(session) };
    }
    const found = await this.lookUp(session, scope);
    return found
      ? { address: addressOfIds(found), name: found.name }
      : { address: record.address, name: nameFromService(session) };
  }

  /** Asks the service for the workbook. The answer is kept if it was asked as the session's owner. */
  private async lookUp(
    { record, activity }: StoredSession,
    scope: RequestScope,
  ): Promise<FoundWorkbook | undefined> {
    const { api, list, scheduler } = this.deps;
    const { key, address } = record;
    const ofLookup = { ...scope, deadline: scope.deadline.part(lookupLimitMs) };
    const answer = await scheduler.send(ofLookup, lookupQueuesOf(address), (call) =>
      api.findWorkbook(address, call),
    );
    if (!answer.ok) {
      return undefined;
    }
    const { name: workbookName, driveId, itemId, place } = answer.value;
    if (isOwnerKnown(record)) {
      // Where the user found the workbook goes before what the service says.
      const newPlace = activity.place ? undefined : place;
      const ids = { driveId, itemId };
      list.changeActivity(key, { ids, workbookName, ...defined({ place: newPlace }) });
    }
    return answer.value;
  }
}

/** For whom a session's requests need a token, if the command wants more than the session needs. */
function principalFor(session: StoredSession, permissions: PermissionSet | undefined): Principal {
  return { ...principalOf(session), ...defined({ permissions }) };
}

async function signInError(
  tokens: CommandTokens,
  principal: Principal,
): Promise<ErrorCode | undefined> {
  try {
    await tokens.get(principal);
    return undefined;
  } catch (error) {
    return toWorkbookSessionError(error).code;
  }
}

/**
 * The answer, but a session is dead only if its owner got that answer. To another account, an open session
 * can look dead.
 */
function asOwnerSees<T>(
  record: Pick<SessionRecord, 'target' | 'account'>,
  answer: Attempt<T>,
): Attempt<T> {
  if (answer.ok || !answer.isSessionDead || isOwnerKnown(record)) {
    return answer;
  }
  const { isSessionDead, ...failure } = answer;
  return { ...failure, code: 'goneOrOfAnotherAccount' };
}

/** The workbook's name as the service gave it. A name that came with an added session may be any text. */
function nameFromService({ record, activity }: StoredSession): string | undefined {
  const first = record.origin === 'created' ? record.workbookName : undefined;
  return activity.workbookName ?? first;
}
