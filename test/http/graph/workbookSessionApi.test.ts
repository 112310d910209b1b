import assert from 'node:assert/strict';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import { createHttpClient, type HttpClient } from '../../../src/base/http';
import type { ErrorCode } from '../../../src/model/errors';
import type { AccessToken, Attempt, CallContext } from '../../../src/model/ports';
import { addressOfIds, type WorkbookAddress } from '../../../src/model/workbook';
import type { GraphTarget } from '../../../src/model/workbookSession';
import type { GraphSettings } from '../../../src/graph/cloudHosts';
import { GraphWorkbookSessionApi } from '../../../src/graph/workbookSessionApi';
import { aCallContext } from '../../builders';
import { ManualClock } from '../../fakes/manualClock';
import { RecordingLogger } from '../../fakes/recordingLogger';
import { loopbackPerTest } from '../base/loopback';

const sessionId = 'cluster=PSG4&session=15.SG2.A116.%2fPB4%2f%3d%3d16.S&usid=a193';
const address = addressOfIds({ driveId: 'b!dr ive', itemId: '01ITEM' });
const requestId = 'b9b6e2a4-0a8d-4a4e-8f3f-1d2f3a4b5c6d';

/** How a server answers a request. */
type Answer = (request: IncomingMessage, response: ServerResponse) => void;
type Action = 'create' | 'refresh' | 'close' | 'find' | 'findWebUrl';

describe('GraphWorkbookSessionApi', () => {
  const loopback = loopbackPerTest();

  function setup(change: { settings?: Partial<GraphSettings>; http?: HttpClient } = {}) {
    const logger = new RecordingLogger();
    const clock = new ManualClock();
    const endpoint = loopback.server.url.slice(0, -1);
    const api = new GraphWorkbookSessionApi({
      http: change.http ?? createHttpClient(),
      clock,
      logger,
      settings: () => ({ apiVersion: 'v1.0', endpoint, ...change.settings }),
    });
    return { api, logger, clock };
  }

  function call(
    action: Action,
    api: GraphWorkbookSessionApi,
    change: Partial<CallContext> = {},
    at: WorkbookAddress = address,
  ): Promise<Attempt<unknown>> {
    switch (action) {
      case 'create':
        return api.createSession(at, true, aCallContext(change));
      case 'refresh':
        return api.refreshSession(at, sessionId, aCallContext(change));
      case 'close':
        return api.closeSession(at, sessionId, aCallContext(change));
      case 'find':
        return api.findWorkbook(at, aCallContext(change));
      case 'findWebUrl':
        return api.findWebUrl(at, aCallContext(change));
    }
  }

  async function bodyOf(request: IncomingMessage): Promise<string> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) {
      chunks.push(chunk as Buffer);
    }
    return Buffer.concat(chunks).toString();
  }

  describe('sends', () => {
    async function sent(action: Action, at?: WorkbookAddress) {
      const { server } = loopback;
      let body = '';
      server.answer = (request, response) => {
        void bodyOf(request).then((text) => {
          body = text;
          response.writeHead(204).end();
        });
      };
      await call(action, setup().api, {}, at);
      const [request] = server.requests;
      const { 'client-request-id': clientRequestId, ...rest } = { ...request?.headers };
      assert.match(String(clientRequestId), /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/);
      const ofTransport = ['host', 'connection', 'user-agent'];
      const headers = Object.fromEntries(
        Object.entries(rest).filter(([name]) => !ofTransport.includes(name)),
      );
      return { method: request?.method, url: request?.url, headers, body };
    }
    const common = {
      accept: 'application/json',
      'accept-encoding': 'gzip, deflate, br',
      authorization: 'Bearer secret-token',
    };

    for (const action of ['close', 'refresh'] as const) {
      it(`${action}Session with the session id byte for byte`, async () => {
        const { method, url, headers, body } = await sent(action);
        assert.equal(
          `${method} ${url}`,
          `POST /v1.0/drives/b!dr%20ive/items/01ITEM/workbook/${action}Session`,
        );
        assert.deepEqual(headers, {
          ...common,
          'content-type': 'application/json',
          'content-length': '2',
          'workbook-session-id': sessionId,
        });
        assert.equal(body, '{}');
      });
    }

    it('createSession with the mode', async () => {
      const { method, url, headers, body } = await sent('create');
      assert.equal(
        `${method} ${url}`,
        'POST /v1.0/drives/b!dr%20ive/items/01ITEM/workbook/createSession',
      );
      assert.deepEqual(headers, {
        ...common,
        'content-type': 'application/json',
        'content-length': '23',
        prefer: 'respond-async',
      });
      assert.equal(body, '{"persistChanges":true}');
    });

    it('a request for a workbook', async () => {
      const path = { kind: 'path', path: 'Reports/A #1.xlsx' } as const;
      const { method, url, headers, body } = await sent('find', {
        drive: { kind: 'me' },
        item: path,
      });
      assert.equal(
        `${method} ${url}`,
        'GET /v1.0/me/drive/root:/Reports/A%20%231.xlsx?$select=id,name,parentReference,remoteItem,file,webUrl',
      );
      assert.deepEqual(headers, common);
      assert.equal(body, '');
    });

    it('a request for a web address without a session id', async () => {
      const { method, url, headers, body } = await sent('findWebUrl');
      assert.equal(`${method} ${url}`, 'GET /v1.0/drives/b!dr%20ive/items/01ITEM?$select=webUrl');
      assert.deepEqual(headers, common);
      assert.equal(body, '');
    });

    it('each request with a new request id, and createSession over a new connection', async () => {
      const { api } = setup();
      const { server } = loopback;
      for (const action of ['close', 'close', 'find', 'create'] as const) {
        await call(action, api);
      }
      const ids = server.requests.map(({ headers }) => headers['client-request-id']);
      assert.equal(new Set(ids).size, 4);
      assert.equal(server.sockets.length, 2);
    });
  });

  describe('reads', () => {
    const json =
      (status: number, body: unknown): Answer =>
      (_, response) =>
        response.writeHead(status, { 'request-id': requestId }).end(JSON.stringify(body));
    const info = { id: sessionId, persistChanges: false };
    const operation = { id: 'a', status: 'running' };
    const created = { kind: 'created', session: { sessionId, persistChanges: false } };
    const placed =
      (location: string, status = 202): Answer =>
      (_, response) =>
        response.writeHead(status, { location }).end('{}');
    const namingPlace = `/v1.0/x?sessionId=${Buffer.from(sessionId).toString('base64')}`;
    const absolutePlace = 'https://graph.example/x?sessionId=YQ==';
    const ofNoMode = { kind: 'created', session: { sessionId } };
    const ended = json(404, {
      error: { code: 'x', innerError: { code: 'invalidSessionReCreatable' } },
    });
    const item = { id: 'i', name: 'A.xlsx', parentReference: { driveId: 'd' } };
    const lost = { mayRetry: false, isAnswerLost: true } as const;
    const final = { mayRetry: false } as const;

    const successes: readonly (readonly [string, Action, Answer, unknown])[] = [
      ['204', 'close', (_, response) => response.writeHead(204).end(), undefined],
      ['204', 'refresh', (_, response) => response.writeHead(204).end(), undefined],
      ['201', 'create', json(201, { '@odata.context': 'x', ...info }), created],
      ['200 with a session', 'create', json(200, info), created],
      ['201 without a mode', 'create', json(201, { id: sessionId }), ofNoMode],
      ['201 with a place that names the id', 'create', placed(namingPlace, 201), ofNoMode],
      [
        '202 with a place that names the id',
        'create',
        placed(absolutePlace),
        { kind: 'pending', next: { url: absolutePlace, isReady: true, sessionId: 'a' } },
      ],
      [
        '200, packed',
        'find',
        (_, response) =>
          response
            .writeHead(200, { 'content-encoding': 'gzip' })
            .end(gzipSync(JSON.stringify(item))),
        { driveId: 'd', itemId: 'i', name: 'A.xlsx' },
      ],
      ['200', 'findWebUrl', json(200, { webUrl: 'https://a.example/' }), 'https://a.example/'],
    ];
    for (const [what, action, answer, value] of successes) {
      it(`${what} after ${action} as success`, async () => {
        loopback.server.answer = answer;
        const { requestId: received, ...success } = await call(action, setup().api);
        assert.deepEqual(success, { ok: true, value });
        assert.ok(received === undefined || received === requestId);
        assert.equal(loopback.server.requests.length, 1);
      });
    }

    const failures: readonly (readonly [
      string,
      Action,
      Answer,
      ErrorCode,
      { mayRetry: boolean; isAnswerLost?: boolean; isSessionDead?: boolean; retryAfterMs?: number },
    ])[] = [
      ['200', 'close', json(200, {}), 'unexpectedAnswer', final],
      ['202', 'close', json(202, {}), 'unexpectedAnswer', final],
      ['202 without a place', 'create', json(202, {}), 'unexpectedAnswer', lost],
      ['202 with no address', 'create', placed('http://'), 'unexpectedAnswer', lost],
      ['201 and no body', 'create', json(201, undefined), 'unexpectedAnswer', lost],
      ['200 and an operation', 'create', json(200, operation), 'unexpectedAnswer', lost],
      ['201 and a bad id', 'create', json(201, { ...info, id: 'a b' }), 'unexpectedAnswer', lost],
      ['201 and a list', 'create', json(201, [info]), 'unexpectedAnswer', lost],
      ['204', 'create', (_, response) => response.writeHead(204).end(), 'unexpectedAnswer', lost],
      ['200 and a page', 'find', (_, r) => r.end('<html>'), 'unexpectedAnswer', final],
      ['204', 'find', (_, response) => response.writeHead(204).end(), 'unexpectedAnswer', final],
      ['200 without an address', 'findWebUrl', json(200, item), 'unexpectedAnswer', final],
      ['404', 'findWebUrl', json(404, {}), 'workbookNotFound', final],
      [
        'a redirect to another host',
        'close',
        (_, r) => r.writeHead(302, { location: 'http://127.0.0.1:1/' }).end(),
        'redirected',
        final,
      ],
      [
        '404 and a page',
        'close',
        (_, r) => r.writeHead(404).end('<html>'),
        'workbookNotFound',
        final,
      ],
      ['an ended session', 'close', ended, 'sessionGone', { ...final, isSessionDead: true }],
      ['an ended session', 'refresh', ended, 'sessionGone', { ...final, isSessionDead: true }],
      ['an ended session', 'find', ended, 'sessionGone', final],
      ['an ended session', 'create', ended, 'sessionGone', final],
      [
        '429',
        'close',
        (_, r) => r.writeHead(429, { 'retry-after': '5' }).end(),
        'throttled',
        { mayRetry: true, retryAfterMs: 5000 },
      ],
      ['502', 'close', json(502, {}), 'badGateway', { mayRetry: true, isAnswerLost: true }],
      ['502', 'find', json(502, {}), 'badGateway', { mayRetry: true }],
      ['503', 'close', json(503, {}), 'serviceUnavailable', { mayRetry: true }],
      ['504', 'close', json(504, {}), 'gatewayTimeout', { mayRetry: true, isAnswerLost: true }],
      ['504', 'create', json(504, {}), 'gatewayTimeout', { mayRetry: true, isAnswerLost: true }],
      ['504', 'find', json(504, {}), 'gatewayTimeout', { mayRetry: true }],
      ['50 MB', 'close', (_, r) => r.end(Buffer.alloc(50_000_000)), 'unexpectedAnswer', lost],
      ['50 MB', 'create', (_, r) => r.end(Buffer.alloc(50_000_000)), 'unexpectedAnswer', lost],
      ['50 MB', 'find', (_, r) => r.end(Buffer.alloc(50_000_000)), 'unexpectedAnswer', final],
      [
        'a gzip bomb',
        'close',
        (_, r) =>
          r.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(Buffer.alloc(50_000_000))),
        'unexpectedAnswer',
        lost,
      ],
      [
        'a reset',
        'close',
        (r) => r.socket.resetAndDestroy(),
        'outcomeUnknown',
        { mayRetry: true, isAnswerLost: true },
      ],
      ['a reset', 'create', (r) => r.socket.resetAndDestroy(), 'outcomeUnknown', lost],
      ['a reset', 'find', (r) => r.socket.resetAndDestroy(), 'network', { mayRetry: true }],
    ];
    for (const [what, action, answer, code, facts] of failures) {
      it(`${what} after ${action} as ${code}`, async () => {
        loopback.server.answer = answer;
        const failure = await call(action, setup().api);
        assert.ok(!failure.ok);
        const { requestId: received, ...rest } = failure;
        assert.deepEqual(rest, { ok: false, code, ...facts });
        assert.ok(received === undefined || received === requestId);
        assert.equal(loopback.server.requests.length, 1);
      });
    }

    it('the request id of a failure, for a support case', async () => {
      loopback.server.answer = ended;
      const failure = await call('close', setup().api);
      assert.equal(!failure.ok && failure.requestId, requestId);
    });

    it('an aborted request as cancelled, with a lost answer if it changes something', async () => {
      for (const [action, isAnswerLost] of [
        ['close', true],
        ['create', true],
        ['find', undefined],
      ] as const) {
        const controller = new AbortController();
        loopback.server.answer = () => {
          controller.abort();
        };
        assert.deepEqual(await call(action, setup().api, { signal: controller.signal }), {
          ok: false,
          code: 'cancelled',
          mayRetry: false,
          ...(isAnswerLost && { isAnswerLost }),
        });
      }
      const before = await call('close', setup().api, { signal: AbortSignal.abort() });
      assert.deepEqual(before, { ok: false, code: 'cancelled', mayRetry: false });
    });

    it('silence as outcomeUnknown, or as timedOut if the request changes nothing', async () => {
      loopback.server.answer = () => undefined;
      const real = createHttpClient();
      const limits: number[] = [];
      const http: HttpClient = {
        send: (request) => {
          limits.push(request.timeoutMs);
          return real.send({ ...request, timeoutMs: 500 });
        },
      };
      const { api } = setup({ http });
      const outcomeUnknown = { ok: false, code: 'outcomeUnknown', isAnswerLost: true } as const;
      assert.deepEqual(await call('close', api), { ...outcomeUnknown, mayRetry: true });
      assert.deepEqual(await call('create', api), { ...outcomeUnknown, mayRetry: false });
      assert.deepEqual(await call('find', api), { ok: false, code: 'timedOut', mayRetry: true });
      assert.deepEqual(limits, [30_000, 30_000, 30_000]);
    });

    it('a refused connection as network', async () => {
      const { api } = setup();
      await loopback.server.close();
      for (const action of ['close', 'create', 'find'] as const) {
        assert.deepEqual(await call(action, api), { ok: false, code: 'network', mayRetry: true });
      }
    });

    it('a refused connection to a sandbox as sandboxUnavailable', async () => {
      const { api } = setup();
      const { url } = loopback.server;
      await loopback.server.close();
      const sandbox = { endpoint: url.slice(0, -1), instanceId: 'sandbox-1', processId: 1 };
      const change = {
        target: { cloud: 'sandbox', sandbox },
        token: { value: 'fake', audience: 'sandbox' },
      } as const;
      for (const action of ['close', 'create', 'find'] as const) {
        assert.deepEqual(await call(action, api, change), {
          ok: false,
          code: 'sandboxUnavailable',
          mayRetry: false,
        });
      }
    });
  });

  describe('sends nothing', () => {
    afterEach(() => {
      assert.equal(loopback.server.requests.length, 0);
    });
    const sandboxToken: AccessToken = { value: 'fake', audience: 'sandbox' };
    const sandboxAt = (endpoint: string): GraphTarget => ({
      cloud: 'sandbox',
      sandbox: { endpoint, instanceId: 'sandbox-1', processId: 1 },
    });

    it('with a token for another target', async () => {
      const { api } = setup();
      const endpoint = loopback.server.url.slice(0, -1);
      await assert.rejects(call('close', api, { token: sandboxToken }), /not for this target/);
      await assert.rejects(
        call('close', api, { target: sandboxAt(endpoint) }),
        /not for this target/,
      );
    });

    for (const [what, endpointOn] of [
      ['another host', () => 'http://graph.example:80'],
      ['a look-alike of the loopback address', (port) => `http://127.0.0.1.evil.example:${port}`],
      ['a host name of this machine', (port) => `http://localhost:${port}`],
      ['this machine with a user name', (port) => `http://user@127.0.0.1:${port}`],
      ['a user name like the loopback address', (port) => `http://127.0.0.1:80@127.0.0.1:${port}`],
      ['this machine in another spelling', (port) => `http://0x7f.1:${port}`],
      ['this machine by IPv6 in another spelling', (port) => `http://[::ffff:127.0.0.1]:${port}`],
      ['this machine with a path', (port) => `http://127.0.0.1:${port}/graph`],
      ['Graph itself', () => 'https://graph.microsoft.com'],
    ] satisfies [string, (port: string) => string][]) {
      it(`to an endpoint or a sandbox at ${what}`, async () => {
        const failure = { ok: false, code: 'endpointNotLoopback', mayRetry: false };
        // The port is that of a server that listens.
        const endpoint = endpointOn(new URL(loopback.server.url).port);
        const { api } = setup({ settings: { endpoint } });
        const sandbox = { target: sandboxAt(endpoint), token: sandboxToken };
        for (const action of ['create', 'refresh', 'close', 'find', 'findWebUrl'] as const) {
          assert.deepEqual(await call(action, api), failure);
          assert.deepEqual(await call(action, api, sandbox), failure);
        }
      });
    }

    for (const id of ['', 'a b', 'a\r\nX-Evil: 1', 'a\0', 'ã', 'a'.repeat(8193)]) {
      it(`with the invalid session id ${JSON.stringify(id.slice(0, 20))}`, async () => {
        assert.deepEqual(await setup().api.closeSession(address, id, aCallContext()), {
          ok: false,
          code: 'invalidSessionId',
          mayRetry: false,
        });
      });
    }

    for (const itemId of ['..', 'a/b', 'a\\b', '', 'a\nb']) {
      it(`to an item with the unsafe id ${JSON.stringify(itemId)}`, async () => {
        const at = addressOfIds({ driveId: 'd', itemId });
        for (const action of ['close', 'create', 'find'] as const) {
          assert.deepEqual(await call(action, setup().api, {}, at), {
            ok: false,
            code: 'invalidAddress',
            mayRetry: false,
          });
        }
      });
    }

    it('with a token that a header can’t contain', async () => {
      const { api, logger } = setup();
      const bad = { ...aCallContext().token, value: 'secret\r\nX-Evil: 1' };
      assert.deepEqual(await call('close', api, { token: bad }), {
        ok: false,
        code: 'unexpected',
        mayRetry: false,
      });
      assert.doesNotMatch(logger.lines.join(), /secret/);
    });
  });

  it('logs one line for each request, without ids, names or secrets', async () => {
    const { api, logger, clock } = setup();
    const { server } = loopback;
    const answers: Answer[] = [
      (_, response) => {
        clock.adjust(-60_000);
        response.writeHead(204, { 'request-id': requestId }).end();
      },
      (_, response) =>
        response
          .writeHead(500, { 'request-id': requestId })
          .end('{"error":{"code":"GenericFileOpenError","message":"Budget.xlsx"}}'),
      (request) => request.socket.resetAndDestroy(),
    ];
    server.answer = (request, response) => answers.shift()?.(request, response);
    await call('close', api);
    await call('create', api);
    await call(
      'find',
      api,
      {},
      { drive: { kind: 'me' }, item: { kind: 'path', path: 'Budget.xlsx' } },
    );
    const ids = server.requests.map(({ headers }) => String(headers['client-request-id']));
    assert.deepEqual(logger.lines, [
      `info: POST /drives/{id}/items/{id}/workbook/closeSession → 204, request-id ${requestId}, 0 ms, client-request-id ${ids[0]}`,
      `info: POST /drives/{id}/items/{id}/workbook/createSession → 500 GenericFileOpenError, request-id ${requestId}, 0 ms, client-request-id ${ids[1]}`,
      `warn: GET /me/drive/root:/{path} → network (ECONNRESET), 0 ms, client-request-id ${ids[2]}`,
    ]);
  });
});
