import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import { waitFor } from '../../host/wait.mjs';
import { listen } from '../base/loopback';
import { startGraphStandIn, type GraphStandIn } from './graphStandIn';
import { ListeningWindow } from './listeningWindow';
import {
  everythingTold,
  installedNodes,
  ProgramRunner,
  programToken,
  type ProgramOptions,
} from './recordedProgram';

const clients = ['fetch', 'undici', 'https', 'axios', 'graphClient'];
const trusting: ReadonlySet<string> = new Set(['undici', 'https', 'axios']);

describe('The hook for Node, asked to close', function () {
  this.timeout(60_000);
  let graph: GraphStandIn;
  let runner: ProgramRunner;
  let window: ListeningWindow;

  before(async () => {
    graph = await startGraphStandIn();
    runner = new ProgramRunner(graph);
  });

  after(async () => {
    runner.remove();
    await graph.close();
  });

  beforeEach(async () => {
    window = new ListeningWindow();
    await window.start();
  });

  afterEach(() => window.stop());

  const workbook = () => {
    const { driveId, itemId } = graph.sandbox.samples[2]!;
    return `/drives/${driveId}/items/${itemId}/workbook`;
  };
  const leaving = (client: string, ...more: readonly string[]): ProgramOptions => ({
    ...{ program: 'leaving.mjs', input: [client, graph.origin, workbook(), ...more] },
    trustsByItself: trusting.has(client),
  });
  const isOpen = (id = '') => graph.sandbox.openSessions.some(({ sessionId }) => sessionId === id);

  async function startWaiting(options: ProgramOptions) {
    const program = runner.start({ recording: window.environment(), ...options });
    await Promise.race([
      waitFor(() => program.stdout.includes('ready') && window.calls.length === 2, {
        what: 'the sessions of the program',
      }),
      program.ended.then(({ stderr }) => assert.fail(`The program ended: ${stderr}`)),
    ]);
    return program;
  }

  for (const node of installedNodes) {
    for (const client of clients) {
      it(`closes a session with the token of a program that uses ${client} in ${node.name}`, async () => {
        const program = await startWaiting({ node, ...leaving(client, 'wait') });
        const [first = '', second = ''] = program.sessionIds();
        const before = graph.authorizations.length;
        const answer = await window.close(second);
        assert.deepEqual(
          { status: answer.status, reason: answer.reason },
          { status: 204, reason: undefined },
        );
        assert.deepEqual(graph.authorizations.slice(before), [`Bearer ${programToken}`]);
        assert.deepEqual([isOpen(first), isOpen(second)], [true, false]);
        const { action, status, sessionId } = window.calls.at(-1)!;
        assert.deepEqual([action, status, sessionId], ['closeSession', 204, second]);
        program.process.stdin!.end();
        const { stdout, stderr, code } = await program.ended;
        assert.equal(stdout, 'opened 201\nopened 201\nready\nbefore exit 4\nexit 4\n');
        assert.deepEqual([stderr, code], ['', 4]);
      });
    }
  }

  it('sends nothing for a session that the program did not see, or that is closed', async () => {
    const program = await startWaiting(leaving('https', 'wait'));
    const { driveId, itemId } = graph.sandbox.samples[2]!;
    const foreign = graph.sandbox.openSession(driveId, itemId, true);
    const [own = ''] = program.sessionIds();
    await window.close(own);
    const before = graph.authorizations.length;
    assert.deepEqual(
      [(await window.close(foreign)).reason, (await window.close(own)).reason],
      ['notSeen', 'notSeen'],
    );
    assert.equal(graph.authorizations.length, before);
    assert.ok(isOpen(foreign));
    program.process.stdin!.end();
    assert.equal((await program.ended).code, 4);
  });

  it('passes on why the service refused', async () => {
    const program = await startWaiting(leaving('fetch', 'wait'));
    const [own = ''] = program.sessionIds();
    graph.sandbox.dropSessions();
    const answer = await window.close(own);
    assert.equal(answer.status, 404);
    assert.ok((answer.errorCodes ?? []).length > 0);
    program.process.stdin!.end();
    await program.ended;
  });

  describe('by `closeOnExit`', () => {
    for (const client of ['fetch', 'https']) {
      it(`closes what a program with ${client} left open, and the program ends as without it`, async () => {
        const options = leaving(client);
        const recording = window.environment({ closeOnExit: true });
        const program = runner.start({ ...options, recording });
        const [ending, plain] = await Promise.all([program.ended, runner.start(options).ended]);
        await everythingTold(window);
        const sessionIds = program.sessionIds();
        assert.deepEqual(ending, plain);
        assert.equal(plain.code, 4);
        assert.deepEqual(sessionIds.map(isOpen), [false, false]);
        assert.deepEqual(
          window.calls.slice(2).map(({ action, status, sessionId }) => [action, status, sessionId]),
          sessionIds.map((sessionId) => ['closeSession', 204, sessionId]),
        );
      });
    }

    it('leaves the sessions open where the setting is off', async () => {
      const program = runner.start({ ...leaving('https'), recording: window.environment() });
      await program.ended;
      assert.deepEqual(program.sessionIds().map(isOpen), [true, true]);
    });
  });

  describe('and without an answer of the service', () => {
    let service: Server;
    let origin: string;
    let onClose: (end: () => void) => void;

    before(async () => {
      let created = 0;
      service = createServer((request, response) => {
        if (request.url!.endsWith('/closeSession')) {
          onClose(() => request.socket.destroy());
          return;
        }
        created += 1;
        response.writeHead(201, { 'Content-Type': 'application/json' });
        response.end(JSON.stringify({ id: `session-${created}`, persistChanges: true }));
      });
      origin = `http://127.0.0.1:${await listen(service)}`;
    });

    after(() => {
      service.closeAllConnections();
      service.close();
    });

    const at = (client: string, ...more: readonly string[]): ProgramOptions => ({
      ...{ program: 'leaving.mjs', input: [client, origin, '/me/drive/items/1/workbook', ...more] },
    });

    for (const client of ['fetch', 'http']) {
      it(`says that there is none, to a program with ${client}`, async () => {
        onClose = (end) => {
          end();
        };
        const program = await startWaiting(at(client, 'wait'));
        const answer = await window.close(program.sessionIds()[0]!);
        assert.deepEqual([answer.status, answer.reason], [undefined, 'noAnswer']);
        program.process.stdin!.end();
        assert.equal((await program.ended).code, 4);
      });
    }

    it('does not keep a program with http from ending', async function () {
      this.timeout(20_000); // The hook itself waits 30 seconds for an answer.
      const asked = new Promise<void>((resolve) => {
        onClose = () => {
          resolve();
        };
      });
      const program = await startWaiting(at('http', 'wait'));
      for (const socket of window.sockets) {
        const [sessionId] = program.sessionIds();
        socket.write(`${JSON.stringify({ type: 'close', request: 1, sessionId })}\n`);
      }
      await asked;
      program.process.stdin!.end();
      assert.equal((await program.ended).code, 4);
    });

    it('ends a program with `closeOnExit` after five seconds at most', async () => {
      onClose = () => undefined;
      const recording = window.environment({ closeOnExit: true });
      const endings = ['http', 'fetch'].map(
        (client) => runner.start({ ...at(client), recording }).ended,
      );
      for (const { code, stdout } of await Promise.all(endings)) {
        assert.equal(code, 4);
        assert.equal(stdout, 'opened 201\nopened 201\nready\nbefore exit 4\nexit 4\n');
      }
    });
  });
});
