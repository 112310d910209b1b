import { Lazy } from '../base/lazy';
import type {
  Attempt,
  CallContext,
  CreateState,
  CreateStep,
  FoundWorkbook,
  WorkbookSessionApi,
} from '../model/ports';
import type { WorkbookAddress } from '../model/workbook';

/** Stands for an API whose code is loaded with the first request, since most windows send none. */
export class LazyWorkbookSessionApi implements WorkbookSessionApi {
  private readonly loaded: Lazy<WorkbookSessionApi>;

  constructor(load: () => Promise<WorkbookSessionApi>) {
    this.loaded = new Lazy(load);
  }

  async createSession(
    address: WorkbookAddress,
    persistChanges: boolean,
    call: CallContext,
  ): Promise<Attempt<CreateState>> {
    return (await this.loaded.get()).createSession(address, persistChanges, call);
  }

  async followCreate(step: CreateStep, call: CallContext): Promise<Attempt<CreateState>> {
    return (await this.loaded.get()).followCreate(step, call);
  }

  async closeSession(
    address: WorkbookAddress,
    sessionId: string,
    call: CallContext,
  ): Promise<Attempt<void>> {
    return (await this.loaded.get()).closeSession(address, sessionId, call);
  }

  async refreshSession(
    address: WorkbookAddress,
    sessionId: string,
    call: CallContext,
  ): Promise<Attempt<void>> {
    return (await this.loaded.get()).refreshSession(address, sessionId, call);
  }

  async findWorkbook(address: WorkbookAddress, call: CallContext): Promise<Attempt<FoundWorkbook>> {
    return (await this.loaded.get()).findWorkbook(address, call);
  }

  async findWebUrl(address: WorkbookAddress, call: CallContext): Promise<Attempt<string>> {
    return (await this.loaded.get()).findWebUrl(address, call);
  }
}
