import assert from 'node:assert/strict';
import { CommandTokens } from '../../../src/core/commandTokens';
import { attemptLimitMs } from '../../../src/core/requestScheduler';
import { requestScope } from '../../../src/core/requestSender';
import { addressOfIds } from '../../../src/core/workbook';
import { aSandbox, anAccount, globalGraph } from '../../builders';
import { setupService } from './serviceSetup';

const address = addressOfIds({ driveId: 'd', itemId: 'i' });

function setup() {
  const parts = setupService();
  const { signal } = new AbortController();
  const tokens = new CommandTokens(parts.tokens, parts.clock, true, signal);
  const scope = (target = globalGraph) =>
    requestScope({ target, account: anAccount() }, tokens, signal);
  return { ...parts, scope };
}

describe('SessionRequests', () => {
  it('sends each attempt with a token, the time it may take and a signal of its own', async () => {
    const { requests, api, scope } = setup();
    await requests.close(address, 'id', scope());
    await requests.close(address, 'id', scope());
    const [one, two] = api.calls;
    assert.deepEqual(
      [one?.token.value, one?.timeoutMs, one?.newConnection, one?.target],
      ['token-1', attemptLimitMs, false, globalGraph],
    );
    assert.notEqual(one?.signal, two?.signal);
  });

  it('opens a connection of its own for a repetition', async () => {
    const { requests, api, scope, clock } = setup();
    api.closes.push(() => ({ ok: false, code: 'badGateway', mayRetry: true }));
    const closing = requests.close(address, 'id', scope());
    await clock.runUntilIdle();
    await closing;
    assert.deepEqual(
      api.calls.map(({ newConnection }) => newConnection),
      [false, true],
    );
  });

  it('queues requests to one workbook of one Graph, not those to its likes elsewhere', async () => {
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
    const closing = targets.map((target) => requests.close(address, 'id', scope(target)));
    await clock.runUntilIdle();
    await Promise.all(closing);
    const first = Math.min(...starts);
    assert.deepEqual(
      starts.map((start) => start - first),
      [0, 0, 0, 10],
    );
  });
});
