import assert from 'node:assert/strict';
import { sandboxToken } from '../../../src/base/sandboxToken';
import { startSandbox } from '../../../src/sandbox/sandbox';
import {
  act,
  errorCodes,
  getItem,
  goodHeaders,
  itemPath,
  sandboxPerTest,
  send,
  violationKinds,
} from './client';

const ownWorkbook = {
  driveId: 'b!t18F8ybsHUq1z3LTz8xvZqP8zaSWjkFNhsME-Fepo75dTf9vQKfeRblBZjoSQrd7',
  itemId: '01BYE5RZ6QN3ZWBTUFOFD3GSPGOHDJD36K',
};
const legacyWorkbook = { ...ownWorkbook, itemId: '01BYE5RZ4LEGACYXLSFILE2003WORKBOOK' };
const siteId =
  'workbooks.example,da60e844-ba1d-49bc-b4d4-d5e36bae9019,712a596e-90a1-49e3-9b48-bfa80bee8740';
const groupId = '02bd9fd6-8f93-4758-87c3-1fb73740a315';
const minuteMs = 60_000;

describe('The sandbox', () => {
  const test = sandboxPerTest();

  it('returns its info, which distinguishes it from another server', async () => {
    const { status, body } = await send(test.sandbox, '/');
    const { name, instanceId, processId, samples } = JSON.parse(body) as Record<string, unknown>;

    assert.equal(status, 200);
    assert.deepEqual(
      { name, instanceId, processId, samples },
      {
        name: 'workbook-sessions-sandbox',
        instanceId: test.sandbox.instance.instanceId,
        processId: process.pid,
        samples: test.sandbox.samples,
      },
    );
    assert.equal(test.sandbox.requests.length, 0);
  });

  it('listens only on the loopback address', () => {
    assert.match(test.sandbox.endpoint, /^http:\/\/127\.0\.0\.1:\d+$/);
    assert.equal(test.sandbox.instance.endpoint, test.sandbox.endpoint);
  });

  it('has samples that can be opened', async () => {
    for (const sample of test.sandbox.samples) {
      const { status } = await act(test.sandbox, 'createSession', sample);
      assert.equal(status, 201);
    }
    assert.deepEqual(test.sandbox.violations, []);
  });

  describe('drive items', () => {
    const own = encodeURIComponent(ownWorkbook.driveId);
    const { itemId } = ownWorkbook;
    const budget = 'Or%C3%A7amento%202026.xlsx';
    const site = encodeURIComponent(siteId);
    for (const [path, name] of [
      [`/v1.0/drives/${own}/items/${itemId}`, 'Orçamento 2026.xlsx'],
      [`/beta/drives/${own}/items/${itemId}`, 'Orçamento 2026.xlsx'],
      [`/v1.0/me/drive/items/${itemId}`, 'Orçamento 2026.xlsx'],
      [`/v1.0/users/ada@workbooks.example/drive/items/${itemId}`, 'Orçamento 2026.xlsx'],
      [`/v1.0/users/ada%40workbooks.example/drive/items/${itemId}`, 'Orçamento 2026.xlsx'],
      [`/v1.0/me/drive/root:/${budget}`, 'Orçamento 2026.xlsx'],
      [`/v1.0/me/drive/root:/${budget}:`, 'Orçamento 2026.xlsx'],
      [`/v1.0/drives/${own}/root:/Reports/Sales%20report%20Q3.xlsx`, 'Sales report Q3.xlsx'],
      [`/v1.0/sites/${siteId}/drive/root:/General/team%20plan.xlsx:`, 'Team plan.xlsx'],
      [`/v1.0/sites/${site}/drive/items/01SXKFTR2PVVXNQWNZKZEJ6ZK3KQFWQG4C`, 'Team plan.xlsx'],
      [
        `/v1.0/groups/${groupId}/drive/root:/Inventory%20%26%20orders%20100%25.xlsx`,
        'Inventory & orders 100%.xlsx',
      ],
    ] as const) {
      it(`are found: ${name} at ${path}`, async () => {
        const { status, body } = await getItem(test.sandbox, path);

        assert.equal(status, 200);
        assert.equal((JSON.parse(body) as { name: string }).name, name);
        assert.deepEqual(test.sandbox.violations, []);
      });
    }

    it('have ids that are decoded only once', async () => {
      const twice = encodeURIComponent(own.replace('!', '%21'));
      const answer = await getItem(test.sandbox, `/v1.0/drives/${twice}/items/${itemId}`);

      assert.equal(answer.status, 404);
      assert.deepEqual(errorCodes(answer), ['itemNotFound', undefined, undefined]);
    });

    it('have only the selected properties', async () => {
      const { body } = await getItem(test.sandbox, `${itemPath(ownWorkbook)}?$select=id,name`);

      assert.deepEqual(Object.keys(JSON.parse(body) as object).sort(), [
        '@odata.context',
        'id',
        'name',
      ]);
    });
  });

  describe('sessions', () => {
    for (const [form, base] of [
      ['drive and item id', itemPath(ownWorkbook)],
      ['path', '/v1.0/me/drive/root:/Or%C3%A7amento%202026.xlsx:'],
      ['user', `/beta/users/ada@workbooks.example/drive/items/${ownWorkbook.itemId}`],
    ] as const) {
      it(`are created, refreshed and closed by ${form}`, async () => {
        const call = (action: string, body: string, sessionId?: string) =>
          send(test.sandbox, `${base}/workbook/${action}`, {
            method: 'POST',
            headers: goodHeaders(sessionId),
            body,
          });
        const created = await call('createSession', '{"persistChanges":false}');
        const { id, persistChanges } = JSON.parse(created.body) as {
          id: string;
          persistChanges: boolean;
        };

        assert.equal(created.status, 201);
        assert.equal(persistChanges, false);
        assert.equal(test.sandbox.openSessions[0]?.sessionId, id);
        const refreshed = await call('refreshSession', '', id);
        assert.equal(refreshed.status, 204);
        assert.equal(refreshed.body, '');
        const closed = await call('closeSession', '{}', id);
        assert.equal(closed.status, 204);
        assert.equal(closed.body, '');
        assert.deepEqual(test.sandbox.openSessions, []);
        assert.deepEqual(test.sandbox.violations, []);
        assert.deepEqual(
          test.sandbox.requests.map(({ action, itemId, status, session }) => [
            action,
            itemId,
            status,
            session,
          ]),
          [
            ['createSession', ownWorkbook.itemId, 201, undefined],
            ['refreshSession', ownWorkbook.itemId, 204, 'open'],
            ['closeSession', ownWorkbook.itemId, 204, 'open'],
          ],
        );
      });
    }

    it('have ids with the special characters of real ones', () => {
      const id = test.sandbox.openSession(ownWorkbook.driveId, ownWorkbook.itemId, true);

      assert.match(
        id,
        /^cluster=[^&]+&session=15\.[^&]+%2fPB4%2f[^&]+%3d%3d[^&]+S&usid=[0-9a-f-]+$/,
      );
      assert.match(id, /^[\x21-\x7e]+$/);
    });

    it('are identified by every byte of the id', async () => {
      const id = test.sandbox.openSession(ownWorkbook.driveId, ownWorkbook.itemId, true);
      for (const sessionId of [id.replaceAll('%2f', '%2F'), decodeURIComponent(id)]) {
        const answer = await act(test.sandbox, 'refreshSession', ownWorkbook, { sessionId });
        assert.equal(answer.status, 404);
      }
    });

    for (const { persistChanges, minutes } of [
      { persistChanges: true, minutes: 5 },
      { persistChanges: false, minutes: 7 },
    ]) {
      it(`end after ${minutes} idle minutes when persistChanges is ${persistChanges}`, async () => {
        const { sandbox } = test;
        const sessionId = sandbox.openSession(
          ownWorkbook.driveId,
          ownWorkbook.itemId,
          persistChanges,
        );
        const refresh = () => act(sandbox, 'refreshSession', ownWorkbook, { sessionId });

        sandbox.advanceClock(minutes * minuteMs - 2000);
        assert.equal((await refresh()).status, 204);
        sandbox.advanceClock(minutes * minuteMs - 2000);
        assert.equal((await refresh()).status, 204);
        sandbox.advanceClock(minutes * minuteMs);
        const answer = await refresh();
        assert.equal(answer.status, 404);
        assert.deepEqual(errorCodes(answer), [
          'InvalidOrTimedOutSession',
          'invalidSessionReCreatable',
          'InvalidOrTimedOutSession',
        ]);
        assert.equal(sandbox.requests.at(-1)?.session, 'unknown');
        assert.deepEqual(sandbox.openSessions, []);
      });
    }

    it('belong to one workbook', async () => {
      const sessionId = test.sandbox.openSession(ownWorkbook.driveId, ownWorkbook.itemId, true);
      const other = { ...ownWorkbook, itemId: '01BYE5RZ53CPZGL4Z75FAZJRC7PVHGMZ2U' };
      const answer = await act(test.sandbox, 'closeSession', other, { sessionId });

      assert.equal(answer.status, 404);
      assert.deepEqual(errorCodes(answer), ['itemNotFound', undefined, undefined]);
      assert.equal(test.sandbox.openSessions.length, 1);
    });

    it('can’t be opened in a workbook of the old format', async () => {
      const answer = await act(test.sandbox, 'createSession', legacyWorkbook);

      assert.equal(answer.status, 403);
      assert.match(answer.body, /Could not obtain a WAC access token/);
    });

    it('need a token that the sandbox accepts', async () => {
      const answer = await act(test.sandbox, 'createSession', ownWorkbook, {
        headers: { Authorization: 'Bearer another' },
      });

      assert.equal(answer.status, 401);
      assert.deepEqual(errorCodes(answer)[0], 'InvalidAuthenticationToken');
      assert.deepEqual(test.sandbox.violations, []);
    });

    it('have the request ids in every answer', async () => {
      const clientRequestId = '11111111-2222-3333-4444-555555555555';
      const answer = await act(test.sandbox, 'closeSession', ownWorkbook, {
        sessionId: 'unknown',
        headers: { 'client-request-id': clientRequestId },
      });
      const { innerError } = (
        JSON.parse(answer.body) as { error: { innerError: Record<string, string> } }
      ).error;

      assert.equal(answer.headers['client-request-id'], clientRequestId);
      assert.equal(innerError['client-request-id'], clientRequestId);
      assert.equal(innerError['request-id'], answer.headers['request-id']);
    });
  });

  describe('worksheets', () => {
    const path = `${itemPath(ownWorkbook)}/workbook/worksheets`;
    const { Authorization = '' } = goodHeaders();
    const list = (headers: Record<string, string>) =>
      send(test.sandbox, path, { headers: { Authorization, ...headers } });
    const open = () => test.sandbox.openSession(ownWorkbook.driveId, ownWorkbook.itemId, true);

    it('are listed in a session, and restart its idle time', async () => {
      const sessionId = open();
      test.sandbox.advanceClock(4 * minuteMs);
      const { status, body } = await list({ 'workbook-session-id': sessionId });
      test.sandbox.advanceClock(4 * minuteMs);

      assert.equal(status, 200);
      assert.deepEqual(
        (JSON.parse(body) as { value: { name: string }[] }).value.map(({ name }) => name),
        ['Sheet1', 'Notes'],
      );
      assert.equal(test.sandbox.requests[0]?.action, 'listWorksheets');
      assert.equal(test.sandbox.openSessions.length, 1);
      assert.deepEqual(test.sandbox.violations, []);
    });

    it('are listed without a session and without a client-request-id', async () => {
      assert.equal((await list({})).status, 200);
      assert.deepEqual(test.sandbox.violations, []);
    });

    it('are not listed in an ended session, with another method, or without a token', async () => {
      assert.equal((await list({ 'workbook-session-id': 'gone' })).status, 404);
      assert.deepEqual(test.sandbox.violations, []);
      const posted = await send(test.sandbox, path, { method: 'POST', headers: { Authorization } });
      assert.equal(posted.status, 405);
      assert.equal((await send(test.sandbox, path)).status, 401);
      assert.deepEqual(violationKinds(test.sandbox), ['wrongMethod', 'authorizationHeader']);
    });

    it('are not listed with a malformed header', async () => {
      await list({ 'workbook-session-id': 'a b', 'client-request-id': 'none' });
      assert.deepEqual(violationKinds(test.sandbox), ['clientRequestIdHeader', 'sessionIdHeader']);
    });
  });

  it('accepts the tokens of its options', async () => {
    const sandbox = await startSandbox({ auth: (token) => token.startsWith('test-') });
    try {
      const statuses = await Promise.all(
        ['test-1', sandboxToken].map(async (token, index) => {
          const workbook = sandbox.samples[index * 2]!;
          const headers = { Authorization: `Bearer ${token}` };
          return (await act(sandbox, 'createSession', workbook, { headers })).status;
        }),
      );
      assert.deepEqual(statuses, [201, 401]);
    } finally {
      await sandbox.close();
    }
  });

  it('uses the clock of its options', async () => {
    let now = Date.UTC(2026, 0, 1);
    const sandbox = await startSandbox({ now: () => now });
    try {
      sandbox.openSession(ownWorkbook.driveId, ownWorkbook.itemId, true);
      assert.equal(sandbox.openSessions[0]?.expiresAt, now + 5 * minuteMs);
      now += 5 * minuteMs;
      assert.deepEqual(sandbox.openSessions, []);
    } finally {
      await sandbox.close();
    }
  });

  it('forgets requests and violations after a reset', async () => {
    await send(test.sandbox, '/nowhere');
    assert.equal(test.sandbox.requests.length, 1);
    test.sandbox.reset();

    assert.deepEqual(test.sandbox.requests, []);
    assert.deepEqual(test.sandbox.violations, []);
  });

  it('rejects with EADDRINUSE if the port is in use', async () => {
    const port = Number(new URL(test.sandbox.endpoint).port);
    await assert.rejects(startSandbox({ port }), { code: 'EADDRINUSE' });
  });

  describe('requests', () => {
    for (const headers of [
      { Host: 'rebound.example' },
      { Host: '127.0.0.1:1' },
      { Host: 'localhost' },
      { Origin: 'https://page.example' },
      { Origin: 'null' },
    ]) {
      it(`are rejected with ${JSON.stringify(headers)}`, async () => {
        const path = `${itemPath(ownWorkbook)}/workbook/createSession`;
        for (const target of ['/', path]) {
          const answer = await send(test.sandbox, target, {
            method: target === '/' ? 'GET' : 'POST',
            headers: { ...goodHeaders(), ...headers },
            body: '{}',
          });
          assert.equal(answer.status, 403);
          assert.equal(answer.body, '');
        }
        assert.deepEqual(test.sandbox.requests, []);
        assert.deepEqual(test.sandbox.openSessions, []);
      });
    }

    it('are answered at every name of the loopback address', async () => {
      const { port } = new URL(test.sandbox.endpoint);
      for (const Host of [`localhost:${port}`, `[::1]:${port}`, `127.0.0.1:${port}`]) {
        assert.equal((await send(test.sandbox, '/', { headers: { Host } })).status, 200);
      }
    });

    it('are rejected with a large body', async () => {
      const { sandbox } = test;
      const body = ' '.repeat(65 * 1024);
      const answer = await act(sandbox, 'createSession', ownWorkbook, { body });

      assert.equal(answer.status, 413);
      assert.deepEqual(violationKinds(sandbox), ['unexpectedBody']);
    });
  });
});
