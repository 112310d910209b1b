import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { Agent as HttpAgent } from 'node:http';
import { createServer as createHttpsServer, Agent as HttpsAgent } from 'node:https';
import { createServer as createNetServer, type Socket } from 'node:net';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip, gzipSync } from 'node:zlib';
import { generate } from 'selfsigned';
import { Deferred } from '../../../src/base/deferred';
import { createHttpClient, HttpError, type HttpRequest } from '../../../src/base/http';
import { listen, loopbackPerTest } from './loopback';

const limits = { timeoutMs: 5000, maxBodyBytes: 100_000 };

function get(url: string, change: Partial<HttpRequest> = {}): HttpRequest {
  return {
    ...{ method: 'GET', url, ...limits },
    ...change,
    headers: { 'client-request-id': randomUUID(), ...change.headers },
  };
}

function post(url: string, change: Partial<HttpRequest> = {}): HttpRequest {
  return get(url, { method: 'POST', body: '{}', ...change });
}

async function failureOf(sending: Promise<unknown>): Promise<HttpError> {
  const error: unknown = await sending.then(
    () => assert.fail('there was an answer'),
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof HttpError, String(error));
  return error;
}

async function kindOf(sending: Promise<unknown>): Promise<[string, boolean]> {
  const { kind, mayHaveBeenSent } = await failureOf(sending);
  return [kind, mayHaveBeenSent];
}

describe('The HTTP client', () => {
  const loopback = loopbackPerTest();
  const http = createHttpClient();

  it('sends headers and body byte for byte, and returns status, headers and body', async () => {
    const value = "cluster=PSG4&session=15.A%2fB%3d%3d+~!*'()|^`{}&usid=1";
    const { server } = loopback;
    let body = '';
    server.answer = (request, response) => {
      request.on('data', (chunk: Buffer) => (body += chunk.toString()));
      request.on('end', () => response.writeHead(201, { 'X-Answer': 'yes' }).end('Orçamento'));
    };
    const headers = { 'workbook-session-id': value };
    const answer = await http.send(post(server.url, { headers, body: '{"ã":1}' }));
    assert.equal(answer.status, 201);
    assert.equal(answer.header('x-ANSWER'), 'yes');
    assert.equal(answer.header('absent'), undefined);
    assert.equal(answer.body, 'Orçamento');
    assert.equal(server.requests[0]?.headers['workbook-session-id'], value);
    assert.equal(body, '{"ã":1}');
  });

  it('unpacks a compressed answer and drops a byte order mark', async () => {
    const { server } = loopback;
    server.answer = (_, response) =>
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('\uFEFF{"a":1}'));
    assert.equal((await http.send(get(server.url))).body, '{"a":1}');
  });

  it('returns a redirect instead of following it', async () => {
    const { server } = loopback;
    server.answer = (_, response) =>
      response.writeHead(302, { location: `${server.url}elsewhere` }).end();
    assert.equal((await http.send(post(server.url))).status, 302);
    server.answer = (_, response) => response.writeHead(307, { location: 'http://[' }).end();
    assert.equal((await http.send(post(server.url))).status, 307);
    assert.equal(server.requests.length, 2);
  });

  it('keeps a connection for the next request, unless a new one is asked for', async () => {
    const { server } = loopback;
    for (const newConnection of [false, false, true, false]) {
      await http.send(post(server.url, { newConnection }));
    }
    assert.equal(server.sockets.length, 2);
  });

  it('uses the agent that it is given', async () => {
    const seen: string[] = [];
    const agent = new HttpAgent();
    const client = createHttpClient({ agent: ({ host }) => (seen.push(host), agent) });
    await client.send(get(loopback.server.url, { newConnection: true }));
    assert.deepEqual(seen, [new URL(loopback.server.url).host]);
  });

  describe('when there is no whole answer', () => {
    it('is certain that a refused connection sent nothing', async () => {
      const server = createNetServer();
      const port = await listen(server);
      server.close();
      await once(server, 'close');
      const { kind, mayHaveBeenSent, networkCode } = await failureOf(
        http.send(post(`http://127.0.0.1:${port}/`)),
      );
      assert.equal(kind, 'network');
      assert.equal(mayHaveBeenSent, false);
      assert.equal(networkCode, 'ECONNREFUSED');
    });

    it('is certain that nothing was sent to an unknown host', async () => {
      assert.deepEqual(await kindOf(http.send(post('http://no-such-host.invalid/'))), [
        'network',
        false,
      ]);
    });

    it('reports that a reset connection may have sent the request', async () => {
      loopback.server.answer = ({ socket }) => socket.resetAndDestroy();
      const error = await failureOf(http.send(post(loopback.server.url)));
      assert.equal(error.kind, 'network');
      assert.equal(error.mayHaveBeenSent, true);
      assert.equal(error.networkCode, 'ECONNRESET');
    });

    it('survives a server that resets each connection at once', async () => {
      const server = createNetServer((socket) => socket.resetAndDestroy());
      const port = await listen(server);
      // Whether the connection counts as made before it breaks is up to the system.
      const { kind } = await failureOf(http.send(post(`http://127.0.0.1:${port}/`)));
      server.close();
      assert.equal(kind, 'network');
    });

    it('notices a kept connection that breaks', async () => {
      const { server } = loopback;
      await http.send(post(server.url));
      server.answer = ({ socket }) => socket.resetAndDestroy();
      assert.deepEqual(await kindOf(http.send(post(server.url))), ['network', true]);
      assert.equal(server.sockets.length, 1);
    });

    it('refuses an answer that ends in the middle', async () => {
      const { server } = loopback;
      server.answer = (_, response) => {
        response.writeHead(200, { 'content-length': '100' });
        response.write('half', () => response.destroy());
      };
      assert.deepEqual(await kindOf(http.send(get(server.url))), ['network', true]);
    });

    it('ends a silent exchange at its time limit', async () => {
      const { server } = loopback;
      // The connection is there, however busy the machine is.
      await http.send(post(server.url));
      server.answer = () => undefined;
      assert.deepEqual(await kindOf(http.send(post(server.url, { timeoutMs: 50 }))), [
        'timedOut',
        true,
      ]);
    });

    it('ends a trickling answer at its time limit', async () => {
      const { server } = loopback;
      await http.send(get(server.url));
      server.answer = (_, response) => response.writeHead(200).write('x');
      assert.deepEqual(await kindOf(http.send(get(server.url, { timeoutMs: 50 }))), [
        'timedOut',
        true,
      ]);
    });

    it('tells an abort from a time-out', async () => {
      const controller = new AbortController();
      loopback.server.answer = () => {
        controller.abort(new Error('reason'));
      };
      const sending = http.send(post(loopback.server.url, { signal: controller.signal }));
      assert.deepEqual(await kindOf(sending), ['aborted', true]);
    });

    it('sends nothing when it was aborted before', async () => {
      const sending = http.send(post(loopback.server.url, { signal: AbortSignal.abort() }));
      assert.deepEqual(await kindOf(sending), ['aborted', false]);
      assert.equal(loopback.server.requests.length, 0);
    });

    it('survives an abort in its first moment', async () => {
      const controller = new AbortController();
      const sending = http.send(post(loopback.server.url, { signal: controller.signal }));
      controller.abort();
      assert.deepEqual((await kindOf(sending))[0], 'aborted');
      assert.equal(loopback.server.requests.length, 0);
    });

    it('releases the signal and the timer in the end', async () => {
      const { signal } = new AbortController();
      const events: string[] = [];
      const add = signal.addEventListener.bind(signal);
      const remove = signal.removeEventListener.bind(signal);
      signal.addEventListener = (...args: Parameters<typeof add>) => {
        events.push('add');
        add(...args);
      };
      signal.removeEventListener = (...args: Parameters<typeof remove>) => {
        events.push('remove');
        remove(...args);
      };
      await http.send(get(loopback.server.url, { signal, timeoutMs: 60_000 }));
      assert.deepEqual(events, ['add', 'remove']);
    });
  });

  describe('when the answer is too large', () => {
    /** Answers without end; resolves when the client has hung up. */
    function endless(compress: boolean): { readonly hungUp: Promise<number> } {
      let written = 0;
      const chunks = function* () {
        for (;;) {
          written += 65_536;
          yield Buffer.alloc(65_536, 'a');
        }
      };
      const hungUp = new Promise<number>((resolve) => {
        loopback.server.answer = (_, response) => {
          response.writeHead(200, compress ? { 'content-encoding': 'gzip' } : {});
          const steps = compress
            ? pipeline(Readable.from(chunks()), createGzip(), response)
            : pipeline(Readable.from(chunks()), response);
          void steps.catch(() => {
            resolve(written);
          });
        };
      });
      return { hungUp };
    }

    it('hangs up on an endless one', async () => {
      const { hungUp } = endless(false);
      assert.deepEqual(await kindOf(http.send(get(loopback.server.url))), ['tooLarge', true]);
      assert.ok((await hungUp) < 50_000_000);
    });

    it('hangs up on an endless one that is compressed', async () => {
      const { hungUp } = endless(true);
      const before = process.memoryUsage().rss;
      assert.deepEqual(await kindOf(http.send(get(loopback.server.url))), ['tooLarge', true]);
      await hungUp;
      assert.ok(process.memoryUsage().rss - before < 200_000_000);
    });

    it('accepts one of exactly the limit', async () => {
      const { server } = loopback;
      server.answer = (_, response) => response.end('a'.repeat(1000));
      assert.equal((await http.send(get(server.url, { maxBodyBytes: 1000 }))).body.length, 1000);
      assert.deepEqual(await kindOf(http.send(get(server.url, { maxBodyBytes: 999 }))), [
        'tooLarge',
        true,
      ]);
    });
  });

  describe('over TLS', () => {
    let certificate: { private: string; cert: string };

    before(async () => {
      certificate = await generate([{ name: 'commonName', value: '127.0.0.1' }], {
        extensions: [{ name: 'subjectAltName', altNames: [{ type: 7, ip: '127.0.0.1' }] }],
      });
    });

    async function withHttps(
      run: (url: string, requests: () => number) => Promise<void>,
    ): Promise<void> {
      let requests = 0;
      const { private: key, cert } = certificate;
      const server = createHttpsServer({ key, cert }, (request, response) => {
        requests += 1;
        if (request.url === '/reset') {
          request.socket.destroy();
        } else {
          response.end('safe');
        }
      });
      const port = await listen(server);
      try {
        await run(`https://127.0.0.1:${port}/`, () => requests);
      } finally {
        server.close();
        server.closeAllConnections();
      }
    }

    it('sends nothing to a server whose certificate it does not trust', async () => {
      await withHttps(async (url, requests) => {
        assert.deepEqual(await kindOf(http.send(post(url))), ['network', false]);
        assert.equal(requests(), 0);
      });
    });

    it('sends to a server that it trusts, and knows what may have been sent', async () => {
      const agent = new HttpsAgent({ ca: certificate.cert, keepAlive: true });
      const client = createHttpClient({ agent: () => agent });
      await withHttps(async (url) => {
        assert.equal((await client.send(post(url))).body, 'safe');
        assert.deepEqual(await kindOf(client.send(post(`${url}reset`))), ['network', true]);
        const fresh = createHttpClient({ agent: () => new HttpsAgent({ ca: certificate.cert }) });
        assert.deepEqual(await kindOf(fresh.send(post(`${url}reset`))), ['network', true]);
        agent.destroy();
      });
    });

    /** Calls with the address of a server that never answers a handshake, and a promise that the first has begun. */
    async function withSilentServer(
      use: (url: string, handshake: Promise<unknown>) => Promise<void>,
    ): Promise<void> {
      const sockets: Socket[] = [];
      const handshake = new Deferred<undefined>();
      const server = createNetServer((socket) => {
        sockets.push(socket);
        socket.once('data', () => {
          handshake.resolve(undefined);
        });
      });
      try {
        await use(`https://127.0.0.1:${await listen(server)}/`, handshake.promise);
      } finally {
        sockets.forEach((socket) => socket.destroy());
        server.close();
      }
    }

    it('is certain that nothing was sent when the handshake takes too long', async () => {
      await withSilentServer(async (url) => {
        const sending = http.send(post(url, { timeoutMs: 500 }));
        assert.deepEqual(await kindOf(sending), ['timedOut', false]);
      });
    });

    it('is certain that nothing was sent when the request is aborted in the handshake', async () => {
      await withSilentServer(async (url, handshake) => {
        const controller = new AbortController();
        void handshake.then(() => {
          controller.abort();
        });
        const sending = http.send(post(url, { signal: controller.signal }));
        assert.deepEqual(await kindOf(sending), ['aborted', false]);
      });
    });
  });
});
