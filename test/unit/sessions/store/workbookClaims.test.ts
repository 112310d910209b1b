import assert from 'node:assert/strict';
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFile, readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { systemClock } from '../../../../src/base/clock';
import { defined } from '../../../../src/base/defined';
import { Deferred } from '../../../../src/base/deferred';
import type { WorkbookTurn } from '../../../../src/model/ports';
import {
  nameAfter,
  type ClaimDisk,
  type ClaimFile,
} from '../../../../src/sessions/store/claimFiles';
import { WindowClaims } from '../../../../src/sessions/store/workbookClaims';
import { ManualClock } from '../../../fakes/manualClock';
import { RecordingLogger } from '../../../fakes/recordingLogger';
import { settle } from '../../../fakes/settle';
import { TemporaryFolder } from '../../storage/support';

/** A disk in memory that takes its time when a test says so. */
class SlowDisk implements ClaimDisk {
  readonly files = new Map<string, ClaimFile>();
  readonly removed: string[] = [];
  created = 0;
  creation: Deferred<undefined> | undefined;
  removal: Deferred<undefined> | undefined;

  names(): Promise<readonly string[]> {
    return Promise.resolve([]);
  }

  read(name: string): Promise<ClaimFile | undefined> {
    return Promise.resolve(this.files.get(name));
  }

  async create(name: string, text: string): Promise<boolean> {
    await this.creation?.promise;
    const isNew = !this.files.has(name);
    if (isNew) {
      this.created += 1;
      this.files.set(name, { text, changedAt: 0 });
    }
    return isNew;
  }

  touch(): Promise<void> {
    return Promise.resolve();
  }

  async remove(name: string): Promise<void> {
    await this.removal?.promise;
    this.removed.push(name);
    this.files.delete(name);
  }
}

describe('WindowClaims', () => {
  const temporary = TemporaryFolder.forEachTest();
  const { signal } = new AbortController();
  const folder = () => join(temporary.path, 'claims');
  const opened: { dispose(): void }[] = [];
  const children: ChildProcess[] = [];

  afterEach(() => {
    for (const child of children.splice(0)) {
      child.kill('SIGKILL');
    }
    opened.splice(0).forEach((claims) => {
      claims.dispose();
    });
  });

  /** A window of this process that others take for a process of its own. */
  const open = (
    ownId = process.pid,
    isAnotherWindowOpen: boolean | Promise<boolean> | (() => Promise<boolean>) = false,
    clock = systemClock,
    disk?: ClaimDisk,
  ) => {
    const logger = new RecordingLogger();
    const claims = new WindowClaims({
      ...{ clock, logger, folder: folder() },
      isAnotherWindowOpen: async () =>
        typeof isAnotherWindowOpen === 'function' ? isAnotherWindowOpen() : isAnotherWindowOpen,
      process: { host: 'here', ownId, isRunning: () => true },
      ...defined({ disk }),
    });
    opened.push(claims);
    return { claims, logger };
  };

  const files = async () => (await readdir(folder()).catch(() => [])).length;

  const eventually = async (isTrue: () => Promise<boolean> | boolean) => {
    while (!(await isTrue())) {
      await systemClock.delay(5);
    }
  };

  /** A turn that a window with its own clock waits for. */
  const wait = (turn: Promise<WorkbookTurn>, clock: ManualClock) => {
    const state: { turn?: WorkbookTurn } = {};
    void turn.then((come) => {
      state.turn = come;
    });
    const tryAgain = async () => {
      await eventually(() => state.turn !== undefined || clock.waits > 0);
      await clock.advance(state.turn ? 0 : 250);
    };
    return {
      staysAway: async () => {
        for (let times = 0; times < 3; times += 1) {
          await tryAgain();
        }
        assert.equal(state.turn, undefined);
      },
      comes: async (): Promise<WorkbookTurn> => {
        while (!state.turn) {
          await tryAgain();
        }
        return state.turn;
      },
    };
  };

  it('take one file for all requests of a window to one workbook, and none afterwards', async () => {
    const { claims } = open();
    const order: number[] = [];
    await Promise.all(
      Array.from({ length: 10 }, async (_, index) => {
        const turn = await claims.turn('workbook', signal, true);
        assert.equal(turn.mayBeOutdated, false);
        order.push(index);
        assert.equal(await files(), 1);
        turn.end();
      }),
    );
    assert.deepEqual(order, [...order.keys()]);
    await eventually(async () => (await files()) === 0);
  });

  it('let nobody but the user read the file, which does not tell the workbook', async function () {
    if (process.platform === 'win32') {
      return;
    }
    const { claims } = open();
    await claims.turn('item secret', signal, true);
    const [name = ''] = await readdir(folder());
    assert.match(name, /^[0-9a-f]{32}$/);
    assert.equal((await stat(join(folder(), name))).mode & 0o777, 0o600);
    assert.equal((await stat(folder())).mode & 0o777, 0o700);
  });

  it('let windows wait for each other on one workbook, and not on another', async () => {
    const clock = new ManualClock();
    const one = open(1).claims;
    const first = await one.turn('workbook', signal, true);
    await open(2).claims.turn('another workbook', signal, true);
    const waiting = wait(open(3, false, clock).claims.turn('workbook', signal, true), clock);
    await waiting.staysAway();
    first.end();
    assert.equal((await waiting.comes()).mayBeOutdated, true);
  });

  it('say that another window may have changed the disk while one is open', async () => {
    assert.equal((await open(1, true).claims.turn('workbook', signal, true)).mayBeOutdated, true);
  });

  it('let other windows wait until the disk says the same, but not for long', async () => {
    const clocks = [new ManualClock(), new ManualClock(), new ManualClock()] as const;
    const turnOf = (index: 0 | 1 | 2) =>
      open(index + 1, false, clocks[index]).claims.turn('workbook', signal, true);
    (await turnOf(0)).end(new Promise(() => undefined));
    const second = wait(turnOf(1), clocks[1]);
    await second.staysAway();
    await clocks[0].advance(10_000);
    const written = new Deferred<undefined>();
    (await second.comes()).end(written.promise.then(() => undefined));
    const third = wait(turnOf(2), clocks[2]);
    await third.staysAway();
    written.reject(new Error('The disk refuses.'));
    await third.comes();
  });

  it('do not make a window wait that is cancelled', async () => {
    const [one, other] = [open(1).claims, open(2).claims];
    await one.turn('workbook', signal, true);
    const cancel = new AbortController();
    const waiting = other.turn('workbook', cancel.signal, true);
    cancel.abort(new Error('cancelled'));
    await assert.rejects(waiting, /cancelled/);
  });

  it('are handed over after two seconds if another window is open', async () => {
    const clock = new ManualClock();
    const one = open(1, true, clock).claims;
    const first = await one.turn('workbook', signal, true);
    const second = wait(one.turn('workbook', signal, true), clock);
    const turnOfOther = open(2).claims.turn('workbook', signal, true);
    await clock.advance(2000);
    first.end();
    const other = await turnOfOther;
    await second.staysAway();
    other.end();
    assert.equal((await second.comes()).mayBeOutdated, true);
  });

  it('are not handed over while a single request uses them, which waits for no other of its window', async () => {
    const clock = new ManualClock();
    const one = open(1, true, clock).claims;
    const first = await one.turn('workbook', signal, true);
    const second = wait(one.turn('workbook', signal, true), clock);
    const single = await one.turn('workbook', signal, false);
    const otherClock = new ManualClock();
    const other = wait(
      open(2, true, otherClock).claims.turn('workbook', signal, false),
      otherClock,
    );
    await clock.advance(2000);
    first.end();
    await other.staysAway();
    single.end();
    (await other.comes()).end();
    await second.comes();
  });

  it('stay with a window that is alone for longer', async () => {
    const clock = new ManualClock();
    const { claims } = open(1, false, clock);
    const first = await claims.turn('workbook', signal, true);
    const second = claims.turn('workbook', signal, true);
    await clock.advance(5000);
    const before = await readdir(folder());
    first.end();
    await second;
    assert.deepEqual(await readdir(folder()), before);
  });

  it('hold nobody up when their folder cannot be used, which is logged once', async () => {
    await writeFile(folder(), 'a file');
    const { claims, logger } = open();
    for (const workbook of ['one', 'other']) {
      (await claims.turn(workbook, signal, true)).end();
    }
    assert.deepEqual(logger.of('warn'), [
      "The claims of workbooks can't be written (ENOTDIR). Several windows may call a workbook at once.",
    ]);
  });

  it('are gone when the window closes', async () => {
    const { claims } = open();
    await claims.turn('one', signal, true);
    await claims.turn('other', signal, true);
    assert.equal(await files(), 2);
    claims.dispose();
    assert.equal(await files(), 0);
  });

  it('stay when the window closes after another has taken them over', async () => {
    const { claims } = open();
    await claims.turn('workbook', signal, true);
    const [name = ''] = await readdir(folder());
    const text = await readFile(join(folder(), name), 'utf8');
    const next = nameAfter({ names: [name], text });
    await writeFile(join(folder(), next), 'of another window');
    claims.dispose();
    assert.deepEqual(await readdir(folder()), [name, next].sort());
  });

  it('of another window stay when this window closes, and when its last request ends', async () => {
    const { claims } = open();
    const turn = await claims.turn('workbook', signal, true);
    const [name = ''] = await readdir(folder());
    await writeFile(join(folder(), name), 'of another window');
    claims.dispose();
    assert.deepEqual(await readdir(folder()), [name]);
    turn.end();
    await settle();
    assert.deepEqual(await readdir(folder()), [name]);
  });

  it('are removed only once by a window that closes', async () => {
    const disk = new SlowDisk();
    const { claims } = open(1, false, systemClock, disk);
    const turn = await claims.turn('workbook', signal, true);
    claims.dispose();
    turn.end();
    await settle();
    assert.deepEqual(disk.removed, []);
  });

  it('are given to no request of a window that has closed', async () => {
    const disk = new SlowDisk();
    const { claims } = open(1, false, systemClock, disk);
    disk.creation = new Deferred();
    const turns = [claims.turn('workbook', signal, true), claims.turn('workbook', signal, true)];
    await settle();
    claims.dispose();
    disk.creation.resolve(undefined);
    for (const turn of turns) {
      await assert.rejects(turn, /closed/);
    }
    await assert.rejects(claims.turn('workbook', signal, false), /closed/);
    assert.equal(disk.files.size, 0);
  });

  it('are removed when the window closes while it looks for others', async () => {
    const look = new Deferred<boolean>();
    const { claims } = open(process.pid, look.promise);
    const turn = claims.turn('workbook', signal, true);
    await eventually(async () => (await files()) === 1);
    await settle();
    claims.dispose();
    assert.equal(await files(), 0);
    look.resolve(false);
    await assert.rejects(turn, /closed/);
  });

  it('are given up when the look for other windows fails', async () => {
    const look = new Deferred<boolean>();
    const { claims } = open(1, look.promise);
    const turns = [claims.turn('workbook', signal, true), claims.turn('workbook', signal, true)];
    look.reject(new Error('No luck.'));
    for (const turn of turns) {
      await assert.rejects(turn, /No luck/);
    }
    await eventually(async () => (await files()) === 0);
  });

  it('are not shared by a single request before they say whether the disk may have changed', async () => {
    const look = new Deferred<boolean>();
    const { claims } = open(1, look.promise);
    const bulk = claims.turn('workbook', signal, true);
    await eventually(async () => (await files()) === 1);
    await settle();
    const single = claims.turn('workbook', signal, false);
    await settle();
    look.resolve(true);
    (await bulk).end();
    assert.equal((await single).mayBeOutdated, true);
  });

  it('are known to the window whose requests come and go while it removes an earlier one', async () => {
    const disk = new SlowDisk();
    const { claims } = open(1, false, systemClock, disk);
    disk.removal = new Deferred();
    (await claims.turn('workbook', signal, true)).end();
    await settle();
    const cancel = new AbortController();
    const cancelled = claims.turn('workbook', cancel.signal, true);
    await settle();
    cancel.abort(new Error('cancelled'));
    await assert.rejects(cancelled, /cancelled/);
    await settle();
    const turn = claims.turn('workbook', signal, true);
    await settle();
    disk.removal.resolve(undefined);
    await turn;
    const single = await claims.turn('workbook', signal, false);
    assert.equal(single.mayBeOutdated, false);
    assert.equal(disk.created, 2);
  });

  describe('of several processes', () => {
    let script: string;

    before(() => {
      const { outputFiles } = buildSync({
        entryPoints: [join(__dirname, 'claimingWindow.ts')],
        ...{ bundle: true, platform: 'node', format: 'cjs', write: false },
      });
      script = outputFiles[0]?.text ?? '';
    });

    const start = async (...task: string[]) => {
      const file = join(temporary.path, 'window.cjs');
      await writeFile(file, script);
      const child = fork(file, [temporary.path, ...task]);
      children.push(child);
      const messages: unknown[] = [];
      child.on('message', (message) => messages.push(message));
      return { child, messages };
    };

    const kill = async (child: ChildProcess) => {
      const exit = once(child, 'exit');
      child.kill('SIGKILL');
      await exit;
    };

    it('lapse when a process is killed that holds one, and leave no file', async function () {
      this.timeout(30_000);
      for (let times = 0; times < 2; times += 1) {
        const { child, messages } = await start('hold');
        await eventually(() => messages.includes('held'));
        await kill(child);
      }
      assert.equal(await files(), 2);
      const logger = new RecordingLogger();
      const claims = new WindowClaims({
        ...{ clock: systemClock, logger, folder: folder() },
        isAnotherWindowOpen: () => Promise.resolve(true),
      });
      const turn = await claims.turn('workbook', signal, true);
      assert.equal(turn.mayBeOutdated, true);
      turn.end();
      await eventually(async () => (await files()) === 0);
    });

    it('are never held by two of them at once, even if one is killed in the middle', async function () {
      this.timeout(60_000);
      const windows = await Promise.all(
        ['hammer', 'hammer', 'hammer', 'hammer'].map((task) => start(task, '30')),
      );
      const [killed, ...others] = windows;
      assert.ok(killed);
      await eventually(() => killed.messages.length >= 5);
      await kill(killed.child);
      await eventually(() => others.every(({ messages }) => messages.length > 30));
      for (const { messages } of others) {
        assert.deepEqual(messages, [...Array<string>(30).fill('turn'), 'done']);
      }
      assert.ok(!killed.messages.includes('overlap'));
      await eventually(async () => (await files()) === 0);
    });
  });
});
