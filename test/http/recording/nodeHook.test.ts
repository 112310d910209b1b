import assert from 'node:assert/strict';
import type { RecordedCall } from '../../../src/recording/recordingProtocol';
import { specialFiles } from '../../../src/sandbox/workbookFiles';
import { startGraphStandIn, type GraphStandIn } from './graphStandIn';
import { ListeningWindow } from './listeningWindow';
import {
  claims,
  everythingTold,
  installedNodes,
  missingNodes,
  ProgramRunner,
  tokenPieces,
  type Ending,
  type ProgramOptions,
} from './recordedProgram';

const owner = {
  ...{ oid: claims.oid, tid: claims.tid, name: claims.upn, appId: claims.appid, isApp: false },
};
/** Those that take the stand-in's certificate. */
const trustingClients = ['undici', 'undici5', 'https', 'nodeFetch', 'axios'];
const clients = [...trustingClients, 'fetch', 'graphClient', 'pnpjs'];
const forms = ['esm', 'commonJs', 'worker', 'child', 'crash', 'kill', 'exit'];

if (missingNodes.length > 0) {
  console.log(`Left out, not installed: ${missingNodes.map(({ name }) => name).join(', ')}.`);
}

describe('The hook for Node', function () {
  this.timeout(60_000);
  let graph: GraphStandIn;
  let runner: ProgramRunner;

  before(async () => {
    graph = await startGraphStandIn();
    runner = new ProgramRunner(graph);
  });

  after(async () => {
    runner.remove();
    await graph.close();
  });

  const pathOf = ({ driveId, itemId }: { readonly driveId: string; readonly itemId: string }) =>
    `/drives/${driveId}/items/${itemId}`;

  interface Recorded {
    readonly calls: readonly RecordedCall[];
    readonly bytes: string;
    readonly sessionIds: readonly string[];
    readonly ending: Ending;
  }

  async function record(options: ProgramOptions): Promise<Recorded> {
    const window = new ListeningWindow();
    await window.start();
    try {
      const program = runner.start({ ...options, recording: window.environment() });
      const ending = await program.ended;
      const sessionIds = program.sessionIds();
      await everythingTold(window);
      const { calls, bytes } = window;
      return { calls, bytes, sessionIds, ending };
    } finally {
      await window.stop();
    }
  }

  function assertNoToken({ bytes }: Recorded): void {
    assert.ok(bytes.includes('"hello"'));
    assert.deepEqual(
      [...tokenPieces, claims.ipaddr, claims.scp].filter((piece) => bytes.includes(piece)),
      [],
    );
  }

  for (const node of installedNodes) {
    for (const client of clients) {
      describe(`in a program with ${client} in ${node.name}`, () => {
        it('tells each call in a session, and no part of the token', async () => {
          const { samples } = graph.sandbox;
          const workbook = `${pathOf(samples[0]!)}/workbook`;
          const slow = `${pathOf(specialFiles.slow)}/workbook`;
          const { driveId, itemId } = samples[0]!;
          const other = graph.sandbox.openSession(driveId, itemId, true);
          const options: ProgramOptions = {
            ...{ node, program: 'calls.mjs' },
            input: [client, graph.origin, workbook, slow, other],
            trustsByItself: trustingClients.includes(client),
          };
          const [recorded, plain] = await Promise.all([
            record(options),
            runner.start(options).ended,
          ]);
          assert.deepEqual(recorded.ending, plain);
          assert.equal(plain.code, 0, plain.stderr);
          assertNoToken(recorded);
          const [sessionId = '', slowId = '', batchId = ''] = recorded.sessionIds;
          const path = `/v1.0${pathOf(samples[0]!)}`;
          const common = { type: 'call', origin: graph.origin, path, owner };
          const create = { ...common, action: 'createSession' };
          const close = { ...common, action: 'closeSession', sessionId };
          assert.deepEqual(recorded.calls, [
            { ...create, status: 201, created: { sessionId, persistChanges: true } },
            { ...common, action: 'refreshSession', status: 204, sessionId },
            { ...common, action: 'other', status: 200, sessionId },
            { ...common, action: 'other', status: 200, sessionId: other },
            {
              ...{ ...create, path: `/v1.0${pathOf(specialFiles.slow)}`, status: 200 },
              created: { sessionId: slowId, persistChanges: true },
            },
            { ...create, status: 201, created: { sessionId: batchId, persistChanges: false } },
            { ...close, status: 204 },
            { ...close, status: 404, errorCodes: recorded.calls.at(-1)?.errorCodes },
          ]);
          assert.ok((recorded.calls.at(-1)?.errorCodes ?? []).length > 0);
        });
      });
    }

    for (const form of forms) {
      describe(`in a program of the form ${form} in ${node.name}`, () => {
        it('tells the sessions, and leaves the output and the exit code as they are', async () => {
          const workbook = graph.sandbox.samples[1]!;
          const options: ProgramOptions = {
            ...{ node, program: form === 'esm' ? 'forms.mjs' : 'forms.cjs' },
            input: [form, graph.origin, `${pathOf(workbook)}/workbook`],
          };
          const [recorded, plain] = await Promise.all([
            record(options),
            runner.start(options).ended,
          ]);
          assert.deepEqual(recorded.ending, plain);
          assertNoToken(recorded);
          assert.deepEqual(
            recorded.calls.map(({ action, created }) => [action, created]),
            recorded.sessionIds.map((sessionId) => [
              'createSession',
              { sessionId, persistChanges: false },
            ]),
          );
          assert.equal(recorded.calls.length, 2);
        });
      });
    }
  }
});
