import assert from 'node:assert/strict';
import { Deferred } from '../../../src/base/deferred';
import type {
  Attempt,
  AttemptFailure,
  WorkbookClaim,
  WorkbookClaims,
} from '../../../src/model/ports';
import { addressOfIds } from '../../../src/model/workbook';
import { CommandTokens } from '../../../src/requests/commandTokens';
import { Deadline } from '../../../src/requests/deadline';
import { RequestScheduler } from '../../../src/requests/requestScheduler';
import type { WorkbookRequest } from '../../../src/requests/scheduledRequest';
import { lookupQueuesOf, queuesOf } from '../../../src/requests/workbookQueues';
import { globalGraph } from '../../builders';
import { FakeCredential } from '../../fakes/fakeCredential';
import { ManualClock } from '../../fakes/manualClock';
import { RecordingLogger } from '../../fakes/recordingLogger';
import { settle } from '../../fakes/settle';

const done: Attempt<undefined> = { ok: true, value: undefined };
const throttled: AttemptFailure = {
  ...{ ok: false, code: 'throttled', mayRetry: true },
  retryAfterMs: 5000,
};
const unauthorized: AttemptFailure = { ok: false, code: 'unauthorized', mayRetry: true };

/** Claims that tests give by hand. */
class ScriptedClaims implements WorkbookClaims {
  /** The claims that requests wait for, by workbook. */
  readonly waiting = new Map<
    string,
    { readonly onHeld: () => void; give: Deferred<WorkbookClaim> }
  >();
  readonly log: string[] = [];
  /** False: each claim is given at once. */
  isByHand = false;
  mayBeOutdated = false;
  written: Promise<void> | undefined;

  claim(
    workbook: string,
    _: AbortSignal,
    onHeld: () => void,
  ): WorkbookClaim | Promise<WorkbookClaim> {
    const name = nameOf(workbook);
    this.log.push(`claim ${name}`);
    if (!this.isByHand) {
      return this.claimOn(name);
    }
    const give = new Deferred<WorkbookClaim>();
    this.waiting.set(name, { onHeld, give });
    return give.promise;
  }

  give(name: string): void {
    this.waiting.get(name)?.give.resolve(this.claimOn(name));
  }

  private claimOn(name: string): WorkbookClaim {
    return {
      mayBeOutdated: this.mayBeOutdated,
      end: (written) => {
        this.written = written;
        this.log.push(`end ${name}`);
      },
    };
  }
}

/** The ID of the item. */
function nameOf(workbook: string): string {
  return workbook.split('item ')[1] ?? workbook;
}

function setup({ maximum = 64 } = {}) {
  const clock = new ManualClock();
  const claims = new ScriptedClaims();
  const { log } = claims;
  const scheduler = new RequestScheduler({
    ...{ claims, clock, logger: new RecordingLogger() },
    maxParallelRequests: () => maximum,
    random: () => 0,
  });
  const credential = new FakeCredential();
  const { signal } = new AbortController();

  const run = (
    itemId: string,
    script: readonly (Attempt<undefined> | Promise<Attempt<undefined>>)[] = [done],
    wanted: Partial<WorkbookRequest<undefined, Attempt<undefined>>> = {},
  ) => {
    const tokens = new CommandTokens(credential, clock, true, signal, signal);
    const scope = {
      ...{ principal: { target: globalGraph }, tokens, deadline: new Deadline(), isBulk: true },
    };
    let attempts = 0;
    return scheduler.sendAndConclude<undefined, Attempt<undefined>>(scope, {
      queues: queuesOf({ address: addressOfIds({ driveId: 'd', itemId }) }),
      attempt: async () => {
        log.push(`send ${itemId}`);
        attempts += 1;
        return (await script[attempts - 1]) ?? done;
      },
      conclude: (outcome) => ({ outcome }),
      ...wanted,
    });
  };
  return { claims, clock, credential, log, run };
}

describe('RequestScheduler: claims of workbooks', () => {
  it('claims the workbook before the request, and ends the claim before the next request', async () => {
    const { run, log } = setup();
    await Promise.all([run('a'), run('a')]);
    assert.deepEqual(log, ['claim a', 'send a', 'end a', 'claim a', 'send a', 'end a']);
  });

  it('claims nothing for a request that does not go to the workbook', async () => {
    const { run, log } = setup();
    await run('a', [done], { queues: lookupQueuesOf(addressOfIds({ driveId: 'd', itemId: 'a' })) });
    assert.deepEqual(log, ['send a']);
  });

  it('claims nothing before it has a slot', async () => {
    const { run, log } = setup({ maximum: 1 });
    const answer = new Deferred<Attempt<undefined>>();
    const runs = [run('a', [answer.promise]), run('b')];
    await settle();
    assert.deepEqual(log, ['claim a', 'send a']);
    answer.resolve(done);
    await Promise.all(runs);
  });

  it('keeps the slot while it claims a workbook that no other window has', async () => {
    const { run, claims, log } = setup({ maximum: 1 });
    claims.isByHand = true;
    const runs = [run('a'), run('b')];
    await settle();
    assert.deepEqual(log, ['claim a']);
    claims.give('a');
    await settle();
    assert.deepEqual(log, ['claim a', 'send a', 'claim b', 'end a']);
    claims.give('b');
    await Promise.all(runs);
  });

  it('gives the slot to others while another window has the workbook', async () => {
    const { run, claims, log } = setup({ maximum: 1 });
    claims.isByHand = true;
    const runs = [run('a'), run('b')];
    await settle();
    claims.waiting.get('a')?.onHeld();
    await settle();
    assert.deepEqual(log, ['claim a', 'claim b']);
    claims.give('b');
    claims.give('a');
    await Promise.all(runs);
  });

  it('goes before others that wait for a slot once it has its claim', async () => {
    const { run, claims, log } = setup({ maximum: 1 });
    claims.isByHand = true;
    const answer = new Deferred<Attempt<undefined>>();
    const runs = [run('a'), run('b', [answer.promise]), run('c')];
    await settle();
    claims.waiting.get('a')?.onHeld();
    await settle();
    claims.give('b');
    await settle();
    claims.give('a');
    await settle();
    answer.resolve(done);
    await settle();
    assert.deepEqual(log.slice(0, 4), ['claim a', 'claim b', 'send b', 'send a']);
    claims.give('c');
    await Promise.all(runs);
  });

  it('keeps the claim until the next attempt', async () => {
    const { run, log, clock } = setup();
    const result = run('a', [{ ...throttled, retryAfterMs: 1000 }, done]);
    await clock.advance(1000);
    assert.deepEqual(await result, done);
    assert.deepEqual(log, ['claim a', 'send a', 'send a', 'end a']);
  });

  it('gives the claim up while it waits for another sign-in', async () => {
    const { run, log, credential } = setup();
    const answer = new Deferred<Attempt<undefined>>();
    const result = run('a', [answer.promise, done]);
    await settle();
    const signIn = new Deferred<undefined>();
    credential.gate = signIn.promise;
    answer.resolve(unauthorized);
    await settle();
    assert.deepEqual(log, ['claim a', 'send a', 'end a']);
    signIn.resolve(undefined);
    assert.deepEqual(await result, done);
    assert.deepEqual(log.slice(3), ['claim a', 'send a', 'end a']);
  });

  it('catches up with other windows before it checks whether it may send', async () => {
    const { run, claims, clock, log } = setup();
    claims.mayBeOutdated = true;
    const caughtUp = new Deferred<undefined>();
    const answer = new Deferred<Attempt<undefined>>();
    const others = run('b', [answer.promise]);
    const result = run('a', [done], { catchUp: () => caughtUp.promise });
    await settle();
    assert.deepEqual(log, ['claim b', 'send b', 'claim a']);
    answer.resolve(throttled);
    await settle();
    caughtUp.resolve(undefined);
    await clock.advance(4999);
    assert.deepEqual(log, ['claim b', 'send b', 'claim a']);
    await clock.runUntilIdle();
    await Promise.all([result, others]);
    assert.ok(log.includes('send a'));
  });

  it('does not catch up when no other window is open', async () => {
    const { run } = setup();
    const catchUp = () => Promise.reject(new Error('Nothing has changed.'));
    assert.deepEqual(await run('a', [done], { catchUp }), done);
  });

  it('lets other windows wait until what the command made of the answer is written', async () => {
    const { run, claims } = setup();
    const written = Promise.resolve();
    await run('a', [done], { conclude: (outcome) => ({ outcome, written }) });
    assert.equal(claims.written, written);
  });
});
