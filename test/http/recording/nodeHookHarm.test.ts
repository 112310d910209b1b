import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer as createService, type RequestListener, type Server } from 'node:http';
import { createServer, type Server as PipeServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import {
  protocolVersion,
  recordingVariable,
  type RecordingEnvironment,
} from '../../../src/recording/recordingProtocol';
import { waitFor } from '../../host/wait.mjs';
import { listen } from '../base/loopback';
import { startGraphStandIn, type GraphStandIn } from './graphStandIn';
import { ListeningWindow } from './listeningWindow';
import { everythingTold, installedNodes, ProgramRunner, type Ending } from './recordedProgram';

/** Someone who listens where the window should. */
interface Listener {
  readonly environment: Readonly<Record<string, string>>;
  readonly server: PipeServer;
  readonly sockets: readonly Socket[];
}

describe('The hook for Node does not harm a program', function () {
  this.timeout(30_000);
  let graph: GraphStandIn;
  let runner: ProgramRunner;
  let service: Server;
  let origin: string;
  let answer: RequestListener;
  let listeners: Listener[];

  before(async () => {
    graph = await startGraphStandIn();
    runner = new ProgramRunner(graph);
    service = createService((request, response) => {
      answer(request, response);
    });
    origin = `http://127.0.0.1:${await listen(service)}`;
  });

  after(async () => {
    runner.remove();
    service.closeAllConnections();
    service.close();
    await graph.close();
  });

  beforeEach(() => {
    listeners = [];
    answer = (_, response) => {
      response.writeHead(201, { 'Content-Type': 'application/json' });
      response.end(JSON.stringify({ id: `session-${randomUUID()}`, persistChanges: true }));
    };
  });

  afterEach(async () => {
    for (const { server, sockets } of listeners) {
      sockets.forEach((socket) => socket.destroy());
      server.close();
      await once(server, 'close');
    }
  });

  const newPipe = () =>
    process.platform === 'win32'
      ? `\\\\.\\pipe\\workbook-sessions-${randomUUID()}`
      : join(tmpdir(), `ws-${randomUUID()}.sock`);
  const environmentOf = (value: Partial<RecordingEnvironment>) => ({
    [recordingVariable]: JSON.stringify({
      ...{ version: protocolVersion, secret: randomUUID(), closeOnExit: false },
      ...value,
    }),
  });

  async function listenAsWindow(whenConnected: (socket: Socket) => void): Promise<Listener> {
    const pipe = newPipe();
    const sockets: Socket[] = [];
    const server = createServer({ pauseOnConnect: true }, (socket) => {
      sockets.push(socket);
      socket.on('error', () => undefined);
      whenConnected(socket);
    });
    server.listen(pipe);
    await once(server, 'listening');
    const listener = { environment: environmentOf({ pipe }), server, sockets };
    listeners.push(listener);
    return listener;
  }

  const run = (
    count: number,
    recording?: Readonly<Record<string, string>>,
    node = installedNodes[0]!,
  ) =>
    runner.start({
      ...{ node, program: 'harmless.cjs', input: [origin, String(count)] },
      ...(recording ? { recording } : {}),
    }).ended;

  async function assertUnharmed(
    count: number,
    recording: Readonly<Record<string, string>>,
  ): Promise<Ending> {
    const [ending, plain] = await Promise.all([run(count, recording), run(count)]);
    assert.deepEqual(ending, plain);
    assert.deepEqual([plain.code, plain.stderr], [3, 'an error text\n']);
    return ending;
  }

  for (const node of installedNodes) {
    it(`that sends nothing, in ${node.name}`, async () => {
      const { environment, sockets } = await listenAsWindow(() => undefined);
      const [ending, plain] = [await run(0, environment, node), await run(0, undefined, node)];
      assert.deepEqual(ending, plain);
      assert.deepEqual([ending.code, sockets.length], [3, 0]);
    });
  }

  it('where no window listens', () => assertUnharmed(3, environmentOf({ pipe: newPipe() })));

  const odd: Readonly<Record<string, string>> = {
    'no JSON': '{',
    'a list': '[]',
    nothing: '',
    'another version': JSON.stringify({ version: protocolVersion + 1, pipe: 'x', secret: 'x' }),
    'no pipe': JSON.stringify({ version: protocolVersion, secret: 'x' }),
    'a pipe with an impossible name': JSON.stringify({
      version: protocolVersion,
      secret: 'x',
      pipe: '\0',
    }),
  };
  for (const [what, value] of Object.entries(odd)) {
    it(`with ${what} in its environment`, () => assertUnharmed(1, { [recordingVariable]: value }));
  }

  // The system holds some 200 kB. The first count exceeds it, the second all that the hook keeps, too.
  for (const count of [900, 3000]) {
    it(`whose window never reads while it opens ${count} sessions`, async () => {
      const { environment, sockets } = await listenAsWindow(() => undefined);
      await assertUnharmed(count, environment);
      assert.equal(sockets.length, 1);
    });
  }

  it('whose window ends', async () => {
    const { environment, sockets } = await listenAsWindow((socket) => socket.destroy());
    await assertUnharmed(20, environment);
    assert.equal(sockets.length, 1);
  });

  const garbage: Readonly<Record<string, string>> = {
    'a line that is no JSON': 'GET / HTTP/1.1\n',
    'a line without an end': 'x'.repeat(1024 * 1024),
    'a message of another type': '{"type":"run","code":"1"}\n',
    'a close without a session': '{"type":"close","request":1}\n',
    'an empty line': '\n',
  };
  for (const [what, text] of Object.entries(garbage)) {
    it(`whose window sends ${what}, and hears no more`, async () => {
      let isClosed = false;
      const { environment } = await listenAsWindow((socket) => {
        socket.write(text);
        socket.resume().on('close', () => {
          isClosed = true;
        });
      });
      const program = runner.start({
        ...{
          program: 'leaving.mjs',
          input: ['http', origin, '/me/drive/items/1/workbook', 'wait'],
        },
        recording: environment,
      });
      await waitFor(() => isClosed, { what: 'the end of the connection' });
      program.process.stdin!.end();
      assert.equal((await program.ended).code, 4);
    });
  }

  it('that gets large answers, of which it keeps little', async () => {
    const window = new ListeningWindow();
    await window.start();
    const megabytes = Buffer.alloc(32 * 1024 * 1024, ' ');
    answer = (_, response) => response.writeHead(201).end(megabytes);
    const { stdout } = await assertUnharmed(2, window.environment());
    assert.match(stdout, /'201 33554432' => 2/);
    await everythingTold(window);
    assert.deepEqual(window.calls, []);
    await window.stop();
  });

  it('that gets compressed answers, which the window is told of', async () => {
    const window = new ListeningWindow();
    await window.start();
    answer = (_, response) => {
      const body = gzipSync('{"id":"session-1","persistChanges":false}');
      response.writeHead(201, { 'Content-Encoding': 'gzip' }).end(body);
    };
    await assertUnharmed(1, window.environment());
    await everythingTold(window);
    const created = { sessionId: 'session-1', persistChanges: false };
    assert.deepEqual(
      window.calls.map((call) => call.created),
      [created],
    );
    await window.stop();
  });

  it('whose service answers with IDs that no session has', async () => {
    const window = new ListeningWindow();
    await window.start();
    const ids = ['a b', 'é', '', 'x'.repeat(9000)];
    answer = (_, response) => {
      response.writeHead(201).end(JSON.stringify({ id: ids.shift() ?? 'session-1' }));
    };
    assert.equal((await run(5, window.environment())).code, 3);
    await everythingTold(window);
    assert.deepEqual(
      window.calls.map((call) => call.created?.sessionId),
      ['session-1'],
    );
    await window.stop();
  });

  it('whose compressed answer is broken or unpacks to far more', async () => {
    const window = new ListeningWindow();
    await window.start();
    const bomb = gzipSync(Buffer.alloc(64 * 1024 * 1024));
    const bodies = [Buffer.from('no gzip'), bomb.subarray(0, 60_000)];
    answer = (_, response) => {
      response.writeHead(201, { 'Content-Encoding': 'gzip' }).end(bodies.shift() ?? bomb);
    };
    const { code } = await run(3, window.environment());
    assert.equal(code, 3);
    await everythingTold(window);
    assert.deepEqual(window.calls, []);
    await window.stop();
  });

  it('that calls other services, of which the window hears nothing', async () => {
    const { environment, sockets } = await listenAsWindow(() => undefined);
    const program = runner.start({
      ...{ program: 'others.mjs', input: [origin, graph.origin], recording: environment },
    });
    const { code, stdout, stderr } = await program.ended;
    assert.deepEqual([code, stdout, stderr], [0, 'done\n', '']);
    assert.equal(sockets.length, 0);
  });
});
