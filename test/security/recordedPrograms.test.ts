import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { DebuggerCalls } from '../../src/recording/debuggerCalls';
import { RecordedPrograms } from '../../src/recording/recordedPrograms';
import { RecordingServer } from '../../src/recording/recordingServer';
import { longestLine, type RecordedCall } from '../../src/recording/recordingProtocol';
import { SessionRecorder } from '../../src/recording/sessionRecorder';
import { aWorkbookSession, globalGraph } from '../builders';
import { ManualClock } from '../fakes/manualClock';
import { RecordingLogger } from '../fakes/recordingLogger';
import { settle } from '../fakes/settle';
import { waitFor } from '../host/wait.mjs';

const call: RecordedCall = {
  ...{ type: 'call', action: 'other', origin: 'https://graph.microsoft.com', status: 200 },
  ...{ path: '/v1.0/drives/d/items/i', sessionId: 'session-1' },
};
const neverCalled = () => assert.fail('It is not called.');

describe('A program that comes to the socket of a recording', () => {
  let server: RecordingServer;
  let heard: string[];
  const sockets: Socket[] = [];

  beforeEach(async () => {
    heard = [];
    server = await RecordingServer.start(() => ({
      call: ({ sessionId = '' }) => heard.push(sessionId),
      closeAnswer: neverCalled,
      ended: () => heard.push('ended'),
    }));
  });

  afterEach(() => {
    server.dispose();
    sockets.splice(0).forEach((socket) => socket.destroy());
  });

  const open = async (secret: string): Promise<Socket> => {
    const socket = connect(server.environment(false).pipe);
    sockets.push(socket);
    socket.on('error', () => undefined).resume();
    await once(socket, 'connect');
    say(socket, { type: 'hello', secret, processId: process.pid, program: 'a.js' });
    return socket;
  };
  const say = (socket: Socket, message: object) => socket.write(`${JSON.stringify(message)}\n`);
  const isEnded = (socket: Socket) => waitFor(() => socket.destroyed || socket.readableEnded);

  it('tells of sessions without knowing the secret', async () => {
    const { secret } = server.environment(false);
    for (const guess of ['', 'secret', secret.slice(1), `${secret}x`, secret.toUpperCase()]) {
      const socket = await open(guess);
      say(socket, call);
      await isEnded(socket);
    }
    assert.deepEqual(heard, []);
  });

  it('says a line of a gigabyte', async () => {
    const socket = await open(server.environment(false).secret);
    const piece = 'x'.repeat(longestLine / 2);
    while (!socket.destroyed && socket.bytesWritten < 20_000_000) {
      await new Promise((resolve) => socket.write(piece, resolve));
    }
    assert.ok(socket.bytesWritten < 20_000_000, 'The window ends the connection before.');
    await waitFor(() => heard.includes('ended'));
  });
});

describe('A recorded program that lies', () => {
  const clock = new ManualClock();
  const session = { target: globalGraph, sessionId: 'session-1' };

  it('answers for the close that another program was asked for', async () => {
    const programs = new RecordedPrograms(clock);
    const asked = { send: () => undefined };
    programs.noteUse(session, asked);
    const closed = programs.close(session, new AbortController().signal);
    await settle();
    programs.noteAnswer({ type: 'closeAnswer', request: 1, status: 204 }, { send: neverCalled });
    programs.noteThreadEnd(asked);
    assert.deepEqual((await closed)?.ok, false);
  });

  it('calls the session of another account gone', async () => {
    const ends: unknown[] = [];
    const listed = aWorkbookSession({ key: 'key' });
    const recorder = new SessionRecorder({
      ...{ clock, logger: new RecordingLogger(), programs: new RecordedPrograms(clock) },
      isProcessRunning: () => true,
      onLeftOpen: neverCalled,
      targetOf: () => globalGraph,
      service: {
        keyOf: () => 'key',
        noteEnd: (end) => ends.push(end),
        noteUse: neverCalled,
        record: neverCalled,
        session: () => listed,
        sessions: () => [listed],
        setProgramRunning: neverCalled,
      },
    });
    const hello = { type: 'hello', secret: '', processId: 1, program: 'a.js' } as const;
    const owner = { oid: 'mallory', tid: 'contoso', isApp: false };
    const dead = { status: 404, errorCodes: ['itemNotFound', 'invalidSessionReCreatable'] };
    const thread = recorder.begin(hello, { send: neverCalled });
    thread.call({ ...call, ...dead, owner });
    thread.call({ ...call, ...dead, owner: { ...owner, appId: 'mallory', isApp: true } });
    thread.call({ ...call, ...dead });
    await settle();
    assert.deepEqual(ends, []);
  });
});

describe('What the debugger tells of a program’s network', () => {
  it('contains the access token', async () => {
    const told: RecordedCall[] = [];
    const calls = new DebuggerCalls({
      bodyOf: () => Promise.resolve(''),
      tell: (call) => told.push(call),
    });
    const headers = { Authorization: 'Bearer secret', 'workbook-session-id': 'session-1' };
    const url = `${call.origin}${call.path}/workbook/worksheets`;
    const data = { requestId: '1' };
    await calls.note({
      event: 'requestWillBeSent',
      data: { ...data, request: { url, method: 'GET', headers } },
    });
    await calls.note({ event: 'responseReceived', data: { ...data, response: { status: 200 } } });
    await calls.note({ event: 'loadingFinished', data });
    assert.deepEqual(told, [call]);
  });
});
