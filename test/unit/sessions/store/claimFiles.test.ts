import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  ClaimFiles,
  type ClaimDisk,
  type ClaimFile,
} from '../../../../src/sessions/store/claimFiles';
import { InstantClock } from '../../storage/support';

/** A disk in memory. Each step of a window happens when the schedule says, or never. */
class MemoryClaims {
  readonly files = new Map<string, ClaimFile>();

  seenBy(window: ClaimingWindow, step: () => Promise<unknown>): ClaimDisk {
    const then = async <T>(task: () => T): Promise<T> => {
      await step();
      if (window.isKilled) {
        return new Promise<never>(() => undefined);
      }
      return task();
    };
    return {
      names: () => then(() => [...this.files.keys()]),
      read: (name) => then(() => this.files.get(name)),
      create: (name, text) =>
        then(() => {
          const isNew = !this.files.has(name);
          if (isNew) {
            this.files.set(name, { text, changedAt: 0 });
          }
          return isNew;
        }),
      touch: (name) =>
        then(() => {
          const file = this.files.get(name);
          if (file) {
            this.files.set(name, { ...file, changedAt: file.changedAt + 1 });
          }
        }),
      remove: (name) =>
        then(() => {
          this.files.delete(name);
        }),
    };
  }
}

/** Lets each window ask for its next step. */
async function afterMicrotasks(): Promise<void> {
  for (let times = 0; times < 20; times += 1) {
    await Promise.resolve();
  }
}

interface ClaimingWindow {
  isKilled: boolean;
}

describe('ClaimFiles', () => {
  it('let one window at a time hold a workbook, in whatever order windows act and are killed', async () => {
    const lives = fc.array(fc.nat(40), { minLength: 2, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), lives, async (scheduler, killedAfter) => {
        const disk = new MemoryClaims();
        const windows: ClaimingWindow[] = killedAfter.map(() => ({ isKilled: false }));
        const isRunning = (id: number) => windows[id - 1]?.isKilled === false;
        const holding = new Set<ClaimingWindow>();
        let turns = 0;
        const work = windows.map(async (window, index) => {
          const step = () => scheduler.schedule(Promise.resolve(), `window ${index}`);
          const process = { host: 'here', ownId: index + 1, isRunning };
          const view = disk.seenBy(window, step);
          const files = new ClaimFiles(view, new InstantClock(), process);
          for (let tries = 0; tries < 6; tries += 1) {
            const claim = await files.take('workbook');
            if (claim) {
              turns += 1;
              holding.add(window);
              const others = [...holding].filter(({ isKilled }) => !isKilled);
              assert.equal(others.length, 1, 'Two windows hold the workbook.');
              await step();
              holding.delete(window);
              await files.release(claim);
            }
          }
        });
        let failure: unknown;
        for (const each of work) {
          each.catch((error: unknown) => {
            failure = error;
          });
        }
        for (let steps = 0; scheduler.count() > 0; steps += 1) {
          // The first window lives.
          windows.forEach((window, index) => {
            window.isKilled ||= index > 0 && killedAfter[index] === steps;
          });
          await scheduler.waitNext(1);
          await afterMicrotasks();
        }
        assert.equal(failure, undefined);
        assert.ok(turns > 0);
      }),
      { numRuns: 3000 },
    );
  });

  const setup = (isRunning: boolean) => {
    const disk = new MemoryClaims();
    const clock = new InstantClock();
    const open = (ownId: number, host = 'here', step = () => Promise.resolve()) => {
      const view = disk.seenBy({ isKilled: false }, step);
      return new ClaimFiles(view, clock, { host, ownId, isRunning: () => isRunning });
    };
    return { disk, clock, open };
  };

  it('leave no file behind after several windows were killed one after the other', async () => {
    const { disk, open } = setup(false);
    for (const id of [1, 2, 3]) {
      assert.ok(await open(id).take('workbook'));
    }
    assert.equal(disk.files.size, 3);
    const files = open(4);
    const claim = await files.take('workbook');
    assert.ok(claim);
    await files.release(claim);
    assert.equal(disk.files.size, 0);
  });

  it('are given up by a window that was stopped for a minute, as another window sees it', async () => {
    for (const host of ['here', 'elsewhere']) {
      const { clock, open } = setup(true);
      const stopped = open(1, host);
      const waiting = open(2);
      const claim = await stopped.take('workbook');
      assert.ok(claim);
      for (let seconds = 0; seconds < 60; seconds += 1) {
        assert.equal(await waiting.take('workbook'), undefined);
        await clock.delay(1000);
      }
      assert.ok(await waiting.take('workbook'));
      assert.equal(await stopped.renew(claim), false);
    }
  });

  /** A claim whose holder was stopped for a minute, and the claim of the window that took it over. */
  const takenOver = async () => {
    const { disk, clock, open } = setup(true);
    const [stopped, other] = [open(1), open(2)];
    const claim = await stopped.take('workbook');
    assert.ok(claim);
    let next = await other.take('workbook');
    for (let seconds = 0; seconds < 60; seconds += 1) {
      await clock.delay(1000);
      next = await other.take('workbook');
    }
    assert.ok(next);
    return { disk, open, stopped, claim, other, next };
  };

  it('that were taken over are not removed by the window that was stopped', async () => {
    const { disk, stopped, claim, other, next } = await takenOver();
    await stopped.release(claim);
    assert.equal(disk.files.size, 2);
    assert.equal(await stopped.take('workbook'), undefined);
    assert.equal(await other.renew(next), true);
    await other.release(next);
    assert.equal(disk.files.size, 0);
  });

  it('that came after one that was taken over are not removed by the window that was stopped', async () => {
    const { disk, open, stopped, claim, other, next } = await takenOver();
    await other.release(next);
    const third = open(3);
    assert.ok(await third.take('workbook'));
    assert.equal(await stopped.renew(claim), false);
    await stopped.release(claim);
    assert.equal(disk.files.size, 1);
    assert.equal(await stopped.take('workbook'), undefined);
  });

  it('are lost when their file is gone, or when one before it shows life', async () => {
    const { disk, other, next } = await takenOver();
    const [first = '', last = ''] = next.names;
    const file = disk.files.get(first);
    assert.ok(file);
    disk.files.set(first, { ...file, changedAt: 1 });
    assert.equal(await other.renew(next), false);
    disk.files.set(first, file);
    disk.files.delete(last);
    assert.equal(await other.renew(next), false);
    assert.equal(disk.files.has(last), false);
  });

  it('are released when the second look at them fails, so that the window does not wait for itself', async () => {
    const { disk, open } = setup(false);
    assert.ok(await open(1).take('workbook'));
    let steps = 0;
    const files = open(2, 'here', () => {
      steps += 1;
      return steps === 5 ? Promise.reject(new Error('The disk refuses.')) : Promise.resolve();
    });
    await assert.rejects(files.take('workbook'), /refuses/);
    assert.equal(disk.files.size, 1);
    assert.ok(await files.take('workbook'));
  });

  it('that could not be released are not held any more', async () => {
    const { open } = setup(true);
    let isBroken = false;
    const files = open(1, 'here', () =>
      isBroken ? Promise.reject(new Error('The disk refuses.')) : Promise.resolve(),
    );
    const claim = await files.take('workbook');
    assert.ok(claim);
    isBroken = true;
    await assert.rejects(files.release(claim), /refuses/);
    isBroken = false;
    assert.ok(await files.take('workbook'));
  });

  it('are kept by a window that renews them, and while the machine sleeps', async () => {
    const { clock, open } = setup(true);
    const holder = open(1);
    const waiting = open(2);
    const claim = await holder.take('workbook');
    assert.ok(claim);
    for (let times = 0; times < 30; times += 1) {
      assert.equal(await waiting.take('workbook'), undefined);
      await clock.delay(3_600_000);
    }
    for (let seconds = 0; seconds < 200; seconds += 1) {
      if (seconds % 10 === 0) {
        assert.equal(await holder.renew(claim), true);
      }
      assert.equal(await waiting.take('workbook'), undefined);
      await clock.delay(1000);
    }
  });

  it('of an earlier process with the same ID count as given up', async () => {
    const { open } = setup(true);
    assert.ok(await open(1).take('workbook'));
    assert.ok(await open(1).take('workbook'));
  });

  it('are not held by a file that is not ours, once it has not changed for a minute', async () => {
    const { disk, clock, open } = setup(true);
    const first = open(1);
    const claim = await first.take('workbook');
    const [name = ''] = claim?.names ?? [];
    disk.files.set(name, { text: '', changedAt: 0 });
    const files = open(2);
    for (let seconds = 0; seconds < 60; seconds += 1) {
      assert.equal(await files.take('workbook'), undefined);
      await clock.delay(1000);
    }
    assert.ok(await files.take('workbook'));
  });

  it('that windows left behind are removed after a day, but none that is held', async () => {
    const { disk, clock, open } = setup(false);
    const killed = open(1);
    await killed.take('one');
    await open(2).take('one');
    const files = open(3);
    await files.take('two');
    for (const [name, { text }] of disk.files) {
      disk.files.set(name, { text, changedAt: clock.now() });
    }
    await files.sweep();
    assert.equal(disk.files.size, 3);
    await clock.delay(2 * 24 * 60 * 60_000);
    await files.sweep();
    assert.equal(disk.files.size, 1);
    assert.equal(await files.take('two'), undefined, 'This window holds it already.');
  });
});
