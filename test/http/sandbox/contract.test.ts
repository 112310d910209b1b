import assert from 'node:assert/strict';
import { documentedErrors, type GraphErrorCode } from '../../../src/sandbox/graphErrors';
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

const item = '/drives/{drive-id}/items/{driveItem-id}';
const operations = {
  getItem: { path: item, method: 'get' },
  createSession: { path: `${item}/workbook/createSession`, method: 'post' },
  refreshSession: { path: `${item}/workbook/refreshSession`, method: 'post' },
  closeSession: { path: `${item}/workbook/closeSession`, method: 'post' },
} as const;
type Operation = keyof typeof operations;

/** Described, but no part of the sandbox yet. */
const notThereYet = [
  `${item}/children`,
  `${item}/search(q='{q}')`,
  "/drives/{drive-id}/search(q='{q}')",
  '/drives/{drive-id}/root',
  `${item}/workbook/operations/{workbookOperation-id}`,
  `${item}/workbook/sessionInfoResource(key='{key}')`,
];

describe('contract', () => {
  const test = sandboxPerTest();
  const workbook = () => test.sandbox.samples[0]!;
  const openOne = () => test.sandbox.openSession(workbook().driveId, workbook().itemId, true);

  const call = (operation: Operation): Promise<Answer> => {
    if (operation === 'getItem') {
      return getItem(test.sandbox, itemPath(workbook()));
    }
    const change = operation === 'createSession' ? {} : { sessionId: openOne() };
    return act(test.sandbox, operation, workbook(), change);
  };

  it('describes what the sandbox has, and what it has not yet', () => {
    assert.deepEqual(
      Object.keys(contract.paths).sort(),
      [...Object.values(operations).map(({ path }) => path), ...notThereYet].sort(),
    );
  });

  for (const operation of Object.keys(operations) as Operation[]) {
    const { path, method } = operations[operation];

    it(`${operation}: the described request exists and its answer is as described`, async () => {
      const answer = await call(operation);

      assert.ok(answer.status < 300, answer.body);
      assertDescribed(operation, answer);
      assert.deepEqual(test.sandbox.violations, []);
      const [request] = test.sandbox.requests;
      assert.equal(request?.method, method.toUpperCase());
      assert.equal(request.route, path.replaceAll(/\{[^}]+\}/g, '{id}'));
    });

    it(`${operation}: every documented error is as described`, async () => {
      for (const error of Object.keys(documentedErrors) as GraphErrorCode[]) {
        test.sandbox.fault({ kind: 'error', error });
        assertDescribed(operation, await call(operation));
      }
    });
  }

  it('errors that come without a fault are as described', async () => {
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

  describe('differences between description and service', () => {
    it('1: @odata.type is required, and left out', async () => {
      for (const operation of ['getItem', 'createSession'] as const) {
        assert.ok(!('@odata.type' in (JSON.parse((await call(operation)).body) as object)));
      }
    });

    it('2: workbook-session-id is not described, and required', async () => {
      const parameters = Object.values(contract.paths).map((path) => path['parameters']);
      assert.ok(!JSON.stringify(parameters).includes('workbook-session-id'));
      for (const action of ['refreshSession', 'closeSession'] as const) {
        assert.equal((await act(test.sandbox, action, workbook())).status, 400);
      }
      assert.deepEqual(violationKinds(test.sandbox), ['sessionIdHeader', 'sessionIdHeader']);
    });

    it('3: createSession is described as 2XX, and answers 201', async () => {
      assert.equal((await call('createSession')).status, 201);
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
        Object.values(operations)
          .slice(1)
          .map(({ path }) => path),
      );
    });
  });

  it('the sandbox takes the createSession bodies that are described, and no others', async () => {
    const isDescribed = requestValidator(operations.createSession.path, 'post');
    for (const body of ['{}', '{"persistChanges":true}', '{"persistChanges":1}', '[]', 'null']) {
      const { status } = await act(test.sandbox, 'createSession', workbook(), { body });
      assert.equal(status, isDescribed(JSON.parse(body)) ? 201 : 400, body);
    }
  });

  describe('the check bites', () => {
    type Parsed = Record<string, unknown>;
    /** The body with one value changed; the last two arguments are its name and the new value. */
    const spoil = (body: string, ...change: [...string[], unknown]): unknown => {
      const parsed = JSON.parse(body) as Parsed;
      const path = change.slice(0, -2) as string[];
      const target = path.reduce((object, name) => object[name] as Parsed, parsed);
      target[change.at(-2) as string] = change.at(-1);
      return parsed;
    };

    it('on a session', async () => {
      const isDescribed = answerValidator(operations.createSession.path, 'post', 201);
      const { body } = await call('createSession');

      assert.ok(isDescribed(JSON.parse(body)));
      assert.ok(!isDescribed(spoil(body, 'id', 1)));
      assert.ok(!isDescribed(spoil(body, 'persistChange', true)));
    });

    it('on a drive item', async () => {
      const isDescribed = answerValidator(operations.getItem.path, 'get', 200);
      const { body } = await call('getItem');

      assert.ok(isDescribed(JSON.parse(body)));
      assert.ok(!isDescribed(spoil(body, 'parentReference', 'driveId', 1)));
      assert.ok(!isDescribed(spoil(body, 'parentReference', 'drive', 'x')));
      assert.ok(!isDescribed(spoil(body, 'createdDateTime', 'yesterday')));
      assert.ok(!isDescribed(spoil(body, 'title', 'x')));
    });

    it('on an error', async () => {
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
