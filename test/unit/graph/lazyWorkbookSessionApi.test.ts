import assert from 'node:assert/strict';
import { lazyWorkbookSessionApi } from '../../../src/graph/lazyWorkbookSessionApi';
import type { WorkbookSessionApi } from '../../../src/model/ports';
import { addressOfIds } from '../../../src/model/workbook';
import { globalGraph } from '../../builders';
import { FakeWorkbookSessionApi } from '../../fakes/fakeWorkbookSessionApi';

const address = addressOfIds({ driveId: 'd', itemId: 'i' });
const step = { url: 'https://example.com/', isReady: false };
const call = {
  target: globalGraph,
  token: { value: 'token', audience: 'graph' },
  signal: new AbortController().signal,
  newConnection: false,
  timeoutMs: 1000,
} as const;

const methods: Readonly<
  Record<keyof WorkbookSessionApi, (api: WorkbookSessionApi) => Promise<unknown>>
> = {
  createSession: (api) => api.createSession(address, true, call),
  followCreate: (api) => api.followCreate(step, call),
  refreshSession: (api) => api.refreshSession(address, 'id', call),
  closeSession: (api) => api.closeSession(address, 'id', call),
  findWorkbook: (api) => api.findWorkbook(address, call),
  findWebUrl: (api) => api.findWebUrl(address, call),
};

function setup() {
  const api = new FakeWorkbookSessionApi();
  const loads = { count: 0 };
  const lazy = lazyWorkbookSessionApi(() => {
    loads.count += 1;
    return Promise.resolve(api);
  });
  return { api, lazy, loads };
}

describe('lazyWorkbookSessionApi', () => {
  it('loads the API with the first call, and only once', async () => {
    const { lazy, loads } = setup();
    assert.equal(loads.count, 0);
    await methods.closeSession(lazy);
    await methods.refreshSession(lazy);
    assert.equal(loads.count, 1);
  });

  for (const [method, run] of Object.entries(methods)) {
    it(`passes ${method} on unchanged, and returns the result`, async () => {
      const { api, lazy } = setup();
      const direct = new FakeWorkbookSessionApi();
      assert.deepEqual(await run(lazy), await run(direct));
      assert.deepEqual(api.calls, direct.calls);
    });
  }
});
