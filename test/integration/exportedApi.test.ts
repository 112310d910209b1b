import assert from 'node:assert/strict';
import type { Sandbox } from '../../src/sandbox/sandbox';
import type { SessionToAdd, WorkbookSessionsApi } from '../../src/api/workbookSessions';
import { product, productApi, reachableTexts, useProductOnSandbox, waitFor } from './support';

describe('the API for other extensions', () => {
  const sandbox = useProductOnSandbox();
  let api: WorkbookSessionsApi;

  before(async () => {
    api = await productApi();
  });

  beforeEach(() => {
    sandbox().reset();
  });

  it('lists the sessions without secrets', () => {
    const sessions = api.sessions();
    assert.equal(sessions.length, sandbox().samples.length);
    for (const session of sessions) {
      const { key, workbook, createdAt, lastActiveAt, expiresAt } = session;
      assert.match(key, /^[0-9a-f-]{36}$/);
      const sample = sandbox().samples.find(({ itemId }) => itemId === workbook.itemId);
      assert.ok(sample);
      assert.deepEqual(workbook, {
        driveId: sample.driveId,
        itemId: sample.itemId,
        name: sample.name,
      });
      assert.equal(session.status, 'open');
      assert.equal(typeof session.persistChanges, 'boolean');
      assert.ok(createdAt && lastActiveAt && expiresAt);
      assert.ok(createdAt <= lastActiveAt && lastActiveAt < expiresAt);
    }
    assert.deepEqual(
      sessions.map(({ persistChanges }) => persistChanges).sort(),
      sandbox()
        .samples.map(({ persistChanges }) => persistChanges)
        .sort(),
    );
    expectNoSecrets(sandbox(), sessions);
  });

  it('returns copies that nobody can change', () => {
    const [session] = api.sessions();
    assert.ok(session);
    assert.throws(() => Object.assign(session, { status: 'closing' }), TypeError);
    assert.throws(() => Object.assign(session.workbook, { name: '' }), TypeError);
    assert.throws(() => Object.assign(api, { sessions: () => [] }), TypeError);
    const list = api.sessions() as unknown[];
    list.length = 0;
    assert.equal(api.sessions().length, sandbox().samples.length);
  });

  it('gives access to no session id and no token', async () => {
    const told: unknown[][] = [];
    const listening = api.onDidChangeSessions((...values: unknown[]) => told.push(values));
    const sessionId = leak(sandbox());
    const added = await api.addSession(toAdd(sandbox(), sessionId));
    await waitFor(() => told.length > 0, { what: 'the event' });
    listening.dispose();
    assert.deepEqual(told.flat(), []);
    const exports = await product().activate();
    expectNoSecrets(sandbox(), [product(), exports, api, api.sessions(), added, told, listening]);
  });

  it('adds a session once, with an unknown expiry time', async () => {
    const sessionId = leak(sandbox());
    const before = api.sessions().length;
    const { key, ...rest } = await api.addSession(toAdd(sandbox(), ` ${sessionId}\n`));
    const again = await api.addSession(toAdd(sandbox(), sessionId));
    assert.equal(again.key, key);
    assert.equal(api.sessions().length, before + 1);
    const { driveId, itemId } = lastSample(sandbox());
    assert.deepEqual(rest.workbook, { driveId, itemId, name: 'Leaked.xlsx' });
    assert.equal(rest.status, 'maybeExpired');
    assert.equal('persistChanges' in rest, false);
    assert.equal('lastActiveAt' in rest, false);
    assert.equal('expiresAt' in rest, false);
    assert.deepEqual(sandbox().requests, []);
  });

  const badSessions: readonly (readonly [string, unknown, string])[] = [
    [
      'a session id with a space inside',
      { sessionId: 'cluster=EU1 &session=2' },
      'invalidSessionId',
    ],
    ['a session id with a line break inside', { sessionId: 'a=1\r\nX: 2' }, 'invalidSessionId'],
    ['a session id outside ASCII', { sessionId: 'séssion=1' }, 'invalidSessionId'],
    ['an over-long session id', { sessionId: 'a'.repeat(8193) }, 'invalidSessionId'],
    ['an empty session id', { sessionId: '  ' }, 'invalidSessionId'],
    ['no session id', { sessionId: undefined }, 'invalidSessionId'],
    ['a session id that is no text', { sessionId: { toString: () => 'a=1' } }, 'invalidSessionId'],
    ['an item id that leads elsewhere', { itemId: '..' }, 'invalidAddress'],
    ['a drive id with a slash', { driveId: 'me/drive' }, 'invalidAddress'],
    ['no item id', { itemId: undefined }, 'invalidAddress'],
    ['a drive id that is no text', { driveId: ['b!x'] }, 'invalidAddress'],
  ];

  for (const [what, change, code] of badSessions) {
    it(`rejects ${what} with the reason’s code, and lists nothing`, async () => {
      const before = api.sessions();
      const session = { ...toAdd(sandbox(), 'cluster=EU1&session=s3cret'), ...(change as object) };
      const error: unknown = await api.addSession(session).then(
        () => undefined,
        (reason: unknown) => reason,
      );
      assert.ok(error instanceof Error);
      assert.equal(error.message, code);
      const texts = [...reachableTexts(error)].filter((text) => /s3cret|séssion|X: 2/.test(text));
      assert.deepEqual(texts, []);
      assert.deepEqual(api.sessions(), before);
      assert.deepEqual(sandbox().requests, []);
    });
  }

  it('rejects values that are not sessions', async () => {
    for (const session of [undefined, null, 'x', 7]) {
      await assert.rejects(api.addSession(session as unknown as SessionToAdd));
    }
  });

  it('accepts a workbook name as it is, and a missing name', async () => {
    const name = '[x](command:workbench.action.quit)\n\u202Egnp.xlsx';
    const named = toAdd(sandbox(), leak(sandbox()));
    assert.equal((await api.addSession({ ...named, workbookName: name })).workbook.name, name);
    const nameless = { ...toAdd(sandbox(), leak(sandbox())), workbookName: 7 as unknown as string };
    assert.equal((await api.addSession(nameless)).workbook.name, '');
  });

  it('asks the user, modally, before another extension closes something', async () => {
    const before = api.sessions();
    const keys = before.map(({ key }) => key);
    // A test run refuses dialogs: nobody has agreed then.
    const refusal = /refused to show dialog.*Another extension wants to close workbook sessions\./s;
    await assert.rejects(api.closeSession(before[0]?.key ?? ''), refusal);
    await assert.rejects(api.closeSessions([...keys, ...keys]), refusal);
    assert.deepEqual(api.sessions(), before);
    assert.deepEqual(sandbox().requests, []);
  });

  it('reports a key that is not listed', async () => {
    for (const key of ['', 'x', '__proto__', '../../x', undefined as unknown as string]) {
      assert.deepEqual(await api.closeSession(key), {
        key,
        outcome: 'failed',
        code: 'sessionNotListed',
      });
    }
    assert.deepEqual(await api.closeSessions([]), []);
    assert.deepEqual(sandbox().requests, []);
  });
});

function lastSample(sandbox: Sandbox) {
  const sample = sandbox.samples.at(-1);
  assert.ok(sample);
  return sample;
}

/** Opens a session behind the product's back; answers its id. */
function leak(sandbox: Sandbox): string {
  const { driveId, itemId } = lastSample(sandbox);
  return sandbox.openSession(driveId, itemId, true);
}

function toAdd(sandbox: Sandbox, sessionId: string): SessionToAdd {
  const { driveId, itemId } = lastSample(sandbox);
  return { driveId, itemId, sessionId, workbookName: 'Leaked.xlsx' };
}

function expectNoSecrets(sandbox: Sandbox, value: unknown): void {
  const secrets = [...sandbox.openSessions.map(({ sessionId }) => sessionId), 'Bearer'];
  const texts = [...reachableTexts(value)];
  assert.ok(texts.length > 10, 'The walk has seen something.');
  for (const secret of [...secrets, 'workbook-sessions-sandbox-token']) {
    const holding = texts.filter((text) => text.includes(secret));
    assert.deepEqual(holding, []);
  }
}
