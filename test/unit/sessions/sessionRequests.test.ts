import assert from 'node:assert/strict';
import { CommandTokens } from '../../../src/requests/commandTokens';
import { attemptLimitMs } from '../../../src/requests/requestScheduler';
import type { RequestScope } from '../../../src/requests/scheduledRequest';
import { SessionRequests } from '../../../src/sessions/sessionRequests';
import { addressOfIds, type WorkbookAddress } from '../../../src/model/workbook';
import { Deadline } from '../../../src/requests/deadline';
import {
  lookupQueuesOf,
  queuesOf,
  type CalledWorkbook,
} from '../../../src/requests/workbookQueues';
import type { SessionActivity, SessionRecord } from '../../../src/model/workbookSession';
import { aSandbox, anAccount, aStoredSession, globalGraph } from '../../builders';
import type { FakeWorkbookSessionApi } from '../../fakes/fakeWorkbookSessionApi';
import type { ManualClock } from '../../fakes/manualClock';
import { settle } from '../../fakes/settle';
import { setupService } from './serviceSetup';

const workbook = { address: addressOfIds({ driveId: 'd', itemId: 'i' }) };

function setup() {
  const core = setupService();
  const { api, scheduler } = core;
  const { signal } = new AbortController();
  const tokens = new CommandTokens(core.tokens, core.clock, true, signal, signal);
  const scope = (target = globalGraph): RequestScope => ({
    principal: { target, account: anAccount() },
    tokens,
    deadline: new Deadline(),
  });
  /** The requests as the service sends them. */
  const requests = {
    close: (closed: CalledWorkbook, sessionId: string, of: RequestScope) =>
      scheduler.send(of, queuesOf(closed), (call) =>
        api.closeSession(closed.address, sessionId, call),
      ),
    find: (address: WorkbookAddress, of: RequestScope) =>
      scheduler.send(of, lookupQueuesOf(address), (call) => api.findWorkbook(address, call)),
    findWebUrl: (address: WorkbookAddress, of: RequestScope) =>
      scheduler.send(of, lookupQueuesOf(address), (call) => api.findWebUrl(address, call)),
  };
  return { ...core, requests, scope };
}

describe('Requests to workbooks', () => {
  it('get a token and a time limit, and end with the window only', async () => {
    const { requests, api, scope } = setup();
    await requests.close(workbook, 'id', scope());
    const [one] = api.calls;
    assert.ok(one);
    const { token, timeoutMs, newConnection, target, signal } = one;
    assert.deepEqual(
      { token: token.value, timeoutMs, newConnection, target },
      { token: 'token-1', timeoutMs: attemptLimitMs, newConnection: false, target: globalGraph },
    );
    assert.equal(signal, scope().tokens.windowSignal);
  });

  it('get a new connection for a repetition', async () => {
    const { requests, api, scope, clock } = setup();
    api.closes.push(() => ({ ok: false, code: 'badGateway', mayRetry: true }));
    const closing = requests.close(workbook, 'id', scope());
    await clock.runUntilIdle();
    await closing;
    assert.deepEqual(
      api.calls.map(({ newConnection }) => newConnection),
      [false, true],
    );
  });

  it('wait for requests to the same workbook of the same Graph only', async () => {
    const { requests, api, scope, clock } = setup();
    const starts: number[] = [];
    for (let index = 0; index < 4; index += 1) {
      api.closes.push(async () => {
        starts.push(clock.now());
        await clock.delay(10);
        return { ok: true, value: undefined };
      });
    }
    const targets = [globalGraph, globalGraph, aSandbox('a'), aSandbox('b')];
    const closing = targets.map((target) => requests.close(workbook, 'id', scope(target)));
    await clock.runUntilIdle();
    await Promise.all(closing);
    const first = Math.min(...starts);
    assert.deepEqual(
      starts.map((start) => start - first),
      [0, 0, 0, 10],
    );
  });

  it('go one at a time to a file, whatever address they use', async () => {
    const { requests, api, scope, clock } = setup();
    const name = 'Budget.xlsx';
    const forms: readonly CalledWorkbook[] = [
      { ...workbook, name },
      workbook,
      { address: { drive: { kind: 'me' }, item: { kind: 'id', id: 'i' } } },
      { address: { drive: { kind: 'me' }, item: { kind: 'path', path: `Reports/${name}` } } },
      { address: { drive: { kind: 'user', id: 'ada' }, item: { kind: 'path', path: name } } },
    ];
    slowly(api, clock, forms.length);
    const closing = forms.map((form) => requests.close(form, 'id', scope()));
    await clock.runUntilIdle();
    await Promise.all(closing);
    assert.deepEqual([api.calls.length, api.mostInAll], [forms.length, 1]);
  });

  it('go in parallel to files of the same name when their IDs are known', async () => {
    const { requests, api, scope, clock } = setup();
    const files = ['1', '2', '3'].map((itemId) => ({
      address: addressOfIds({ driveId: 'd', itemId }),
      name: 'Budget.xlsx',
    }));
    slowly(api, clock, files.length);
    const closing = files.map((file) => requests.close(file, 'id', scope()));
    await clock.runUntilIdle();
    await Promise.all(closing);
    assert.equal(api.mostInAll, files.length);
  });
});

describe('Lookups of workbooks', () => {
  const byPath = (path: string): CalledWorkbook => ({
    address: { drive: { kind: 'me' }, item: { kind: 'path', path } },
  });
  const byId = (itemId: string): CalledWorkbook => ({
    address: addressOfIds({ driveId: 'd', itemId }),
  });

  it('go on beside requests to other files, even of unknown names', async () => {
    const { requests, api, scope, clock } = setup();
    slowly(api, clock, 2);
    const running = [
      requests.close(byId('1'), 'id', scope()),
      requests.find(byPath('A.xlsx').address, scope()),
      requests.close(byId('2'), 'id', scope()),
      requests.find(byPath('B.xlsx').address, scope()),
    ];
    await settle();
    assert.equal(api.calls.length, running.length);
    await clock.runUntilIdle();
    await Promise.all(running);
  });

  it('wait for a request to the same address', async () => {
    const { requests, api, scope, clock } = setup();
    slowly(api, clock, 2);
    const named = { ...byId('1'), name: 'C.xlsx' };
    const running = [
      requests.close(named, 'id', scope()),
      requests.findWebUrl(named.address, scope()),
      requests.close(byPath('B/A.xlsx'), 'id', scope()),
      requests.find(byPath('a.xlsx').address, scope()),
    ];
    await settle();
    assert.deepEqual(
      api.calls.map(({ method }) => method),
      ['close', 'close'],
    );
    await clock.runUntilIdle();
    await Promise.all(running);
  });

  it('pause every request that may go to the same file', async () => {
    const asked: readonly (readonly [CalledWorkbook, CalledWorkbook, number])[] = [
      [byPath('A.xlsx'), { ...byId('1'), name: 'a.xlsx' }, 20_000],
      [byPath('A.xlsx'), byId('1'), 20_000],
      [byPath('A.xlsx'), byPath('B/A.xlsx'), 20_000],
      [byPath('A.xlsx'), byPath('B.xlsx'), 0],
      [byPath('A.xlsx'), { ...byId('1'), name: 'B.xlsx' }, 0],
      [byId('1'), { ...byId('1'), name: 'A.xlsx' }, 20_000],
      [byId('1'), byPath('A.xlsx'), 20_000],
      [byId('1'), byId('2'), 0],
    ];
    for (const find of ['find', 'findWebUrl'] as const) {
      for (const [lookedUp, closed, expected] of asked) {
        const { requests, api, scope, clock } = setup();
        const busy = { ok: false, code: 'accessDenied', mayRetry: false } as const;
        const script = find === 'find' ? api.finds : api.webUrls;
        script.push(() => ({ ...busy, retryAfterMs: 20_000 }));
        await requests[find](lookedUp.address, scope());
        const closing = requests.close(closed, 'id', scope());
        assert.equal(await clock.runUntilIdle(), expected);
        await closing;
      }
    }
  });

  it("go on in a pause that another file's lookup brought", async () => {
    const { requests, api, scope } = setup();
    const busy = { ok: false, code: 'accessDenied', mayRetry: false } as const;
    api.finds.push(() => ({ ...busy, retryAfterMs: 20_000 }));
    await requests.find(byPath('A.xlsx').address, scope());
    await requests.find(byPath('B.xlsx').address, scope());
    await requests.find(byId('1').address, scope());
    assert.equal(api.calls.length, 3);
  });
});

describe('A listed session’s workbook, as requests call it', () => {
  const called = async (record: Partial<SessionRecord>, activity: SessionActivity = {}) => {
    const { list, scheduler, scope, api } = setup();
    const session = aStoredSession(record, activity);
    await list.add(session);
    const requests = new SessionRequests({ list, api, scheduler });
    return { workbook: await requests.workbookOf(session, scope()), api };
  };
  const byPath: WorkbookAddress = {
    drive: { kind: 'me' },
    item: { kind: 'path', path: 'Budget.xlsx' },
  };
  const { address } = workbook;

  it('has the name that the service gave, never the one that came with an added session', async () => {
    const names = [
      await called({ address, workbookName: 'A.xlsx' }),
      await called({ address, workbookName: 'A.xlsx' }, { workbookName: 'B.xlsx' }),
      await called({ address, workbookName: 'A.xlsx', origin: 'added' }),
      await called({ address: byPath, workbookName: 'A.xlsx', origin: 'added' }),
    ].map(({ workbook: { name } }) => name);
    assert.deepEqual(names, ['A.xlsx', 'B.xlsx', undefined, 'Found.xlsx']);
  });

  it('is addressed by IDs if possible, and looked up once', async () => {
    const ids = { driveId: 'd2', itemId: 'i2' };
    const known = await called({ address: byPath }, { ids });
    const found = await called({ address: byPath });
    assert.deepEqual(
      [known, found].map(({ workbook: { address: at }, api }) => [at, api.calls.length]),
      [
        [addressOfIds(ids), 0],
        [addressOfIds({ driveId: 'found-drive', itemId: 'found-item' }), 1],
      ],
    );
  });
});

/** Lets the next closes take a while. */
function slowly(api: FakeWorkbookSessionApi, clock: ManualClock, count: number): void {
  const close = async () => {
    await clock.delay(10);
    return { ok: true, value: undefined } as const;
  };
  api.closes.push(...Array<typeof close>(count).fill(close));
}
