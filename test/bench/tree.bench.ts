/**
 * The tree with many sessions: what the extension host spends on the first build, on one change, on a tick, and
 * on the rows that VS Code asks for. Ten sessions for each workbook. The fastest of several rounds, because other
 * programs on the machine slow some rounds down. `npm run bench tree`; the results are in `out/bench/tree.json` too.
 */
import type { WorkbookSession } from '../../src/model/workbookSession';
import { pauseBetweenTicks } from '../../src/sessions/view/drawingPauses';
import { RowRepaints } from '../../src/sessions/view/rowRepaints';
import { nextStatusChange, sessionStatus } from '../../src/sessions/view/sessionStatus';
import { SessionTree } from '../../src/sessions/view/sessionTree';
import { childrenOf, type TreeNode } from '../../src/sessions/view/treeNode';
import { aWorkbookSession, someTime } from '../builders';
import { growthOf, writeResults } from './results';

const minute = 60_000;
const rounds = 15;
const none = () => false;

function manySessions(count: number): readonly WorkbookSession[] {
  return Array.from({ length: count }, (_, n) =>
    aWorkbookSession({
      key: `${String(n).padStart(8, '0')}-0000-4000-8000-000000000000`,
      createdAt: someTime + n,
      ids: { driveId: 'b!drive', itemId: `item-${n % Math.ceil(count / 10)}` },
      workbookName: `Workbook ${n % Math.ceil(count / 10)}.xlsx`,
      // Each minute, the text of each session changes at another moment.
      expiresAt: someTime + 30 * minute + ((n * 7919) % minute),
    }),
  );
}

function built(sessions: readonly WorkbookSession[]): SessionTree {
  const tree = new SessionTree();
  tree.update(
    sessions.map((session) => [session.key, session] as const),
    someTime,
    none,
  );
  return tree;
}

/** The shortest time in milliseconds. @param prepare what each round needs and what is not measured */
function measure<T>(prepare: (round: number) => T, run: (prepared: T) => unknown): number {
  const times = Array.from({ length: rounds }, (_, round) => {
    const prepared = prepare(round);
    const start = performance.now();
    run(prepared);
    return performance.now() - start;
  });
  return Math.min(...times);
}

function readAll(rows: readonly TreeNode[]): number {
  return rows.reduce((sum, row) => sum + row.content.label.length + readAll(childrenOf(row)), 0);
}

/** The milliseconds of each step. */
function benchmark(count: number): Readonly<Record<string, number>> {
  const sessions = manySessions(count);
  const tree = built(sessions);
  const repaints = new RowRepaints((row) => tree.parentOf(row));
  repaints.noteAsked(undefined);
  let now = someTime;
  const drawn = (changed: readonly WorkbookSession[]) => {
    const pairs = changed.map((session) => [session.key, session] as const);
    repaints.noteChanges(tree.update(pairs, now, none));
    const status = sessionStatus(tree.summary, now);
    const rows = repaints.take(200);
    return [status, nextStatusChange(tree.summary, now), readAll([])].length + rows.length;
  };
  const changed = (round: number) => {
    const session = sessions[(round * 7) % count];
    return session ? [{ ...session, lastActiveAt: now + round }] : [];
  };
  const tickMs = Math.max(pauseBetweenTicks(count), 1000);
  return {
    'first build': measure(
      () => undefined,
      () => built(sessions),
    ),
    'all rows at the top': measure(
      () => built(sessions),
      ({ rows }) => rows.map(({ content }) => content.label),
    ),
    'all rows, expanded': measure(
      () => built(sessions),
      ({ rows }) => readAll(rows),
    ),
    'one change': measure(changed, drawn),
    'one close': measure(
      (round) => sessions[(round * 11 + 1) % count]?.key ?? '',
      (key) => tree.update([[key, undefined]], now, none),
    ),
    'one tick': measure(() => {
      now += tickMs;
      return [];
    }, drawn),
  };
}

benchmark(100);
const counts = [10, 1000, 10_000];
const results = counts.map((count) => ({ count, ms: benchmark(count) }));
const growth = Object.keys(results[0]?.ms ?? {}).map((step) => {
  const points = results.map(({ count, ms }) => ({ count, ms: ms[step] ?? Number.NaN }));
  return { step, exponent: growthOf(points.slice(1)), points };
});
console.log(
  `${'ms with sessions:'.padEnd(24)}${counts.map((count) => String(count).padStart(10)).join('')}`,
);
for (const { step, exponent, points } of growth) {
  const times = points.map(({ ms }) => ms.toFixed(3).padStart(10)).join('');
  console.log(`${step.padEnd(24)}${times}  grows with sessions^${exponent.toFixed(2)}`);
}
writeResults('tree', { results, growth });
