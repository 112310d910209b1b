import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import { createHttpClient } from '../../src/base/http';
import { extensionId } from '../../src/contributions';
import { telemetryFetcher } from '../../src/telemetry/telemetryFetcher';
import { listen, loopbackPerTest } from './base/loopback';

const iKey = '01234567-89ab-4def-8123-456789abcdef';
const body = JSON.stringify([
  {
    time: '2026-01-01T00:00:00.000Z',
    iKey,
    name: `Microsoft.ApplicationInsights.${iKey.replaceAll('-', '')}.Event`,
    tags: { 'ai.user.id': 'machine-secret' },
    data: {
      baseType: 'EventData',
      baseData: {
        name: `${extensionId}/command.completed`,
        properties: { command: 'workbookSessions.showLog', outcome: 'completed' },
      },
    },
  },
]);

const fetcherFor = (origin: string, isEnabled = () => true) =>
  telemetryFetcher({
    ...{ http: createHttpClient(), origin, isEnabled },
    commonProperties: { 'common.os': 'linux' },
  });

describe('the fetcher of telemetry', () => {
  const loopback = loopbackPerTest();
  const origin = () => new URL(loopback.server.url).origin;

  it('sends a batch without its ids, and returns the answer', async () => {
    const { server } = loopback;
    let received = '';
    server.answer = (request, response) => {
      request.on('data', (chunk: Buffer) => (received += chunk.toString()));
      request.on('end', () => response.writeHead(206, { 'retry-after': '7' }).end('partly'));
    };
    const answer = await fetcherFor(origin())(`${server.url}v2/track`, { body });
    assert.equal(answer.status, 206);
    assert.equal(await answer.text(), 'partly');
    assert.equal(new Map(answer.headers).get('retry-after'), '7');
    assert.equal(server.requests[0]?.headers['content-type'], 'application/json');
    assert.match(received, /workbookSessions\.showLog/);
    assert.doesNotMatch(received, /machine-secret/);
  });

  it('sends nothing to other addresses and nothing but batches, and reports success', async () => {
    const { server } = loopback;
    const other = fetcherFor('https://example.com');
    assert.equal((await other(`${server.url}v2/track`, { body })).status, 200);
    const fetcher = fetcherFor(origin());
    for (const url of ['', 'v2/track', origin().replace('127.0.0.1', 'localhost')]) {
      assert.equal((await fetcher(url, { body })).status, 200);
    }
    assert.equal((await fetcher(server.url)).status, 200);
    assert.equal((await fetcher(server.url, { body: 'secret' })).status, 200);
    assert.deepEqual(server.requests, []);
  });

  it('sends nothing once telemetry is off, not even earlier events', async () => {
    const switches = { isEnabled: true };
    const fetcher = fetcherFor(origin(), () => switches.isEnabled);
    switches.isEnabled = false;
    assert.equal((await fetcher(loopback.server.url, { body })).status, 200);
    assert.deepEqual(loopback.server.requests, []);
  });

  it('answers with status 0 when nobody listens, or the connection breaks', async () => {
    const nobody = createServer();
    const port = await listen(nobody);
    await new Promise((resolve) => nobody.close(resolve));
    const gone = `http://127.0.0.1:${port}`;
    assert.equal((await fetcherFor(gone)(`${gone}/v2/track`, { body })).status, 0);
    loopback.server.answer = (request) => request.socket.destroy();
    assert.equal((await fetcherFor(origin())(loopback.server.url, { body })).status, 0);
  });
});
