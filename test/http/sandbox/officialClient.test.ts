import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { sandboxToken } from '../../../src/base/sandboxToken';
import { siteDrive } from '../../../src/sandbox/drives';
import { type Sandbox, startSandbox } from '../../../src/sandbox/sandbox';
import { measurementCount, specialFiles } from '../../../src/sandbox/workbookFiles';

interface Report {
  readonly session: { readonly id: string; readonly persistChanges: boolean };
  readonly refreshed?: unknown;
  readonly closed?: unknown;
  readonly again: { readonly statusCode: number; readonly code: string };
}

describe("Microsoft's own Graph client", () => {
  let folder: string;
  let sandbox: Sandbox;

  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'workbook-sessions-'));
    sandbox = await startSandbox({ https: true });
    await writeFile(path.join(folder, 'sandbox.pem'), sandbox.certificate!);
  });

  after(async () => {
    await sandbox.close();
    await rm(folder, { recursive: true });
  });

  async function run<T>(story: 'sessions' | 'finding', ...rest: string[]): Promise<T[]> {
    const program = path.join(__dirname, 'officialClient.ts');
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['--require', 'tsx/cjs', program, sandbox.endpoint, sandboxToken, story, ...rest],
      { env: { ...process.env, NODE_EXTRA_CA_CERTS: path.join(folder, 'sandbox.pem') } },
    );
    return stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as T);
  }

  afterEach(() => {
    assert.deepEqual(sandbox.violations, []);
    sandbox.reset();
  });

  it('creates, refreshes and closes sessions of the sandbox without a violation', async () => {
    const { driveId, itemId } = sandbox.samples[0]!;
    const reports = await run<Report>('sessions', driveId, itemId);

    assert.deepEqual(
      reports.map(({ session, again }) => [session.persistChanges, again.statusCode, again.code]),
      [
        [true, 404, 'InvalidOrTimedOutSession'],
        [false, 404, 'InvalidOrTimedOutSession'],
      ],
    );
    assert.deepEqual(
      sandbox.requests.map(({ action, session, status }) => [action, session, status]),
      [true, false].flatMap(() => [
        ['createSession', undefined, 201],
        ['refreshSession', 'open', 204],
        ['closeSession', 'open', 204],
        ['closeSession', 'unknown', 404],
      ]),
    );
    assert.ok(
      sandbox.requests.every(({ headers }) => headers['sdkversion']?.[0]?.startsWith('graph-js/')),
    );
    assert.deepEqual(sandbox.openSessions, []);
  }).timeout(30_000);

  it('pages through folders of the sandbox, and searches', async () => {
    const [folder, awkward, plan, query] = await run<string[]>(
      'finding',
      '/me/drive/root:/Measurements:/children',
      "/me/drive/root/search(q='%231')",
      `/drives/${siteDrive.id}/root/search(q='plan')`,
    );

    assert.equal(new Set(folder).size, measurementCount);
    assert.deepEqual(awkward, [specialFiles.awkward.name]);
    assert.deepEqual(plan, ['Team plan.xlsx']);
    assert.deepEqual(query, ['Team plan.xlsx']);
    assert.deepEqual(
      sandbox.requests.map(({ action, status }) => [action, status]),
      ['listChildren', 'listChildren', 'searchFolder', 'searchFolder', 'searchQuery'].map(
        (action) => [action, 200],
      ),
    );
  }).timeout(30_000);
});
