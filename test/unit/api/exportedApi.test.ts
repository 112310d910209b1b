import assert from 'node:assert/strict';
import path from 'node:path';
import ts from 'typescript';
import type { WorkbookSession } from '../../../src/model/workbookSession';
import { createExports } from '../../../src/api/exportedApi';
import { aSandbox, anAccount, globalGraph } from '../../builders';
import { setupService } from '../sessions/serviceSetup';

/** The API over the real core; the user answers the questions as told and every question is recorded. */
function setup(
  answers: { ask?: boolean; confirm?: boolean; meanwhile?: () => Promise<unknown> } = {},
) {
  const core = setupService();
  const questions: { kind: 'ask' | 'confirm'; keys: readonly string[] }[] = [];
  const answer = (kind: 'ask' | 'confirm') => async (sessions: readonly WorkbookSession[]) => {
    questions.push({ kind, keys: sessions.map(({ key }) => key) });
    await answers.meanwhile?.();
    return answers[kind] ?? true;
  };
  const api = createExports({
    service: core.service,
    whenReady: Promise.resolve(),
    sandbox: { targetOfDrive: (id) => (id === 'sandbox-drive' ? aSandbox() : globalGraph) },
    closeQuestions: () => Promise.resolve({ ask: answer('ask'), confirm: answer('confirm') }),
  }).getApi(1);
  const closes = () => core.api.calls.filter(({ method }) => method === 'close').length;
  return { ...core, graph: core.api, api, questions, closes };
}

describe('The types of the exported API', () => {
  it('need no other file and no other types, so that they can be copied', () => {
    const file = path.join(__dirname, '../../../src/api/workbookSessions.d.ts');
    const options = {
      strict: true,
      noEmit: true,
      lib: ['lib.es2022.d.ts', 'lib.dom.d.ts'],
      types: [],
    };
    const program = ts.createProgram([file], options);
    const problems = ts.getPreEmitDiagnostics(program).map(({ messageText }) => messageText);
    assert.deepEqual(problems, []);
    const own = program
      .getSourceFiles()
      .filter(({ fileName }) => !fileName.includes('node_modules'));
    assert.equal(own.length, 1);
  }).timeout(30_000);
});

describe('The exported API', () => {
  it('has version 1 and no other', () => {
    const { service } = setupService();
    const exported = createExports({
      service,
      whenReady: Promise.resolve(),
      sandbox: { targetOfDrive: () => globalGraph },
      closeQuestions: () =>
        Promise.resolve({ ask: () => Promise.resolve(true), confirm: () => Promise.resolve(true) }),
    });
    // @ts-expect-error a version that does not exist
    assert.throws(() => exported.getApi(2), RangeError);
  });

  it('has an event that takes a `this` and a list of disposables, like those of VS Code', async () => {
    const { api } = setup();
    const heard: unknown[] = [];
    const owner = { name: 'owner' };
    const disposables: { dispose(): unknown }[] = [];
    const add = (id: number) =>
      api.addSession({ driveId: 'd', itemId: 'i', sessionId: `id=${id}` });
    api.onDidChangeSessions(
      function (this: unknown) {
        heard.push(this);
      },
      owner,
      disposables,
    );
    await add(1);
    assert.ok(heard.length > 0);
    assert.ok(heard.every((each) => each === owner));
    disposables.forEach((each) => each.dispose());
    const { length } = heard;
    await add(2);
    assert.equal(heard.length, length);
  });

  it('assigns an added session to the account in use without a question', async () => {
    const { api, tokens, listed } = setup();
    tokens.accountInUse = anAccount();
    const { key } = await api.addSession({ driveId: 'd', itemId: 'i', sessionId: 'id=1' });
    assert.deepEqual(listed(key)?.account, anAccount());
    assert.deepEqual(tokens.interactiveFlags, [false]);
  });

  it('leaves the owner of an added session unknown if nobody is signed in', async () => {
    const { api, tokens, listed } = setup();
    tokens.refusals.set('', 'signInRequired');
    const { key } = await api.addSession({ driveId: 'd', itemId: 'i', sessionId: 'id=1' });
    assert.equal(listed(key)?.account, undefined);
    assert.equal(listed(key)?.status, 'maybeExpired');
  });

  it('adds a session of the sandbox without an account', async () => {
    const { api, tokens, listed } = setup();
    const session = { driveId: 'sandbox-drive', itemId: 'i', sessionId: 'id=1' };
    const { key } = await api.addSession(session);
    assert.equal(listed(key)?.account, undefined);
    assert.deepEqual(tokens.requests, []);
  });

  it('asks modally before the first close in a window, then only if the setting requires it', async () => {
    const { api, given, questions, closes } = setup();
    await given({ key: 'a' }, { key: 'b' });
    assert.deepEqual(await api.closeSession('a'), { key: 'a', outcome: 'closed' });
    assert.deepEqual(await api.closeSession('b'), { key: 'b', outcome: 'closed' });
    assert.deepEqual(questions, [
      { kind: 'ask', keys: ['a'] },
      { kind: 'confirm', keys: ['b'] },
    ]);
    assert.equal(closes(), 2);
  });

  it('sends nothing when the user declines, and asks again the next time', async () => {
    const { api, given, questions, closes } = setup({ ask: false });
    await given({ key: 'a' });
    assert.deepEqual(await api.closeSession('a'), { key: 'a', outcome: 'cancelled' });
    assert.deepEqual(await api.closeSession('a'), { key: 'a', outcome: 'cancelled' });
    assert.deepEqual(
      questions.map(({ kind }) => kind),
      ['ask', 'ask'],
    );
    assert.equal(closes(), 0);
  });

  it('asks one question after the other for simultaneous calls', async () => {
    const { api, given, questions } = setup();
    await given({ key: 'a' }, { key: 'b' }, { key: 'c' });
    await Promise.all(['a', 'b', 'c'].map((key) => api.closeSession(key)));
    assert.deepEqual(
      questions.map(({ kind }) => kind),
      ['ask', 'confirm', 'confirm'],
    );
  });

  it('gives one outcome for each key, in the same order', async () => {
    const { api, given } = setup();
    await given({ key: 'a' });
    assert.deepEqual(await api.closeSessions(['nobody', 'a', 'a']), [
      { key: 'nobody', outcome: 'failed', code: 'sessionNotListed' },
      { key: 'a', outcome: 'closed' },
      { key: 'a', outcome: 'closed' },
    ]);
  });

  it('closes no session that was listed while the question was open', async () => {
    for (const ask of [true, false]) {
      const { api, given, questions, service, closes } = setup({
        ask,
        meanwhile: () => given({ key: 'came' }),
      });
      await given({ key: 'shown' });
      assert.deepEqual(await api.closeSessions(['shown', 'came', 'nobody']), [
        { key: 'shown', outcome: ask ? 'closed' : 'cancelled' },
        { key: 'came', outcome: 'cancelled' },
        { key: 'nobody', outcome: 'failed', code: 'sessionNotListed' },
      ]);
      assert.deepEqual(questions, [{ kind: 'ask', keys: ['shown'] }]);
      assert.equal(closes(), ask ? 1 : 0);
      assert.ok(service.sessions().some(({ key }) => key === 'came'));
    }
  });

  it('stops closing when its signal aborts', async () => {
    const { api, given, closes } = setup();
    await given({ key: 'a' });
    const outcomes = await api.closeSessions(['a'], AbortSignal.abort());
    assert.deepEqual(outcomes, [{ key: 'a', outcome: 'cancelled' }]);
    assert.equal(closes(), 0);
  });

  it('refreshes a session', async () => {
    const { api, given, clock } = setup();
    await given({ key: 'a' });
    const info = await api.refreshSession('a');
    assert.equal(info.status, 'open');
    assert.equal(info.lastActiveAt, clock.now());
  });

  it('adds a session of Graph, and of the sandbox only on one of its drives', async () => {
    const { api, service } = setup();
    const session = { driveId: 'd', itemId: 'i', sessionId: 'one', persistChanges: false };
    const info = await api.addSession(session);
    assert.deepEqual(info.workbook, { driveId: 'd', itemId: 'i', name: '' });
    assert.equal(info.persistChanges, false);
    assert.equal(info.status, 'maybeExpired');
    await api.addSession({ driveId: 'sandbox-drive', itemId: 'i', sessionId: 'two' });
    assert.deepEqual(
      service.sessions().map(({ target, mode }) => [target.cloud, mode]),
      [
        ['global', 'nonPersistent'],
        ['sandbox', 'unknownMode'],
      ],
    );
  });

  it('rejects with an error code and nothing else', async () => {
    const { api, given, tokens } = setup();
    const account = anAccount('ada');
    await given({ key: 'a', account });
    tokens.signOut(account.id);
    for (const failing of [
      api.refreshSession('a'),
      api.addSession({ driveId: 'd', itemId: 'i', sessionId: 'in the middle' }),
      api.addSession({ driveId: '..', itemId: 'i', sessionId: 'x' }),
      // @ts-expect-error a caller without types
      api.addSession({ sessionId: 7 }),
    ]) {
      const error: unknown = await failing.then(
        () => undefined,
        (reason: unknown) => reason,
      );
      assert.ok(error instanceof Error);
      assert.match(error.message, /^[a-z][A-Za-z]+$/);
      assert.deepEqual(Object.keys(error), []);
      assert.equal(error.cause, undefined);
    }
  });
});
