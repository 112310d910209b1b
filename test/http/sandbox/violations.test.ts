import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { Deferred } from '../../../src/base/deferred';
import { sandboxToken } from '../../../src/base/sandboxToken';
import { startSandbox } from '../../../src/sandbox/sandbox';
import type { ViolationKind } from '../../../src/sandbox/violations';
import {
  act,
  getItem,
  goodHeaders,
  itemPath,
  type RawRequest,
  sandboxPerTest,
  send,
  violationKinds,
} from './client';

const guid = '8c1f6f0e-3a4d-4e57-9a2b-0d5f7c9b1e11';

describe('The sandbox records', () => {
  const test = sandboxPerTest();
  const workbook = () => test.sandbox.samples[0]!;
  const otherWorkbook = () => test.sandbox.samples[2]!;
  const openOne = () =>
    test.sandbox.openSession(workbook().driveId, workbook().itemId, workbook().persistChanges);

  const headerCases: readonly [ViolationKind, string, Record<string, string | string[]>][] = [
    ['authorizationHeader', 'is sent twice', { Authorization: ['Bearer a', 'Bearer b'] }],
    ['authorizationHeader', 'has no scheme', { Authorization: sandboxToken }],
    ['authorizationHeader', 'has another scheme', { Authorization: `Basic ${sandboxToken}` }],
    ['authorizationHeader', 'has an inner space', { Authorization: 'Bearer two parts' }],
    ['sessionIdHeader', 'is sent twice', { 'workbook-session-id': ['one', 'two'] }],
    ['sessionIdHeader', 'is empty', { 'workbook-session-id': '' }],
    ['sessionIdHeader', 'has an inner space', { 'workbook-session-id': 'one two' }],
    ['sessionIdHeader', 'is not ASCII', { 'workbook-session-id': 'sessão' }],
    ['contentTypeHeader', 'is sent twice', { 'Content-Type': Array(2).fill('application/json') }],
    ['contentTypeHeader', 'is another type', { 'Content-Type': 'text/plain' }],
    ['clientRequestIdHeader', 'is sent twice', { 'client-request-id': [guid, guid] }],
    ['clientRequestIdHeader', 'is no GUID', { 'client-request-id': '{123}' }],
  ];
  for (const [kind, what, headers] of headerCases) {
    it(`${kind} if the header ${what}`, async () => {
      await act(test.sandbox, 'closeSession', workbook(), { sessionId: openOne(), headers });

      assert.deepEqual(violationKinds(test.sandbox), [kind]);
    });
  }

  for (const [kind, name] of [
    ['authorizationHeader', 'Authorization'],
    ['sessionIdHeader', 'workbook-session-id'],
    ['contentTypeHeader', 'Content-Type'],
    ['clientRequestIdHeader', 'client-request-id'],
  ] as const) {
    it(`${kind} if the header is missing`, async () => {
      const all = Object.entries(goodHeaders(openOne()));
      const headers = Object.fromEntries(all.filter(([header]) => header !== name));
      const path = `${itemPath(workbook())}/workbook/refreshSession`;
      await send(test.sandbox, path, { method: 'POST', headers, body: '{}' });

      assert.deepEqual(violationKinds(test.sandbox), [kind]);
    });
  }

  it('none for a content type with a charset, or a read without one', async () => {
    const headers = { 'Content-Type': 'application/json; charset=utf-8' };
    await act(test.sandbox, 'createSession', workbook(), { headers });
    await getItem(test.sandbox, itemPath(workbook()));

    assert.deepEqual(test.sandbox.violations, []);
  });

  it('both values of a header that is sent twice', async () => {
    await act(test.sandbox, 'closeSession', workbook(), {
      headers: { 'workbook-session-id': ['one', 'two'] },
    });

    assert.deepEqual(test.sandbox.requests[0]?.headers['workbook-session-id'], ['one', 'two']);
  });

  it('clientRequestIdRepeated for a GUID that was sent before', async () => {
    for (const id of [guid, guid.toUpperCase()]) {
      const headers = { 'client-request-id': id };
      await act(test.sandbox, 'refreshSession', workbook(), { sessionId: openOne(), headers });
    }

    assert.deepEqual(violationKinds(test.sandbox), ['clientRequestIdRepeated']);
  });

  it('clientRequestIdRepeated only for the newest ids', async () => {
    const small = await startSandbox({ mostRemembered: 2 });
    try {
      const [a, b, c] = [randomUUID(), randomUUID(), randomUUID()];
      for (const id of [a, b, c, a, c]) {
        const headers = { 'client-request-id': id };
        await act(small, 'createSession', workbook(), { headers });
      }
      const repeated = small.violations.filter(({ kind }) => kind === 'clientRequestIdRepeated');
      assert.deepEqual(
        repeated.map(({ detail }) => detail),
        [`client-request-id ${c} was sent before.`],
      );
    } finally {
      await small.close();
    }
  });

  const bodyCases: readonly ['createSession' | 'refreshSession' | 'closeSession', string][] = [
    ['closeSession', '{"persistChanges":true}'],
    ['closeSession', 'null'],
    ['refreshSession', '{ }'],
    ['createSession', ''],
    ['createSession', '[]'],
    ['createSession', '{"persistChanges":"true"}'],
  ];
  for (const [action, body] of bodyCases) {
    it(`unexpectedBody for ${action} with ${JSON.stringify(body)}`, async () => {
      const change = action === 'createSession' ? { body } : { body, sessionId: openOne() };
      const { status } = await act(test.sandbox, action, workbook(), change);

      assert.equal(status, action === 'createSession' ? 400 : 204);
      assert.deepEqual(violationKinds(test.sandbox), ['unexpectedBody']);
    });
  }

  it('wrongMethod for a method that the action doesn’t have', async () => {
    const headers = goodHeaders(openOne());
    const path = `${itemPath(workbook())}/workbook/closeSession`;
    const answers = [
      await send(test.sandbox, path, { method: 'DELETE', headers }),
      await send(test.sandbox, itemPath(workbook()), {
        method: 'PATCH',
        headers: goodHeaders(),
      }),
    ];

    assert.deepEqual(
      answers.map(({ status }) => status),
      [405, 405],
    );
    assert.deepEqual(violationKinds(test.sandbox), ['wrongMethod', 'wrongMethod']);
    assert.equal(test.sandbox.openSessions.length, 1);
  });

  for (const path of [
    '/v1.0/me',
    '/v2.0/me/drive/items/1',
    '/v1.0/drives/a/items/b/workbook/closesession',
    '/v1.0/drives/a/items/b/workbook/closeSession/',
    '/v1.0/drives/a/items/b/workbook/tables',
    '/v1.0/drives/a/items/../items/b',
    '/v1.0/drives/a/items/%2e%2e/workbook/closeSession',
    '/v1.0/drives/a/items\\b',
    '/v1.0/me/drive/root:/Budget.xlsx:/content',
    '//v1.0/me/drive/items/1',
  ]) {
    it(`unknownPath for ${path}`, async () => {
      const { status } = await send(test.sandbox, path, { headers: goodHeaders() });

      assert.equal(status, 404);
      assert.deepEqual(violationKinds(test.sandbox), ['unknownPath']);
      assert.deepEqual(
        test.sandbox.requests.map((request) => [request.path, request.route]),
        [[path, 'unknown']],
      );
    });
  }

  describe('parallelCalls', () => {
    const holdFirst = () => {
      const held = new Deferred<undefined>();
      const { hit } = test.sandbox.fault({ kind: 'slow', until: held.promise });
      return {
        hit,
        release: () => {
          held.resolve(undefined);
        },
      };
    };
    const refresh = (rest: RawRequest = {}, where = workbook()) =>
      act(test.sandbox, 'refreshSession', where, {
        sessionId: test.sandbox.openSession(where.driveId, where.itemId, true),
        ...rest,
      });

    it('for a second action before the first is answered', async () => {
      const { hit, release } = holdFirst();
      const first = refresh();
      await hit;
      await refresh();
      release();
      await first;

      assert.deepEqual(violationKinds(test.sandbox), ['parallelCalls']);
    });

    it('for the same workbook at another address', async () => {
      const { hit, release } = holdFirst();
      const first = refresh();
      await hit;
      const path = '/v1.0/me/drive/root:/Or%C3%A7amento%202026.xlsx:/workbook/createSession';
      await send(test.sandbox, path, { method: 'POST', headers: goodHeaders(), body: '{}' });
      release();
      await first;

      assert.deepEqual(violationKinds(test.sandbox), ['parallelCalls']);
    });

    it('not for another workbook, a read, or one action after the other', async () => {
      const { hit, release } = holdFirst();
      const first = refresh();
      await hit;
      await refresh({}, otherWorkbook());
      await getItem(test.sandbox, itemPath(workbook()));
      release();
      await first;
      await refresh();

      assert.deepEqual(test.sandbox.violations, []);
    });

    it('not after the first action was abandoned', async () => {
      const { hit, release } = holdFirst();
      const giveUp = new AbortController();
      const first = refresh({ signal: giveUp.signal });
      await hit;
      giveUp.abort();
      await assert.rejects(first);
      await refresh();
      release();

      assert.deepEqual(test.sandbox.violations, []);
    });
  });

  describe('calledTooEarly', () => {
    const create = (where = workbook()) => act(test.sandbox, 'createSession', where);
    const later = () => new Promise((resolve) => setTimeout(resolve, 40));

    it('for the same workbook after a 429', async () => {
      test.sandbox.fault({
        kind: 'error',
        error: 'tooManyRequestsUncategorized',
        retryAfter: '10',
      });
      assert.equal((await create()).headers['retry-after'], '10');
      test.sandbox.advanceClock(9000);
      await create();

      assert.deepEqual(violationKinds(test.sandbox), ['calledTooEarly']);
    });

    it('for another workbook after a 429, unless the call was in transit', async () => {
      test.sandbox.fault({
        kind: 'error',
        error: 'tooManyRequestsUncategorized',
        retryAfter: '10',
      });
      await create();
      await later();
      await getItem(test.sandbox, itemPath(otherWorkbook()));

      assert.deepEqual(violationKinds(test.sandbox), ['calledTooEarly']);
    });

    it('for the same workbook after a 503, not for others', async () => {
      test.sandbox.fault({ kind: 'answer', status: 503, headers: { 'Retry-After': '10' } });
      await create();
      await later();
      await create(otherWorkbook());
      assert.deepEqual(test.sandbox.violations, []);
      await create();

      assert.deepEqual(violationKinds(test.sandbox), ['calledTooEarly']);
    });

    it('until the date in Retry-After', async () => {
      const retryAfter = new Date(Date.now() + 60_000).toUTCString();
      test.sandbox.fault({ kind: 'error', error: 'tooManyRequestsUncategorized', retryAfter });
      await create();
      test.sandbox.advanceClock(50_000);
      await create();

      assert.deepEqual(violationKinds(test.sandbox), ['calledTooEarly']);
    });

    it('not after the wait, or without Retry-After', async () => {
      test.sandbox.fault({
        kind: 'error',
        error: 'tooManyRequestsUncategorized',
        retryAfter: '10',
      });
      await create();
      test.sandbox.advanceClock(10_000);
      test.sandbox.fault({ kind: 'error', error: 'tooManyRequestsUncategorized' });
      await create();
      await create();

      assert.deepEqual(test.sandbox.violations, []);
    });
  });

  describe('secretInUrl', () => {
    it('for a session id, encoded or not', async () => {
      const id = openOne();
      for (const form of [id, encodeURIComponent(id), encodeURIComponent(encodeURIComponent(id))]) {
        await getItem(test.sandbox, `${itemPath(workbook())}?sessionId=${form}`);
      }

      assert.deepEqual(violationKinds(test.sandbox), Array(3).fill('secretInUrl'));
    });

    it('for the session id that is sent, open or not', async () => {
      const path = `${itemPath(workbook())}/workbook/closeSession?id=abc%26def`;
      const headers = goodHeaders('abc&def');
      await send(test.sandbox, path, { method: 'POST', headers, body: '{}' });

      assert.deepEqual(violationKinds(test.sandbox), ['secretInUrl']);
    });

    it('for the token', async () => {
      await getItem(test.sandbox, `${itemPath(workbook())}?access_token=${sandboxToken}`);

      assert.deepEqual(violationKinds(test.sandbox), ['secretInUrl']);
    });
  });
});
