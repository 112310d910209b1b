import assert from 'node:assert/strict';
import { Deferred } from '../../../src/base/deferred';
import { WorkbookSessionError, type ErrorCode } from '../../../src/model/errors';
import type { Attempt, AttemptFailure, CreateState } from '../../../src/model/ports';
import type { CreateSessionRequest } from '../../../src/sessions/remoteSessions';
import type { AddSessionRequest } from '../../../src/sessions/sessionService';
import { addressOfIds } from '../../../src/model/workbook';
import { anAccount, globalGraph, someTime } from '../../builders';
import { settle } from '../../fakes/settle';
import { setupService } from './serviceSetup';

const user = { interactive: true };
const isError = (code: ErrorCode) => (error: unknown) =>
  error instanceof WorkbookSessionError && error.code === code;
const failed =
  (code: ErrorCode, facts: Partial<AttemptFailure> = {}) =>
  (): AttemptFailure => ({
    ok: false,
    code,
    mayRetry: false,
    ...facts,
  });

const created = (sessionId: string, persistChanges: boolean): CreateState => ({
  kind: 'created',
  session: { sessionId, persistChanges },
});

const toAdd = (change: Partial<AddSessionRequest> = {}): AddSessionRequest => ({
  target: globalGraph,
  address: addressOfIds({ driveId: 'd', itemId: 'i' }),
  workbookName: 'Budget.xlsx',
  sessionId: 'session-id',
  mode: 'unknownMode',
  ...change,
});
const toCreate = (change: Partial<CreateSessionRequest> = {}): CreateSessionRequest => ({
  target: globalGraph,
  address: { drive: { kind: 'me' }, item: { kind: 'path', path: 'Budget.xlsx' } },
  workbookName: 'Budget.xlsx',
  persistChanges: true,
  ...change,
});

describe('SessionService: add', () => {
  it('lists the session as perhaps expired, with its time unknown, and sends nothing', async () => {
    const { service, listed, store, tokens, api } = setupService();
    assert.deepEqual(await service.add(toAdd()), { key: 'key-1', isNew: true });
    const session = listed('key-1');
    assert.deepEqual(
      [session?.status, session?.expiresAt, session?.origin, session?.createdAt],
      ['maybeExpired', undefined, 'added', someTime],
    );
    assert.equal(store.disk.records.get('key-1')?.sessionId, 'session-id');
    assert.equal(tokens.requests.length + api.calls.length, 0);
  });

  it('keeps where the workbook lies', async () => {
    const { service, listed, store } = setupService();
    const place = { folder: 'Reports' };
    const { key } = await service.add(toAdd({ place }));
    assert.deepEqual(listed(key)?.place, place);
    assert.deepEqual(store.disk.activities.get(key)?.place, place);
  });

  it('trims the ID', async () => {
    const { service } = setupService();
    const { key } = await service.add(toAdd({ sessionId: ' session-id\r\n' }));
    assert.equal(service.sessionIdOf(key), 'session-id');
  });

  it('stores the same session once, however often it is added', async () => {
    const { service, store } = setupService();
    const both = await Promise.all([service.add(toAdd()), service.add(toAdd())]);
    const again = await service.add(toAdd({ workbookName: 'Other.xlsx', account: anAccount() }));
    assert.deepEqual(
      [...both, again],
      [
        { key: 'key-1', isNew: true },
        { key: 'key-1', isNew: false },
        { key: 'key-1', isNew: false },
      ],
    );
    assert.equal(store.disk.records.size, 1);
  });

  it('waits while the records are being read', async () => {
    const { service, store, list } = setupService();
    const gate = new Deferred<undefined>();
    const { record } = await addedElsewhere();
    store.disk.records.set(record.key, record);
    store.gate = gate.promise;
    const reading = list.reload();
    const adding = service.add(toAdd());
    gate.resolve(undefined);
    await reading;
    assert.deepEqual(await adding, { key: record.key, isNew: false });

    async function addedElsewhere() {
      const other = setupService();
      const { key } = await other.service.add(toAdd());
      const found = other.store.disk.records.get(key);
      assert.ok(found);
      return { record: { ...found, key: 'elsewhere' } };
    }
  });

  it('writes only the documented properties', async () => {
    const { service, store } = setupService();
    const more: AddSessionRequest & { accessToken: string } = { ...toAdd(), accessToken: 'secret' };
    await service.add(more);
    assert.ok(!JSON.stringify([...store.disk.records.values()]).includes('secret'));
  });

  it('rejects an invalid ID and an invalid address', async () => {
    const { service } = setupService();
    await assert.rejects(service.add(toAdd({ sessionId: 'a b' })), isError('invalidSessionId'));
    const address = addressOfIds({ driveId: 'd', itemId: '..' });
    await assert.rejects(service.add(toAdd({ address })), isError('invalidAddress'));
    assert.deepEqual(service.sessions(), []);
  });

  it('lists a session that could not be saved as not saved, and saves it on request', async () => {
    const { service, store, listed } = setupService();
    store.faults.add('add');
    await assert.rejects(
      service.add(toAdd()),
      (error) =>
        isError('recordNotSaved')(error) &&
        error instanceof WorkbookSessionError &&
        error.facts.sessionKey === 'key-1',
    );
    assert.equal(listed('key-1')?.isSaved, false);
    store.faults.clear();
    await service.saveAgain('key-1');
    assert.equal(listed('key-1')?.isSaved, true);
    await assert.rejects(service.saveAgain('nobody'), isError('sessionNotListed'));
  });
});

describe('SessionService: create', () => {
  it('opens a session on the workbook that was found, and lists it with five minutes left', async () => {
    const { service, api, clock, store } = setupService();
    const session = await service.create(toCreate(), user);
    assert.deepEqual(
      api.calls.map(({ method, address }) => [method, address]),
      [
        ['find', toCreate().address],
        ['create', addressOfIds({ driveId: 'found-drive', itemId: 'found-item' })],
      ],
    );
    assert.deepEqual(service.sessions(), [session]);
    assert.deepEqual(
      [session.status, session.workbookName, session.origin, session.expiresAt],
      ['open', 'Found.xlsx', 'created', clock.now() + 300_000],
    );
    assert.equal(store.disk.records.get(session.key)?.sessionId, 'session-2');
  });

  it('keeps where the user found the workbook, or else where the service says it is', async () => {
    const { service, api } = setupService();
    const found = { driveId: 'd', itemId: 'i', name: 'Found.xlsx', place: { folder: 'Told' } };
    api.finds.push(
      () => ({ ok: true, value: found }),
      () => ({ ok: true, value: found }),
    );
    const chosen = await service.create(toCreate({ place: { folder: 'Chosen' } }), user);
    assert.deepEqual(chosen.place, { folder: 'Chosen' });
    const given = await service.create(toCreate(), user);
    assert.deepEqual(given.place, { folder: 'Told' });
  });

  it('takes the mode from the answer, whatever was requested', async () => {
    const { service, api } = setupService();
    api.creates.push(() => ({ ok: true, value: created('s', false) }));
    const session = await service.create(toCreate({ persistChanges: true }), user);
    assert.equal(session.mode, 'nonPersistent');
  });

  it('asks for one token and keeps its account', async () => {
    const { service, tokens } = setupService();
    tokens.accountInUse = anAccount('ada');
    const session = await service.create(toCreate(), user);
    assert.deepEqual(session.account, anAccount('ada'));
    assert.deepEqual(tokens.interactiveFlags, [true]);
  });

  it('writes the record before it returns, and always shows one row', async () => {
    const { service, store } = setupService();
    const gate = new Deferred<undefined>();
    const rows: string[] = [];
    service.onDidChangeSessions(() =>
      rows.push(
        service
          .sessions()
          .map(({ status }) => status)
          .join(),
      ),
    );
    store.gate = gate.promise;
    let isAnswered = false;
    const creating = service.create(toCreate(), user).then(() => (isAnswered = true));
    await settle();
    assert.equal(isAnswered, false);
    gate.resolve(undefined);
    await creating;
    await settle();
    assert.equal(store.disk.records.size, 1);
    assert.deepEqual([...new Set(rows)], ['opening', 'open']);
  });

  it('keeps a session that is open but could not be saved', async () => {
    const { service, store, api } = setupService();
    store.faults.add('add');
    await assert.rejects(service.create(toCreate(), user), isError('recordNotSaved'));
    const [session, ...more] = service.sessions();
    assert.deepEqual([session?.isSaved, session?.status, more], [false, 'open', []]);
    assert.deepEqual(await service.close([session?.key ?? ''], user), [
      { key: session?.key, outcome: 'closed' },
    ]);
    assert.equal(api.calls.at(-1)?.sessionId, 'session-2');
  });

  const failures: readonly [string, 'finds' | 'creates'][] = [
    ['the workbook is not found', 'finds'],
    ['the session is refused', 'creates'],
  ];
  for (const [title, script] of failures) {
    it(`leaves no row when ${title}`, async () => {
      const { service, api } = setupService();
      api[script].push(failed('accessDenied', { requestId: 'r' }));
      await assert.rejects(
        service.create(toCreate(), user),
        (error) =>
          error instanceof WorkbookSessionError &&
          error.code === 'accessDenied' &&
          error.facts.requestId === 'r',
      );
      assert.deepEqual(service.sessions(), []);
    });
  }

  it('sends nothing when sign-in fails', async () => {
    const { service, tokens, api } = setupService();
    tokens.refusals.set('', 'signInCancelled');
    await assert.rejects(service.create(toCreate(), user), isError('signInCancelled'));
    assert.deepEqual([service.sessions(), api.calls], [[], []]);
  });

  it('rejects an invalid address before it asks for a token', async () => {
    const { service, tokens } = setupService();
    const address = addressOfIds({ driveId: '..', itemId: 'i' });
    await assert.rejects(service.create(toCreate({ address }), user), isError('invalidAddress'));
    assert.equal(tokens.requests.length, 0);
  });

  it('keeps a session that opened although the user cancelled', async () => {
    const { service, api } = setupService();
    const answer = new Deferred<Attempt<CreateState>>();
    api.creates.push(() => answer.promise);
    const controller = new AbortController();
    const creating = service.create(toCreate(), { ...user, signal: controller.signal });
    await settle();
    controller.abort();
    answer.resolve({ ok: true, value: created('s', true) });
    assert.equal((await creating).status, 'open');
    assert.equal(service.sessions().length, 1);
  });

  it('ends as cancelled when the user cancels the dialog or closes the window', async () => {
    const { commands, service, tokens, api } = setupService();
    tokens.gate = new Deferred().promise;
    const controller = new AbortController();
    const creating = service.create(toCreate(), { ...user, signal: controller.signal });
    await settle();
    controller.abort();
    await assert.rejects(creating, isError('cancelled'));
    commands.dispose();
    await assert.rejects(service.create(toCreate(), user), isError('cancelled'));
    assert.deepEqual([tokens.requests.length, api.calls.length], [1, 0]);
  });
});

describe('SessionService: permissions', () => {
  const asked = ({ requests }: { requests: readonly { permissions?: string }[] }) =>
    requests.map(({ permissions }) => permissions);

  it("asks for the permissions that finding the workbook took, for the session's whole life", async () => {
    const { service, tokens, store } = setupService();
    const wish = toCreate({ permissions: 'allFiles' });
    const { key, permissions } = await service.create(wish, user);
    assert.equal(permissions, 'allFiles');
    assert.equal(store.disk.activities.get(key)?.permissions, 'allFiles');
    await service.refresh([key], user);
    await service.webUrlOf(key, user);
    await service.close([key], user);
    const more = ['allFiles', 'allFiles', 'allFiles', 'allFiles'];
    assert.deepEqual(asked(tokens), [undefined, ...more]);
  });

  it('asks only the account in use for more permissions when no account is named', async () => {
    const { service, tokens } = setupService();
    tokens.accountInUse = anAccount('ada');
    await service.create(toCreate({ permissions: 'allFiles' }), user);
    assert.deepEqual(
      tokens.requests.map(({ account, permissions }) => [account?.id, permissions]),
      [
        [undefined, undefined],
        [anAccount('ada').id, 'allFiles'],
      ],
    );
  });

  it('asks for more permissions when the command says so, and remembers those of a refresh', async () => {
    const { service, tokens, given, listed } = setupService();
    await given({ key: 'a' });
    await service.refresh(['a'], { ...user, permissions: 'allFiles' });
    assert.equal(listed('a')?.permissions, 'allFiles');
    await service.close(['a'], user);
    assert.deepEqual(asked(tokens), ['allFiles', 'allFiles']);
  });

  it('asks for more permissions for a single close', async () => {
    const { service, tokens, given, api } = setupService();
    await given({ key: 'a' }, { key: 'b' });
    api.closes.push(failed('accessDenied'));
    await service.close(['a'], user);
    await service.close(['a'], { ...user, permissions: 'allFiles' });
    await service.close(['b'], user);
    assert.deepEqual(asked(tokens), [undefined, 'allFiles', undefined]);
  });
});

describe('SessionService: the rest', () => {
  it('forgets sessions without a request', async () => {
    const { service, api, store, given } = setupService();
    await given({ key: 'a' }, { key: 'b' });
    service.forget(['a', 'nobody']);
    await settle();
    assert.deepEqual(
      service.sessions().map(({ key }) => key),
      ['b'],
    );
    assert.deepEqual([...store.disk.records.keys()], ['b']);
    assert.equal(api.calls.length, 0);
  });

  it('returns the session ID only of a listed session', async () => {
    const { service, given } = setupService();
    await given({ key: 'a', sessionId: 'id-of-a' });
    assert.equal(service.sessionIdOf('a'), 'id-of-a');
    assert.throws(() => service.sessionIdOf('nobody'), isError('sessionNotListed'));
  });

  it('prefers the mode that the user set to the one in the record', async () => {
    const { service, listed, store } = setupService();
    const { key } = await service.add(toAdd());
    service.setMode(key, 'nonPersistent');
    assert.equal(listed(key)?.mode, 'nonPersistent');
    await settle();
    assert.deepEqual(
      [store.disk.records.get(key)?.mode, store.disk.activities.get(key)?.mode],
      ['unknownMode', 'nonPersistent'],
    );
  });

  it('keeps the label that the user gives a session, and that it was taken away', async () => {
    const { service, listed, store } = setupService();
    const { key } = await service.add(toAdd());
    for (const label of ['nightly import', '']) {
      service.setLabel(key, label);
      assert.equal(listed(key)?.label, label);
      await settle();
      assert.equal(store.disk.activities.get(key)?.label, label);
    }
  });

  it('names the account in use without a dialog, or no account', async () => {
    const { service, tokens } = setupService();
    tokens.accountInUse = anAccount();
    assert.deepEqual(await service.accountInUse(globalGraph), anAccount());
    tokens.refusals.set('', 'signInRequired');
    assert.equal(await service.accountInUse(globalGraph), undefined);
    assert.deepEqual(tokens.interactiveFlags, [false, false]);
  });

  it('finds workbooks as the account that is named, without a dialog and in their order', async () => {
    const { service, tokens, api } = setupService();
    const { address } = toCreate();
    const account = anAccount();
    api.finds.push(failed('workbookNotFound'));
    const workbooks = [toAdd(), { target: globalGraph, address, account }];
    const signal = new AbortController().signal;
    assert.deepEqual(await service.findWorkbooks(workbooks, signal), [
      undefined,
      { driveId: 'found-drive', itemId: 'found-item', name: 'Found.xlsx' },
    ]);
    assert.deepEqual(
      tokens.requests.map(({ interactive, account: asked }) => [interactive, asked]),
      [
        [false, undefined],
        [false, account],
      ],
    );
  });

  it('finds no workbook when nobody is signed in or the user cancels', async () => {
    const { service, tokens, api } = setupService();
    const signal = new AbortController().signal;
    assert.deepEqual(await service.findWorkbooks([toAdd()], AbortSignal.abort()), [undefined]);
    tokens.refusals.set('', 'signInRequired');
    assert.deepEqual(await service.findWorkbooks([toAdd()], signal), [undefined]);
    assert.deepEqual(api.calls, []);
  });
});

describe('SessionService: the web address of a workbook', () => {
  it("is requested by the known IDs, as the session's account", async () => {
    const { service, api, tokens, given } = setupService();
    await given({ key: 'a', account: anAccount('bob') });
    assert.deepEqual(await service.webUrlOf('a', user), {
      href: 'https://contoso.sharepoint.com/Found.xlsx',
      host: 'contoso.sharepoint.com',
      isSharePoint: true,
    });
    assert.deepEqual(
      api.calls.map(({ method, address, sessionId }) => [method, address, sessionId]),
      [['findWebUrl', addressOfIds({ driveId: 'b!drive', itemId: 'item-of-a' }), undefined]],
    );
    assert.deepEqual(
      tokens.requests.map(({ account, interactive }) => [account?.id, interactive]),
      [[anAccount('bob').id, true]],
    );
  });

  it('is not returned when it is unsafe or missing', async () => {
    const { service, api, given } = setupService();
    await given({ key: 'a' });
    api.webUrls.push(() => ({ ok: true, value: 'http://contoso.sharepoint.com/' }));
    await assert.rejects(service.webUrlOf('a', user), isError('unsafeWebUrl'));
    api.webUrls.push(failed('workbookNotFound'));
    await assert.rejects(service.webUrlOf('a', user), isError('workbookNotFound'));
    await assert.rejects(service.webUrlOf('b', user), isError('sessionNotListed'));
  });

  it('is not requested without a token', async () => {
    const { service, api, tokens, given } = setupService();
    await given({ key: 'a' });
    tokens.signOut(anAccount().id);
    await assert.rejects(service.webUrlOf('a', user), isError('accountUnavailable'));
    assert.deepEqual(api.calls, []);
  });
});
