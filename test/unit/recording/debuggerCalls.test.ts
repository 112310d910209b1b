import assert from 'node:assert/strict';
import { DebuggerCalls } from '../../../src/recording/debuggerCalls';
import type { RecordedCall } from '../../../src/recording/recordingProtocol';

const workbook = 'https://graph.microsoft.com/v1.0/drives/d/items/i/workbook';

function setup(bodies: Readonly<Record<string, string>> = {}) {
  const told: RecordedCall[] = [];
  const asked: string[] = [];
  const calls = new DebuggerCalls({
    bodyOf: async (requestId) => {
      asked.push(requestId);
      const body = bodies[requestId];
      if (body === undefined) {
        throw new Error('No resource with given identifier found');
      }
      return Promise.resolve(body);
    },
    tell: (call) => told.push(call),
  });
  const exchange = async (
    requestId: string,
    url: string,
    { method = 'POST', status = 200, headers = {} } = {},
  ) => {
    const request = { url, method, headers: { Authorization: 'Bearer secret', ...headers } };
    await calls.note({ event: 'requestWillBeSent', data: { requestId, request } });
    await calls.note({ event: 'responseReceived', data: { requestId, response: { status } } });
    await calls.note({ event: 'loadingFinished', data: { requestId, encodedDataLength: 1 } });
  };
  return { asked, calls, exchange, told };
}

describe('The network events of the JavaScript debugger', () => {
  it('show a session by the header of its calls, and no token', async () => {
    const { asked, exchange, told } = setup();
    const headers = { 'Workbook-Session-Id': 'session-1' };
    await exchange('1', `${workbook}/worksheets`, { method: 'GET', headers });
    await exchange('2', `${workbook}/closeSession`, { status: 204, headers });
    const call = { type: 'call', origin: 'https://graph.microsoft.com' };
    const path = '/v1.0/drives/d/items/i';
    assert.deepEqual(told, [
      { ...call, action: 'other', path, status: 200, sessionId: 'session-1' },
      { ...call, action: 'closeSession', path, status: 204, sessionId: 'session-1' },
    ]);
    assert.doesNotMatch(JSON.stringify(told), /secret/);
    assert.deepEqual(asked, [], 'No answer is read but that to createSession.');
  });

  it('show a session as it is created, where the debugger gives the answer', async () => {
    const { exchange, told } = setup({ 1: '{"id":"session-1","persistChanges":false}' });
    await exchange('1', `${workbook}/createSession`, { status: 201 });
    assert.deepEqual(told[0]?.created, { sessionId: 'session-1', persistChanges: false });
  });

  for (const [what, bodies] of [
    ['can’t give the answer', {}],
    ['gives an answer that is no JSON', { 1: '<html>' }],
    ['gives an answer without an ID', { 1: '{"id":7}' }],
  ] as const) {
    it(`show no created session if the debugger ${what}`, async () => {
      const { exchange, told } = setup(bodies);
      await exchange('1', `${workbook}/createSession`, { status: 201 });
      assert.deepEqual(told, []);
    });
  }

  it('show nothing of a call that failed', async () => {
    const { calls, told } = setup();
    const headers = { 'workbook-session-id': 'session-1' };
    const request = { url: `${workbook}/worksheets`, method: 'GET', headers };
    const data = { requestId: '1', request };
    await calls.note({ event: 'requestWillBeSent', data });
    await calls.note({
      event: 'responseReceived',
      data: { requestId: '1', response: { status: 200 } },
    });
    await calls.note({ event: 'loadingFailed', data: { requestId: '1' } });
    await calls.note({ event: 'loadingFinished', data: { requestId: '1' } });
    assert.deepEqual(told, []);
  });

  it('show nothing of other hosts, other calls, and other events', async () => {
    const { asked, calls, exchange, told } = setup();
    const headers = { 'workbook-session-id': 'session-1' };
    await exchange('1', workbook.replace('graph.', 'graph.evil.'), { headers });
    await exchange('2', 'https://graph.microsoft.com/v1.0/me/drive', { headers });
    await exchange('3', `${workbook}/worksheets`);
    for (const body of [undefined, null, 7, {}, { event: 'responseReceived' }, { event: 'x' }]) {
      await calls.note(body);
    }
    assert.deepEqual([told, asked], [[], []]);
  });
});
