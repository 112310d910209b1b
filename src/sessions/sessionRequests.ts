import type {
  Attempt,
  CallContext,
  CreateState,
  CreateStep,
  FoundWorkbook,
  WorkbookSessionApi,
} from '../model/ports';
import { RequestBudget } from '../requests/requestBudget';
import { attemptLimitMs } from '../requests/requestScheduler';
import type { RequestScope, RequestSender } from '../requests/requestSender';
import type { SessionList } from './sessionList';
import { addressOfIds, type WorkbookAddress } from '../model/workbook';
import { lookupQueuesOf, queuesOf, type CalledWorkbook } from '../requests/workbookQueues';
import {
  idsOfSession,
  isOwnerKnown,
  type SessionRecord,
  type StoredSession,
} from '../model/workbookSession';

/**
 * How long the lookup of a listed session's workbook may take of its command's time, in milliseconds: one
 * full attempt. The request itself goes out without it too, and most of the time is for that.
 */
export const lookupLimitMs = attemptLimitMs;

/**
 * How a listed session's workbook is called: by ids where they can be had, else as it was given. What the
 * service tells is kept where it was asked as the session's owner.
 */
export async function workbookForCalls(
  { list, requests }: { readonly list: SessionList; readonly requests: SessionRequests },
  { record, activity }: StoredSession,
  scope: RequestScope,
): Promise<CalledWorkbook> {
  const { key, address } = record;
  const known = idsOfSession(record, activity);
  const lookup = { ...scope, budget: scope.budget.part(lookupLimitMs) };
  const answer = known ? undefined : await requests.find(address, lookup);
  if (!answer?.ok) {
    const name = nameFromService({ record, activity });
    return { address: known ? addressOfIds(known) : address, name };
  }
  const { name: workbookName, driveId, itemId, place } = answer.value;
  if (isOwnerKnown(record)) {
    // Where the user found the workbook goes before what the service tells.
    const told = !activity.place && place && { place };
    list.changeActivity(key, { ids: { driveId, itemId }, workbookName, ...told });
  }
  return calledByIds(answer.value);
}

/**
 * The answer as it may be believed: that a session is dead ends it only when its owner was told so. To
 * another account a session that is open may look just the same.
 */
export function asOwnerSees<T>(
  record: Pick<SessionRecord, 'target' | 'account'>,
  answer: Attempt<T>,
): Attempt<T> {
  if (answer.ok || !answer.isSessionDead || isOwnerKnown(record)) {
    return answer;
  }
  const { isSessionDead, ...failure } = answer;
  return { ...failure, code: 'goneOrOfAnotherAccount' };
}

/** The service's requests about sessions; those about one workbook go one after the other. */
export class SessionRequests {
  constructor(
    private readonly api: WorkbookSessionApi,
    private readonly sender: RequestSender,
  ) {}

  create(
    workbook: FoundWorkbook,
    persistChanges: boolean,
    scope: RequestScope,
  ): Promise<Attempt<CreateState>> {
    const called = calledByIds(workbook);
    return this.send(called, scope, (call) =>
      this.api.createSession(called.address, persistChanges, call),
    );
  }

  /** Asks how far a createSession is; the time for it is its own. */
  followCreate(
    workbook: FoundWorkbook,
    step: CreateStep,
    scope: RequestScope,
  ): Promise<Attempt<CreateState>> {
    const ownTime = { ...scope, budget: new RequestBudget() };
    return this.send(calledByIds(workbook), ownTime, (call) => this.api.followCreate(step, call));
  }

  close(workbook: CalledWorkbook, sessionId: string, scope: RequestScope): Promise<Attempt<void>> {
    return this.send(workbook, scope, (call) =>
      this.api.closeSession(workbook.address, sessionId, call),
    );
  }

  refresh(
    workbook: CalledWorkbook,
    sessionId: string,
    scope: RequestScope,
  ): Promise<Attempt<void>> {
    return this.send(workbook, scope, (call) =>
      this.api.refreshSession(workbook.address, sessionId, call),
    );
  }

  find(address: WorkbookAddress, scope: RequestScope): Promise<Attempt<FoundWorkbook>> {
    return this.lookUp(address, scope, (call) => this.api.findWorkbook(address, call));
  }

  findWebUrl(address: WorkbookAddress, scope: RequestScope): Promise<Attempt<string>> {
    return this.lookUp(address, scope, (call) => this.api.findWebUrl(address, call));
  }

  /** Waits for few, but a pause that the service asks for holds for all that may be the same file. */
  private lookUp<T>(
    address: WorkbookAddress,
    scope: RequestScope,
    call: (context: CallContext) => Promise<Attempt<T>>,
  ): Promise<Attempt<T>> {
    return this.sender.send(lookupQueuesOf(address), scope, call, queuesOf({ address }));
  }

  private send<T>(
    workbook: CalledWorkbook,
    scope: RequestScope,
    call: (context: CallContext) => Promise<Attempt<T>>,
  ): Promise<Attempt<T>> {
    return this.sender.send(queuesOf(workbook), scope, call);
  }
}

function calledByIds(workbook: FoundWorkbook): CalledWorkbook {
  return { address: addressOfIds(workbook), name: workbook.name };
}

/** The workbook's name as the service told it; what somebody said who added the session may be any text. */
function nameFromService({ record, activity }: StoredSession): string | undefined {
  const first = record.origin === 'created' ? record.workbookName : undefined;
  return activity.workbookName ?? first;
}
