import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { DriveAddress, WorkbookAddress } from '../../../src/model/workbook';
import {
  queuesOf,
  WorkbookQueues,
  type CalledWorkbook,
  type QueueKey,
  type QueuePlace,
} from '../../../src/requests/workbookQueues';
import { ManualClock } from '../../fakes/manualClock';
import { settle } from '../../fakes/settle';

function turnsOf(...places: readonly QueuePlace[]): readonly boolean[] {
  return places.map(({ hasTurn }) => hasTurn);
}

/** True when two places with these keys may not have their turn at once. */
function areApart(one: readonly QueueKey[], other: readonly QueueKey[]): boolean {
  return one.some(({ key, group }) =>
    other.some((theirs) => theirs.key === key && (group === undefined || theirs.group !== group)),
  );
}

describe('WorkbookQueues', () => {
  const setup = () => {
    const queues = new WorkbookQueues();
    const log: string[] = [];
    const join = (name: string, ...keys: QueueKey[]) => {
      const place = queues.join(keys);
      void place.turn.then(() => log.push(name));
      return place;
    };
    return { join, log };
  };
  const alone = { key: 'a' };
  const together = { key: 'a', group: 'items' };

  it('gives the first request its turn at once', () => {
    const { join } = setup();
    assert.deepEqual([join('one', alone).hasTurn, join('two', alone).hasTurn], [true, false]);
  });

  it('gives turns one after the other, in the order of arrival', async () => {
    const { join, log } = setup();
    const places = ['one', 'two', 'three'].map((name) => join(name, alone));
    await settle();
    assert.deepEqual(log, ['one']);
    places[0]?.leave();
    await settle();
    assert.deepEqual([log, places[1]?.hasTurn], [['one', 'two'], true]);
    places[1]?.leave();
    await settle();
    assert.deepEqual(log, ['one', 'two', 'three']);
  });

  it('gives a group its turn together, but none of it before an earlier request', async () => {
    const { join, log } = setup();
    const first = [join('one', together), join('two', together)];
    const middle = join('alone', alone);
    join('three', together);
    await settle();
    assert.deepEqual(log, ['one', 'two']);
    first.forEach((place) => {
      place.leave();
    });
    await settle();
    assert.deepEqual(log, ['one', 'two', 'alone']);
    middle.leave();
    await settle();
    assert.deepEqual(log, ['one', 'two', 'alone', 'three']);
  });

  it('keeps the order when a waiting request leaves', async () => {
    const { join, log } = setup();
    const first = join('one', alone);
    join('two', alone).leave();
    join('three', alone);
    await settle();
    assert.deepEqual(log, ['one']);
    first.leave();
    await settle();
    assert.deepEqual(log, ['one', 'three']);
  });

  it('keeps the rank of a request that leaves and comes back', () => {
    const queues = new WorkbookQueues();
    const ticket = queues.newTicket();
    queues.join([alone], ticket).leave();
    const [second, third] = [queues.join([alone]), queues.join([alone, { key: 'b' }])];
    const again = queues.join([{ key: 'b' }, alone], ticket);
    assert.deepEqual(turnsOf(second, third, again), [true, false, false]);
    second.leave();
    assert.deepEqual(turnsOf(third, again), [false, true]);
    again.leave();
    assert.deepEqual(turnsOf(third), [true]);
  });

  it('keeps nothing when every request has left', async () => {
    const queues = new WorkbookQueues();
    const places = [[alone], [together, { key: 'b' }], []].map((keys) => queues.join(keys));
    places.forEach((place) => {
      place.leave();
    });
    await settle();
    assert.equal((Reflect.get(queues, 'queues') as ReadonlyMap<string, unknown>).size, 0);
  });

  it('gives a request without keys its turn at once', () => {
    const { join } = setup();
    join('one', alone);
    assert.equal(join('two').hasTurn, true);
  });

  it('takes the turn from an idle place for an urgent one, and gives it back afterwards', () => {
    const queues = new WorkbookQueues();
    const keys = [{ key: 'w' }];
    const idle = queues.join(keys);
    const waiting = queues.join(keys);
    idle.isIdle = true;
    const urgent = queues.join(keys, queues.newTicket(true));
    assert.equal(urgent.hasTurn, true);
    assert.equal(idle.hasTurn, false);
    urgent.leave();
    assert.equal(idle.hasTurn, true);
    assert.equal(waiting.hasTurn, false);
  });

  it('lets places of the urgent one’s group go with it when it takes the turn from an idle place', () => {
    const queues = new WorkbookQueues();
    const ofPaths = [{ key: 'w', group: 'paths' }];
    const earlier = queues.newTicket();
    const idle = queues.join([{ key: 'w' }]);
    idle.isIdle = true;
    const waiting = queues.join(ofPaths, earlier);
    assert.equal(waiting.hasTurn, false);
    queues.join(ofPaths, queues.newTicket(true));
    assert.equal(waiting.hasTurn, true);
  });

  interface Visit {
    readonly keys: readonly QueueKey[];
    readonly comesAgain: boolean;
    readonly isUrgent: boolean;
    state: 'waits' | 'inside' | 'gone';
  }
  const visitor = fc.record({
    comesAt: fc.nat(50),
    staysMs: fc.nat(20),
    givesUpAfterMs: fc.option(fc.nat(30), { freq: 4 }),
    awayMs: fc.option(fc.nat(20)),
    idleMs: fc.option(fc.nat(20)),
    isUrgent: fc.boolean(),
    keys: fc.uniqueArray(
      fc.record({
        key: fc.constantFrom('a', 'b', 'c'),
        group: fc.constantFrom(undefined, 'items', 'paths'),
      }),
      { selector: ({ key }) => key, maxLength: 3 },
    ),
  });

  it('separates conflicting requests and gives each a turn, in any order of arrivals', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(visitor, { maxLength: 20 }), async (visitors) => {
        const clock = new ManualClock();
        const queues = new WorkbookQueues();
        const arrived: Visit[] = [];
        const problems = new Set<string>();
        const visits = visitors.map(
          async ({ comesAt, awayMs, isUrgent, keys: given, ...times }) => {
            await clock.delay(comesAt);
            const keys = given.map(({ key, group }) => ({ key, ...(group && { group }) }));
            const comesAgain = awayMs !== null;
            const visit: Visit = { keys, comesAgain, isUrgent, state: 'waits' };
            const earlier = arrived.filter(
              (other) => !other.comesAgain && (other.isUrgent || !isUrgent),
            );
            arrived.push(visit);
            const ticket = queues.newTicket(isUrgent);
            const enter = async () => {
              visit.state = 'waits';
              const place = queues.join(keys, ticket);
              const { givesUpAfterMs } = times;
              const patience = givesUpAfterMs === null ? [] : [clock.delay(givesUpAfterMs)];
              await Promise.race([place.turn, ...patience]);
              if (place.hasTurn && times.idleMs !== null) {
                place.isIdle = true;
                await clock.delay(times.idleMs);
                place.isIdle = false;
                await Promise.race([place.turn, ...patience]);
              }
              if (place.hasTurn) {
                const apart = (other: Visit) => other !== visit && areApart(other.keys, keys);
                if (earlier.some((other) => apart(other) && other.state !== 'gone')) {
                  problems.add('somebody was passed');
                }
                visit.state = 'inside';
                await clock.delay(times.staysMs);
                if (arrived.some((other) => apart(other) && other.state === 'inside')) {
                  problems.add('two were inside that belong apart');
                }
              }
              visit.state = 'gone';
              place.leave();
            };
            await enter();
            if (comesAgain) {
              await clock.delay(awayMs);
              await enter();
            }
          },
        );
        await clock.runUntilIdle();
        if (arrived.some(({ state }) => state !== 'gone')) {
          problems.add('somebody waits for ever');
        }
        assert.deepEqual([...problems], []);
        await Promise.all(visits);
      }),
      { numRuns: 200 },
    );
  });
});

describe('The queues of a workbook', () => {
  const drives: readonly DriveAddress[] = [
    { kind: 'me' },
    ...(['drive', 'user', 'site', 'group'] as const).map((kind) => ({ kind, id: kind })),
  ];
  const byId = (id: string, name?: string, drive: DriveAddress = { kind: 'me' }) =>
    ({ address: { drive, item: { kind: 'id', id } }, name }) as const;
  const byPath = (path: string, drive: DriveAddress = { kind: 'me' }): CalledWorkbook => ({
    address: { drive, item: { kind: 'path', path } } satisfies WorkbookAddress,
  });
  const wait = (one: CalledWorkbook, other: CalledWorkbook) =>
    areApart(queuesOf(one).keys, queuesOf(other).keys);

  it('are the same for an item, whatever address its drive has', () => {
    for (const drive of drives) {
      assert.equal(wait(byId('X', 'Budget.xlsx'), byId('X', undefined, drive)), true);
    }
  });

  it('differ for different items, even of the same name', () => {
    for (const name of ['Budget.xlsx', undefined, '']) {
      assert.equal(wait(byId('X', name), byId('Y', name)), false);
    }
  });

  it('make a path wait for every file that it may mean', () => {
    for (const drive of drives) {
      const path = byPath('Reports/Budget.xlsx', drive);
      assert.equal(wait(path, byPath('budget.XLSX')), true);
      assert.equal(wait(path, byId('X', 'BUDGET.xlsx')), true);
      assert.equal(wait(path, byId('X')), true);
      assert.equal(wait(path, byId('X', '')), true);
    }
    assert.equal(wait(byPath('Orçamento.xlsx'), byId('X', 'Orc\u0327amento.xlsx')), true);
  });

  it('make a path wait for no file of another name', () => {
    const path = byPath('Reports/Budget.xlsx');
    assert.equal(wait(path, byPath('Reports/Plan.xlsx')), false);
    assert.equal(wait(path, byId('X', 'Reports')), false);
  });
});
