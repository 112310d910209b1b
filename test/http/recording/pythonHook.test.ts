import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { RecordedCall } from '../../../src/recording/recordingProtocol';
import { findPython } from '../../host/python.mjs';
import { waitFor } from '../../host/wait.mjs';
import { loopbackPerTest } from '../base/loopback';
import { ListeningWindow } from './listeningWindow';
import { hookFolder, owner, programs, PythonPrograms, type Run, token } from './pythonPrograms';

/** The clients with the package that each needs, if it needs one. */
const clients = {
  'http.client': undefined,
  urllib: undefined,
  requests: 'requests',
  httpx: 'httpx',
  'httpx async': 'httpx',
  aiohttp: 'aiohttp',
} as const;

/** What a program does in each of its runs, and the words for it. */
const runs = [['thread', 'child', 'fork', 'crash'], ['kill'], ['leave']] as const;
const ways = {
  thread: 'in a thread',
  child: 'in a child process',
  fork: 'in a forked process',
  crash: 'before an exception ends the program',
  kill: 'right before SIGKILL',
  leave: 'right before os._exit',
} as const;
type Way = keyof typeof ways;

const python = findPython();
const available = Object.entries(clients).flatMap(([client, needed]) =>
  python && !(needed && python.missing.includes(needed)) ? [client] : [],
);
for (const client of Object.keys(clients).filter((name) => !available.includes(name))) {
  console.log(`Left out, because this machine lacks it: the recording of Python's ${client}`);
}

// Without Python there is nothing to run.
(python ? describe : () => undefined)('The recording hook for Python', function () {
  this.timeout(60_000);
  let started: PythonPrograms;
  let window: ListeningWindow;

  before(async () => {
    started = await PythonPrograms.start(python!.executable);
  });
  after(() => started.close());
  beforeEach(async () => {
    window = new ListeningWindow();
    await window.start();
  });
  afterEach(async () => {
    started.killAll();
    await window.stop();
  });

  function recorded(more?: Parameters<ListeningWindow['environment']>[0]) {
    return { PYTHONPATH: hookFolder, ...window.environment(more) };
  }

  /** Fails unless the program ends as it does without the hook. */
  async function assertUnchanged(
    args: readonly string[],
    env: Readonly<Record<string, string>>,
    plainEnv: Readonly<Record<string, string>> = {},
  ) {
    const [plain, watched] = await Promise.all([
      started.run(args, plainEnv),
      started.run(args, env),
    ]);
    assert.deepEqual(endOf(watched), endOf(plain));
  }

  /** Starts a program that has created a session when this settles, and ends with its input. */
  async function startWaiting(
    client: string,
    more?: Parameters<ListeningWindow['environment']>[0],
    ...args: string[]
  ) {
    const { child, ended } = started.start(
      ['waiting.py', client, ...args],
      more === undefined ? {} : recorded(more),
    );
    await once(child.stdout, 'readable');
    return {
      next: () => child.stdin.write('\n'),
      end() {
        child.stdin.end();
        return ended;
      },
      async created() {
        await waitFor(() => window.calls.length > 0, { what: 'the call that creates a session' });
        return window.calls.at(-1)?.created?.sessionId ?? '';
      },
    };
  }

  for (const client of available) {
    describe(`with ${client}`, () => {
      let results: readonly { readonly plain: Run; readonly watched: Run }[];
      let calls: readonly RecordedCall[];
      let bytes: string;

      before(async () => {
        const own = new ListeningWindow();
        await own.start();
        const env = {
          GRAPH_SESSIONS: JSON.stringify(
            Object.fromEntries(Object.keys(ways).map((way) => [way, started.openSession()])),
          ),
        };
        const recording = { ...env, PYTHONPATH: hookFolder, ...own.environment() };
        results = await Promise.all(
          runs.map(async (names) => {
            const args = ['everything.py', client, ...names];
            return {
              plain: await started.run(args, env),
              watched: await started.run(args, recording),
            };
          }),
        );
        await waitFor(() => own.sockets.size === 0, { what: 'the end of the programs' });
        ({ calls, bytes } = own);
        await own.stop();
      });

      for (const [way, words] of Object.entries(ways) as [Way, string][]) {
        it(`tells the window each session that is created, used or closed ${words}`, () => {
          const noted = results.flatMap(({ watched }) => watched.noted);
          const expected = noted.filter((one) => one.way === way).map(({ told }) => told);
          assert.equal(expected.length, 9, 'the program did not do everything');
          const ids = new Set(expected.map(sessionOf));
          const told = calls.filter((call) => ids.has(sessionOf(call)));
          const inAll = {
            type: 'call',
            origin: started.graph.origin,
            path: started.workbook,
            owner,
          };
          assert.deepEqual(
            told,
            expected.map((call) => ({ ...inAll, ...call })),
          );
        });
      }

      it('leaves what the program prints and how it ends as they are', () => {
        for (const { plain, watched } of results) {
          assert.deepEqual(endOf(watched), endOf(plain));
        }
        assert.deepEqual(
          results.map(({ watched }) => watched.code ?? watched.signal),
          [1, 'SIGKILL', 3],
        );
      });

      it('sends the window no part of the access token', () => {
        assert.ok(bytes.includes('createSession'));
        for (const part of [token, ...token.split('.'), 'secret signature']) {
          assert.ok(!bytes.includes(part));
        }
      });

      it('closes a session for the window with the credential of the program', async () => {
        const program = await startWaiting(client, {});
        const sessionId = await program.created();

        const answer = await window.close(sessionId);

        assert.deepEqual(answer, { type: 'closeAnswer', request: 1, status: 204 });
        assert.ok(!started.isOpen(sessionId));
        assert.equal(started.graph.authorizations.at(-1), `Bearer ${token}`);
        const { action, status, sessionId: closed } = window.calls.at(-1)!;
        assert.deepEqual(
          { action, status, closed },
          { action: 'closeSession', status: 204, closed: sessionId },
        );
        assert.deepEqual(endOf(await program.end()), ended('201\n'));
      });
    });
  }

  describe('closing for the window', () => {
    it('sends nothing for a session that the program has not seen', async () => {
      const program = await startWaiting('http.client', {});
      await program.created();
      const sent = started.graph.authorizations.length;

      const answer = await window.close(started.openSession());

      assert.deepEqual(answer, { type: 'closeAnswer', request: 1, reason: 'notSeen' });
      assert.equal(started.graph.authorizations.length, sent);
      await program.end();
    });

    it('sends nothing for a session that is closed', async () => {
      const program = await startWaiting('http.client', {});
      const sessionId = await program.created();
      await window.close(sessionId);
      const sent = started.graph.authorizations.length;

      const answer = await window.close(sessionId);

      assert.equal(answer.reason, 'notSeen');
      assert.equal(started.graph.authorizations.length, sent);
      await program.end();
    });

    it('says that the answer is lost when the connection breaks', async () => {
      const program = await startWaiting('http.client', {});
      const sessionId = await program.created();
      started.graph.sandbox.fault({ kind: 'resetAfterRead', action: 'closeSession' });

      assert.deepEqual(await window.close(sessionId), {
        ...{ type: 'closeAnswer', request: 1, reason: 'noAnswer' },
      });
      await program.end();
    });

    it('tells the codes of an error answer, and the session can be closed again', async () => {
      const program = await startWaiting('http.client', {});
      const sessionId = await program.created();
      started.graph.sandbox.fault({ kind: 'error', error: 'accessDenied', action: 'closeSession' });

      const { status, errorCodes } = await window.close(sessionId);

      assert.equal(status, 403);
      assert.equal(errorCodes?.[0], 'accessDenied');
      assert.equal((await window.close(sessionId)).status, 204);
      await program.end();
    });

    it('closes nothing for a forked process that did not create the session itself', async () => {
      await assertUnchanged(['surroundings.py'], recorded({ closeOnExit: true }));
      await waitFor(() => window.calls.length > 1, { what: 'the close' });
      assert.deepEqual(
        window.calls.map(({ action }) => action),
        ['createSession', 'closeSession'],
      );
    });
  });

  describe('closing at the end of the program', () => {
    it('closes what the program left open when the user wants that', async () => {
      const program = await startWaiting('http.client', { closeOnExit: true });
      const first = await program.created();
      program.next();
      await waitFor(() => window.calls.length === 2, { what: 'the second session' });
      const second = await program.created();

      const run = await program.end();

      assert.deepEqual(endOf(run), ended('201\n201\n'));
      assert.ok(!started.isOpen(first) && !started.isOpen(second));
    });

    it('keeps the exit code and the traceback of a program that crashes', async () => {
      const plain = await startWaiting('http.client', undefined, 'crash');
      const watched = await startWaiting('http.client', { closeOnExit: true }, 'crash');
      const sessionId = await watched.created();

      assert.deepEqual(endOf(await watched.end()), endOf(await plain.end()));
      assert.ok(!started.isOpen(sessionId));
    });

    it('leaves the sessions open unless the user wants them closed', async () => {
      const program = await startWaiting('http.client', { closeOnExit: false });
      const sessionId = await program.created();

      await program.end();

      assert.ok(started.isOpen(sessionId));
    });

    it('lets the program end after 5 seconds when no answer comes', async () => {
      const program = await startWaiting('http.client', { closeOnExit: true });
      await program.created();
      const hit = started.graph.sandbox.fault({ kind: 'silence', action: 'closeSession' });

      const run = await program.end();

      await hit.hit;
      assert.deepEqual(endOf(run), ended('201\n'));
    });
  });

  describe('an answer that is read while it comes', () => {
    const loopback = loopbackPerTest();

    for (const client of available.filter((name) => name !== 'urllib')) {
      it(`reaches a program with ${client} as it comes, packed or not`, async () => {
        const body = JSON.stringify({ id: 'session-1', persistChanges: true });
        const packed = gzipSync(body);
        let finish: () => void = () => undefined;
        loopback.server.answer = (_, response) => {
          response.writeHead(201, { 'Content-Encoding': 'gzip' });
          response.write(packed.subarray(0, 12));
          finish = () => response.end(packed.subarray(12));
        };
        const { host } = new URL(loopback.server.url);
        const { child, ended: end } = started.start(['streaming.py', client, host], recorded());
        // The program says this before the rest of the answer is sent.
        await once(child.stdout, 'readable');
        assert.equal(window.calls.length, 0);

        finish();

        assert.deepEqual(endOf(await end), ended(`begun\n${packed.length}\n`));
        await waitFor(() => window.calls.length === 1, { what: 'the call' });
        const [{ origin, created } = {}] = window.calls;
        assert.deepEqual(created, { sessionId: 'session-1', persistChanges: true });
        assert.equal(origin, `http://${host}`);
      });
    }
  });

  describe('a program that is recorded', () => {
    it('sees nothing of the recording', async () => {
      await assertUnchanged(['surroundings.py'], recorded());
      await waitFor(() => window.calls.length === 1, { what: 'the call' });
    });

    it('runs as it would when the pipe does not exist', async () => {
      await assertUnchanged(['surroundings.py'], recorded({ pipe: '/nowhere/at/all' }));
    });

    it('runs as it would when the window never reads', async () => {
      const sockets: Socket[] = [];
      const deaf = createServer({ pauseOnConnect: true }, (socket) => {
        sockets.push(socket);
        socket.on('error', () => undefined);
      });
      const pipe = join(tmpdir(), `ws-deaf-${process.pid}.sock`);
      deaf.listen(pipe);
      await once(deaf, 'listening');

      const run = await started.run(['many_long_calls.py'], recorded({ pipe }));

      assert.deepEqual(endOf(run), ended('ended\n'));
      assert.equal(sockets.length, 1);
      sockets.forEach((socket) => socket.destroy());
      deaf.close();
      await once(deaf, 'close');
    });

    it('runs as it would when the window ends in between', async () => {
      const program = await startWaiting('http.client', { closeOnExit: true });
      await program.created();
      await window.stop();
      program.next();

      assert.deepEqual(endOf(await program.end()), ended('201\n201\n'));
      await window.start();
    });

    for (const [what, sent] of Object.entries({
      'no JSON': 'garbage\n',
      'bytes that are no text': Buffer.from([0xff, 0xfe, 0x0a]),
      'JSON of another kind': '[1]\n',
      'a close without a session': '{"type":"close","request":1}\n',
      'a line without an end': 'x'.repeat(1_000_000),
    })) {
      it(`runs as it would, and is recorded no more, when the window sends ${what}`, async () => {
        const program = await startWaiting('http.client', { closeOnExit: true });
        await program.created();
        window.sockets.forEach((socket) => socket.write(sent));
        await waitFor(() => window.sockets.size === 0, { what: 'the end of the connection' });
        program.next();

        assert.deepEqual(endOf(await program.end()), ended('201\n201\n'));
        assert.equal(window.calls.length, 1);
      });
    }

    for (const value of [
      '',
      '{',
      'null',
      '[]',
      '{}',
      '{"version":2,"pipe":"PIPE","secret":"s","closeOnExit":false}',
      '{"version":1,"pipe":1,"secret":"s","closeOnExit":false}',
      '{"version":1,"pipe":"PIPE","secret":"s","closeOnExit":"no"}',
      '{"version":true,"pipe":"PIPE","secret":"s","closeOnExit":false}',
    ]) {
      it(`is not recorded when the variable is ${value || 'empty'}`, async () => {
        const [[name, own] = ['', '']] = Object.entries(window.environment());
        const { pipe } = JSON.parse(own) as { pipe: string };
        const env = { PYTHONPATH: hookFolder, [name]: value.replace('PIPE', pipe) };

        assert.deepEqual(endOf(await started.run(['many_long_calls.py'], env)), ended('ended\n'));
        assert.equal(window.bytes, '');
      });
    }

    for (const flag of ['-I', '-S']) {
      it(`is not recorded when Python is started with ${flag}`, async () => {
        const code = `import runpy, sys; sys.path.insert(0, ${JSON.stringify(programs)}); runpy.run_path("surroundings.py")`;
        await assertUnchanged([flag, '-c', code], recorded(), { PYTHONPATH: hookFolder });
        assert.equal(window.bytes, '');
      });
    }
  });

  describe('a sitecustomize of the user', () => {
    let folder: string;
    beforeEach(async () => {
      folder = await mkdtemp(join(tmpdir(), 'ws-own-'));
      await mkdir(join(folder, 'own'));
    });
    afterEach(() => rm(folder, { recursive: true }));

    for (const [what, code] of Object.entries({
      'runs as it would': 'print("mine", __name__, __file__, __spec__.name)',
      'fails as it would': 'import sys; print(sys.path); 1 / 0',
    })) {
      it(`${what}, and the program is recorded`, async () => {
        const own = join(folder, 'own');
        await writeFile(join(own, 'sitecustomize.py'), code);
        const both = { ...recorded(), PYTHONPATH: [hookFolder, own].join(delimiter) };
        const [plain, watched] = await Promise.all([
          started.run(['surroundings.py'], { PYTHONPATH: own }),
          started.run(['surroundings.py'], both),
        ]);

        assert.deepEqual(endOf(watched), endOf(plain));
        assert.match(plain.stdout, /own/);
        await waitFor(() => window.calls.length === 1, { what: 'the call' });
      });
    }
  });

  describe('what is told', () => {
    /** The values of Python expressions in the hook. */
    async function valuesOf(expressions: readonly string[]): Promise<unknown[]> {
      const code = `import sys, json; sys.path.insert(0, ${JSON.stringify(hookFolder)})
from workbook_sessions_recording.exchange import *
def path_of(target):
    exchange = Exchange(None, "GET", "", target)
    return exchange._call.path if exchange._call else exchange.version
print(json.dumps([${expressions.join(',')}]))`;
      const { stdout, stderr } = await started.run(['-c', code]);
      assert.equal(stderr, '');
      return JSON.parse(stdout) as unknown[];
    }

    it('is about Graph over https and this machine only', async () => {
      const rows = {
        '"https", "graph.microsoft.com", 443': 'https://graph.microsoft.com',
        '"https", "Graph.Microsoft.com", None': 'https://graph.microsoft.com',
        '"https", "graph.microsoft.us", 8443': 'https://graph.microsoft.us:8443',
        '"https", "dod-graph.microsoft.us", 443': 'https://dod-graph.microsoft.us',
        '"http", "graph.microsoft.com", 80': null,
        '"https", "graph.microsoft.com.evil.example", 443': null,
        '"https", "example.com", 443': null,
        '"http", "127.0.0.1", 8365': 'http://127.0.0.1:8365',
        '"http", "::1", 80': 'http://[::1]',
        '"https", "[::1]", 1': 'https://[::1]:1',
        '"http", "localhost", 8365': 'http://localhost:8365',
      };
      const values = await valuesOf(Object.keys(rows).map((row) => `origin_of(${row})`));
      assert.deepEqual(values, Object.values(rows));
    });

    it('names only what can be the ID of a session', async () => {
      const call = (id: string) => `Call("POST", "/v1.0/x", "closeSession", ${id}).told(204, None)`;
      const ids = ['"session-1"', '""', '" "', '"a\\r\\nb"', '"x" * 8193', 'None'];
      const told = { action: 'closeSession', path: '/v1.0/x', status: 204 };
      assert.deepEqual(await valuesOf(ids.map(call)), [
        { ...told, sessionId: 'session-1' },
        ...[null, null, null, null, null],
      ]);
      const created = 'told(201, {"id": "session-2"})';
      const creation = `Call("POST", "/v1.0/x", "createSession", "").${created}`;
      assert.deepEqual(await valuesOf([creation]), [
        {
          ...{ action: 'createSession', path: '/v1.0/x', status: 201 },
          created: { sessionId: 'session-2' },
        },
      ]);
    });

    it('is about the workbook that a path names', async () => {
      const rows = {
        '/v1.0/me/drive/items/1/workbook/createSession': '/v1.0/me/drive/items/1',
        '/beta/drives/b!1/items/1/workbook/tables?$top=1': '/beta/drives/b!1/items/1',
        '/v1.0/me/drive/root:/workbook/a.xlsx:/workbook/worksheets':
          '/v1.0/me/drive/root:/workbook/a.xlsx:',
        "/v1.0/me/drive/items/1/workbook/worksheets('/workbook/')": '/v1.0/me/drive/items/1',
        '/v1.0/me?next=/v1.0/me/workbook/x': null,
        '/v1.0/me/drive/items/1': null,
        '/other/me/drive/items/1/workbook/createSession': null,
        '/v1.0/$batch': '/v1.0',
        '/beta/%24batch?x': '/beta',
        '/v1.0/$batches': null,
      };
      const values = await valuesOf(
        Object.keys(rows).map((row) => `path_of(${JSON.stringify(row)})`),
      );
      assert.deepEqual(values, Object.values(rows));
    });

    it('names whom a token was issued for, and no other claim', async () => {
      const rows: [object, object][] = [
        [
          { oid: 'o', scp: 's', email: 'e' },
          { oid: 'o', isApp: false },
        ],
        [
          { preferred_username: 'p', unique_name: 'u', azp: 'a', roles: ['r'] },
          { name: 'p', appId: 'a', isApp: true },
        ],
        [
          { app_displayname: 'd', idtyp: 'app' },
          { name: 'd', isApp: true },
        ],
        [
          { upn: 'x'.repeat(1000), oid: 1 },
          { name: 'x'.repeat(256), isApp: false },
        ],
      ];
      const tokens = rows.map(
        ([claims]) => `Bearer h.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.s`,
      );
      const broken = ['Bearer opaque', 'Bearer a.b.c', 'Basic a.e30.c', `Bearer a.W10.c`, ''];
      const values = await valuesOf(
        [...tokens, ...broken].map((value) => `owner_of(${JSON.stringify(value)})`),
      );
      assert.deepEqual(values, [...rows.map(([, told]) => told), ...broken.map(() => null)]);
    });

    it('names at most 5 codes of an error, of at most 100 characters', async () => {
      const [codes, none] = await valuesOf([
        'error_codes({"error": {"code": "a", "innererror": {"code": "b" * 200, "innerError": {"x": 1, "innerError": {"code": "c", "innerError": {"code": "d", "innerError": {"code": "e", "innerError": {"code": "f"}}}}}}}})',
        'error_codes({"error": {"code": 1, "innerError": ["x"]}})',
      ]);
      assert.deepEqual(codes, ['a', 'b'.repeat(100), 'c', 'd', 'e']);
      assert.deepEqual(none, []);
    });

    it('does not hold more of an answer than it needs', async () => {
      const [size, bomb] = await valuesOf([
        '[e.answered(200), e.feed(b"x" * 70000), len(e._answer)][-1] if [e := Exchange(type("R", (), {"unfinished": {}})(), "POST", "", "/v1.0/me/workbook/createSession")] else None',
        'len(unpacked(zlib.compress(b"x" * 10000000), MOST_OF_ANSWER))',
      ]);
      assert.deepEqual([size, bomb], [65536, 65536]);
    });
  });
});

function sessionOf(call: Pick<RecordedCall, 'created' | 'sessionId'>): string | undefined {
  return call.created?.sessionId ?? call.sessionId;
}

/** What the user sees of a run. */
function endOf({ stdout, stderr, code, signal }: Run) {
  return { stdout, stderr, code, signal };
}

function ended(stdout: string) {
  return { stdout, stderr: '', code: 0, signal: null };
}
