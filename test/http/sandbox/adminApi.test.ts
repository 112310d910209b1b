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

describe('the admin API', () => {
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

  it('shows requests by their shape, without ids of sessions', async () => {
    const sessionId = open();
    await act(test.sandbox, 'closeSession', workbook(), { sessionId });
    const [request, ...more] = (await get('requests'))['requests']!;

    assert.equal(more.length, 0);
    assert.deepEqual(
      [request?.['method'], request?.['route'], request?.['action'], request?.['status']],
      ['POST', '/drives/{id}/items/{id}/workbook/closeSession', 'closeSession', 204],
    );
    assert.deepEqual([request?.['itemId'], request?.['session']], [workbook().itemId, 'open']);
    assert.match(String(request?.['clientRequestId']), /^[0-9a-f-]{36}$/);
    assert.ok(!JSON.stringify(request).includes('cluster'));
  });

  it('is no part of what it shows', async () => {
    await call('requests');
    await call('nothing');

    assert.deepEqual([test.sandbox.requests, test.sandbox.violations], [[], []]);
  });

  it('shows violations, with ids of sessions blotted out', async () => {
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

  it('scripts faults for a workbook and a number of calls', async () => {
    const { driveId, itemId } = workbook();
    const fault = { kind: 'error', error: 'GenericFileOpenError', times: 2, driveId, itemId };
    assert.deepEqual(await post('faults', fault), [200, { added: fault }]);
    const statuses: number[] = [];
    for (const where of [other(), workbook(), workbook(), workbook()]) {
      statuses.push((await act(test.sandbox, 'createSession', where)).status);
    }

    assert.deepEqual(statuses, [201, 500, 500, 201]);
  });

  it('scripts a create that takes long', async () => {
    await post('faults', { kind: 'longRunning', polls: 0, resourceLocation: null });
    const headers = { Prefer: 'respond-async' };
    const { headers: sent } = await act(test.sandbox, 'createSession', workbook(), { headers });
    const { body } = await getItem(test.sandbox, new URL(sent.location!).pathname);

    const { status, resourceLocation } = JSON.parse(body) as Record<string, unknown>;
    assert.deepEqual([status, resourceLocation], ['succeeded', undefined]);
  });

  it('scripts a slow answer by milliseconds', async () => {
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
    it(`takes no fault ${JSON.stringify(fault)}`, async () => {
      const [status, { error }] = await post('faults', fault);

      assert.equal(status, 400);
      assert.match(String(error), /^"\w+|^"x/);
      assert.equal((await act(test.sandbox, 'createSession', workbook())).status, 201);
    });
  }

  it('takes every kind of fault that tests can script', async () => {
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

  it('moves the clock', async () => {
    open();
    assert.deepEqual(await post('clock', { ms: 300_000 }), [200, { advancedMs: 300_000 }]);
    assert.deepEqual(test.sandbox.openSessions, []);
    for (const body of [{}, { ms: -1 }, { ms: '1' }, { ms: 1e300 }, { ms: 1, s: 1 }]) {
      assert.equal((await post('clock', body))[0], 400);
    }
  });

  it('drops the sessions of a workbook, or all', async () => {
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

  it('forgets requests and violations', async () => {
    await send(test.sandbox, '/nowhere');
    assert.equal((await post('reset', { all: true }))[0], 400);
    assert.deepEqual(await post('reset', {}), [200, {}]);

    assert.deepEqual(await get('violations'), { violations: [], dropped: 0 });
  });

  it('says how many requests and violations it has forgotten', async () => {
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

  describe('refuses', () => {
    const refusals: readonly [string, number, RawRequest][] = [
      ['without the secret', 401, { headers: { Authorization: '' } }],
      ['with another secret', 401, { headers: { Authorization: 'Bearer a-secret-for-testz' } }],
      ['with a part of the secret', 401, { headers: { Authorization: 'Bearer a-secret' } }],
      [
        'with the token for the Graph',
        401,
        { headers: { Authorization: 'Bearer workbook-sessions-sandbox-token' } },
      ],
      [
        'with the secret twice',
        401,
        { headers: { Authorization: [`Bearer ${secret}`, 'Bearer x'] } },
      ],
      ['to foreign hosts', 403, { headers: { Host: 'rebound.example' } }],
      ['to web pages', 403, { headers: { Origin: 'https://page.example' } }],
      ['to another method', 405, { method: 'DELETE' }],
      ['to a method of other names', 405, { method: 'GET' }],
      ['to bodies that are too large', 413, { body: `{"a":"${'a'.repeat(70_000)}"}` }],
      ['to bodies that are no JSON', 400, { body: '[' }],
      ['to bodies that are no object', 400, { body: '[]' }],
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

    it('for names that there are not, inherited ones too', async () => {
      for (const name of ['', 'nothing', 'toString', 'requests/', 'requests?x=1', '../admin']) {
        assert.equal((await call(name)).status, 404, name);
      }
      assert.equal((await send(test.sandbox, adminPath)).status, 401);
    });
  });

  describe('of a sandbox that was given no secret', () => {
    const closed = sandboxPerTest();

    it('is not there', async () => {
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
