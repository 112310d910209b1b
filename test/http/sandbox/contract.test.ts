import assert from 'node:assert/strict';
import { documentedErrors, type GraphErrorCode } from '../../../src/sandbox/sandboxErrors';
import type { OperationScript } from '../../../src/sandbox/longRunningOperations';
import type { SandboxAction } from '../../../src/sandbox/graphCall';
import {
  act,
  type Answer,
  getItem,
  goodHeaders,
  itemPath,
  sandboxPerTest,
  send,
  violationKinds,
} from './client';
import { answerValidator, contract, hasBody, requestValidator } from './contract';

const drive = '/drives/{drive-id}';
const item = `${drive}/items/{driveItem-id}`;
const operations = {
  getItem: { path: item, method: 'get' },
  getRoot: { path: `${drive}/root`, method: 'get' },
  listChildren: { path: `${item}/children`, method: 'get' },
  searchFolder: { path: `${item}/search(q='{q}')`, method: 'get' },
  searchDrive: { path: `${drive}/search(q='{q}')`, method: 'get' },
  createSession: { path: `${item}/workbook/createSession`, method: 'post' },
  refreshSession: { path: `${item}/workbook/refreshSession`, method: 'post' },
  closeSession: { path: `${item}/workbook/closeSession`, method: 'post' },
  getOperation: {
    path: `${item}/workbook/operations/{workbookOperation-id}`,
    method: 'get',
  },
  getSessionInfo: {
    path: `${item}/workbook/sessionInfoResource(key='{key}')`,
    method: 'get',
  },
} as const;
type Operation = keyof typeof operations;

describe('The sandbox and the API description', () => {
  const test = sandboxPerTest();
  const workbook = () => test.sandbox.samples[0]!;
  const openOne = () => test.sandbox.openSession(workbook().driveId, workbook().itemId, true);

  /** Starts a long-running createSession. @returns the operation's id */
  const startOperation = async (how: OperationScript = {}): Promise<string> => {
    test.sandbox.fault({ kind: 'longRunning', ...how });
    const headers = { Prefer: 'respond-async' };
    const { headers: sent } = await act(test.sandbox, 'createSession', workbook(), { headers });
    return sent.location!.replace(/.*\//, '');
  };

  const place = () => itemPath(workbook());
  const itsDrive = () => place().replace(/\/items.*/, '');
  const rootId = async () =>
    (JSON.parse((await getItem(test.sandbox, `${itsDrive()}/root`)).body) as { id: string }).id;
  const paths: Partial<Record<Operation, () => string | Promise<string>>> = {
    getItem: place,
    getRoot: () => `${itsDrive()}/root`,
    listChildren: async () => `${itsDrive()}/items/${await rootId()}/children`,
    searchFolder: async () => `${itsDrive()}/items/${await rootId()}/search(q='e')`,
    searchDrive: () => `${itsDrive()}/search(q='e')`,
    getOperation: async () => `${place()}/workbook/operations/${await startOperation()}`,
    getSessionInfo: async () => {
      const id = await startOperation({ polls: 0 });
      await getItem(test.sandbox, `${place()}/workbook/operations/${id}`);
      return `${place()}/workbook/sessionInfoResource(key='${id}')`;
    },
  };

  /** A correct call that succeeds. */
  const call = async (operation: Operation): Promise<Answer> => {
    const path = await paths[operation]?.();
    if (path !== undefined) {
      return getItem(test.sandbox, path);
    }
    const action = operation as SandboxAction;
    const change = action === 'createSession' ? {} : { sessionId: openOne() };
    return act(test.sandbox, action, workbook(), change);
  };

  it('have the same operations', () => {
    assert.deepEqual(
      Object.keys(contract.paths).sort(),
      Object.values(operations)
        .map(({ path }) => path)
        .sort(),
    );
  });

  for (const operation of Object.keys(operations) as Operation[]) {
    const { path, method } = operations[operation];

    it(`agree on ${operation} and its answer`, async () => {
      const answer = await call(operation);

      assert.ok(answer.status < 300, answer.body);
      assertDescribed(operation, answer);
      assert.deepEqual(test.sandbox.violations, []);
      const request = test.sandbox.requests.at(-1);
      assert.equal(request?.method, method.toUpperCase());
      assert.equal(request.route, path.replaceAll(/\{[^}]+-id\}/g, '{id}'));
    });

    it(`agree on every documented error of ${operation}`, async () => {
      for (const error of Object.keys(documentedErrors) as GraphErrorCode[]) {
        const action = operation === 'getRoot' ? 'getItem' : operation;
        test.sandbox.fault({ kind: 'error', error, action });
        assertDescribed(operation, await call(operation));
      }
    });
  }

  it('agree on errors without a fault', async () => {
    const { sandbox } = test;
    const nowhere = { ...workbook(), itemId: 'nowhere' };
    const legacy = { ...workbook(), itemId: '01BYE5RZ4LEGACYXLSFILE2003WORKBOOK' };
    const answers: [Operation, number, Answer][] = [
      ['getItem', 404, await getItem(sandbox, itemPath(nowhere))],
      ['getItem', 401, await send(sandbox, itemPath(workbook()))],
      ['createSession', 403, await act(sandbox, 'createSession', legacy)],
      ['createSession', 400, await act(sandbox, 'createSession', workbook(), { body: '[' })],
      ['closeSession', 404, await act(sandbox, 'closeSession', workbook(), { sessionId: 'gone' })],
      ['refreshSession', 405, await act(sandbox, 'refreshSession', workbook(), { method: 'PUT' })],
    ];
    for (const [operation, status, answer] of answers) {
      assert.equal(answer.status, status);
      assertDescribed(operation, answer);
    }
  });

  it('agree on pages, shortcuts and items of every kind', async () => {
    const pages = [
      '/root/children',
      "/search(q='grace')",
      '/root:/Measurements:/children?$top=1',
      '/root:/Models:/children',
    ];
    for (const page of pages) {
      const answer = await getItem(test.sandbox, `/v1.0/me/drive${page}`);
      assert.equal(answer.status, 200);
      assertDescribed('listChildren', answer);
    }
  });

  it('agree on operations in every state', async () => {
    for (const how of [{ polls: 0 }, { polls: 0, failsWith: 'GenericFileOpenError' }] as const) {
      const path = `${itemPath(workbook())}/workbook/operations/${await startOperation(how)}`;
      const answer = await getItem(test.sandbox, path);
      assert.equal(answer.status, 200);
      assertDescribed('getOperation', answer);
    }
  });

  describe('differ as documented', () => {
    it('1: @odata.type is required, but absent', async () => {
      for (const operation of ['getItem', 'createSession'] as const) {
        assert.ok(!('@odata.type' in (JSON.parse((await call(operation)).body) as object)));
      }
    });

    it('2: workbook-session-id is required, but not described', async () => {
      const parameters = Object.values(contract.paths).map((path) => path['parameters']);
      assert.ok(!JSON.stringify(parameters).includes('workbook-session-id'));
      for (const action of ['refreshSession', 'closeSession'] as const) {
        assert.equal((await act(test.sandbox, action, workbook())).status, 400);
      }
      assert.deepEqual(violationKinds(test.sandbox), ['sessionIdHeader', 'sessionIdHeader']);
    });

    it('3: createSession is described with 2XX, and answers 201', async () => {
      assert.equal((await call('createSession')).status, 201);
    });

    it('3: createSession may answer 202 with a Location and no usable body', async () => {
      test.sandbox.fault({ kind: 'longRunning' });
      const headers = { Prefer: 'respond-async' };
      const answer = await act(test.sandbox, 'createSession', workbook(), { headers });

      assert.equal(answer.status, 202);
      assert.equal(answer.body, '{}');
      assert.match(answer.headers.location!, /^http.*\/workbook\/operations\/[^/]+$/);
    });

    it('4: a failed operation answers 200', async () => {
      const id = await startOperation({ polls: 0, failsWith: 'GenericFileOpenError' });
      const path = `${itemPath(workbook())}/workbook/operations/${id}`;

      assert.equal((await getItem(test.sandbox, path)).status, 200);
    });

    it('6: actions are described under /drives only, and answer under the other forms', async () => {
      const path = `/v1.0/me/drive/items/${workbook().itemId}/workbook/createSession`;
      const answer = await send(test.sandbox, path, {
        method: 'POST',
        headers: goodHeaders(),
        body: '{}',
      });

      assert.equal(answer.status, 201);
      assertDescribed('createSession', answer);
    });

    it('7: no operation lists sessions', () => {
      const listed = Object.keys(contract.paths).filter((path) => /sessions?$/i.test(path));
      assert.deepEqual(
        listed,
        (['createSession', 'refreshSession', 'closeSession'] as const).map(
          (action) => operations[action].path,
        ),
      );
    });
  });

  it('agree on the bodies of createSession', async () => {
    const isDescribed = requestValidator(operations.createSession.path, 'post');
    for (const body of ['{}', '{"persistChanges":true}', '{"persistChanges":1}', '[]', 'null']) {
      const { status } = await act(test.sandbox, 'createSession', workbook(), { body });
      assert.equal(status, isDescribed(JSON.parse(body)) ? 201 : 400, body);
    }
  });

  describe('are compared by a check that fails', () => {
    type Parsed = Record<string, unknown>;
    /** The body with one value changed; the last two arguments are its name and the new value. */
    const spoil = (body: string, ...change: [...string[], unknown]): unknown => {
      const parsed = JSON.parse(body) as Parsed;
      const path = change.slice(0, -2) as string[];
      const target = path.reduce((object, name) => object[name] as Parsed, parsed);
      target[change.at(-2) as string] = change.at(-1);
      return parsed;
    };

    it('for a wrong session', async () => {
      const isDescribed = answerValidator(operations.createSession.path, 'post', 201);
      const { body } = await call('createSession');

      assert.ok(isDescribed(JSON.parse(body)));
      assert.ok(!isDescribed(spoil(body, 'id', 1)));
      assert.ok(!isDescribed(spoil(body, 'persistChange', true)));
    });

    it('for a wrong drive item', async () => {
      const isDescribed = answerValidator(operations.getItem.path, 'get', 200);
      const { body } = await call('getItem');

      assert.ok(isDescribed(JSON.parse(body)));
      assert.ok(!isDescribed(spoil(body, 'parentReference', 'driveId', 1)));
      assert.ok(!isDescribed(spoil(body, 'parentReference', 'drive', 'x')));
      assert.ok(!isDescribed(spoil(body, 'createdDateTime', 'yesterday')));
      assert.ok(!isDescribed(spoil(body, 'title', 'x')));
    });

    it('for a wrong page, a wrong operation and its wrong result', async () => {
      const isPage = answerValidator(operations.listChildren.path, 'get', 200);
      const page = (await call('listChildren')).body;
      assert.ok(isPage(JSON.parse(page)));
      assert.ok(!isPage(spoil(page, 'nextLink', 'x')));
      assert.ok(!isPage(spoil(page, 'value', '0', 'file', 'type', 'x')));
      assert.ok(!isPage(spoil(page, 'value', '0', 'title', 'x')));

      const isOperation = answerValidator(operations.getOperation.path, 'get', 200);
      const id = await startOperation({ polls: 0, failsWith: 'GenericFileOpenError' });
      const operation = (await getItem(test.sandbox, `${place()}/workbook/operations/${id}`)).body;
      assert.ok(isOperation(JSON.parse(operation)));
      assert.ok(!isOperation(spoil(operation, 'status', 'pending')));
      assert.ok(!isOperation(spoil(operation, 'error', 'status', 'x')));
    });

    it('for a wrong error', async () => {
      const isDescribed = answerValidator(operations.closeSession.path, 'post', 404);
      const { body } = await act(test.sandbox, 'closeSession', workbook(), { sessionId: 'gone' });

      assert.ok(isDescribed(JSON.parse(body)));
      assert.ok(!isDescribed(spoil(body, 'error', 'code', undefined)));
      assert.ok(!isDescribed(spoil(body, 'error', 'innerError', 'date', 'today')));
      assert.ok(!isDescribed(spoil(body, 'error', 'innerError', 'innerError', 'cod', 'x')));
      assert.ok(!isDescribed({}));
    });
  });
});

function assertDescribed(operation: Operation, { status, body }: Answer): void {
  const { path, method } = operations[operation];
  if (!hasBody(path, method, status)) {
    assert.equal(body, '');
    return;
  }
  const isDescribed = answerValidator(path, method, status);
  assert.ok(isDescribed(JSON.parse(body)), `${body}\n${JSON.stringify(isDescribed.errors)}`);
}
