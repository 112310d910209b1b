import assert from 'node:assert/strict';
import { Deferred } from '../../../src/base/deferred';
import { KeyedMutex, Mutex, Semaphore, SharedTask } from '../../../src/base/mutex';
import { settle } from '../../fakes/settle';

describe('Mutex', () => {
  it('runs one task after the other, in the order of the calls', async () => {
    const mutex = new Mutex();
    const log: string[] = [];
    const first = new Deferred<undefined>();
    const one = mutex.run(async () => {
      await first.promise;
      log.push('one');
    });
    const two = mutex.run(() => Promise.resolve(log.push('two')));
    await settle();
    assert.deepEqual(log, []);
    first.resolve(undefined);
    await Promise.all([one, two]);
    assert.deepEqual(log, ['one', 'two']);
  });

  it('runs the next task after one that fails', async () => {
    const mutex = new Mutex();
    const bad = mutex.run(() => Promise.reject(new TypeError('no')));
    const good = mutex.run(() => Promise.resolve('yes'));
    await assert.rejects(bad, TypeError);
    assert.equal(await good, 'yes');
  });
});

describe('KeyedMutex', () => {
  it('runs the tasks of one key in order, and the tasks of another key in parallel', async () => {
    const mutex = new KeyedMutex();
    const log: string[] = [];
    const first = new Deferred<undefined>();
    const tasks = [
      mutex.run('a', async () => {
        await first.promise;
        log.push('a1');
      }),
      mutex.run('a', () => Promise.resolve(log.push('a2'))),
      mutex.run('b', () => Promise.resolve(log.push('b'))),
    ];
    await settle();
    assert.deepEqual(log, ['b']);
    first.resolve(undefined);
    await Promise.all(tasks);
    assert.deepEqual(log, ['b', 'a1', 'a2']);
  });

  it('runs the next task after one that fails', async () => {
    const mutex = new KeyedMutex();
    const bad = mutex.run('a', () => Promise.reject(new TypeError('no')));
    const good = mutex.run('a', () => Promise.resolve('yes'));
    await assert.rejects(bad, TypeError);
    assert.equal(await good, 'yes');
  });
});

describe('SharedTask', () => {
  const setup = () => {
    const gates: Deferred<number>[] = [];
    const task = new SharedTask(() => {
      const gate = new Deferred<number>();
      gates.push(gate);
      return gate.promise;
    });
    return { gates, task };
  };

  it('shares a run between all calls before it begins, and runs again for later calls', async () => {
    const { gates, task } = setup();
    const early = [task.run(), task.run()];
    await settle();
    const late = [task.run(), task.run()];
    await settle();
    assert.equal(gates.length, 1);
    gates[0]?.resolve(1);
    await settle();
    assert.equal(gates.length, 2);
    gates[1]?.resolve(2);
    assert.deepEqual(await Promise.all([...early, ...late]), [1, 1, 2, 2]);
  });

  it('is settled after the requested runs end, even with an error', async () => {
    const { gates, task } = setup();
    await task.settled();
    const running = task.run();
    let isSettled = false;
    const settled = task.settled().then(() => {
      isSettled = true;
    });
    await settle();
    assert.equal(isSettled, false);
    gates[0]?.reject(new TypeError('no'));
    await assert.rejects(running, TypeError);
    await settled;
  });
});

describe('Semaphore', () => {
  it('runs as many tasks at once as it may, and the others in the order of their calls', async () => {
    const semaphore = new Semaphore(2);
    const ends = Array.from({ length: 4 }, () => new Deferred<undefined>());
    const begun: number[] = [];
    const tasks = ends.map((end, index) =>
      semaphore.run(async () => {
        begun.push(index);
        await end.promise;
        return index;
      }),
    );
    await settle();
    assert.deepEqual(begun, [0, 1]);
    ends[1]?.resolve(undefined);
    await settle();
    assert.deepEqual(begun, [0, 1, 2]);
    ends.forEach((end) => {
      end.resolve(undefined);
    });
    assert.deepEqual(await Promise.all(tasks), [0, 1, 2, 3]);
  });

  it('runs the next task after one that fails', async () => {
    const semaphore = new Semaphore(1);
    const bad = semaphore.run(() => Promise.reject(new TypeError('no')));
    const good = semaphore.run(() => Promise.resolve('yes'));
    await assert.rejects(bad, TypeError);
    assert.equal(await good, 'yes');
    assert.equal(await semaphore.run(() => Promise.resolve('free')), 'free');
  });
});
