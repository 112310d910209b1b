import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { build, type BuildOptions } from 'esbuild';
import type { Sandbox } from '../../../src/sandbox/main';
import { startSandbox } from '../../../src/sandbox/sandbox';

const { sandbox: bundleOptions } = createRequire(__filename)('../../../esbuild.js') as {
  sandbox: BuildOptions;
};

/** On Windows, these signals don't reach the handlers of a program. */
const signals = process.platform === 'win32' ? [] : (['SIGINT', 'SIGTERM'] as const);

describe('The bundle of the sandbox', () => {
  let folder: string;
  let bundle: string;
  const running = new Set<ChildProcess>();

  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'workbook-sessions-'));
    bundle = path.join(folder, 'sandbox.js');
    await build({ ...bundleOptions, outdir: folder, minify: true, sourcemap: false });
  });

  after(() => rm(folder, { recursive: true }));

  afterEach(() => {
    for (const child of running) {
      child.kill('SIGKILL');
    }
    running.clear();
  });

  function run(...args: string[]) {
    const child = spawn(process.execPath, [bundle, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
    running.add(child);
    return child;
  }

  async function outcome(...args: string[]) {
    const child = run(...args);
    const exit = once(child, 'exit') as Promise<[number | null]>;
    const [out, error, [code]] = await Promise.all([text(child.stdout), text(child.stderr), exit]);
    return { out, error, code };
  }

  for (const signal of signals) {
    it(`prints its address, serves, and stops on ${signal}`, async () => {
      const child = run('--port', '0');
      const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
      const [address] = /http:\/\/127\.0\.0\.1:\d+/.exec(line) ?? [];
      const answer = await fetch(address!);
      const { name, processId } = (await answer.json()) as Record<string, unknown>;
      assert.deepEqual([name, processId], ['workbook-sessions-sandbox', child.pid]);

      child.kill(signal);
      assert.deepEqual(await once(child, 'exit'), [0, null]);
    });
  }

  it('prints the address of its admin API and a new secret', async () => {
    const secrets: string[] = [];
    for (let start = 0; start < 2; start++) {
      const lines = createInterface(run('--port', '0').stdout);
      const said: string[] = [];
      for await (const line of lines) {
        said.push(line);
        if (said.length === 3) {
          break;
        }
      }
      const [, adminApi = ''] = /^Admin API: (http:\S+)$/.exec(said[1]!)!;
      const [, secret = ''] = /^Admin secret: ([\w-]{32})$/.exec(said[2]!)!;
      secrets.push(secret);
      const ask = (word: string) =>
        fetch(`${adminApi}/violations`, { headers: { Authorization: `Bearer ${word}` } });
      assert.deepEqual(await (await ask(secret)).json(), { violations: [], dropped: 0 });
      assert.equal((await ask('wrong')).status, 401);
    }
    assert.notEqual(secrets[0], secrets[1]);
  });

  it('is small', async () => {
    assert.ok((await stat(bundle)).size < 60_000);
  });

  it('prints its usage', async () => {
    const { out, code } = await outcome('--help');

    assert.equal(code, 0);
    assert.match(out, /--port <number>/);
  });

  it('says that the port is in use', async () => {
    const other = await startSandbox();
    try {
      const { error, out, code } = await outcome('--port', new URL(other.endpoint).port);
      assert.equal(out, '');
      assert.equal(code, 1);
      assert.match(error, /^Another program uses this port\. .*--port.*\n$/);
    } finally {
      await other.close();
    }
  });

  for (const args of [['--port', 'x'], ['--port', '70000'], ['--prot', '1'], ['more']]) {
    it(`rejects ${args.join(' ')} in one line`, async () => {
      const { error, code } = await outcome(...args);

      assert.equal(code, 1);
      assert.match(error, /^[^\n]+\n$/);
    });
  }

  it('starts nothing when it is loaded, and doesn’t change the globals', async () => {
    const before = [globalThis.Request, globalThis.Response, globalThis.fetch];
    const loaded = createRequire(__filename)(bundle) as {
      startSandbox: typeof startSandbox;
      sandboxToken: string;
    };
    const sandbox: Sandbox = await loaded.startSandbox();
    try {
      assert.equal((await fetch(sandbox.endpoint)).status, 200);
      assert.equal(typeof loaded.sandboxToken, 'string');
      assert.deepEqual([globalThis.Request, globalThis.Response, globalThis.fetch], before);
    } finally {
      await sandbox.close();
    }
  });
});
