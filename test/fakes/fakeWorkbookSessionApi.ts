import type {
  Attempt,
  CallContext,
  CreateState,
  CreateStep,
  FoundWorkbook,
  WorkbookSessionApi,
} from '../../src/model/ports';
import { addressKey, type WorkbookAddress } from '../../src/model/workbook';

export interface FakeCall extends CallContext {
  readonly method: 'create' | 'follow' | 'close' | 'refresh' | 'find' | 'findWebUrl';
  readonly address: WorkbookAddress;
  readonly sessionId?: string;
}

type Answer<T> = (call: FakeCall) => Attempt<T> | Promise<Attempt<T>>;

/** Answers each method by its script in order, then with success. */
export class FakeWorkbookSessionApi implements WorkbookSessionApi {
  private readonly running = new Map<string, number>();

  readonly calls: FakeCall[] = [];
  readonly creates: Answer<CreateState>[] = [];
  readonly follows: Answer<CreateState>[] = [];
  readonly closes: Answer<void>[] = [];
  readonly refreshes: Answer<void>[] = [];
  readonly finds: Answer<FoundWorkbook>[] = [];
  readonly webUrls: Answer<string>[] = [];
  /** The largest number of calls at the same time, on one workbook and in all. */
  mostPerWorkbook = 0;
  mostInAll = 0;

  createSession(address: WorkbookAddress, persistChanges: boolean, context: CallContext) {
    const session = { sessionId: `session-${this.calls.length + 1}`, persistChanges };
    const value = { kind: 'created', session } as const;
    return this.answer<CreateState>(this.creates, value, { ...context, method: 'create', address });
  }

  followCreate(step: CreateStep, context: CallContext) {
    const value: CreateState = { kind: 'pending', next: step };
    const address = followed(step);
    return this.answer(this.follows, value, { ...context, method: 'follow', address });
  }

  closeSession(address: WorkbookAddress, sessionId: string, context: CallContext) {
    return this.answer(this.closes, undefined, { ...context, method: 'close', address, sessionId });
  }

  refreshSession(address: WorkbookAddress, sessionId: string, context: CallContext) {
    const call: FakeCall = { ...context, method: 'refresh', address, sessionId };
    return this.answer(this.refreshes, undefined, call);
  }

  findWorkbook(address: WorkbookAddress, context: CallContext) {
    const value = { driveId: 'found-drive', itemId: 'found-item', name: 'Found.xlsx' };
    return this.answer(this.finds, value, { ...context, method: 'find', address });
  }

  findWebUrl(address: WorkbookAddress, context: CallContext) {
    const value = 'https://contoso.sharepoint.com/Found.xlsx';
    return this.answer(this.webUrls, value, { ...context, method: 'findWebUrl', address });
  }

  private async answer<T>(script: Answer<T>[], value: T, call: FakeCall): Promise<Attempt<T>> {
    this.calls.push(call);
    const workbook = addressKey(call.address);
    const onWorkbook = (this.running.get(workbook) ?? 0) + 1;
    this.running.set(workbook, onWorkbook);
    const inAll = [...this.running.values()].reduce((sum, count) => sum + count, 0);
    this.mostPerWorkbook = Math.max(this.mostPerWorkbook, onWorkbook);
    this.mostInAll = Math.max(this.mostInAll, inAll);
    try {
      return (await script.shift()?.(call)) ?? { ok: true, value };
    } finally {
      this.running.set(workbook, (this.running.get(workbook) ?? 1) - 1);
    }
  }
}

/** Poll addresses stand for workbooks here. */
function followed({ url }: CreateStep): WorkbookAddress {
  return { drive: { kind: 'me' }, item: { kind: 'path', path: url } };
}
