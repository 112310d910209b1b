import type {
  Attempt,
  CallContext,
  CreateState,
  CreateStep,
  FoundWorkbook,
  WorkbookSessionApi,
} from './ports';
import { RequestBudget } from './requestScheduler';
import type { RequestScope, RequestSender } from './requestSender';
import type { SessionList } from './sessionList';
import { addressKey, addressOfIds, type WorkbookAddress } from './workbook';
import {
  idsOfSession,
  isOwnerKnown,
  type SessionRecord,
  type StoredSession,
} from './workbookSession';

/**
 * How a listed session's workbook is called: by ids where they can be had, else as it was given. What the
 * service tells is kept where it was asked as the session's owner.
 */
export async function addressForCalls(
  { list, requests }: { readonly list: SessionList; readonly requests: SessionRequests },
  { record, activity }: StoredSession,
  scope: RequestScope,
): Promise<WorkbookAddress> {
  const { key, address } = record;
  const known = idsOfSession(record, activity);
  const answer = known ? undefined : await requests.find(address, scope);
  if (!answer?.ok) {
    return known ? addressOfIds(known) : address;
  }
  const { name: workbookName, ...ids } = answer.value;
  if (isOwnerKnown(record)) {
    list.changeActivity(key, (before) => ({ ...before, ids, workbookName }));
  }
  return addressOfIds(ids);
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

  private send<T>(
    address: WorkbookAddress,
    scope: RequestScope,
    call: (context: CallContext) => Promise<Attempt<T>>,
  ): Promise<Attempt<T>> {
    return this.sender.send(addressKey(address), scope, call);
  }
}
