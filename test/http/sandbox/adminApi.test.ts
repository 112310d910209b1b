import assert from 'node:assert/strict';
import { setTimeout } from 'node:timers/promises';
import { startSandbox } from '../../../src/sandbox/sandbox';
import {
  act,
  type Answer,
  getItem,
  itemPath,
  type RawRequest,
  sandboxPerTest,
  send,
} from './client';

const secret = 'a-secret-for-tests';
const adminPath = '/_sandbox/admin';

describe('The admin API of the sandbox', () => {
  const test = sandboxPerTest({ adminSecret: secret });
  const workbook = () => test.sandbox.samples[0]!;
  const other = () => test.sandbox.samples[2]!;
  const open = (where = workbook()) => test.sandbox.openSession(where.driveId, where.itemId, true);

  const call = (name: string, { headers, ...rest }: RawRequest = {}): Promise<Answer> =>
    send(test.sandbox, `${adminPath}/${name}`, {
      ...rest,
      headers: { Authorization: `Bearer ${secret}`, ...headers },
    });
  const post = async (name: string, body: unknown): Promise<[number, Record<string, unknown>]> => {
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    const answer = await call(name, { method: 'POST', body: text });
    return [answer.status, JSON.parse(answer.body) as Record<string, unknown>];
  };
  const get = async (name: string) =>
    JSON.parse((await call(name)).body) as Record<string, Record<string, unknown>[]>;

  it('shows requests by their route, without session ids', async () => {
    const sessionId = open();
    await act(test.sandbox, 'closeSession', workbook(), { sessionId });
    const [request, ...more] = (await get('requests'))['requests']!;

    assert.equal(more.length, 0);
    const { at, clientRequestId, driveId, ...facts } = request ?? {};
    assert.deepEqual(facts, {
      method: 'POST',
      route: '/drives/{id}/items/{id}/workbook/closeSession',
      action: 'closeSession',
      itemId: workbook().itemId,
      session: 'open',
      status: 204,
    });
    assert.equal(driveId, workbook().driveId);
    assert.ok(Date.parse(String(at)) > 0);
    assert.match(String(clientRequestId), /^[0-9a-f-]{36}$/);
    assert.ok(!JSON.stringify(request).includes('cluster'));
  });

  it('doesn’t record its own requests', async () => {
    await call('requests');
    await call('nothing');

    assert.deepEqual(test.sandbox.requests, []);
    assert.deepEqual(test.sandbox.violations, []);
  });

  it('shows violations with their session ids replaced', async () => {
    const sessionId = open();
    const place = itemPath(workbook());
    const encoded = encodeURIComponent(sessionId);
    for (const path of [`${place}/${encoded}`, `/x?sessionId=${btoa(sessionId)}&y=1`]) {
      await getItem(test.sandbox, path);
    }
    await act(test.sandbox, 'closeSession', workbook(), {
      sessionId,
      body: `{"id":"${sessionId}"}`,
    });
    await act(test.sandbox, 'closeSession', workbook(), {
      sessionId: 'own-form',
      body: 'own-form',
    });
    const { violations } = await get('violations');

    assert.deepEqual(
      violations!.map(({ kind }) => kind),
      ['unknownPath', 'secretInUrl', 'unknownPath', 'unexpectedBody', 'unexpectedBody'],
    );
    const text = JSON.stringify(violations);
    assert.ok(text.includes('/x?sessionId=…&y=1'), text);
    for (const secretText of [sessionId, encoded, btoa(sessionId), 'cluster', 'own-form']) {
      assert.ok(!text.includes(secretText), text);
    }
  });

  it('adds faults for a workbook and a number of calls', async () => {
    const { driveId, itemId } = workbook();
    const fault = { kind: 'error', error: 'GenericFileOpenError', times: 2, driveId, itemId };
    assert.deepEqual(await post('faults', fault), [200, { added: fault }]);
    const statuses: number[] = [];
    for (const where of [other(), workbook(), workbook(), workbook()]) {
      statuses.push((await act(test.sandbox, 'createSession', where)).status);
    }

    assert.deepEqual(statuses, [201, 500, 500, 201]);
  });

  it('adds a fault for a long-running createSession', async () => {
    await post('faults', { kind: 'longRunning', polls: 0, resourceLocation: null });
    const headers = { Prefer: 'respond-async' };
    const { headers: sent } = await act(test.sandbox, 'createSession', workbook(), { headers });
    const { body } = await getItem(test.sandbox, new URL(sent.location!).pathname);

    const { status, resourceLocation } = JSON.parse(body) as Record<string, unknown>;
    assert.deepEqual([status, resourceLocation], ['succeeded', undefined]);
  });

  it('adds a fault for a slow answer, in milliseconds', async () => {
    await post('faults', { kind: 'slow', until: 40 });
    const first = await Promise.race([
      act(test.sandbox, 'createSession', workbook()).then(() => 'answer'),
      setTimeout(10, 'nothing'),
    ]);

    assert.equal(first, 'nothing');
  });

  for (const fault of [
    {},
    { kind: 'none' },
    { kind: 'toString' },
    { kind: 'error' },
    { kind: 'error', error: 'toString' },
    { kind: 'error', error: 'itemNotFound', until: 1 },
    { kind: 'slow', until: 'later' },
    { kind: 'silence', times: 0 },
    { kind: 'silence', itemId: 1 },
    { kind: 'answer', status: 100 },
    { kind: 'answer', status: 200, headers: { 'x-y': 'a\r\nb: c' } },
    { kind: 'answer', status: 200, headers: { 'x y': 'a' } },
    { kind: 'redirect', location: 'https://a.example/\r\n' },
    { kind: 'longRunning', polls: -1 },
  ]) {
    it(`rejects the fault ${JSON.stringify(fault)}`, async () => {
      const [status, { error }] = await post('faults', fault);

      assert.equal(status, 400);
      assert.match(String(error), /^"\w+|^"x/);
      assert.equal((await act(test.sandbox, 'createSession', workbook())).status, 201);
    });
  }

  it('accepts every kind of fault', async () => {
    const whole: Record<string, object> = {
      answer: { status: 418, headers: { 'x-tea': '1' }, body: 'pot' },
      error: { error: 'UnknownError', retryAfter: '3', status: 502 },
      htmlPage: { status: 407 },
      redirect: { location: 'https://a.example/' },
      okInsteadOfNoContent: {},
      emptyBody: {},
      resetAfterCarriedOut: {},
      slow: { until: 1 },
      longRunning: { polls: 1, failsWith: { code: 'x' }, location: null },
      resetBeforeRead: {},
      resetAfterRead: {},
      silence: {},
      hugeBody: { bytes: 10 },
      gzipBomb: { bytes: 10 },
    };
    const [, { error }] = await post('faults', { kind: '?' });
    assert.deepEqual(/of (.*)\./.exec(String(error))![1]!.split(', '), Object.keys(whole));
    for (const [kind, fields] of Object.entries(whole)) {
      assert.equal((await post('faults', { kind, action: 'getItem', ...fields }))[0], 200, kind);
    }
  });

  it('moves the sandbox’s clock', async () => {
    open();
    assert.deepEqual(await post('clock', { ms: 300_000 }), [200, { advancedMs: 300_000 }]);
    assert.deepEqual(test.sandbox.openSessions, []);
    for (const body of [{}, { ms: -1 }, { ms: '1' }, { ms: 1e300 }, { ms: 1, s: 1 }]) {
      assert.equal((await post('clock', body))[0], 400);
    }
  });

  it('drops the sessions of a workbook, or all sessions', async () => {
    open();
    open();
    open(other());
    const { driveId, itemId } = workbook();
    assert.deepEqual(await post('sessions/drop', { driveId, itemId }), [200, { dropped: 2 }]);
    assert.equal(test.sandbox.openSessions[0]?.itemId, other().itemId);
    assert.deepEqual(await post('sessions/drop', ''), [200, { dropped: 1 }]);
    for (const body of [{ driveId: 1 }, { drive: 'x' }]) {
      assert.equal((await post('sessions/drop', body))[0], 400);
    }
  });

  it('resets requests and violations', async () => {
    await send(test.sandbox, '/nowhere');
    assert.equal((await post('reset', { all: true }))[0], 400);
    assert.deepEqual(await post('reset', {}), [200, {}]);

    assert.deepEqual(await get('violations'), { violations: [], dropped: 0 });
  });

  it('says how many requests and violations were dropped', async () => {
    const small = await startSandbox({ adminSecret: secret, mostRemembered: 2 });
    try {
      for (let n = 0; n < 5; n += 1) {
        await act(small, 'closeSession', workbook(), { headers: { 'Content-Type': 'text/plain' } });
      }
      const headers = { Authorization: `Bearer ${secret}` };
      for (const name of ['requests', 'violations']) {
        const answer = await send(small, `${adminPath}/${name}`, { headers });
        const shown = JSON.parse(answer.body) as Record<string, unknown>;
        assert.equal((shown[name] as unknown[]).length, 2);
        assert.equal(shown['dropped'], small.dropped[name as 'requests']);
      }
      assert.equal(small.dropped.requests, 3);
    } finally {
      await small.close();
    }
  });

  describe('rejects a request', () => {
    const refusals: readonly [string, number, RawRequest][] = [
      ['without the secret', 401, { headers: { Authorization: '' } }],
      ['with another secret', 401, { headers: { Authorization: 'Bearer a-secret-for-testz' } }],
      ['with a part of the secret', 401, { headers: { Authorization: 'Bearer a-secret' } }],
      [
        'with the token of the sandbox',
        401,
        { headers: { Authorization: 'Bearer workbook-sessions-sandbox-token' } },
      ],
      [
        'with the secret twice',
        401,
        { headers: { Authorization: [`Bearer ${secret}`, 'Bearer x'] } },
      ],
      ['to a foreign host', 403, { headers: { Host: 'rebound.example' } }],
      ['from a web page', 403, { headers: { Origin: 'https://page.example' } }],
      ['with a method of no route', 405, { method: 'DELETE' }],
      ['with a method of another route', 405, { method: 'GET' }],
      ['with a body that is too large', 413, { body: `{"a":"${'a'.repeat(70_000)}"}` }],
      ['with a body that is not JSON', 400, { body: '[' }],
      ['with a body that is not an object', 400, { body: '[]' }],
    ];
    for (const [what, status, request] of refusals) {
      it(what, async () => {
        open();
        const answer = await call('sessions/drop', { method: 'POST', ...request });

        assert.equal(answer.status, status);
        assert.equal(test.sandbox.openSessions.length, 1);
        assert.ok(!answer.body.includes(secret));
      });
    }

    it('to an unknown route', async () => {
      for (const name of ['', 'nothing', 'toString', 'requests/', 'requests?x=1', '../admin']) {
        assert.equal((await call(name)).status, 404, name);
      }
      assert.equal((await send(test.sandbox, adminPath)).status, 401);
    });
  });

  describe('without a secret', () => {
    const closed = sandboxPerTest();

    it('doesn’t exist', async () => {
      for (const Authorization of ['Bearer ', 'Bearer undefined', '']) {
        const answer = await send(closed.sandbox, `${adminPath}/requests`, {
          headers: { Authorization },
        });
        assert.equal(answer.status, 404);
      }
      assert.equal(closed.sandbox.requests.length, 3);
    });
  });
});
