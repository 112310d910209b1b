import assert from 'node:assert/strict';
import { RecordedPrograms } from '../../../src/recording/recordedPrograms';
import type {
  CloseRequest,
  RecordedCall,
  TokenOwner,
} from '../../../src/recording/recordingProtocol';
import { SessionRecorder } from '../../../src/recording/sessionRecorder';
import type { RecordedProgram } from '../../../src/model/workbookSession';
import { ManualClock } from '../../fakes/manualClock';
import { settle } from '../../fakes/settle';
import { setupService } from '../sessions/serviceSetup';

const graph = 'https://graph.microsoft.com';
const path = '/v1.0/drives/d/items/i';
const anna = { oid: 'anna', tid: 'contoso', name: 'anna@contoso.com', isApp: false };
const nightly = { oid: 'principal', tid: 'contoso', appId: 'nightly', isApp: true };
const dead = { status: 404, errorCodes: ['ItemNotFound', 'invalidSessionReCreatable'] };
const user = { interactive: true } as const;
const aCall = { type: 'call', action: 'other', origin: graph, path, status: 200 } as const;

function setup() {
  const clock = new ManualClock();
  const programs = new RecordedPrograms(clock);
  const core = setupService({ clock, programs });
  const leftOpen: { readonly program: RecordedProgram; readonly keys: readonly string[] }[] = [];
  const running = new Set<number>();
  const recorder = new SessionRecorder({
    ...{ clock, programs, logger: core.logger, service: core.service },
    isProcessRunning: (processId) => running.has(processId),
    targetOf: (origin) => (origin === graph ? { cloud: 'global' } : undefined),
    onLeftOpen: (program, keys) => leftOpen.push({ program, keys }),
  });
  const start = (processId = 7, name = 'order-sync.js') => {
    running.add(processId);
    const asked: CloseRequest[] = [];
    const thread = { send: (request: CloseRequest) => asked.push(request) };
    const hello = { type: 'hello', secret: '', processId, program: name } as const;
    const { call, closeAnswer, ended } = recorder.begin(hello, thread);
    return {
      asked,
      closeAnswer,
      call: async (facts: Partial<RecordedCall>) => {
        call({ type: 'call', action: 'other', origin: graph, path, status: 200, ...facts });
        await settle();
      },
      create: async (sessionId: string, facts: Partial<RecordedCall> = {}) => {
        const created = { sessionId, persistChanges: true };
        const action = 'createSession';
        const answer = { action, created, status: 201, owner: anna } as const;
        call({ type: 'call', origin: graph, path, ...answer, ...facts });
        await settle();
      },
      endThread: async () => {
        ended();
        await settle();
      },
      end: async () => {
        running.delete(processId);
        ended();
        await settle();
        await clock.advance(50);
        await settle();
      },
    };
  };
  const startDebugged = (endsWithDebugger: boolean) => {
    const { call, ended } = recorder.beginDebugged('order-sync.js', endsWithDebugger);
    return {
      call,
      end: async () => {
        ended();
        await settle();
        await clock.advance(50);
        await settle();
      },
    };
  };
  return { ...core, leftOpen, start, startDebugged };
}

describe('A recorded program', () => {
  it('that creates a session lists it at once, with its facts', async () => {
    const { service, start } = setup();
    await start().create('session-1');
    const [session] = service.sessions();
    assert.deepEqual(
      { ...session, key: undefined, createdAt: undefined, lastActiveAt: undefined },
      {
        ...session,
        key: undefined,
        createdAt: undefined,
        lastActiveAt: undefined,
        origin: 'recorded',
        program: { name: 'order-sync.js', processId: 7 },
        isProgramRunning: true,
        account: { id: 'anna.contoso', label: 'anna@contoso.com' },
        mode: 'persistent',
        status: 'open',
        isSaved: true,
      },
    );
  });

  it('that uses a session shows it, even if its creation was missed', async () => {
    const { service, start } = setup();
    await start().call({ sessionId: 'session-1' });
    const [session] = service.sessions();
    assert.equal(session?.mode, 'unknownMode');
    assert.equal(session.status, 'open');
  });

  it('restarts the time left with each call in the session', async () => {
    const { clock, service, start } = setup();
    const program = start();
    await program.create('session-1');
    await clock.advance(200_000);
    await program.call({ sessionId: 'session-1' });
    const [session, ...others] = service.sessions();
    assert.deepEqual(others, []);
    assert.equal(session?.lastActiveAt, clock.now());
  });

  it('that closes its session takes it off the list as closed', async () => {
    const { service, start } = setup();
    const program = start();
    await program.create('session-1');
    await program.call({ action: 'closeSession', sessionId: 'session-1', status: 204 });
    assert.deepEqual(service.sessions(), []);
    assert.deepEqual(
      service.recent.all().map(({ end }) => end.outcome),
      ['closed'],
    );
  });

  it('that creates and closes a session in one moment leaves nothing listed', async () => {
    const { service, start } = setup();
    const program = start();
    const created = program.create('session-1');
    const closed = program.call({ action: 'closeSession', sessionId: 'session-1', status: 204 });
    await Promise.all([created, closed]);
    assert.deepEqual(service.sessions(), []);
  });

  it('whose own token finds the session gone takes it off the list', async () => {
    const { service, start } = setup();
    const program = start();
    await program.create('session-1');
    await program.call({ ...dead, sessionId: 'session-1', owner: anna });
    assert.deepEqual(service.sessions(), []);
  });

  it('whose call fails leaves the session listed', async () => {
    const { service, start } = setup();
    const program = start();
    await program.create('session-1');
    const others: Partial<RecordedCall>[] = [
      { ...dead, owner: { ...anna, oid: 'bob' } },
      { ...dead },
      { status: 404, errorCodes: ['itemNotFound'], owner: anna },
      { status: 503, owner: anna },
      { action: 'closeSession', status: 401, owner: anna },
    ];
    for (const facts of others) {
      await program.call({ ...facts, sessionId: 'session-1' });
      assert.equal(service.sessions().length, 1, JSON.stringify(facts));
    }
  });

  it('with the token of an app finds its own session gone, and takes it off the list', async () => {
    const { service, start } = setup();
    const program = start();
    await program.create('session-1', { owner: nightly });
    await program.call({ ...dead, sessionId: 'session-1', owner: { ...nightly, name: 'Nightly' } });
    assert.deepEqual(service.sessions(), []);
  });

  it('with the token of an app finds a session gone that it only used, and takes it off the list', async () => {
    const { given, service, start } = setup();
    await given({ key: 'own', sessionId: 'session-1' });
    const program = start();
    await program.call({ sessionId: 'session-1', owner: nightly });
    await program.call({ ...dead, sessionId: 'session-1', owner: nightly });
    assert.deepEqual(service.sessions(), []);
  });

  it('with the token of an app leaves a session listed that another app or another program opened', async () => {
    const { service, start } = setup();
    const program = start();
    await program.create('session-1', { owner: nightly });
    const otherProgram = start(8, 'other.js');
    const others: readonly TokenOwner[] = [
      { ...nightly, appId: 'weekly' },
      { ...nightly, tid: 'fabrikam' },
      { ...nightly, isApp: false },
      { tid: 'contoso', isApp: true },
      { appId: 'nightly', isApp: true },
    ];
    for (const owner of others) {
      await program.call({ ...dead, sessionId: 'session-1', owner });
      assert.equal(service.sessions().length, 1, JSON.stringify(owner));
    }
    await otherProgram.call({ ...dead, sessionId: 'session-1', owner: nightly });
    assert.equal(service.sessions().length, 1);
  });

  it('with an unnamed app leaves its session listed, because two of them can’t be told apart', async () => {
    const { service, start } = setup();
    const program = start();
    const owner = { tid: 'contoso', isApp: true };
    await program.create('session-1', { owner });
    await program.call({ ...dead, sessionId: 'session-1', owner });
    assert.equal(service.sessions().length, 1);
  });

  it('shows the app for which the token of its first call was issued', async () => {
    const { service, start } = setup();
    const program = start();
    await program.create('session-1', { owner: nightly });
    await program.create('session-2', { owner: { ...anna, appId: 'order-sync' } });
    await program.create('session-3');
    await program.call({ sessionId: 'session-1', owner: anna });
    assert.deepEqual(
      service.sessions().map(({ appId }) => appId),
      ['nightly', 'order-sync', undefined],
    );
  });

  it('of an app without a user leaves the owner of its session unknown', async () => {
    const { service, start } = setup();
    await start().create('session-1', { owner: { ...anna, isApp: true } });
    assert.equal(service.sessions()[0]?.account, undefined);
  });

  it('that talks to another host, or about an address that is none, lists nothing', async () => {
    const { logger, service, start } = setup();
    const program = start();
    await program.create('session-1', { origin: 'https://graph.example.com' });
    await program.create('session-2', { path: '/v1.0/drives/../items' });
    assert.deepEqual(service.sessions(), []);
    assert.equal(logger.lines.join().includes('session-'), false);
  });
});

describe('The end of a recorded program', () => {
  it('is told with the sessions that it left open', async () => {
    const { leftOpen, service, start } = setup();
    const program = start();
    await program.create('session-1');
    await program.create('session-2');
    await program.create('session-3');
    await program.call({ action: 'closeSession', sessionId: 'session-2', status: 204 });
    await program.end();
    const keys = service.sessions().map(({ key }) => key);
    assert.equal(keys.length, 2);
    assert.deepEqual(leftOpen, [{ program: { name: 'order-sync.js', processId: 7 }, keys }]);
    assert.deepEqual(
      service.sessions().map(({ isProgramRunning }) => isProgramRunning),
      [false, false],
    );
  });

  it('is not told if it left nothing open', async () => {
    const { leftOpen, start } = setup();
    const program = start();
    await program.create('session-1');
    await program.call({ action: 'closeSession', sessionId: 'session-1', status: 204 });
    await program.end();
    assert.deepEqual(leftOpen, []);
  });

  it('is not told while its process runs, when only a thread ended', async () => {
    const { clock, leftOpen, service, start } = setup();
    const program = start();
    await program.create('session-1');
    await program.endThread();
    for (let second = 0; second < 60; second += 1) {
      await clock.advance(1000);
      await settle();
    }
    assert.deepEqual(leftOpen, []);
    assert.equal(service.sessions()[0]?.isProgramRunning, true);
    await program.end();
    await clock.advance(5000);
    await settle();
    assert.equal(leftOpen.length, 1, 'The end of the process is told, however late.');
  });

  it('is told once, however many threads ended before', async () => {
    const { leftOpen, start } = setup();
    const program = start();
    const worker = start();
    await program.create('session-1');
    await worker.endThread();
    await program.endThread();
    await program.end();
    assert.equal(leftOpen.length, 1);
  });

  it('is not told of sessions that another program or the user opened', async () => {
    const { given, leftOpen, service, start } = setup();
    await given({ key: 'own', sessionId: 'session-of-user' });
    const parent = start();
    await parent.create('session-1');
    const child = start(8, 'child.js');
    await child.call({ sessionId: 'session-1' });
    await child.call({ sessionId: 'session-of-user' });
    await child.end();
    assert.deepEqual(leftOpen, []);
    const running = service.sessions().map(({ isProgramRunning }) => isProgramRunning);
    assert.deepEqual(running, [undefined, true]);
  });

  it('leaves it open whether a program runs that its debugger only left', async () => {
    const { leftOpen, service, startDebugged } = setup();
    const program = startDebugged(false);
    program.call({ ...aCall, sessionId: 'session-1' });
    await settle();
    assert.equal(service.sessions()[0]?.isProgramRunning, true);
    await program.end();
    assert.deepEqual(leftOpen, []);
    assert.equal(service.sessions()[0]?.isProgramRunning, undefined);
  });

  it('is told when a debugger ends its program', async () => {
    const { leftOpen, startDebugged } = setup();
    const program = startDebugged(true);
    program.call({ ...aCall, sessionId: 'session-1' });
    await settle();
    await program.end();
    assert.deepEqual(
      leftOpen.map(({ program }) => program),
      [{ name: 'order-sync.js' }],
    );
  });
});

describe('Closing a session of a recorded program', () => {
  it('is done by the program, without a token of the user', async () => {
    const { api, service, start, tokens } = setup();
    const program = start();
    await program.create('session-1');
    const key = service.sessions()[0]?.key ?? '';
    const outcomes = service.close([key], user);
    await settle();
    assert.equal(service.session(key)?.status, 'closing');
    assert.deepEqual(program.asked, [{ type: 'close', request: 1, sessionId: 'session-1' }]);
    program.closeAnswer({ type: 'closeAnswer', request: 1, status: 204 });
    assert.deepEqual(await outcomes, [{ key, outcome: 'closed' }]);
    assert.deepEqual(service.sessions(), []);
    assert.deepEqual([api.calls.length, tokens.requests.length], [0, 0]);
  });

  it('that the program can’t do is done with the user’s own token', async () => {
    const answers = [
      { reason: 'notSeen' },
      { status: 401, errorCodes: ['InvalidAuthenticationToken'] },
      { status: 429, errorCodes: ['tooManyRequests'] },
      { status: 503, errorCodes: ['serviceNotAvailable'] },
    ] as const;
    for (const answer of answers) {
      const { api, service, start } = setup();
      const program = start();
      await program.create('session-1');
      const [session] = service.sessions();
      const outcomes = service.close([session?.key ?? ''], user);
      await settle();
      program.closeAnswer({ type: 'closeAnswer', request: 1, ...answer });
      assert.equal((await outcomes)[0]?.outcome, 'closed', JSON.stringify(answer));
      assert.equal(api.calls.length, 1);
    }
  });

  it('whose program ends before it answers has an unknown outcome, and the session stays listed', async () => {
    const { service, start } = setup();
    const program = start();
    await program.create('session-1');
    const key = service.sessions()[0]?.key ?? '';
    const outcomes = service.close([key], user);
    await settle();
    await program.end();
    assert.deepEqual(await outcomes, [{ key, outcome: 'failed', code: 'outcomeUnknown' }]);
    assert.equal(service.sessions().length, 1);
  });

  it('whose program doesn’t answer in time has an unknown outcome, and the next one is the user’s own', async () => {
    const { api, clock, service, start } = setup();
    await start().create('session-1');
    const key = service.sessions()[0]?.key ?? '';
    const outcomes = service.close([key], user);
    await settle();
    await clock.advance(35_000);
    assert.deepEqual(await outcomes, [{ key, outcome: 'failed', code: 'outcomeUnknown' }]);
    assert.equal((await service.close([key], user))[0]?.outcome, 'closed');
    assert.equal(api.calls.length, 1);
  });

  it('stops waiting for the program when the user cancels', async () => {
    const { service, start } = setup();
    await start().create('session-1');
    const key = service.sessions()[0]?.key ?? '';
    const cancel = new AbortController();
    const outcomes = service.close([key], { ...user, signal: cancel.signal });
    await settle();
    cancel.abort();
    assert.deepEqual(await outcomes, [{ key, outcome: 'failed', code: 'outcomeUnknown' }]);
  });

  it('asks the program for one after the other, each with its own time', async () => {
    const { clock, service, start } = setup();
    const program = start();
    const ids = ['session-1', 'session-2', 'session-3'];
    for (const id of ids) {
      await program.create(id);
    }
    const outcomes = service.close(
      service.sessions().map(({ key }) => key),
      user,
    );
    for (const request of [1, 2, 3]) {
      await settle();
      assert.equal(program.asked.length, request);
      await clock.advance(20_000);
      program.closeAnswer({ type: 'closeAnswer', request, status: 204 });
    }
    assert.deepEqual(
      (await outcomes).map(({ outcome }) => outcome),
      ['closed', 'closed', 'closed'],
    );
    assert.deepEqual(
      program.asked.map(({ sessionId }) => sessionId),
      ids,
    );
  });

  it('asks no thread that ended while its last call was noted', async () => {
    const { api, service, start } = setup();
    const program = start();
    const created = program.create('session-1');
    const used = program.call({ sessionId: 'session-1' });
    const ended = program.endThread();
    await Promise.all([created, used, ended]);
    const [outcome] = await service.close([service.sessions()[0]?.key ?? ''], user);
    assert.equal(outcome?.outcome, 'closed');
    assert.deepEqual(program.asked, []);
    assert.equal(api.calls.length, 1);
  });

  it('asks no program that has ended', async () => {
    const { api, service, start } = setup();
    const program = start();
    await program.create('session-1');
    await program.end();
    const outcomes = await service.close([service.sessions()[0]?.key ?? ''], user);
    assert.equal(outcomes[0]?.outcome, 'closed');
    assert.deepEqual(program.asked, []);
    assert.equal(api.calls.length, 1);
  });

  it('ignores the answer of another program', async () => {
    const { service, start } = setup();
    const program = start();
    const other = start(8, 'other.js');
    await program.create('session-1');
    const key = service.sessions()[0]?.key ?? '';
    const outcomes = service.close([key], user);
    await settle();
    other.closeAnswer({ type: 'closeAnswer', request: 1, status: 204 });
    await settle();
    assert.equal(service.session(key)?.status, 'closing');
    program.closeAnswer({ type: 'closeAnswer', request: 1, status: 204 });
    assert.equal((await outcomes)[0]?.outcome, 'closed');
  });
});
