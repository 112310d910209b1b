import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { sandboxToken } from '../../src/base/sandboxToken';
import { addressOfIds, type WorkbookAddress } from '../../src/model/workbook';
import type { GraphTarget } from '../../src/model/workbookSession';
import { parseWorkbookAddress } from '../../src/graph/workbookAddressParser';
import { placeOfSession } from '../../src/graph/workbookPlace';
import type { SnippetSource } from '../../src/snippets/snippetSource';
import { snippetOf } from '../../src/snippets/snippets';
import { workbookFiles } from '../../src/sandbox/workbookFiles';
import { aWorkbookSession } from '../builders';
import { sandboxPerTest } from './sandbox/client';

const root = path.join(__dirname, '../..');
/** Every character that a session id may have. */
const everyCharacter = String.fromCharCode(
  ...Array.from({ length: 0x7e - 0x20 }, (_, index) => 0x21 + index),
);

interface Result {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program that reads its text from standard input, with the token where snippets look for it. */
async function run(
  [command, ...args]: readonly [string, ...string[]],
  program: string,
  environment: Readonly<Record<string, string>> = {},
): Promise<Result> {
  const env = { PATH: process.env['PATH'], GRAPH_TOKEN: sandboxToken, ...environment };
  const child = spawn(command, args, { cwd: root, env });
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  child.stdin.end(program);
  const [status, stdout, stderr] = await Promise.all([
    ended,
    text(child.stdout),
    text(child.stderr),
  ]);
  return { status, stdout, stderr };
}

const bash = (snippet: string) => run(['bash', '--norc', '-s'], snippet);
const node = (snippet: string) => run([process.execPath, '--input-type=module', '-'], snippet);

/** Runs a snippet for Graph itself, letting the sandbox answer in its stead. */
function nodeInsteadOfGraph(snippet: string, endpoint: string): Promise<Result> {
  const preload = `
    const send = globalThis.fetch;
    globalThis.fetch = (url, options) =>
      send(url.replace(/^https:\\/\\/graph\\.microsoft\\.com(?=\\/)/, process.env.STAND_IN), options);`;
  const url = `data:text/javascript,${encodeURIComponent(preload)}`;
  const command = [process.execPath, '--import', url, '--input-type=module', '-'] as const;
  return run([...command], snippet, { STAND_IN: endpoint });
}

describe('A snippet that is run', () => {
  const running = sandboxPerTest();
  const [budget, sales, , , inventory] = workbookFiles;
  const addresses: readonly (readonly [string, WorkbookAddress])[] = [
    ['ids', addressOfIds(budget)],
    ['path', parseWorkbookAddress(`/me/drive/root:/${sales.path}`).address],
    [
      'path full of signs',
      parseWorkbookAddress(
        `/drives/${inventory.driveId}/root:/${encodeURIComponent(inventory.path)}`,
      ).address,
    ],
  ];

  before(async () => {
    const { status } = await bash('curl --version').catch(() => ({ status: 127 }));
    assert.equal(
      status,
      0,
      'These tests run bash and curl: install them, as “apt install curl” does.',
    );
  });

  const sandboxTarget = (): GraphTarget => ({
    cloud: 'sandbox',
    sandbox: running.sandbox.instance,
  });

  function sourceOf(
    address: WorkbookAddress,
    sessionId: string,
    target: GraphTarget = sandboxTarget(),
  ): SnippetSource {
    const { ids, ...session } = aWorkbookSession({ address, target });
    const place = placeOfSession(session, { apiVersion: 'v1.0', endpoint: '' });
    return { ...place, sessionId, workbookName: 'Orçamento */ 2026.xlsx' };
  }

  /** One request, as it should be, and nothing else. */
  function assertListed(sessionId: string, file: { readonly itemId: string }): void {
    const [request, ...others] = running.sandbox.requests;
    assert.deepEqual(others, []);
    assert.equal(request?.method, 'GET');
    assert.equal(request.action, 'listWorksheets');
    assert.deepEqual(request.itemId, file.itemId);
    assert.equal(request.body, '');
    assert.equal(request.status, 200);
    assert.deepEqual(request.headers['workbook-session-id'], [sessionId]);
    assert.deepEqual(request.headers['authorization'], [`Bearer ${sandboxToken}`]);
    assert.equal(request.session, 'open');
    assert.deepEqual(running.sandbox.violations, []);
  }

  for (const [index, [form, address]] of addresses.entries()) {
    const file = [budget, sales, inventory][index]!;
    const openSession = () => running.sandbox.openSession(file.driveId, file.itemId, true);

    it(`curl lists the worksheets of a workbook by its ${form}`, async () => {
      const sessionId = openSession();
      const { status, stdout } = await bash(snippetOf('curl', sourceOf(address, sessionId)));
      assert.equal(status, 0);
      assert.match(stdout, /"name":"Sheet1"/);
      assertListed(sessionId, file);
    });

    it(`Microsoft’s client lists the worksheets of a workbook by its ${form}`, async () => {
      const sessionId = openSession();
      const snippet = snippetOf('javaScript', sourceOf(address, sessionId));
      const { stdout, stderr } = await node(snippet);
      assert.equal(stderr, '');
      assert.match(stdout, /name: 'Sheet1'/);
      assertListed(sessionId, file);
    }).timeout(20_000);

    it(`Microsoft’s client would list them in Graph itself, by its ${form}`, async () => {
      const sessionId = openSession();
      const source = sourceOf(address, sessionId, { cloud: 'global' });
      const snippet = snippetOf('javaScript', source);
      const { stdout, stderr } = await nodeInsteadOfGraph(snippet, running.sandbox.endpoint);
      assert.equal(stderr, '');
      assert.match(stdout, /name: 'Sheet1'/);
      assertListed(sessionId, file);
      assert.match(running.sandbox.requests[0]?.headers['sdkversion']?.[0] ?? '', /^graph-js\//);
    }).timeout(20_000);
  }

  for (const [kind, start] of [
    ['curl', bash],
    ['javaScript', node],
  ] as const) {
    it(`sends a session id of all characters byte for byte: ${kind}`, async () => {
      await start(snippetOf(kind, sourceOf(addressOfIds(budget), everyCharacter)));
      assert.deepEqual(
        running.sandbox.requests.map(({ headers }) => headers['workbook-session-id']),
        [[everyCharacter]],
      );
      assert.equal(running.sandbox.requests[0]?.status, 404);
      assert.deepEqual(running.sandbox.violations, []);
    }).timeout(20_000);
  }
});
