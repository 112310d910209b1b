import { Lazy } from '../base/lazy';
import type { WorkbookSessionApi } from '../model/ports';

/** An API whose code is loaded with the first request, because most windows send none. */
export function lazyWorkbookSessionApi(
  load: () => Promise<WorkbookSessionApi>,
): WorkbookSessionApi {
  const api = new Lazy(load);
  return {
    createSession: async (...call) => (await api.get()).createSession(...call),
    followCreate: async (...call) => (await api.get()).followCreate(...call),
    closeSession: async (...call) => (await api.get()).closeSession(...call),
    refreshSession: async (...call) => (await api.get()).refreshSession(...call),
    findWorkbook: async (...call) => (await api.get()).findWorkbook(...call),
    findWebUrl: async (...call) => (await api.get()).findWebUrl(...call),
  };
}
