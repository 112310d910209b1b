import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import type { WorkbookSession } from '../../../src/model/workbookSession';
import { Bench, type Result } from './bench';
import { closeRows } from './closeRows';
import { commandRows } from './commandRows';
import { createRows } from './createRows';
import { inputRows } from './inputRows';
import { recordRows } from './recordRows';
import { refreshRows } from './refreshRows';
import { titleOf, type RecordFate, type Row, type Sent } from './row';

const table: readonly Row[] = [
  ...inputRows,
  ...recordRows,
  ...closeRows,
  ...refreshRows,
  ...createRows,
  ...commandRows,
];

describe('Bad input and faults', () => {
  for (const row of table) {
    it(titleOf(row), async () => {
      const bench = await Bench.start();
      try {
        await check(row, bench);
      } finally {
        await bench.stop();
      }
    });
  }

  it('names each input once', () => {
    const inputs = table.map(({ input }) => input);
    assert.deepEqual(inputs, [...new Set(inputs)]);
  });
});

async function check({ run, then, ...row }: Row, bench: Bench): Promise<void> {
  const result = await run(bench);
  await bench.whenDiskRests();
  assert.deepEqual(
    {
      outcome: result.outcome,
      code: result.code,
      record: await fateOfRecord(bench),
      sent: sent(bench),
    },
    { outcome: row.outcome, code: row.code, record: row.record, sent: row.sent },
  );
  await then?.(bench, result);
  checkRequests(bench);
  checkTruth(row, bench);
  await checkSecrets(bench, result);
}

/** What the servers saw; neither of them is told apart, since a row asks one of them only. */
function sent({ sandbox, server }: Bench): Sent {
  const urls = [
    ...sandbox.requests.map(({ path }) => path),
    ...server.requests.map(({ url }) => url),
  ];
  const counts = new Map<string, number>();
  for (const url of urls) {
    const action = actionOf(url ?? '');
    counts.set(action, (counts.get(action) ?? 0) + 1);
  }
  return Object.fromEntries(counts);
}

function actionOf(url: string): string {
  const [, action] = /\/workbook\/(create|close|refresh)Session$/.exec(url) ?? [];
  const isStep = /\/workbook\/(?:operations\/|sessionInfoResource\()/.test(url);
  return action ?? (isStep ? 'follow' : 'find');
}

async function fateOfRecord(bench: Bench): Promise<string> {
  const records = await bench.records();
  const sessions = bench.service.sessions();
  const later = await bench.restarted();
  const facts = {
    before: [...bench.recordsBefore.keys()],
    onDisk: [...records.keys()],
    listed: sessions.map(wordsOf),
    listedLater: later.snapshots().map(wordsOf),
    areUntouched: [...records].every(
      ([name, text]) => (bench.recordsBefore.get(name) ?? text) === text,
    ),
  };
  later.dispose();
  return fates.find(([, isSo]) => isSo(facts))?.[0] ?? inspect(facts);
}

interface RecordFacts {
  readonly before: readonly string[];
  readonly onDisk: readonly string[];
  readonly listed: readonly string[];
  readonly listedLater: readonly string[];
  readonly areUntouched: boolean;
}

const fates: readonly (readonly [RecordFate, (facts: RecordFacts) => boolean])[] = [
  ['none', (facts) => isLike(facts, { before: 0, onDisk: 0, listed: 0 })],
  ['made', (facts) => isLike(facts, { before: 0, onDisk: 1, listed: 1 }) && isListed(facts)],
  ['kept', (facts) => isLike(facts, { before: 1, onDisk: 1, listed: 1 }) && isListed(facts)],
  ['gone', (facts) => isLike(facts, { before: 1, onDisk: 0, listed: 0 })],
  ['skipped', (facts) => isLike(facts, { before: 1, onDisk: 1, listed: 0 })],
  [
    'unsaved',
    ({ onDisk, listed, listedLater }) =>
      onDisk.length + listedLater.length === 0 &&
      listed.length === 1 &&
      listed.every((name) => name.endsWith(' unsaved')),
  ],
];

function isLike(
  { before, onDisk, listed, listedLater, areUntouched }: RecordFacts,
  counts: { before: number; onDisk: number; listed: number },
): boolean {
  return (
    before.length === counts.before &&
    onDisk.length === counts.onDisk &&
    listed.length === counts.listed &&
    listedLater.length === counts.listed &&
    areUntouched
  );
}

/** True when this window and the next one show the same of it, why its close failed included. */
function isListed({ onDisk, listed, listedLater }: RecordFacts): boolean {
  return listed[0] === listedLater[0] && listed[0]?.startsWith(`${onDisk[0]} `) === true;
}

function wordsOf({ key, isSaved, status, failure }: WorkbookSession): string {
  return `${key}.json ${status} ${failure?.code ?? 'no failure'} ${isSaved ? 'saved' : 'unsaved'}`;
}

/** Polite and correct, whatever went wrong. */
function checkRequests({ sandbox, decoy, http }: Bench): void {
  assert.deepEqual(sandbox.violations, []);
  assert.equal(decoy.sockets.length, 0);
  assert.equal(decoy.requests.length, 0);
  http.requests.forEach(({ url, timeoutMs, newConnection }, index) => {
    assert.ok(timeoutMs > 0 && timeoutMs <= 30_000, `${timeoutMs} ms`);
    assert.equal(new URL(url).hostname, '127.0.0.1');
    const isRepeated = http.requests.slice(0, index).some((earlier) => earlier.url === url);
    const isPoll = actionOf(url) === 'follow';
    assert.ok(!isRepeated || isPoll || newConnection === true, 'repeated over the same connection');
  });
}

/** What we say is true of the service too: what is closed, it does not hold any more. */
function checkTruth({ outcome }: Pick<Row, 'outcome'>, { sandbox }: Bench): void {
  assert.ok(outcome !== 'closed' || sandbox.openSessions.length === 0);
}

/** Tokens and session ids are in their headers and their file, and nowhere else. */
async function checkSecrets(bench: Bench, result: Result): Promise<void> {
  const { logger, tokens, service, errors, http } = bench;
  const given = [...bench.sessionIds, ...bench.sandbox.openSessions.map((open) => open.sessionId)];
  const sentIds = http.requests.flatMap(({ headers }) => headers['workbook-session-id'] ?? []);
  const sentTokens = http.requests.map(({ headers }) => headers['Authorization']?.split(' ')[1]);
  const handedOut = tokens.requests.map((_, index) => `token-${index + 1}`);
  const secrets = [...[...given, ...sentIds].flatMap(tellingDeps), ...sentTokens, ...handedOut];
  const told = [
    ...logger.lines,
    ...errors.map((error) => inspect(error, { depth: 10, showHidden: true })),
    inspect([result, service.sessions()], { depth: 10 }),
    ...(await bench.otherFiles()),
  ];
  for (const secret of new Set(secrets)) {
    const leak = told.find(
      (text) => secret !== undefined && secret !== '' && text.includes(secret),
    );
    assert.equal(leak, undefined, `${secret} was told`);
  }
}

/** The id itself and what of it would be enough to know it by. */
function tellingDeps(sessionId: string): readonly string[] {
  const deps = sessionId.split(/[^\w-]/).filter((part) => part.length >= 16);
  return sessionId.trim().length < 4 ? [] : [sessionId, ...deps];
}
