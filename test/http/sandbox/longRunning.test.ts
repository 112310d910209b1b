import assert from 'node:assert/strict';
import type { OperationScript } from '../../../src/sandbox/longRunningOperations';
import { startSandbox } from '../../../src/sandbox/sandbox';
import { specialFiles } from '../../../src/sandbox/workbookFiles';
import { act, type Answer, errorCodes, getItem, itemPath, sandboxPerTest, send } from './client';

interface Operation {
  readonly id: string;
  readonly status: string;
  readonly resourceLocation?: string;
  readonly error?: unknown;
}

describe('A long-running createSession', () => {
  const test = sandboxPerTest();
  const { slow, slowOfSite } = specialFiles;
  const workbook = () => test.sandbox.samples[0]!;
  const create = (where: { driveId: string; itemId: string } = slow, prefer = 'respond-async') =>
    act(test.sandbox, 'createSession', where, { headers: { Prefer: prefer } });
  const script = (how: OperationScript) =>
    test.sandbox.fault({ kind: 'longRunning', action: 'createSession', ...how });
  const follow = (address: string | undefined): Promise<Answer> => {
    const url = new URL(address!);
    assert.equal(url.origin, test.sandbox.endpoint);
    return getItem(test.sandbox, url.pathname + url.search);
  };
  const poll = async (created: Answer) =>
    JSON.parse((await follow(created.headers.location)).body) as Operation;

  afterEach(() => {
    assert.deepEqual(test.sandbox.violations, []);
  });

  it('is forgotten after too many later ones', async () => {
    const small = await startSandbox({ mostRemembered: 2 });
    try {
      const headers = { Prefer: 'respond-async' };
      const locations = [];
      for (let n = 0; n < 3; n += 1) {
        const created = await act(small, 'createSession', slow, { headers });
        locations.push(new URL(created.headers.location!).pathname);
      }
      const polls = [];
      for (const location of locations) {
        polls.push((await getItem(small, location)).status);
      }
      assert.deepEqual(polls, [404, 200, 200]);
    } finally {
      await small.close();
    }
  });

  for (const file of [slow, slowOfSite]) {
    it(`opens ${file.name} after some polls`, async () => {
      const created = await create(file);
      assert.equal(created.status, 202);
      assert.equal(created.body, '{}');
      assert.match(created.headers.location!, /\/operations\/[0-9a-f-]{36}$/);
      assert.ok(
        created.headers.location!.startsWith(`${test.sandbox.endpoint}${itemPath(file)}/workbook/`),
      );
      assert.deepEqual(test.sandbox.openSessions, []);

      const polls = [await poll(created), await poll(created), await poll(created)];
      assert.deepEqual(
        polls.map(({ status }) => status),
        ['notStarted', 'running', 'succeeded'],
      );
      const [first, , last] = polls;
      assert.ok(created.headers.location!.endsWith(`/${first!.id}`));
      assert.ok(
        last!.resourceLocation!.includes(`/workbook/sessionInfoResource(key='${first!.id}')`),
      );

      const info = await follow(last!.resourceLocation);
      const { id, persistChanges } = JSON.parse(info.body) as Record<string, unknown>;
      assert.equal(info.status, 200);
      assert.equal(persistChanges, true);
      assert.deepEqual(
        test.sandbox.openSessions.map(({ sessionId, itemId }) => [sessionId, itemId]),
        [[id, file.itemId]],
      );
      assert.deepEqual(
        test.sandbox.requests.map(({ action, itemId }) => [action, itemId]),
        ['createSession', ...Array<string>(3).fill('getOperation'), 'getSessionInfo'].map(
          (action) => [action, file.itemId],
        ),
      );
    });
  }

  it('is answered with 504 without respond-async', async () => {
    const answer = await act(test.sandbox, 'createSession', slow);

    assert.equal(answer.status, 504);
    assert.deepEqual(errorCodes(answer).slice(0, 2), [
      'MaxRequestDurationExceeded',
      'gatewayTimeoutUncategorized',
    ]);
    assert.deepEqual(test.sandbox.openSessions, []);
  });

  it('doesn’t happen with a fast workbook, even with respond-async', async () => {
    assert.equal((await create(workbook())).status, 201);
  });

  it('accepts respond-async among other preferences', async () => {
    assert.equal((await create(slow, 'return=minimal, respond-async')).status, 202);
  });

  it('opens only one session, however often it is polled', async () => {
    script({ polls: 0 });
    const created = await create(workbook());
    const [one, other] = [await poll(created), await poll(created)];
    assert.deepEqual(one, other);
    await follow(one.resourceLocation);
    await follow(one.resourceLocation);

    assert.equal(test.sandbox.openSessions.length, 1);
  });

  it('has no result before it succeeds, or after the session ends', async () => {
    script({ polls: 1 });
    const created = await create(workbook());
    const { id } = await poll(created);
    const result = `${itemPath(workbook())}/workbook/sessionInfoResource(key='${id}')`;
    assert.equal((await getItem(test.sandbox, result)).status, 404);
    await poll(created);
    assert.equal((await getItem(test.sandbox, result)).status, 200);
    test.sandbox.advanceClock(5 * 60_000);
    assert.equal((await getItem(test.sandbox, result)).status, 404);
  });

  it('belongs to its own workbook', async () => {
    const { pathname } = new URL((await create()).headers.location!);
    const elsewhere = pathname.replace(slow.itemId, workbook().itemId);
    const unknown = pathname.replace(/[^/]+$/, 'unknown');

    for (const path of [elsewhere, unknown]) {
      const answer = await getItem(test.sandbox, path);
      assert.equal(answer.status, 404);
      assert.equal(errorCodes(answer)[0], 'itemNotFound');
    }
  });

  describe('with a script', () => {
    it('ends in a documented error with status 200', async () => {
      script({ polls: 1, failsWith: 'GenericFileOpenError' });
      const created = await create(workbook());
      assert.equal((await poll(created)).status, 'notStarted');
      const { status, error, resourceLocation } = await poll(created);

      assert.equal(status, 'failed');
      assert.equal(resourceLocation, undefined);
      const { code, innerError } = error as { code: string; innerError: { code: string } };
      assert.equal(code, 'GenericFileOpenError');
      assert.equal(innerError.code, 'internalServerErrorUncategorized');
      assert.deepEqual(test.sandbox.openSessions, []);
    });

    it('ends in any error body', async () => {
      const failsWith = { code: 'strange', message: 'Strange.', innerError: { code: 'stranger' } };
      script({ polls: 0, failsWith });

      assert.deepEqual((await poll(await create(workbook()))).error, failsWith);
    });

    it('can run forever', async () => {
      script({ polls: Number.POSITIVE_INFINITY });
      const created = await create(workbook());
      for (const expected of ['notStarted', ...Array<string>(5).fill('running')]) {
        assert.equal((await poll(created)).status, expected);
      }
    });

    it('sends any addresses, or none', async () => {
      const elsewhere = 'https://graph.example/v1.0/elsewhere';
      script({ location: elsewhere });
      assert.equal((await create(workbook())).headers.location, elsewhere);
      script({ location: null });
      assert.equal((await create(workbook())).headers.location, undefined);
      for (const [resourceLocation, expected] of [
        [elsewhere, elsewhere],
        [null, undefined],
      ] as const) {
        script({ polls: 0, resourceLocation });
        assert.equal((await poll(await create(workbook()))).resourceLocation, expected);
      }
    });

    it('is answered with 504 without respond-async, and applies once', async () => {
      script({});
      assert.equal((await act(test.sandbox, 'createSession', workbook())).status, 504);
      assert.equal((await act(test.sandbox, 'createSession', workbook())).status, 201);
    });

    it('can have faults in its polls and its result', async () => {
      const created = await create();
      test.sandbox.fault({ kind: 'error', error: 'itemNotFound', action: 'getOperation' });

      assert.equal((await follow(created.headers.location)).status, 404);
      assert.equal((await follow(created.headers.location)).status, 200);
    });
  });

  it('is polled as often as the options say', async () => {
    const sandbox = await startSandbox({ operationPolls: 0 });
    try {
      const created = await act(sandbox, 'createSession', slow, {
        headers: { Prefer: 'respond-async' },
      });
      const { body } = await getItem(sandbox, new URL(created.headers.location!).pathname);
      assert.equal((JSON.parse(body) as Operation).status, 'succeeded');
    } finally {
      await sandbox.close();
    }
  });

  it('can be polled at every form of address', async () => {
    const id = (await poll(await create())).id;
    for (const place of [
      `/v1.0/me/drive/items/${slow.itemId}`,
      `/beta/me/drive/root:/${slow.path.replaceAll(' ', '%20')}:`,
    ]) {
      assert.equal((await getItem(test.sandbox, `${place}/workbook/operations/${id}`)).status, 200);
    }
  });
});

describe('A poll', () => {
  const test = sandboxPerTest();

  it('is a read without a content type and a body, in parallel with other calls', async () => {
    const path = `${itemPath(specialFiles.slow)}/workbook/operations/1`;
    const answer = await send(test.sandbox, path, { method: 'POST' });

    assert.equal(answer.status, 405);
    assert.deepEqual(
      test.sandbox.violations.map(({ kind }) => kind),
      ['wrongMethod', 'authorizationHeader', 'clientRequestIdHeader'],
    );
  });
});
