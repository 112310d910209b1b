import assert from 'node:assert/strict';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Deferred } from '../../../src/base/deferred';
import { addressOfIds } from '../../../src/model/workbook';
import type { SessionRecord } from '../../../src/model/workbookSession';
import { formatRecord } from '../../../src/sessions/store/recordFormat';
import { aSessionRecord } from '../../builders';
import type { Bench, Result } from './bench';
import { heldByService, triedToSend } from './checks';
import type { Row } from './row';

const key = '5a1e8a3c-6f0b-4c59-9d0a-3a5c2d1e4f60';
const sessionId = 'cluster=PSG4&session=15.written-by-hand-into-a-file';

/** A record that is not as we write them: nothing is sent for it, and it stays where it lies. */
function unreadable(input: string, change: (text: string) => string): Row {
  return {
    input: `record: ${input}`,
    outcome: 'failed',
    code: 'sessionNotListed',
    record: 'skipped',
    sent: {},
    run: async (bench) => {
      const text = formatRecord(recordOf(bench));
      bench.sessionIds.push(sessionId);
      await bench.putFile(`${key}.json`, change(text));
      await bench.list.reload();
      return bench.close(key);
    },
    then: ({ list, logger }) => {
      assert.equal(list.storageState, 'ready');
      const [line, ...more] = logger.of('warn').filter((message) => message.includes(key));
      assert.match(line ?? '', /skipped/);
      // Once by this window, once by the next.
      assert.ok(more.length <= 1);
    },
  };
}

function recordOf({ workbook, decoy }: Bench): SessionRecord {
  const sandbox = { endpoint: new URL(decoy.url).origin, instanceId: 'gone', processId: 4711 };
  const target = { cloud: 'sandbox', sandbox } as const;
  return aSessionRecord({ key, target, sessionId, address: addressOfIds(workbook) });
}

function edited(change: (json: Record<string, unknown>) => unknown): (text: string) => string {
  return (text) => JSON.stringify(change(JSON.parse(text) as Record<string, unknown>));
}

const elsewhere = (endpoint: string) =>
  edited((json) => ({ ...json, sandbox: { ...(json['sandbox'] as object), endpoint } }));

const files: readonly Row[] = [
  unreadable('torn', (text) => text.slice(0, -20)),
  unreadable('torn in the session id', (text) =>
    text.slice(0, text.indexOf('written-by-hand') + 20),
  ),
  unreadable('empty', () => ''),
  unreadable('nothing but zeros', (text) => '\0'.repeat(text.length)),
  unreadable(
    'of a future version',
    edited((json) => ({ ...json, version: 2, secret: sessionId })),
  ),
  unreadable(
    'of another session by its name',
    edited((json) => ({ ...json, key: '00000000-0000-4000-8000-000000000009' })),
  ),
  unreadable(
    'with a session id that is none',
    edited((json) => ({ ...json, sessionId: `${sessionId}\r\nX-Injected: 1` })),
  ),
  unreadable(
    'with an item id of two dots',
    edited((json) => ({ ...json, address: addressOfIds({ driveId: 'd', itemId: '..' }) })),
  ),
  unreadable('too large', (text) => text + ' '.repeat(300_000)),
  ...[
    'http://evil.example:8365',
    'https://graph.microsoft.com',
    'http://127.0.0.1.evil.example:80',
    'http://127.0.0.1:80@evil.example',
    'http://127.0.0.1:80/path',
  ].map((endpoint) => unreadable(`forged, of a sandbox at ${endpoint}`, elsewhere(endpoint))),
  unreadable('forged, of a sandbox at localhost', (text) =>
    text.replace('http://127.0.0.1:', 'http://localhost:'),
  ),
  {
    input: 'record: forged, of a foreign sandbox, past the disk',
    outcome: 'failed',
    code: 'endpointNotLoopback',
    record: 'unsaved',
    sent: {},
    run: async (bench) => {
      const sandbox = { endpoint: 'http://evil.example:8365', instanceId: 'x', processId: 1 };
      const target = { cloud: 'sandbox', sandbox } as const;
      await refusedByDisk(() =>
        bench.list.add({ record: { ...recordOf(bench), target }, activity: {} }),
      );
      return bench.close(key);
    },
  },
  {
    input: 'record: of a sandbox that is gone',
    outcome: 'failed',
    code: 'sandboxUnavailable',
    record: 'kept',
    sent: {},
    run: async (bench) => {
      await bench.leaveNobodyListening();
      const { endpoint } = bench;
      const sandbox = { endpoint, instanceId: 'gone', processId: 4711 };
      const record = { ...recordOf(bench), target: { cloud: 'sandbox', sandbox } as const };
      await bench.putFile(`${key}.json`, formatRecord(record));
      await bench.list.reload();
      return bench.close(key);
    },
    then: triedToSend(1),
  },
];

async function refusedByDisk(write: () => Promise<unknown>): Promise<void> {
  await assert.rejects(write(), { code: 'recordNotSaved' });
}

async function fileInFoldersPlace({ sessionFolder }: Bench): Promise<void> {
  await mkdir(dirname(sessionFolder), { recursive: true });
  await rm(sessionFolder, { recursive: true, force: true });
  await writeFile(sessionFolder, 'a file');
}

const failing = (code: string) => () => Promise.reject(Object.assign(new Error(code), { code }));

/** Everything that makes a record fails so. */
const full = ({ disk }: Bench) => {
  Object.assign(disk, { open: failing('ENOSPC') });
};
const denied = ({ disk }: Bench) => {
  Object.assign(disk, { open: failing('EACCES') });
};

/** What the disk refuses, by what is done then. */
const disks = [
  ['a file in the folder’s place', fileInFoldersPlace],
  ['disk full', full],
  ['no right to write', denied],
] as const;

const refusals: readonly Row[] = disks.flatMap(([input, given]): Row[] => [
  {
    input: `storage: ${input}, a session is created`,
    outcome: 'failed',
    code: 'recordNotSaved',
    record: 'unsaved',
    sent: { find: 1, create: 1 },
    run: async (bench) => {
      await given(bench);
      return bench.create();
    },
    then: heldByService(1),
  },
  {
    input: `storage: ${input}, a session is added`,
    outcome: 'failed',
    code: 'recordNotSaved',
    record: 'unsaved',
    sent: {},
    run: async (bench) => {
      await given(bench);
      return bench.add();
    },
  },
  {
    input: `storage: ${input}, what could not be saved is closed`,
    outcome: 'closed',
    record: 'none',
    sent: { find: 1, create: 1, close: 1 },
    run: async (bench) => {
      await given(bench);
      await bench.create();
      return bench.close(bench.service.sessions()[0]!.key);
    },
    then: heldByService(0),
  },
]);

const others: readonly Row[] = [
  {
    input: 'storage: a file in the folder’s place, the records are read',
    outcome: 'failed',
    code: 'sessionNotListed',
    record: 'none',
    sent: {},
    run: async (bench) => {
      await fileInFoldersPlace(bench);
      await bench.list.reload();
      return bench.close(key);
    },
    then: ({ list, logger }) => {
      assert.equal(list.storageState, 'unreadable');
      assert.match(logger.of('error').join('\n'), /cannot be read: storageUnreadable \(ENOTDIR\)/);
    },
  },
  {
    input: 'storage: full, then with room again, the record is saved',
    outcome: 'done',
    record: 'made',
    sent: { find: 1, create: 1 },
    run: async (bench) => {
      const { open } = bench.disk;
      full(bench);
      await bench.create();
      bench.disk.open = open;
      return bench.outcomeOf(() => bench.service.saveAgain(bench.service.sessions()[0]!.key));
    },
  },
  {
    input: 'storage: full, a close fails and is remembered, the next one does it',
    outcome: 'closed',
    record: 'gone',
    sent: { close: 1 },
    run: async (bench) => {
      const session = await bench.given();
      await bench.leaveNobodyListening();
      full(bench);
      await bench.close(session);
      await bench.list.reload();
      assert.equal(bench.service.sessions()[0]?.failure?.code, 'network');
      bench.endpoint = bench.sandbox.endpoint;
      return bench.close(session);
    },
    then: heldByService(0),
  },
  {
    input: 'storage: read-only, a session is closed',
    outcome: 'closed',
    record: 'gone',
    sent: { close: 1 },
    run: async (bench) => {
      const { unlink } = bench.disk;
      const session = await bench.given();
      Object.assign(bench.disk, { unlink: failing('EACCES') });
      const result: Result = await bench.close(session);
      await bench.whenDiskRests();
      assert.deepEqual(bench.service.sessions(), []);
      assert.equal((await bench.records()).size, 1);
      await bench.list.reload();
      assert.deepEqual(bench.service.sessions(), []);
      bench.disk.unlink = unlink;
      await bench.retries.advance(30_000);
      return result;
    },
  },
  {
    input: 'storage: hangs, two sessions are closed and one is created',
    outcome: 'done',
    record: 'made',
    sent: { close: 2, find: 1, create: 1 },
    run: async (bench) => {
      const { unlink } = bench.disk;
      const [one, , other] = bench.sandbox.samples;
      const keys = [await bench.given(one), await bench.given(other)];
      const hangs = new Deferred<undefined>();
      bench.disk.unlink = async (path) => {
        await (String(path).endsWith('.json') ? hangs.promise : undefined);
        await unlink(path);
      };
      const outcomes = await bench.service.close(keys, { interactive: true });
      assert.ok(outcomes.every(({ outcome }) => outcome === 'closed'));
      assert.equal((await bench.records()).size, 2);
      const result = await bench.create();
      hangs.resolve(undefined);
      bench.recordsBefore = new Map();
      return result;
    },
    then: heldByService(1),
  },
  {
    input: 'storage: the folder vanishes while one of two sessions is closed, and comes back',
    outcome: 'closed',
    record: 'gone',
    sent: { close: 2 },
    run: async (bench) => {
      const { sessionFolder, list, service, retries } = bench;
      const away = `${sessionFolder}-away`;
      const first = await bench.given();
      const second = await bench.given(bench.sandbox.samples[0]);
      await rename(sessionFolder, away);
      await list.reload();
      assert.equal(list.storageState, 'unreadable');
      assert.equal(service.sessions().length, 2);
      assert.equal((await bench.close(first)).outcome, 'closed');
      await bench.whenDiskRests();
      await rename(away, sessionFolder);
      await retries.advance(30_000);
      await bench.whenDiskRests();
      const left = service.sessions().map((session) => session.key);
      assert.equal(list.storageState, 'ready');
      assert.deepEqual(left, [second]);
      bench.recordsBefore = await bench.records();
      return bench.close(second);
    },
  },
  {
    input: 'storage: busy for a second, a session is created',
    outcome: 'done',
    record: 'made',
    sent: { find: 1, create: 1 },
    run: (bench) => {
      const { open } = bench.disk;
      const until = bench.clock.now() + 1000;
      bench.disk.open = (...args) =>
        bench.clock.now() < until ? failing('EBUSY')() : open(...args);
      return bench.create();
    },
  },
];

/** Records that somebody else wrote or tore, and disks that refuse. */
export const recordRows: readonly Row[] = [...files, ...refusals, ...others];
