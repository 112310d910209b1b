import assert from 'node:assert/strict';
import { once } from 'node:events';
import { existsSync, statSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { dirname, isAbsolute } from 'node:path';
import {
  longestLine,
  type CloseRequest,
  type ProgramMessage,
  type RecordingEnvironment,
} from '../../../src/recording/recordingProtocol';
import type { ProgramThread } from '../../../src/recording/recordedPrograms';
import { RecordingServer } from '../../../src/recording/recordingServer';
import { waitFor } from '../../host/wait.mjs';

describe('The window’s end of the recording', () => {
  let server: RecordingServer;
  let environment: RecordingEnvironment;
  let heard: string[];
  let threads: ProgramThread[];
  const sockets: Socket[] = [];

  beforeEach(async () => {
    heard = [];
    threads = [];
    server = await RecordingServer.start(({ program }, thread) => {
      heard.push(`hello ${program}`);
      threads.push(thread);
      return {
        call: ({ status }) => heard.push(`call ${status}`),
        closeAnswer: ({ request }) => heard.push(`answer ${request}`),
        ended: () => heard.push('ended'),
      };
    });
    environment = server.environment(false);
  });

  afterEach(() => {
    server.dispose();
    sockets.splice(0).forEach((socket) => socket.destroy());
  });

  const open = async (): Promise<Socket> => {
    const socket = connect(environment.pipe);
    sockets.push(socket);
    socket.on('error', () => undefined);
    await once(socket, 'connect');
    return socket;
  };
  const say = (socket: Socket, message: object) => {
    socket.write(`${JSON.stringify(message)}\n`);
  };
  const hello = (secret = environment.secret): ProgramMessage => ({
    ...{ type: 'hello', secret, processId: 1, program: 'a.js' },
  });
  const call = (status = 200): ProgramMessage => ({
    ...{ type: 'call', action: 'other', origin: 'https://graph.microsoft.com', path: '/v1.0/x' },
    ...{ status, sessionId: 'session-1' },
  });
  const isEnded = (socket: Socket) => waitFor(() => socket.destroyed || socket.readableEnded);

  if (process.platform !== 'win32') {
    it('is open to the user alone', () => {
      assert.equal(statSync(dirname(environment.pipe)).mode & 0o777, 0o700);
    });
  }

  it('hears a program that knows the secret, and answers it', async () => {
    const socket = await open();
    say(socket, hello());
    say(socket, call(201));
    say(socket, { type: 'closeAnswer', request: 3, status: 204 });
    await waitFor(() => heard.length === 3);
    const request: CloseRequest = { type: 'close', request: 4, sessionId: 'session-1' };
    threads[0]?.send(request);
    const [bytes] = (await once(socket, 'data')) as [Buffer];
    assert.deepEqual(JSON.parse(bytes.toString()), request);
    socket.end();
    await waitFor(() => heard.includes('ended'));
    assert.deepEqual(heard, ['hello a.js', 'call 201', 'answer 3', 'ended']);
  });

  it('hears a line that comes in pieces', async () => {
    const socket = await open();
    const text = `${JSON.stringify(hello())}\n${JSON.stringify(call())}\n`;
    for (const piece of text.match(/.{1,20}|\n/gs) ?? []) {
      socket.write(piece);
      await new Promise((resolve) => setImmediate(resolve));
    }
    await waitFor(() => heard.length === 2);
  });

  for (const [who, first] of [
    ['doesn’t know the secret', () => hello('secret')],
    ['has an empty secret', () => hello('')],
    ['says something before who it is', () => call()],
    ['says who it is without a secret', () => ({ ...hello(), secret: undefined })],
  ] as const) {
    describe(`hears of a stranger that ${who}, and`, () => {
      it('ends its connection, and says nothing to it', async () => {
        const socket = await open();
        let bytes = 0;
        socket.on('data', (chunk: Buffer) => (bytes += chunk.length));
        say(socket, first());
        say(socket, call());
        await isEnded(socket);
        assert.deepEqual([heard, bytes], [[], 0]);
      });
    });
  }

  for (const [what, line] of [
    ['no JSON', 'GET / HTTP/1.1'],
    ['a message of no known type', '{"type":"token","value":"x"}'],
    ['a second hello', undefined],
    ['a status that is none', JSON.stringify({ ...call(), status: 1e9 })],
    ['an origin of a megabyte', JSON.stringify({ ...call(), origin: 'x'.repeat(60_000) })],
    ['a session ID that can’t be sent', JSON.stringify({ ...call(), sessionId: 'a\r\nb' })],
  ] as const) {
    describe(`hears a program that says ${what}, and`, () => {
      it('ends the connection of the program', async () => {
        const socket = await open();
        say(socket, hello());
        socket.write(`${line ?? JSON.stringify(hello())}\n`);
        await isEnded(socket);
        await waitFor(() => heard.includes('ended'));
        assert.deepEqual(heard, ['hello a.js', 'ended']);
      });
    });
  }

  it('ends the connection of a program that says one endless line', async () => {
    const socket = await open();
    say(socket, hello());
    const piece = 'x'.repeat(longestLine / 2);
    while (!socket.destroyed && socket.bytesWritten < 1_000_000_000) {
      await new Promise((resolve) => socket.write(piece, resolve));
    }
    assert.ok(socket.bytesWritten < 10_000_000, `${socket.bytesWritten} bytes were taken`);
    await waitFor(() => heard.includes('ended'));
  });

  it('slows down a program that says too much at once, and hears all of it', async () => {
    const socket = await open();
    say(socket, hello());
    for (let n = 0; n < 2500; n += 1) {
      say(socket, call());
    }
    await waitFor(() => heard.length === 2501);
  });

  if (process.platform !== 'win32') {
    it('starts although the folder for such files is missing', async () => {
      const before = process.env['XDG_RUNTIME_DIR'];
      for (const missing of ['/nowhere/run', '']) {
        process.env['XDG_RUNTIME_DIR'] = missing;
        const other = await RecordingServer.start(() => undefined as never);
        assert.ok(isAbsolute(other.environment(false).pipe));
        other.dispose();
      }
      if (before === undefined) {
        delete process.env['XDG_RUNTIME_DIR'];
      } else {
        process.env['XDG_RUNTIME_DIR'] = before;
      }
    });
  }

  it('leaves nothing on disk when the window closes', async () => {
    server.dispose();
    await waitFor(() => !existsSync(dirname(environment.pipe)));
  });
});
