import assert from 'node:assert/strict';
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFile, readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { systemClock } from '../../../../src/base/clock';
import { defined } from '../../../../src/base/defined';
import { Deferred } from '../../../../src/base/deferred';
import type { WorkbookClaim } from '../../../../src/model/ports';
import { nameAfter, type ClaimDisk } from '../../../../src/sessions/store/claimFiles';
import { WindowClaims } from '../../../../src/sessions/store/workbookClaims';
import { ManualClock } from '../../../fakes/manualClock';
import { MemoryClaimDisk } from '../../../fakes/memoryClaimDisk';
import { RecordingLogger } from '../../../fakes/recordingLogger';
import { settle } from '../../../fakes/settle';
import { TemporaryFolder } from '../../storage/support';

/** A disk that takes its time when a test says so. */
class SlowDisk extends MemoryClaimDisk {
  readonly removed: string[] = [];
  created = 0;
  creation: Deferred<undefined> | undefined;
  removal: Deferred<undefined> | undefined;

  override async create(name: string, text: string): Promise<boolean> {
    await this.creation?.promise;
    const isNew = await super.create(name, text);
    this.created += isNew ? 1 : 0;
    return isNew;
  }

  override async remove(name: string): Promise<void> {
    await this.removal?.promise;
    this.removed.push(name);
    await super.remove(name);
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

  /** A claim that a window with its own clock waits for. */
  const wait = (claim: Promise<WorkbookClaim>, clock: ManualClock) => {
    const state: { claim?: WorkbookClaim } = {};
    void claim.then((come) => {
      state.claim = come;
    });
    const tryAgain = async () => {
      await eventually(() => state.claim !== undefined || clock.waits > 0);
      await clock.advance(state.claim ? 0 : 250);
    };
    return {
      staysAway: async () => {
        for (let times = 0; times < 3; times += 1) {
          await tryAgain();
        }
        assert.equal(state.claim, undefined);
      },
      comes: async (): Promise<WorkbookClaim> => {
        while (!state.claim) {
          await tryAgain();
        }
        return state.claim;
      },
    };
  };

  const claimIn = async (claims: WindowClaims, workbook = 'workbook', onHeld = () => undefined) =>
    claims.claim(workbook, signal, onHeld);

  it('take one file for all requests of a window to one workbook, and none afterwards', async () => {
    const clock = new ManualClock();
    const { claims } = open(1, false, clock);
    (await claimIn(claims)).end();
    for (let times = 0; times < 10; times += 1) {
      const claim = claims.claim('workbook', signal, () => undefined);
      assert.ok(!(claim instanceof Promise), 'a window that has the workbook waits for nothing');
      assert.equal(claim.mayBeOutdated, false);
      assert.equal(await files(), 1);
      claim.end();
    }
    await clock.advance(2500);
    await eventually(async () => (await files()) === 0);
  });

  it('let nobody but the user read the file, which does not tell the workbook', async function () {
    if (process.platform === 'win32') {
      return;
    }
    const { claims } = open();
    await claimIn(claims, 'item secret');
    const [name = ''] = await readdir(folder());
    assert.match(name, /^[0-9a-f]{32}$/);
    const content: unknown = JSON.parse(await readFile(join(folder(), name), 'utf8'));
    assert.ok(typeof content === 'object' && content !== null);
    assert.deepEqual(Object.keys(content), ['version', 'host', 'processId', 'token']);
    assert.equal((await stat(join(folder(), name))).mode & 0o777, 0o600);
    assert.equal((await stat(folder())).mode & 0o777, 0o700);
  });

  it('let windows wait for each other on one workbook, and not on another', async () => {
    const clock = new ManualClock();
    const first = await claimIn(open(1).claims);
    await claimIn(open(2).claims, 'another workbook');
    let held = 0;
    const count = () => {
      held += 1;
    };
    const other = open(3, false, clock).claims.claim('workbook', signal, count);
    const waiting = wait(Promise.resolve(other), clock);
    await waiting.staysAway();
    assert.equal(held, 1);
    first.end();
    assert.equal((await waiting.comes()).mayBeOutdated, true);
    assert.equal(held, 1);
  });

  it('are shared at once by the requests of one window', async () => {
    const clock = new ManualClock();
    const { claims } = open(1, false, clock);
    const [one, other] = await Promise.all([claimIn(claims), claimIn(claims)]);
    one.end();
    await clock.advance(5000);
    assert.equal(await files(), 1);
    other.end();
    await clock.advance(5000);
    await eventually(async () => (await files()) === 0);
  });

  it('say that another window may have changed the disk while one is open', async () => {
    assert.equal((await claimIn(open(1, true).claims)).mayBeOutdated, true);
  });

  it('say so too when the look for other windows fails', async () => {
    const { claims } = open(1, () => Promise.reject(new Error('No luck.')));
    assert.equal((await claimIn(claims)).mayBeOutdated, true);
  });

  it('say so too when they are those of a window that was killed', async () => {
    const disk = new MemoryClaimDisk();
    await claimIn(open(1, false, systemClock, disk).claims);
    const claims = new WindowClaims({
      ...{ clock: systemClock, logger: new RecordingLogger(), folder: folder(), disk },
      isAnotherWindowOpen: () => Promise.resolve(false),
      process: { host: 'here', ownId: 2, isRunning: () => false },
    });
    opened.push(claims);
    assert.equal((await claimIn(claims)).mayBeOutdated, true);
  });

  it('let other windows wait until the disk says the same, but not for long', async () => {
    const clocks = [new ManualClock(), new ManualClock(), new ManualClock()] as const;
    const claimOf = (index: 0 | 1 | 2) => claimIn(open(index + 1, false, clocks[index]).claims);
    (await claimOf(0)).end(new Promise(() => undefined));
    await clocks[0].advance(2500);
    const second = wait(claimOf(1), clocks[1]);
    await second.staysAway();
    await clocks[0].advance(10_000);
    const written = new Deferred<undefined>();
    (await second.comes()).end(written.promise.then(() => undefined));
    await clocks[1].advance(2500);
    const third = wait(claimOf(2), clocks[2]);
    await third.staysAway();
    written.reject(new Error('The disk refuses.'));
    await third.comes();
  });

  it('stay with a window whose next request comes while the disk is still written', async () => {
    const clock = new ManualClock();
    const { claims } = open(1, false, clock);
    const written = new Deferred<undefined>();
    (await claimIn(claims)).end(written.promise);
    await clock.advance(2500);
    const before = await readdir(folder());
    await claimIn(claims);
    written.resolve(undefined);
    await settle();
    assert.deepEqual(await readdir(folder()), before);
  });

  it('do not make a request wait that is cancelled', async () => {
    const [one, other] = [open(1).claims, open(2).claims];
    await claimIn(one);
    const cancel = new AbortController();
    const waiting = other.claim('workbook', cancel.signal, () => undefined);
    cancel.abort(new Error('cancelled'));
    await assert.rejects(Promise.resolve(waiting), /cancelled/);
  });

  it('are not kept for a request that was cancelled while the file was written', async () => {
    const disk = new SlowDisk();
    disk.creation = new Deferred();
    const clock = new ManualClock();
    const { claims } = open(1, false, clock, disk);
    const cancel = new AbortController();
    const cancelled = claims.claim('workbook', cancel.signal, () => undefined);
    await settle();
    cancel.abort(new Error('cancelled'));
    await assert.rejects(Promise.resolve(cancelled), /cancelled/);
    disk.creation.resolve(undefined);
    await settle();
    await clock.advance(2500);
    assert.equal(disk.created, 1);
    assert.equal(disk.files.size, 0);
  });

  it('are handed over after two seconds if another window is open', async () => {
    const clock = new ManualClock();
    const one = open(1, true, clock).claims;
    (await claimIn(one)).end();
    await clock.advance(0);
    const first = await claimIn(one);
    const other = claimIn(open(2).claims);
    await clock.advance(2000);
    first.end();
    let held = 0;
    const second = wait(
      Promise.resolve(
        one.claim('workbook', signal, () => {
          held += 1;
        }),
      ),
      clock,
    );
    const ofOther = await other;
    await second.staysAway();
    assert.ok(held > 0, 'the request gives its slot back meanwhile');
    ofOther.end();
    assert.equal((await second.comes()).mayBeOutdated, true);
  });

  it('are not handed over while another request of the window is under way', async () => {
    const clock = new ManualClock();
    const { claims } = open(1, true, clock);
    await claimIn(claims);
    await clock.advance(2000);
    const before = await readdir(folder());
    await claimIn(claims);
    assert.deepEqual(await readdir(folder()), before);
  });

  it('stay with a window that is alone for longer', async () => {
    const clock = new ManualClock();
    const { claims } = open(1, false, clock);
    const first = await claimIn(claims);
    await clock.advance(5000);
    const before = await readdir(folder());
    first.end();
    await claimIn(claims);
    assert.deepEqual(await readdir(folder()), before);
  });

  it('hold nobody up when their folder cannot be used, which is logged once', async () => {
    await writeFile(folder(), 'a file');
    const { claims, logger } = open();
    for (const workbook of ['one', 'other']) {
      (await claimIn(claims, workbook)).end();
    }
    assert.deepEqual(logger.of('warn'), [
      "The claims of workbooks can't be written (ENOTDIR). Several windows may call a workbook at once.",
    ]);
  });

  it('are gone when the window closes', async () => {
    const { claims } = open();
    await claimIn(claims, 'one');
    await claimIn(claims, 'other');
    assert.equal(await files(), 2);
    claims.dispose();
    assert.equal(await files(), 0);
  });

  it('stay when the window closes after another has taken them over', async () => {
    const { claims } = open();
    await claimIn(claims);
    const [name = ''] = await readdir(folder());
    const text = await readFile(join(folder(), name), 'utf8');
    const next = nameAfter({ names: [name], text });
    await writeFile(join(folder(), next), 'of another window');
    claims.dispose();
    assert.deepEqual(await readdir(folder()), [name, next].sort());
  });

  it('of another window stay when this window closes, and when its last request ends', async () => {
    const { claims } = open();
    const claim = await claimIn(claims);
    const [name = ''] = await readdir(folder());
    await writeFile(join(folder(), name), 'of another window');
    claims.dispose();
    assert.deepEqual(await readdir(folder()), [name]);
    claim.end();
    await settle();
    assert.deepEqual(await readdir(folder()), [name]);
  });

  it('are removed only once by a window that closes', async () => {
    const disk = new SlowDisk();
    const clock = new ManualClock();
    const { claims } = open(1, false, clock, disk);
    const claim = await claimIn(claims);
    claims.dispose();
    claim.end();
    await clock.advance(2500);
    assert.deepEqual(disk.removed, []);
  });

  it('are given to no request of a window that has closed', async () => {
    const disk = new SlowDisk();
    const { claims } = open(1, false, systemClock, disk);
    disk.creation = new Deferred();
    const waiting = [claimIn(claims), claimIn(claims)];
    await settle();
    claims.dispose();
    disk.creation.resolve(undefined);
    for (const claim of [...waiting, claimIn(claims)]) {
      await assert.rejects(claim, { code: 'cancelled' });
    }
    assert.equal(disk.files.size, 0);
  });

  it('are removed when the window closes while it looks for others', async () => {
    const look = new Deferred<boolean>();
    const { claims } = open(process.pid, look.promise);
    const claim = claimIn(claims);
    await eventually(async () => (await files()) === 1);
    await settle();
    claims.dispose();
    // The window may close before it has heard that the system made the file.
    await eventually(async () => (await files()) === 0);
    look.resolve(false);
    await assert.rejects(claim, { code: 'cancelled' });
  });

  it('are shared before it is known whether the disk may have changed, as if it had', async () => {
    const look = new Deferred<boolean>();
    let isLooking = false;
    const { claims } = open(1, async () => {
      isLooking = true;
      return look.promise;
    });
    const first = claimIn(claims);
    await eventually(() => isLooking);
    assert.equal((await claimIn(claims)).mayBeOutdated, true);
    look.resolve(false);
    assert.equal((await first).mayBeOutdated, false);
  });

  it('are taken anew by a request that comes while they are removed', async () => {
    const disk = new SlowDisk();
    const clock = new ManualClock();
    const { claims } = open(1, false, clock, disk);
    disk.removal = new Deferred();
    (await claimIn(claims)).end();
    await clock.advance(2500);
    const next = claimIn(claims);
    await settle();
    assert.equal(disk.created, 1);
    disk.removal.resolve(undefined);
    await next;
    assert.equal(disk.created, 2);
    await clock.advance(1000);
    assert.equal(disk.files.size, 1);
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

    /** A window of this process that sees which processes have ended. */
    const openHere = () => {
      const claims = new WindowClaims({
        ...{ clock: systemClock, logger: new RecordingLogger(), folder: folder() },
        isAnotherWindowOpen: () => Promise.resolve(true),
      });
      opened.push(claims);
      return claims;
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
      const claim = await claimIn(openHere());
      assert.equal(claim.mayBeOutdated, true);
      claim.end();
      await eventually(async () => (await files()) === 0);
    });

    it('are never held by two of them at once, even if one is killed in the middle', async function () {
      this.timeout(60_000);
      const killed = await start('hammer', '100000');
      const others = await Promise.all([1, 2, 3].map(() => start('hammer', '30')));
      await eventually(() => killed.messages.length >= 5);
      await kill(killed.child);
      await eventually(() => others.every(({ messages }) => messages.length > 30));
      for (const { messages } of others) {
        assert.deepEqual(messages, [...Array<string>(30).fill('claim'), 'done']);
      }
      assert.ok(!killed.messages.includes('overlap'));
      // The killed window may have been the last that had the workbook.
      (await claimIn(openHere())).end();
      await eventually(async () => (await files()) === 0);
    });
  });
});
