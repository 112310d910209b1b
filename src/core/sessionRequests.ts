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
import { idsOfSession, type SessionRecord, type StoredSession } from './workbookSession';

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
