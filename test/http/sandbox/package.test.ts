import assert from 'node:assert/strict';
import { type ChildProcessByStdio, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import ts from 'typescript';
import { sandboxToken } from '../../../src/base/sandboxToken';
import { startSandbox } from '../../../src/sandbox/sandbox';
import { manifest } from '../../host/paths.mjs';
import { runNpm } from '../../host/npm.mjs';
import { findPython } from '../../host/python.mjs';
import { makeTemporaryFolder, removeTemporaryFolder } from '../../host/temporaryFolder.mjs';
import { packageSandbox } from '../../sandboxPackage.mjs';

const programs = path.join(__dirname, 'programs');
const { version } = manifest();
const windows = process.platform === 'win32';
const createPath = '/v1.0/me/drive/root:/Budget.xlsx:/workbook/createSession';

interface Ready {
  readonly endpoint: string;
  readonly token: string;
  readonly adminApi: string;
  readonly adminSecret?: string;
  readonly certificateFile?: string;
  readonly processId: number;
  readonly version: string;
}

interface Ending {
  readonly code: number | null;
  readonly out: string;
  readonly error: string;
}

describe('The npm package of the sandbox', function () {
  this.timeout(60_000);
  /** The folder of a user who has installed the package. */
  let folder: string;
  let installed: string;
  const running = new Set<ChildProcessByStdio<null, Readable, Readable>>();

  before(async function () {
    this.timeout(120_000);
    const temporary = makeTemporaryFolder('npm');
    const tarball = await packageSandbox(temporary);
    folder = path.join(temporary, 'user');
    installed = path.join(folder, 'node_modules', 'workbook-sessions-sandbox');
    mkdirSync(folder);
    writeFileSync(path.join(folder, 'package.json'), '{"private":true}');
    runNpm(['install', '--offline', '--silent', tarball], folder, 'ignore');
  });

  after(() => {
    removeTemporaryFolder(path.dirname(folder));
  });

  afterEach(() => {
    running.forEach((child) => child.kill('SIGKILL'));
    running.clear();
  });

  function spawned(command: string, args: readonly string[], env: NodeJS.ProcessEnv = {}) {
    const options = { cwd: folder, env: { ...process.env, ...env } };
    const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
    running.add(child);
    return child;
  }

  const start = (args: readonly string[], env: NodeJS.ProcessEnv = {}) =>
    spawned(process.execPath, [path.join(installed, 'index.js'), ...args], env);

  async function endOf(child: ChildProcessByStdio<null, Readable, Readable>): Promise<Ending> {
    const exit = once(child, 'exit') as Promise<[number | null]>;
    const [out, error, [code]] = await Promise.all([text(child.stdout), text(child.stderr), exit]);
    return { code, out, error };
  }

  const run = (...args: readonly string[]) => endOf(start(args));
  const exec = (flags: readonly string[], ...command: readonly string[]) =>
    run('exec', ...flags, '--', ...command);
  const program = (name: string, ...args: readonly string[]) => [
    process.execPath,
    path.join(programs, name),
    ...args,
  ];

  /** Starts the sandbox on a free port, and waits until it is ready. */
  async function serve(args: readonly string[] = [], env: NodeJS.ProcessEnv = {}) {
    const child = start(['--port', '0', '--json', ...args], env);
    const lines = createInterface(child.stdout);
    const [line] = (await once(lines, 'line')) as [string];
    const errors = text(child.stderr);
    return {
      ready: JSON.parse(line) as Ready,
      stop: async (signal: NodeJS.Signals = 'SIGTERM') => {
        const exit = once(child, 'exit') as Promise<[number | null]>;
        child.kill(signal);
        const [[code], error] = await Promise.all([exit, errors]);
        return { code, error };
      },
    };
  }

  const open = (endpoint: string, token: string) =>
    fetch(endpoint + createPath, {
      method: 'POST',
      headers: {
        Authorization: `Bearer ${token}`,
        'Content-Type': 'application/json',
        'client-request-id': crypto.randomUUID(),
      },
      body: '{"persistChanges":true}',
    });

  const write = (name: string, content: string) => {
    writeFileSync(path.join(folder, name), content);
    return name;
  };

  describe('when it is installed', () => {
    it('needs no other package', () => {
      const packages = readdirSync(path.join(folder, 'node_modules'));
      assert.deepEqual(
        packages.filter((name) => !name.startsWith('.')),
        ['workbook-sessions-sandbox'],
      );
    });

    it('has a README, its license and the licenses of bundled packages', () => {
      const read = (name: string) => readFileSync(path.join(installed, name), 'utf8');
      assert.match(read('README.md'), /isn't made by Microsoft/);
      assert.match(read('LICENSE'), /MIT License/);
      for (const name of ['@peculiar/x509', 'reflect-metadata', 'valibot']) {
        assert.match(read('THIRD-PARTY-NOTICES.txt'), new RegExp(`^${name} \\d`, 'm'));
      }
    });

    it('is small', () => {
      assert.ok(readFileSync(path.join(installed, 'index.js')).length < 400_000);
    });

    it('names no path of the machine on which it was built', () => {
      const repository = path.resolve(__dirname, '../../..');
      for (const name of ['index.js', 'index.mjs', 'package.json', 'THIRD-PARTY-NOTICES.txt']) {
        assert.ok(!readFileSync(path.join(installed, name), 'utf8').includes(repository), name);
      }
    });

    it('is started by npx', () => {
      const options = { cwd: folder, encoding: 'utf8', shell: windows } as const;
      const { stdout, status } = spawnSync('npx', ['workbook-sessions-sandbox', '--version'], {
        ...options,
      });
      assert.deepEqual([stdout.trim(), status], [version, 0]);
    });

    it('is one library for ES modules and CommonJS, and starts nothing by itself', async () => {
      const file = write(
        'both.mjs',
        `import { createRequire } from 'node:module';
         import * as imported from 'workbook-sessions-sandbox';
         const required = createRequire(import.meta.url)('workbook-sessions-sandbox');
         const { startSandbox, sandboxToken } = imported;
         console.log(Object.keys(imported).sort().join(), sandboxToken);
         console.log(required.startSandbox === startSandbox);`,
      );
      const { out, error, code } = await endOf(spawned(process.execPath, [file]));
      assert.deepEqual([error, code], ['', 0]);
      assert.equal(out, `sandboxToken,startSandbox ${sandboxToken}\ntrue\n`);
    });

    const consumer = `
      import { type Fault, type Leak, type Sandbox, startSandbox } from 'workbook-sessions-sandbox';

      const fault: Fault = { kind: 'error', error: 'accessConflict', times: 2 };

      export async function leaksOf(run: (sandbox: Sandbox) => Promise<void>): Promise<readonly Leak[]> {
        const sandbox = await startSandbox({
          port: 0,
          https: true,
          auth: (token) => token.startsWith('test-'),
          seed: {
            workbooks: [{ path: 'Plan.xlsx', drive: 'site' }],
            sessions: [{ path: 'Plan.xlsx', drive: 'site', persistChanges: true }],
          },
          idleMs: { persistent: 1, nonPersistent: 2 },
          faults: [fault, { kind: 'silence' }],
          adminSecret: 'a-secret-of-16-characters',
        });
        await run(sandbox);
        sandbox.advanceClock(1);
        const { action, status } = await sandbox.fault(fault).hit;
        const counts: number = sandbox.requests.length + sandbox.violations.length + (status ?? 0);
        const first: string | undefined = sandbox.leaks[0]?.workbook ?? action ?? sandbox.certificate;
        await sandbox.close();
        return counts === 0 && first === undefined ? [] : sandbox.leaks;
      }

      // @ts-expect-error There is no such kind.
      export const wrongFault: Fault = { kind: 'none' };
      // @ts-expect-error A port is a number.
      void startSandbox({ port: '1' });
    `;
    const settings = {
      'an ES module': ['consumer.mts', ts.ModuleKind.NodeNext, ts.ModuleResolutionKind.NodeNext],
      'a CommonJS module': [
        'consumer.cts',
        ts.ModuleKind.NodeNext,
        ts.ModuleResolutionKind.NodeNext,
      ],
      'a bundler': ['consumer.ts', ts.ModuleKind.ESNext, ts.ModuleResolutionKind.Bundler],
    } as const;
    for (const [what, [file, module, moduleResolution]] of Object.entries(settings)) {
      it(`has types for ${what} in strict mode, without the types of Node`, () => {
        const root = path.join(folder, write(file, consumer));
        const compilerProgram = ts.createProgram([root], {
          ...{ module, moduleResolution, target: ts.ScriptTarget.ES2022, types: [], noEmit: true },
          ...{ strict: true, exactOptionalPropertyTypes: true, skipLibCheck: false },
          lib: ['lib.es2022.d.ts'],
        });
        const problems = ts.getPreEmitDiagnostics(compilerProgram);
        assert.deepEqual(
          problems.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n')),
          [],
        );
      });
    }
  });

  describe('exec', () => {
    const strict = ['--https', '--fail-on-leak', '--fail-on-violation'];

    for (const [client, name] of [
      ["Microsoft's JavaScript client", 'graphClient.mjs'],
      ['PnPjs', 'pnpjs.mjs'],
      ['fetch', 'sessions.mjs'],
    ] as const) {
      it(`runs a program with ${client} over https, and finds nothing to report`, async () => {
        const args = name === 'sessions.mjs' ? ['2', '2'] : [];
        const { code, out, error } = await exec(strict, ...program(name, ...args));
        assert.deepEqual({ code, error }, { code: 0, error: '' });
        assert.equal(out, name === 'sessions.mjs' ? '' : 'done\n');
      });
    }

    for (const client of ['requests', 'httpx']) {
      it(`runs a Python program with ${client} over https, and finds nothing to report`, async () => {
        const python = findPython();
        assert.deepEqual(python?.missing, []);
        const file = path.join(programs, 'sessions.py');
        const { code, out, error } = await exec(strict, python.executable, file, client);
        assert.deepEqual({ code, out, error }, { code: 0, out: 'done\n', error: '' });
      });
    }

    it('runs a script with curl over https, and finds nothing to report', async () => {
      const file = path.join(programs, 'sessions.sh');
      const { code, out, error } = await exec(strict, 'bash', file);
      assert.deepEqual({ code, out, error }, { code: 0, out: 'done\n', error: '' });
    });

    it('names the sessions that a program left open, and fails with --fail-on-leak', async () => {
      const ending = await exec(['--fail-on-leak'], ...program('sessions.mjs', '3', '1'));
      assert.equal(ending.code, 3);
      const [head, ...lines] = ending.error.trimEnd().split('\n');
      assert.equal(head, 'Your test left 2 sessions open:');
      assert.match(lines[0]!, /^ {2}Budget\.xlsx, non-persistent, open for (less than 1 s|\d+ s)$/);
      assert.match(lines[1]!, /^ {2}Budget\.xlsx, persistent, open for (less than 1 s|\d+ s)$/);
      assert.equal(lines.length, 2);
      assert.doesNotMatch(ending.error, /cluster=/);
    });

    it('counts the violations of a program, and fails with --fail-on-violation', async () => {
      const careless = program('sessions.mjs', '2', '2', 'careless');
      const { code, error } = await exec(['--fail-on-violation'], ...careless);
      assert.equal(code, 4);
      assert.equal(
        error,
        [
          'Your test broke rules 4 times. The first of each kind:',
          '  clientRequestIdHeader: 4 times',
          '    POST /me/drive/root:/{path}:/workbook/createSession: client-request-id was sent 0 times.',
          '',
        ].join('\n'),
      );
    });

    it('prints no session id, query or token in the first violation of a kind', async () => {
      const code = `const { GRAPH_BASE_URL, GRAPH_ACCESS_TOKEN } = process.env;
        const headers = {
          Authorization: 'Bearer ' + GRAPH_ACCESS_TOKEN,
          'client-request-id': crypto.randomUUID(),
          'workbook-session-id': 'my-session-id',
        };
        const query = '?token=' + GRAPH_ACCESS_TOKEN;
        fetch(GRAPH_BASE_URL + '/v1.0/unknown/my-session-id' + query, { headers });`;
      const { error } = await exec([], process.execPath, '-e', code);
      assert.match(error, /^ {4}The sandbox has no path GET \/v1\.0\/unknown\/…/m);
      assert.match(error, /^ {2}secretInUrl: once$/m);
      assert.doesNotMatch(error, new RegExp(`my-session-id|${sandboxToken}`));
    });

    it('only reports without these flags', async () => {
      const { code, error } = await exec([], ...program('sessions.mjs', '1', '0', 'careless'));
      assert.equal(code, 0);
      assert.match(error, /^Your test left 1 session open:\n/);
      assert.match(error, /^Your test broke rules once:$/m);
    });

    it('ends with the exit code of a program that fails, and reports', async () => {
      const failing = program('sessions.mjs', '1', '0', 'fail');
      const { code, error } = await exec(['--fail-on-leak'], ...failing);
      assert.equal(code, 7);
      assert.match(error, /^Your test left 1 session open:\n/);
    });

    it('tells the program the addresses, the token and the secret, and nothing else', async () => {
      const code = 'console.log(JSON.stringify(process.env))';
      const { out } = await exec([], process.execPath, '-e', code);
      const environment = JSON.parse(out) as NodeJS.ProcessEnv;
      const changed = Object.keys(environment).filter(
        (name) => environment[name] !== process.env[name],
      );
      assert.deepEqual(changed.sort(), [
        'GRAPH_ACCESS_TOKEN',
        'GRAPH_BASE_URL',
        'WORKBOOK_SESSIONS_SANDBOX_ADMIN',
        'WORKBOOK_SESSIONS_SANDBOX_SECRET',
      ]);
      const { GRAPH_BASE_URL, GRAPH_ACCESS_TOKEN, WORKBOOK_SESSIONS_SANDBOX_ADMIN } = environment;
      assert.match(GRAPH_BASE_URL!, /^http:\/\/127\.0\.0\.1:\d+$/);
      assert.equal(GRAPH_ACCESS_TOKEN, sandboxToken);
      assert.equal(WORKBOOK_SESSIONS_SANDBOX_ADMIN, `${GRAPH_BASE_URL}/_sandbox/admin`);
    });

    it('keeps the certificates that clients trusted before, and removes its files', async () => {
      const own = write('own.pem', '# an authority of the user\n');
      const code = `const { readFileSync } = require('node:fs');
        const names = ['NODE_EXTRA_CA_CERTS', 'REQUESTS_CA_BUNDLE', 'SSL_CERT_FILE', 'CURL_CA_BUNDLE'];
        console.log(JSON.stringify(names.map((name) => [process.env[name], readFileSync(process.env[name], 'utf8')])));`;
      const child = start(['exec', '--https', '--', process.execPath, '-e', code], {
        ...{ SSL_CERT_FILE: own, NODE_EXTRA_CA_CERTS: '', CURL_CA_BUNDLE: '' },
        REQUESTS_CA_BUNDLE: path.join(folder, 'missing.pem'),
      });
      const { out } = await endOf(child);
      const files = JSON.parse(out) as [string, string][];
      const counts = files.map(([, content]) => content.split('BEGIN CERTIFICATE').length - 1);
      assert.deepEqual([counts[0], counts[2]], [1, 1]);
      assert.ok(counts[1]! > 50 && counts[3] === counts[1]);
      assert.match(files[2]![1], /^# an authority of the user\n/);
      assert.deepEqual(
        files.map(([file]) => existsSync(file)),
        [false, false, false, false],
      );
    });

    if (!windows) {
      it('ends with 127 when the program does not exist', async () => {
        const { code, error } = await exec([], 'no-such-program-of-this-test');
        assert.equal(code, 127);
        assert.match(error, /^"no-such-program-of-this-test" can't be started: /);
      });

      it('passes a signal on to the program, and ends as the program does', async () => {
        const waiting = program('sessions.mjs', '1', '0', 'wait');
        const child = start(['exec', '--fail-on-leak', '--', ...waiting]);
        const lines = createInterface(child.stdout);
        await once(lines, 'line');
        const said = once(lines, 'line');
        const errors = text(child.stderr);
        const exit = once(child, 'exit') as Promise<[number | null]>;
        child.kill('SIGTERM');
        assert.deepEqual(await said, ['stopping']);
        assert.equal((await exit)[0], 5);
        assert.match(await errors, /^Your test left 1 session open:\n/);
      });

      it('ends with 128 and the number of the signal that ended the program', async () => {
        const { code } = await exec([], 'bash', '-c', 'kill -TERM $$');
        assert.equal(code, 143);
      });
    }
  });

  describe('as a server', () => {
    it('prints one line of JSON with --json, with what a client needs', async () => {
      const { ready, stop } = await serve();
      const { endpoint, token, adminApi, adminSecret, processId, ...others } = ready;
      assert.deepEqual(others, { version });
      assert.equal(token, sandboxToken);
      assert.equal(adminApi, `${endpoint}/_sandbox/admin`);
      assert.equal((await open(endpoint, token)).status, 201);
      const headers = { Authorization: `Bearer ${adminSecret!}` };
      const { requests } = (await (await fetch(`${adminApi}/requests`, { headers })).json()) as {
        requests: unknown[];
      };
      assert.equal(requests.length, 1);
      assert.deepEqual(await (await fetch(`${endpoint}/health`)).json(), {
        ...{ status: 'ok', name: 'workbook-sessions-sandbox', version },
      });
      assert.ok(processId > 0);
      const { leaks } = (await (await fetch(`${adminApi}/leaks`, { headers })).json()) as {
        leaks: { workbook: string }[];
      };
      assert.deepEqual(
        leaks.map(({ workbook }) => workbook),
        ['Budget.xlsx'],
      );
      assert.deepEqual(await stop(), { code: windows ? null : 0, error: '' });
    });

    for (const signal of windows ? [] : (['SIGINT', 'SIGTERM', 'SIGHUP'] as const)) {
      it(`stops on ${signal}, names the open sessions, and removes its certificate`, async () => {
        const { ready, stop } = await serve(['--https', '--fail-on-leak']);
        const { endpoint, token, certificateFile } = ready;
        const create = program('sessions.mjs', '1', '0');
        const client = spawned(create[0]!, create.slice(1), {
          NODE_EXTRA_CA_CERTS: certificateFile,
          GRAPH_BASE_URL: endpoint,
          GRAPH_ACCESS_TOKEN: token,
        });
        assert.deepEqual(await endOf(client), { code: 0, out: '', error: '' });
        const { code, error } = await stop(signal);
        assert.equal(code, 3);
        assert.match(error, /^Your test left 1 session open:\n {2}Budget\.xlsx, persistent/);
        assert.ok(!existsSync(certificateFile!));
      });
    }

    it('takes the secret of the admin API from the environment, and prints it nowhere', async () => {
      const secret = 'a-secret-of-the-environment';
      const env = { WORKBOOK_SESSIONS_SANDBOX_SECRET: secret };
      const { ready, stop } = await serve([], env);
      assert.ok(!JSON.stringify(ready).includes(secret));
      const headers = { Authorization: `Bearer ${secret}` };
      assert.equal((await fetch(`${ready.adminApi}/requests`, { headers })).status, 200);
      await stop();

      const lines = createInterface(start(['--port', '0', '--https'], env).stdout);
      const said: string[] = [];
      for await (const line of lines) {
        said.push(line);
        if (said.length === 4) {
          break;
        }
      }
      assert.equal(said[2], 'Admin secret: from WORKBOOK_SESSIONS_SANDBOX_SECRET');
      assert.match(said[3]!, /^Certificate to trust: .*\.pem$/);
    });

    it('prints nothing with --silent', async () => {
      const port = await freePort();
      const child = start(['--port', String(port), '--silent']);
      const ending = endOf(child);
      await waitForHealth(`http://127.0.0.1:${port}`);
      child.kill('SIGTERM');
      const { out, error } = await ending;
      assert.deepEqual([out, error], ['', '']);
    });

    it('accepts every token with --auth any, and refuses a real one', async () => {
      const { ready, stop } = await serve(['--auth', 'any', '--fail-on-violation']);
      const { endpoint } = ready;
      assert.equal((await open(endpoint, 'a-token-of-the-test')).status, 201);
      const claims = Buffer.from('{"aud":"https://graph.microsoft.com"}').toString('base64url');
      const refused = await open(endpoint, `h.${claims}.s`);
      assert.equal(refused.status, 401);
      assert.match(await refused.text(), /A real access token for Microsoft Graph was sent/);
      const { code, error } = await stop();
      if (!windows) {
        assert.match(error, /\n {2}tokenForGraph: once\n {4}A real access token .*\n$/);
        assert.equal(code, 4);
      }
    });

    it('starts with the workbooks and sessions of --seed', async () => {
      const seed = write(
        'seed.json',
        JSON.stringify({
          workbooks: [{ path: 'Tests/Plan.xlsx', itemId: '01PLAN' }],
          sessions: [{ path: 'Tests/Plan.xlsx', persistChanges: true, sessionId: 'old' }],
        }),
      );
      const { ready, stop } = await serve(['--seed', seed, '--fail-on-leak']);
      const workbook = `${ready.endpoint}/v1.0/me/drive/items/01PLAN/workbook`;
      const headers = { Authorization: `Bearer ${ready.token}`, 'workbook-session-id': 'old' };
      const answer = await fetch(`${workbook}/refreshSession`, { method: 'POST', headers });
      assert.equal(answer.status, 204);
      assert.equal((await stop()).error, '');
    });

    it('ends idle sessions after --idle-ms', async () => {
      const { ready } = await serve(['--idle-ms', '60000']);
      const { endpoint, token, adminApi, adminSecret } = ready;
      const { id } = (await (await open(endpoint, token)).json()) as { id: string };
      const headers = { Authorization: `Bearer ${adminSecret!}` };
      await fetch(`${adminApi}/clock`, { method: 'POST', headers, body: '{"ms":60000}' });
      const closed = await fetch(endpoint + createPath.replace('create', 'close'), {
        method: 'POST',
        headers: { Authorization: `Bearer ${token}`, 'workbook-session-id': id },
      });
      assert.equal(closed.status, 404);
    });

    it('applies each --fault, as JSON or in short', async () => {
      const { ready } = await serve([
        ...['--fault', '{"kind":"error","error":"accessConflict"}'],
        ...['--fault', 'error,error=tooManyRequestsUncategorized,retryAfter=3,times=2'],
      ]);
      const answers: (readonly [number, string | null])[] = [];
      for (let count = 0; count < 4; count += 1) {
        const { status, headers } = await open(ready.endpoint, ready.token);
        answers.push([status, headers.get('retry-after')]);
      }
      assert.deepEqual(answers, [
        [409, null],
        [429, '3'],
        [429, '3'],
        [201, null],
      ]);
    });

    it('serves https with the certificate of --cert and --key', async () => {
      const { newCertificate } = await import('../../../src/sandbox/certificate');
      const { key, cert, authority } = await newCertificate();
      const files = ['--cert', write('cert.pem', cert + authority), '--key', write('key.pem', key)];
      const code = `fetch(process.env.GRAPH_BASE_URL + '/health').then((answer) => console.log(answer.status, answer.url))`;
      const { out, error } = await exec(files, process.execPath, '-e', code);
      assert.equal(error, '');
      assert.match(out, /^200 https:\/\/127\.0\.0\.1:\d+\/health\n$/);
    });

    it('listens only on the loopback address, and refuses a foreign host or origin', async () => {
      const { ready } = await serve();
      const { hostname } = new URL(ready.endpoint);
      assert.equal(hostname, '127.0.0.1');
      const headers = { Origin: 'https://page.example' };
      assert.equal((await fetch(`${ready.endpoint}/health`, { headers })).status, 403);
    });
  });

  describe('rejects in one line', () => {
    const wrong: Record<string, readonly [args: readonly string[], text: RegExp]> = {
      'an unknown flag': [['--prot', '1'], /^Unknown option '--prot'\. --help lists the flags\.$/],
      'a flag without its value': [['--port'], /--port.* --help lists the flags\.$/],
      'a port that is no number': [['--port', 'x'], /^--port must be a number from 0 to 65535/],
      'a port that is too large': [['--port', '70000'], /^--port must be a number from 0 to 65535/],
      'an unknown word': [['serve'], /^Unexpected argument "serve"\./],
      'exec without a command': [['exec', 'npm', 'test'], /^Unexpected argument "npm"\./],
      'exec without anything': [['exec'], /^exec and the command belong together: /],
      'a command without exec': [['--', 'npm', 'test'], /^exec and the command belong together: /],
      'another --auth': [['--auth', 'none'], /^--auth must be any, not "none"\.$/],
      'an --idle-ms that is no number': [['--idle-ms', '0'], /^--idle-ms must be a number of mill/],
      '--json with --silent': [['--json', '--silent'], /^Choose one of --json and --silent\.$/],
      'a certificate without a key': [['--cert', 'c.pem'], /^--cert and --key belong together\.$/],
      'a certificate that is none': [
        ['--cert', 'package.json', '--key', 'package.json'],
        /^--cert and --key must be a certificate and its key as PEM files\.$/,
      ],
      'a seed that is missing': [
        ['--seed', 'none.json'],
        /^--seed: none\.json can't be read \(ENOENT/,
      ],
      'a seed that is not JSON': [['--seed', 'own.txt'], /^--seed: own\.txt is not JSON\.$/],
      'a seed with a wrong field': [
        ['--seed', 'package.json'],
        /^seed\.private: A seed has no such field\.$/,
      ],
      'a fault without a kind': [
        ['--fault', 'none'],
        /^--fault none: "kind" must be one of answer, error, .*gzipBomb\.$/,
      ],
      'a fault with a wrong field': [
        ['--fault', 'slow,until=soon'],
        /^--fault slow,until=soon: "until" is missing.* takes kind, action, .*until\.$/,
      ],
      'a fault with an unknown error': [
        ['--fault', '{"kind":"error","error":"x"}'],
        /^--fault .* "error" is one of invalidSessionReCreatable, .*\.$/,
      ],
      'a fault that is not JSON': [['--fault', '{kind'], /^--fault \{kind: this is not JSON\.$/],
    };
    before(() => {
      write('own.txt', '{');
    });
    for (const [what, [args, expected]] of Object.entries(wrong)) {
      it(what, async () => {
        const { code, out, error } = await run(...args);
        assert.deepEqual([code, out], [1, '']);
        assert.match(error, /^[^\n]+\n$/);
        assert.match(error.trimEnd(), expected);
      });
    }

    it('a secret in the environment that is too short', async () => {
      const { code, error } = await endOf(start([], { WORKBOOK_SESSIONS_SANDBOX_SECRET: 'short' }));
      assert.equal(code, 1);
      assert.match(error, /^WORKBOOK_SESSIONS_SANDBOX_SECRET must be 16 or more .*\n$/);
      assert.doesNotMatch(error, /short/);
    });

    it('a port that is in use', async () => {
      const other = await startSandbox();
      try {
        const { code, error } = await run('--port', new URL(other.endpoint).port);
        assert.deepEqual([code, error.split('.')[0]], [1, 'Another program uses this port']);
      } finally {
        await other.close();
      }
    });
  });

  it('prints its flags with --help', async () => {
    const { code, out } = await run('--help');
    assert.equal(code, 0);
    const readme = readFileSync(path.join(installed, 'README.md'), 'utf8');
    const flags = [...out.matchAll(/^ {2}(--[\w-]+)/gm)].map(([, flag = '']) => flag);
    assert.equal(flags.length, 14);
    assert.deepEqual(
      flags.filter((flag) => !readme.includes(flag)),
      [],
    );
  });

  describe('has a README whose start', () => {
    const example = (name: string): string => {
      const readme = readFileSync(path.join(installed, 'README.md'), 'utf8');
      const found = new RegExp(`<!-- test: ${name} -->\\n+\`\`\`\\w+\\n(.*?)\`\`\``, 's').exec(
        readme,
      );
      assert.ok(found?.[1], `The README has no example for ${name}.`);
      return found[1];
    };

    it('in Node.js finds the session that a program leaves open', async () => {
      const importOrders = `async function importOrders(graph, token) {
        const answer = await fetch(graph + '/me/drive/root:/Budget.xlsx:/workbook/createSession', {
          method: 'POST',
          headers: {
            Authorization: 'Bearer ' + token,
            'Content-Type': 'application/json',
            'client-request-id': crypto.randomUUID(),
          },
          body: '{"persistChanges":true}',
        });
        const { id } = await answer.json();
        if (process.env.CLOSES) {
          await fetch(answer.url.replace('createSession', 'closeSession'), {
            method: 'POST',
            headers: {
              Authorization: 'Bearer ' + token,
              'Content-Type': 'application/json',
              'client-request-id': crypto.randomUUID(),
              'workbook-session-id': id,
            },
          });
        }
      }`;
      const file = write('example.test.mjs', `${example('node')}\n${importOrders}`);
      // The variable would make it a part of the tests that run this one.
      const env = { NODE_TEST_CONTEXT: undefined };
      const closing = await endOf(
        spawned(process.execPath, ['--test', file], { ...env, CLOSES: '1' }),
      );
      assert.equal(closing.code, 0, closing.out);
      const leaking = await endOf(spawned(process.execPath, ['--test', file], env));
      assert.equal(leaking.code, 1);
      assert.match(leaking.out, /workbook: 'Budget\.xlsx'/);
    });

    it('in Python opens and closes a session', async () => {
      const file = write('example.py', `${example('python')}\ntest_opens_and_closes()\n`);
      const python = findPython()!.executable;
      const { code, error } = await exec(
        ['--https', '--fail-on-leak', '--fail-on-violation'],
        python,
        file,
      );
      assert.deepEqual({ code, error }, { code: 0, error: '' });
    });

    if (!windows) {
      it('in a shell leaves a session open, and fails', async () => {
        const file = write('example.sh', example('shell'));
        const { code, out, error } = await endOf(spawned('bash', [file]));
        assert.equal(code, 3, error);
        assert.match(out, /"id":"cluster=/);
        assert.match(error, /Your test left 1 session open:\n {2}Budget\.xlsx, non-persistent/);
        assert.doesNotMatch(error, /broke rules/);
      });
    }
  });
});

/** A port that was free a moment ago. */
async function freePort(): Promise<number> {
  const sandbox = await startSandbox();
  await sandbox.close();
  return Number(new URL(sandbox.endpoint).port);
}

async function waitForHealth(endpoint: string): Promise<void> {
  const { waitFor } = await import('../../host/wait.mjs');
  await waitFor(
    () =>
      fetch(`${endpoint}/health`).then(
        ({ ok }) => ok,
        () => false,
      ),
    { what: 'the health of the sandbox' },
  );
}
