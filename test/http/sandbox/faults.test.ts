import assert from 'node:assert/strict';
import { get } from 'node:http';
import { setImmediate } from 'node:timers/promises';
import { Deferred } from '../../../src/base/deferred';
import { act, errorCodes, getItem, itemPath, goodHeaders, sandboxPerTest } from './client';

describe('The faults of the sandbox', () => {
  const test = sandboxPerTest();
  const workbook = () => test.sandbox.samples[0]!;
  const openOne = () => test.sandbox.openSession(workbook().driveId, workbook().itemId, true);
  const close = (sessionId = openOne(), signal?: AbortSignal) =>
    act(test.sandbox, 'closeSession', workbook(), {
      sessionId,
      ...(signal ? { signal } : {}),
    });
  const openCount = () => test.sandbox.openSessions.length;

  afterEach(() => {
    assert.deepEqual(test.sandbox.violations, []);
  });

  it('answer: sends any status, headers and body', async () => {
    test.sandbox.fault({ kind: 'answer', status: 418, headers: { 'x-tea': '1' }, body: 'pot' });
    const { status, headers, body } = await close();

    assert.equal(status, 418);
    assert.equal(headers['x-tea'], '1');
    assert.equal(body, 'pot');
    assert.equal(openCount(), 1);
    assert.equal(test.sandbox.requests[0]?.status, 418);
  });

  it('error: sends a documented error in the form of the service', async () => {
    test.sandbox.fault({ kind: 'error', error: 'GenericFileOpenError', retryAfter: '3' });
    const answer = await close();

    assert.equal(answer.status, 500);
    assert.equal(answer.headers['retry-after'], '3');
    assert.equal(openCount(), 1);
    assert.deepEqual(errorCodes(answer), [
      'GenericFileOpenError',
      'internalServerErrorUncategorized',
      'GenericFileOpenError',
    ]);
  });

  it('error: can have another status', async () => {
    test.sandbox.fault({ kind: 'error', error: 'invalidSessionUnexpected', status: 404 });

    assert.equal((await close()).status, 404);
  });

  it('htmlPage: sends an HTML page', async () => {
    test.sandbox.fault({ kind: 'htmlPage' });
    const { status, headers, body } = await close();

    assert.equal(status, 200);
    assert.equal(headers['content-type'], 'text/html');
    assert.equal(openCount(), 1);
    assert.match(body, /^<!DOCTYPE html>/);
  });

  it('redirect: sends a redirect to another host', async () => {
    test.sandbox.fault({ kind: 'redirect' });
    const { status, headers } = await close();

    assert.equal(status, 302);
    assert.equal(openCount(), 1);
    assert.equal(new URL(headers.location!).host, 'graph.example');
  });

  it('okInsteadOfNoContent: closes the session and answers 200', async () => {
    test.sandbox.fault({ kind: 'okInsteadOfNoContent' });
    const { status, body } = await close();

    assert.equal(status, 200);
    assert.equal(body, '{}');
    assert.equal(openCount(), 0);
  });

  it('emptyBody: creates a session and doesn’t send its id', async () => {
    test.sandbox.fault({ kind: 'emptyBody' });
    const { status, body } = await act(test.sandbox, 'createSession', workbook());

    assert.equal(status, 201);
    assert.equal(body, '');
    assert.equal(openCount(), 1);
  });

  for (const { kind, stillOpen } of [
    { kind: 'resetBeforeRead', stillOpen: 1 },
    { kind: 'resetAfterRead', stillOpen: 1 },
    { kind: 'resetAfterCarriedOut', stillOpen: 0 },
  ] as const) {
    it(`${kind}: resets the connection and leaves ${stillOpen} of 1 session open`, async () => {
      test.sandbox.fault({ kind });
      await assert.rejects(close(), { code: 'ECONNRESET' });

      assert.equal(openCount(), stillOpen);
      assert.equal(test.sandbox.requests[0]?.body, kind === 'resetBeforeRead' ? '' : '{}');
      assert.equal(test.sandbox.requests[0].status, undefined);
    });
  }

  it('silence: sends no answer and carries out nothing', async () => {
    const { hit } = test.sandbox.fault({ kind: 'silence' });
    const giveUp = new AbortController();
    const answer = close(undefined, giveUp.signal);
    const first = await Promise.race([answer, hit.then(() => setImmediate('silent'))]);
    giveUp.abort();

    assert.equal(first, 'silent');
    await assert.rejects(answer, { name: 'AbortError' });
    assert.equal(openCount(), 1);
  });

  it('silence: doesn’t keep the sandbox from closing', async () => {
    const { hit } = test.sandbox.fault({ kind: 'silence' });
    const answer = assert.rejects(close());
    await hit;
    await test.sandbox.close();
    await answer;
  }).timeout(2000);

  it('slow: carries out the request at once and answers later', async () => {
    const release = new Deferred<undefined>();
    const { hit } = test.sandbox.fault({ kind: 'slow', until: release.promise });
    const answer = close();
    const request = await hit;
    while (openCount() > 0) {
      await setImmediate();
    }
    assert.equal(request.status, undefined);
    release.resolve(undefined);

    assert.equal((await answer).status, 204);
    assert.equal(request.status, 204);
  });

  it('hugeBody: sends a body of any size, or without an end', async () => {
    for (const bytes of [50 * 1024 * 1024, undefined]) {
      test.sandbox.fault({ kind: 'hugeBody', ...(bytes === undefined ? {} : { bytes }) });
      const size = await countBytes(itemPath(workbook()), 60 * 1024 * 1024);
      assert.equal(size.ended, bytes !== undefined);
      assert.ok(size.bytes > 50 * 1024 * 1024);
    }
  });

  it('gzipBomb: sends a small body that unpacks to a large one', async () => {
    test.sandbox.fault({ kind: 'gzipBomb', bytes: 20 * 1024 * 1024 });
    const packed = await countBytes(itemPath(workbook()), 60 * 1024 * 1024);
    test.sandbox.fault({ kind: 'gzipBomb', bytes: 20 * 1024 * 1024 });
    const headers = goodHeaders();
    const unpacked = await fetch(`${test.sandbox.endpoint}${itemPath(workbook())}`, { headers });

    assert.ok(packed.ended && packed.bytes < 100 * 1024);
    assert.ok((await unpacked.text()).length > 20 * 1024 * 1024);
  });

  it('apply to matching requests, as often as requested', async () => {
    const { sandbox } = test;
    const [first, , second] = sandbox.samples;
    const { driveId, itemId } = second!;
    sandbox.fault({ kind: 'answer', status: 500, action: 'createSession', itemId, times: 2 });
    sandbox.fault({ kind: 'answer', status: 502, method: 'GET', driveId });
    const create = async (where: typeof first) =>
      (await act(sandbox, 'createSession', where!)).status;

    assert.equal(await create(first), 201);
    assert.equal((await getItem(sandbox, itemPath(second!))).status, 502);
    assert.deepEqual(
      [await create(second), await create(second), await create(second)],
      [500, 500, 201],
    );
  });

  it('apply in the order in which they were added', async () => {
    test.sandbox.fault({ kind: 'answer', status: 503 });
    test.sandbox.fault({ kind: 'answer', status: 504 });

    assert.equal((await close()).status, 503);
    assert.equal((await close()).status, 504);
  });

  /** The number of bytes that arrive before the client closes the connection. */
  function countBytes(path: string, enough: number): Promise<{ bytes: number; ended: boolean }> {
    return new Promise((resolve, reject) => {
      const headers = goodHeaders();
      const request = get(
        `${test.sandbox.endpoint}${path}`,
        { headers, agent: false },
        (answer) => {
          let bytes = 0;
          answer.on('data', (chunk: Buffer) => {
            bytes += chunk.length;
            if (bytes > enough) {
              resolve({ bytes, ended: false });
              request.destroy();
            }
          });
          answer.on('end', () => {
            resolve({ bytes, ended: true });
          });
          answer.on('error', () => undefined);
        },
      );
      request.on('error', reject);
    });
  }
});
