import assert from 'node:assert/strict';
import { addressOfIds } from '../../../src/model/workbook';
import { LazyWorkbookSessionApi } from '../../../src/graph/lazyWorkbookSessionApi';
import { globalGraph } from '../../builders';
import { FakeWorkbookSessionApi } from '../../fakes/fakeWorkbookSessionApi';

const address = addressOfIds({ driveId: 'd', itemId: 'i' });
const call = {
  target: globalGraph,
  token: { value: 'token', audience: 'graph' },
  signal: new AbortController().signal,
  newConnection: false,
  timeoutMs: 1000,
} as const;

describe('LazyWorkbookSessionApi', () => {
  it('loads the API with the first call, once, and hands every call on as it is', async () => {
    const api = new FakeWorkbookSessionApi();
    let loads = 0;
    const lazy = new LazyWorkbookSessionApi(() => {
      loads += 1;
      return Promise.resolve(api);
    });
    assert.equal(loads, 0);
    const step = { url: 'https://example.com/', isReady: false };
    const direct = new FakeWorkbookSessionApi();
    for (const [one, other] of [
      [lazy.createSession(address, true, call), direct.createSession(address, true, call)],
      [lazy.followCreate(step, call), direct.followCreate(step, call)],
      [lazy.refreshSession(address, 'id', call), direct.refreshSession(address, 'id', call)],
      [lazy.findWorkbook(address, call), direct.findWorkbook(address, call)],
      [lazy.findWebUrl(address, call), direct.findWebUrl(address, call)],
      [lazy.closeSession(address, 'id', call), direct.closeSession(address, 'id', call)],
    ] as const) {
      assert.deepEqual(await one, await other);
    }
    assert.equal(loads, 1);
    assert.deepEqual(api.calls, direct.calls);
  });
});
