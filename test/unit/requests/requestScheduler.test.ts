import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Deferred } from '../../../src/base/deferred';
import { WorkbookSessionError, type ErrorCode } from '../../../src/model/errors';
import type { AccessToken, Attempt, AttemptFailure, CallContext } from '../../../src/model/ports';
import type { Principal } from '../../../src/model/workbookSession';
import { CommandTokens } from '../../../src/requests/commandTokens';
import { commandLimitMs, Deadline } from '../../../src/requests/deadline';
import { attemptLimitMs, RequestScheduler } from '../../../src/requests/requestScheduler';
import { maxAttempts } from '../../../src/requests/retryState';
import type { RequestScope } from '../../../src/requests/scheduledRequest';
import type { Renewal } from '../../../src/requests/requestToken';
import type { RequestQueues } from '../../../src/requests/workbookQueues';
import { globalGraph } from '../../builders';
import { FakeCredential } from '../../fakes/fakeCredential';
import { openClaims } from '../../fakes/openClaims';
import { ManualClock } from '../../fakes/manualClock';
import { RecordingLogger } from '../../fakes/recordingLogger';
import { settle } from '../../fakes/settle';

const done: Attempt<undefined> = { ok: true, value: undefined };
const failed = (
  code: ErrorCode,
  facts: Partial<AttemptFailure> = { mayRetry: true },
): AttemptFailure => ({ ok: false, code, mayRetry: false, ...facts });
const throttled = (retryAfterMs?: number) =>
  failed('throttled', { mayRetry: true, ...(retryAfterMs !== undefined && { retryAfterMs }) });
const lost = failed('network', { mayRetry: true, isAnswerLost: true });

/** A queue of the global Graph, or with `usGov/` before its name one of another Graph. */
function placeOf(name: string): { target: Principal['target']; queues: RequestQueues } {
  const [key = '', cloud] = name.split('/').reverse();
  const target = cloud === 'usGov' ? ({ cloud } as const) : globalGraph;
  return { target, queues: { keys: [{ key }] } };
}

/** Tokens that are asked for by script. */
class ScriptedTokens extends CommandTokens {
  /** What each fetch was asked for. */
  readonly renewals: Renewal[] = [];

  /** @param fetch answers with a failure for a token that cannot be had */
  constructor(
    private readonly fetch: (renewal: Renewal) => Promise<AttemptFailure | undefined> = () =>
      Promise.resolve(undefined),
    private readonly isLasting: () => boolean = () => true,
    signal = new AbortController().signal,
    windowSignal = new AbortController().signal,
  ) {
    super(new FakeCredential(), new ManualClock(), true, signal, windowSignal);
  }

  override get(): Promise<AccessToken> {
    return this.fetched({ renewToken: false });
  }

  override renew(_: Principal, __: AccessToken, claims?: string): Promise<AccessToken> {
    return this.fetched({ renewToken: true, ...(claims !== undefined && { claims }) });
  }

  override isUsable(): boolean {
    return this.isLasting();
  }

  private async fetched(renewal: Renewal): Promise<AccessToken> {
    this.renewals.push(renewal);
    const failure = await this.fetch(renewal);
    if (failure) {
      throw new WorkbookSessionError(failure.code);
    }
    return { value: `token-${this.renewals.length}`, audience: 'graph' };
  }
}

/** What a test says of a request; the rest does not matter to it. */
interface RunOptions extends Partial<Pick<RequestScope, 'deadline' | 'isBulk' | 'tokens'>> {
  readonly signal?: AbortSignal;
}

function scopeOf(target: Principal['target'], { signal, ...given }: RunOptions = {}): RequestScope {
  const tokens = new ScriptedTokens(undefined, undefined, signal);
  return { principal: { target }, tokens, deadline: new Deadline(), ...given };
}

function setup({ maximum = 64, claims = openClaims } = {}) {
  const clock = new ManualClock();
  const logger = new RecordingLogger();
  const scheduler = new RequestScheduler({
    ...{ claims, clock, logger },
    maxParallelRequests: () => maximum,
    random: () => 0,
  });
  const log: string[] = [];
  const start = clock.now();

  /** Starts a request whose attempts are answered by script, at once or when a promise says so. */
  const run = (
    place: string,
    script: readonly (Attempt<undefined> | Promise<Attempt<undefined>>)[] = [done],
    options: RunOptions = {},
  ) => {
    const attempts: CallContext[] = [];
    const { target, queues } = placeOf(place);
    const result = scheduler.send<undefined>(scopeOf(target, options), queues, async (call) => {
      attempts.push(call);
      log.push(`${place}@${clock.now() - start}`);
      const answer = await (script[attempts.length - 1] ?? done);
      log.push(`${place}!`);
      return answer;
    });
    return { result, attempts };
  };
  return { clock, scheduler, run, log, logger };
}

/** A request whose answer is given by hand. */
const held = () => new Deferred<Attempt<undefined>>();

describe('RequestScheduler: queues', () => {
  it('sends one request at a time in each queue, first come first served', async () => {
    const { run, log } = setup();
    const first = held();
    const runs = [run('a', [first.promise]), run('a'), run('a')];
    await settle();
    assert.deepEqual(log, ['a@0']);
    first.resolve(done);
    await Promise.all(runs.map(({ result }) => result));
    assert.deepEqual(log, ['a@0', 'a!', 'a@0', 'a!', 'a@0', 'a!']);
  });

  it('keeps a queue occupied while its request backs off', async () => {
    const { run, log, clock } = setup();
    const runs = [run('a', [failed('gatewayTimeout'), done]), run('a')];
    await clock.runUntilIdle();
    await Promise.all(runs.map(({ result }) => result));
    assert.deepEqual(log, ['a@0', 'a!', 'a@1000', 'a!', 'a@1000', 'a!']);
  });

  it('sends requests of several queues in parallel', async () => {
    const { run, log } = setup();
    const answers = ['a', 'b', 'c'].map((queue) => {
      const answer = held();
      return { answer, ...run(queue, [answer.promise]) };
    });
    await settle();
    assert.deepEqual(log, ['a@0', 'b@0', 'c@0']);
    for (const { answer, result } of answers) {
      answer.resolve(done);
      assert.deepEqual(await result, done);
    }
  });

  it('keeps the queue occupied when a request that waits in it is cancelled', async () => {
    const { run, log } = setup();
    const first = held();
    const leaver = new AbortController();
    const one = run('a', [first.promise]);
    const two = run('a', [done], { signal: leaver.signal });
    await settle();
    leaver.abort();
    assert.equal(codeOf(await two.result), 'cancelled');
    const three = run('a');
    await settle();
    assert.deepEqual(log, ['a@0']);
    first.resolve(done);
    await Promise.all([one.result, three.result]);
    assert.equal(two.attempts.length, 0);
  });

  it('logs a programming error and goes on with the queue', async () => {
    const { run, logger } = setup();
    const bad = run('a', [Promise.reject(new TypeError('secret'))]);
    const next = run('a');
    assert.equal(codeOf(await bad.result), 'unexpected');
    assert.deepEqual(await next.result, done);
    assert.match(logger.lines.join('\n'), /unexpected \(TypeError\)/);
    assert.doesNotMatch(logger.lines.join('\n'), /secret/);
  });
});

describe('RequestScheduler: the limit', () => {
  it('starts with 32 requests at once, and allows more when the service answers slowly', async () => {
    const { run, log, clock } = setup({ maximum: 60 });
    const answers = Array.from({ length: 100 }, () => held());
    const runs = answers.map((answer, index) => run(`w${index}`, [answer.promise]));
    const sent = () => log.filter((line) => line.includes('@')).length;
    await settle();
    assert.equal(sent(), 32);
    await clock.advance(100);
    answers[0]?.resolve(done);
    await settle();
    assert.equal(sent(), 61);
    answers.forEach((answer) => {
      answer.resolve(done);
    });
    await Promise.all(runs.map(({ result }) => result));
  });

  it('counts the answer that a session is dead as a success', async () => {
    const { run, log, clock } = setup();
    const first = held();
    const dead = run('first', [first.promise]);
    await settle();
    await clock.advance(30);
    first.resolve(failed('sessionGone', { isSessionDead: true }));
    await dead.result;
    for (let index = 0; index < 60; index += 1) {
      void run(`w${index}`, [held().promise]);
    }
    await settle();
    assert.equal(log.filter((line) => /^w\d+@/.test(line)).length, 48);
  });

  it('never sends more at once than the setting allows', async () => {
    const { run, log } = setup({ maximum: 2 });
    for (let index = 0; index < 5; index += 1) {
      void run(`w${index}`, [held().promise]);
    }
    await settle();
    assert.equal(log.length, 2);
  });

  it('halves when the service is overloaded', async () => {
    const { run, log, clock } = setup();
    const answers = Array.from({ length: 32 }, () => held());
    answers.forEach((answer, index) => void run(`w${index}`, [answer.promise, held().promise]));
    await settle();
    await clock.advance(10);
    answers.forEach((answer) => {
      answer.resolve(failed('serviceUnavailable'));
    });
    await clock.advance(60_000);
    assert.equal(log.filter((line) => line.includes('@1')).length, 16);
  });

  it('lets a request that a user waits for alone go before those of a bulk close', async () => {
    const { run, log } = setup({ maximum: 1 });
    const first = held();
    const isBulk = true;
    const bulk = [run('a', [first.promise], { isBulk }), run('b', [done], { isBulk })];
    await settle();
    const single = run('c');
    await settle();
    first.resolve(done);
    await Promise.all([...bulk, single].map(({ result }) => result));
    assert.deepEqual(
      log.filter((line) => line.includes('@')),
      ['a@0', 'c@0', 'b@0'],
    );
  });

  it('lets a request that a user waits for alone go before those of a bulk close on its workbook', async () => {
    const { scheduler } = setup();
    const sent: string[] = [];
    const send = (name: string, isBulk: boolean) =>
      scheduler.send(
        { ...scopeOf(globalGraph), isBulk },
        { keys: [{ key: 'w' }, { key: 'unnamed', group: 'items' }] },
        async () => {
          await settle();
          sent.push(name);
          return done;
        },
      );
    const bulk = ['first', 'second', 'third'].map((name) => send(name, true));
    await settle();
    await Promise.all([...bulk, send('single', false)]);
    assert.deepEqual(sent, ['first', 'single', 'second', 'third']);
  });

  it('is separate for each Graph', async () => {
    const { run, log } = setup({ maximum: 1 });
    const first = held();
    const runs = [run('global/a', [first.promise]), run('global/b'), run('usGov/a')];
    await runs[2]?.result;
    assert.deepEqual(log, ['global/a@0', 'usGov/a@0', 'usGov/a!']);
    first.resolve(done);
    await Promise.all(runs.map(({ result }) => result));
  });

  it('gives slots in the order of arrival', async () => {
    const { run, log } = setup({ maximum: 2 });
    const names = Array.from({ length: 20 }, (_, index) => `w${index}`);
    await Promise.all(names.map((name) => run(name).result));
    const sent = log.filter((line) => line.includes('@'));
    assert.deepEqual(
      sent,
      names.map((name) => `${name}@0`),
    );
  });

  it('gives the slot of a cancelled waiter to the next one', async () => {
    const { run, log } = setup({ maximum: 1 });
    const first = held();
    const leaver = new AbortController();
    void run('a', [first.promise]);
    const left = run('b', [done], { signal: leaver.signal });
    const next = run('c');
    await settle();
    first.resolve(done);
    leaver.abort();
    assert.equal(codeOf(await left.result), 'cancelled');
    assert.deepEqual(await next.result, done);
    assert.deepEqual(log, ['a@0', 'a!', 'c@0', 'c!']);
  });
});

describe('RequestScheduler: repeating', () => {
  for (const code of ['gatewayTimeout', 'transientFailure', 'badGateway', 'network'] as const) {
    it(`tries four times at most when the answer is ${code}, each time after a longer wait`, async () => {
      const { run, clock, log } = setup();
      const { result, attempts } = run('a', Array(9).fill(failed(code)));
      await clock.runUntilIdle();
      assert.equal(codeOf(await result), code);
      assert.equal(attempts.length, maxAttempts);
      assert.deepEqual(
        log.filter((line) => line.includes('@')),
        ['a@0', 'a@1000', 'a@3000', 'a@7000'],
      );
    });
  }

  it('does not repeat a final failure', async () => {
    const { run, clock } = setup();
    const { result, attempts } = run('a', [failed('accessDenied', {})]);
    assert.equal(codeOf(await result), 'accessDenied');
    assert.equal(attempts.length, 1);
    assert.equal(clock.waits, 0);
  });

  it('asks for a new connection from the second attempt on', async () => {
    const { run, clock } = setup();
    const { result, attempts } = run('a', [failed('badGateway'), failed('badGateway'), done]);
    await clock.runUntilIdle();
    await result;
    assert.deepEqual(
      attempts.map(({ newConnection }) => newConnection),
      [false, true, true],
    );
  });

  it('repeats once after a 401, at once and with another token', async () => {
    const { run, clock } = setup();
    const tokens = new ScriptedTokens();
    const script = [failed('unauthorized'), failed('unauthorized'), done];
    const { result, attempts } = run('a', script, { tokens });
    assert.equal(codeOf(await result), 'unauthorized');
    assert.deepEqual(tokens.renewals, [{ renewToken: false }, { renewToken: true }]);
    assert.deepEqual([attempts.length, clock.waits], [2, 0]);
  });

  it('asks for another token only right after the 401', async () => {
    const { run, clock } = setup();
    const tokens = new ScriptedTokens();
    const script = ['unauthorized', 'badGateway', 'badGateway'] as const;
    const { result, attempts } = run('a', [...script.map((code) => failed(code)), done], {
      tokens,
    });
    await clock.runUntilIdle();
    assert.deepEqual(await result, done);
    assert.deepEqual(tokens.renewals, [{ renewToken: false }, { renewToken: true }]);
    assert.equal(attempts.length, 4);
  });

  it('waits for as long as a busy service asks', async () => {
    const { run, clock, log } = setup();
    const busy = failed('serviceUnavailable', { mayRetry: true, retryAfterMs: 7000 });
    const { result } = run('a', [busy, done]);
    await clock.runUntilIdle();
    await result;
    assert.deepEqual(log, ['a@0', 'a!', 'a@7000', 'a!']);
  });

  it('gives a command two minutes for attempts and waits together', async () => {
    const { scheduler, clock } = setup();
    const timeouts: number[] = [];
    const { target, queues } = placeOf('a');
    const result = scheduler.send(scopeOf(target), queues, async ({ timeoutMs }) => {
      timeouts.push(timeoutMs);
      await clock.delay(timeoutMs);
      return lost;
    });
    assert.equal(await clock.runUntilIdle(), commandLimitMs);
    assert.equal(codeOf(await result), 'outcomeUnknown');
    assert.deepEqual(timeouts, [30_000, 30_000, 30_000, 23_000]);
  });

  it('does not count the wait for a free slot before the first attempt', async () => {
    const { run, clock } = setup({ maximum: 1 });
    const first = held();
    void run('a', [first.promise]);
    const second = run('b', [failed('badGateway'), done]);
    await clock.advance(commandLimitMs * 2);
    first.resolve(done);
    await clock.runUntilIdle();
    assert.deepEqual(await second.result, done);
  });

  it('does not count the wait for a free slot between two attempts', async () => {
    const { run, clock } = setup({ maximum: 1 });
    const blocker = held();
    const first = run('a', [failed('badGateway'), done]);
    await settle();
    void run('b', [blocker.promise]);
    await clock.advance(commandLimitMs * 2);
    blocker.resolve(done);
    assert.deepEqual(await first.result, done);
    assert.equal(first.attempts[1]?.timeoutMs, attemptLimitMs);
  });

  it("does not count the wait for the turn, even after the command's first request", async () => {
    const { run, clock } = setup();
    const deadline = new Deadline();
    await run('lookup', [done], { deadline }).result;
    const blocker = held();
    void run('a', [blocker.promise]);
    const second = run('a', [done], { deadline });
    await clock.advance(commandLimitMs * 2);
    blocker.resolve(done);
    assert.deepEqual(await second.result, done);
  });

  it('shares the time of a command among its requests', async () => {
    const { run, clock } = setup();
    const deadline = new Deadline();
    const wait = failed('badGateway', { mayRetry: true, retryAfterMs: 70_000 });
    const one = run('a', [wait, done], { deadline });
    await clock.runUntilIdle();
    assert.deepEqual(await one.result, done);
    const two = run('a', [wait, done], { deadline });
    assert.equal(codeOf(await two.result), 'badGateway');
    assert.equal(two.attempts.length, 1);
  });
});

describe('RequestScheduler: tokens', () => {
  const claims = '{}';
  const challenge = failed('unauthorized', { mayRetry: true, claims });

  it('takes no slot while it waits for a token', async () => {
    const { run } = setup({ maximum: 1 });
    const arrival = new Deferred<undefined>();
    const first = run('a', [done], { tokens: new ScriptedTokens(() => arrival.promise) });
    await settle();
    assert.deepEqual(await run('b').result, done);
    arrival.resolve(undefined);
    assert.deepEqual(await first.result, done);
  });

  it('holds neither slot nor turn while it waits for another sign-in', async () => {
    const { run } = setup({ maximum: 1 });
    const step = new Deferred<undefined>();
    const tokens = new ScriptedTokens((renewal) =>
      renewal.claims === undefined ? Promise.resolve(undefined) : step.promise,
    );
    const first = run('a', [challenge, done], { tokens });
    await settle();
    assert.deepEqual(await run('a').result, done);
    assert.deepEqual(await run('b').result, done);
    step.resolve(undefined);
    assert.deepEqual(await first.result, done);
  });

  it('gives a request that returns with another token its turn before all later requests', async () => {
    const { run, log } = setup();
    const renewal = new Deferred<undefined>();
    const tokens = new ScriptedTokens(({ renewToken }) =>
      renewToken ? renewal.promise : Promise.resolve(undefined),
    );
    const [second, third] = [held(), held()];
    const first = run('a', [failed('unauthorized'), done], { tokens });
    const others = [run('a', [second.promise]), run('a', [third.promise])];
    await settle();
    renewal.resolve(undefined);
    await settle();
    assert.deepEqual(log, ['a@0', 'a!', 'a@0']);
    second.resolve(done);
    await settle();
    assert.deepEqual(
      [first, ...others].map(({ attempts }) => attempts.length),
      [2, 1, 1],
    );
    third.resolve(done);
    assert.deepEqual(await first.result, done);
    await Promise.all(others.map(({ result }) => result));
  });

  it('does not count the wait for a token, and gives each attempt its full time', async () => {
    const { run, clock } = setup();
    const wait = 10 * 60_000;
    const tokens = new ScriptedTokens(async () => {
      await clock.delay(wait);
      return undefined;
    });
    const script = [challenge, failed('badGateway'), done];
    const { result, attempts } = run('a', script, { tokens });
    assert.equal(await clock.runUntilIdle(), 2 * wait + 2000);
    assert.deepEqual(await result, done);
    assert.deepEqual(tokens.renewals, [{ renewToken: false }, { renewToken: true, claims }]);
    assert.deepEqual(
      attempts.map(({ timeoutMs }) => timeoutMs),
      [30_000, 30_000, 30_000],
    );
  });

  it('begins no attempt in the last second', async () => {
    const { run, clock } = setup();
    const deadline = new Deadline();
    deadline.start(clock.monotonicNow());
    await clock.advance(commandLimitMs - 999);
    const { result, attempts } = run('a', [done], { deadline });
    assert.equal(codeOf(await result), 'timedOut');
    assert.equal(attempts.length, 0);
  });

  it('checks the token again after it waited for a slot', async () => {
    const { run, log } = setup({ maximum: 1 });
    const first = held();
    let isLasting = true;
    const tokens = new ScriptedTokens(undefined, () => isLasting);
    void run('a', [first.promise]);
    const second = run('b', [done], { tokens });
    await settle();
    isLasting = false;
    first.resolve(done);
    assert.deepEqual(await second.result, done);
    assert.equal(tokens.renewals.length, 2);
    assert.deepEqual(log, ['a@0', 'a!', 'b@0', 'b!']);
  });

  it('passes the slot on when the token was dropped meanwhile', async () => {
    const { run } = setup({ maximum: 1 });
    const first = held();
    const arrivals = [Promise.resolve(undefined), new Deferred<undefined>().promise];
    let isLasting = true;
    const tokens = new ScriptedTokens(
      () => arrivals.shift() ?? Promise.resolve(undefined),
      () => isLasting,
    );
    void run('a', [first.promise]);
    await settle();
    void run('b', [done], { tokens });
    await settle();
    const third = run('c');
    await settle();
    isLasting = false;
    first.resolve(done);
    assert.deepEqual(await third.result, done);
  });

  it('uses a token that was dropped on arrival, rather than ask forever', async () => {
    const { run } = setup();
    const tokens = new ScriptedTokens(undefined, () => false);
    assert.deepEqual(await run('a', [done], { tokens }).result, done);
    assert.equal(tokens.renewals.length, 1);
  });
});

describe('RequestScheduler: throttling', () => {
  it('stops every request until Retry-After is over', async () => {
    const { run, clock, log } = setup();
    const one = run('a', [throttled(20_000), done]);
    await settle();
    const two = run('b');
    await clock.advance(19_999);
    assert.deepEqual(log, ['a@0', 'a!']);
    await clock.advance(1);
    await Promise.all([one.result, two.result]);
    assert.deepEqual(log.filter((line) => line.includes('@')).sort(), [
      'a@0',
      'a@20000',
      'b@20000',
    ]);
  });

  it('stops no request to another Graph', async () => {
    const { run, clock, log } = setup();
    const stopped = [run('global/a', [throttled(60_000)]), run('global/b', [held().promise])];
    await settle();
    const later = run('global/c');
    await run('usGov/a').result;
    assert.deepEqual(log, ['global/a@0', 'global/b@0', 'global/a!', 'usGov/a@0', 'usGov/a!']);
    await clock.runUntilIdle();
    await Promise.all([stopped[0]?.result, later.result]);
    assert.deepEqual(log.slice(5).sort(), [
      'global/a!',
      'global/a@60000',
      'global/c!',
      'global/c@60000',
    ]);
  });

  it('stops requests that were about to be sent', async () => {
    const { run, clock, log } = setup();
    const first = held();
    const arrival = new Deferred<undefined>();
    const one = run('a', [first.promise, done]);
    const two = run('b', [done], { tokens: new ScriptedTokens(() => arrival.promise) });
    await settle();
    first.resolve(throttled(5000));
    await settle();
    arrival.resolve(undefined);
    await clock.runUntilIdle();
    await Promise.all([one.result, two.result]);
    assert.ok(log.includes('b@5000'), log.join());
  });

  it('takes the longest of several pauses', async () => {
    const { run, clock, log } = setup();
    const runs = [run('a', [throttled(5000), done]), run('b', [throttled(9000), done])];
    await clock.runUntilIdle();
    await Promise.all(runs.map(({ result }) => result));
    assert.deepEqual(log.filter((line) => /@\d{4}/.test(line)).sort(), ['a@9000', 'b@9000']);
  });

  for (const [set, ms] of [
    ['back', -3_600_000],
    ['forward', 3_600_000],
  ] as const) {
    it(`waits as long as it was asked to when the clock is set ${set} meanwhile`, async () => {
      const { run, clock } = setup();
      const busy = failed('serviceUnavailable', { mayRetry: true, retryAfterMs: 7000 });
      const runs = [
        run('a', [throttled(5000), failed('badGateway'), done]),
        run('b', [busy, done]),
      ];
      await settle();
      clock.adjust(ms);
      runs.push(run('c'));
      assert.equal(await clock.runUntilIdle(), 7000);
      assert.deepEqual(await Promise.all(runs.map(({ result }) => result)), [done, done, done]);
    });
  }

  it('backs off by itself when a 429 has no Retry-After', async () => {
    const { run, clock, log } = setup();
    const one = run('a', [throttled(), done]);
    await clock.runUntilIdle();
    await one.result;
    assert.deepEqual(log, ['a@0', 'a!', 'a@1000', 'a!']);
  });

  it('ends every request as throttled when the pause is longer than the command may take', async () => {
    const { run, clock } = setup({ maximum: 1 });
    const day = 24 * 3_600_000;
    const runs = [run('a', [throttled(day)]), run('b'), run('c')];
    const answers = await Promise.all(runs.map(({ result }) => result));
    const later = run('d');
    answers.push(await later.result);
    assert.deepEqual(answers.map(codeOf), ['throttled', 'throttled', 'throttled', 'throttled']);
    assert.deepEqual(
      answers.map((answer) => !answer.ok && answer.retryAfterMs),
      [day, day, day, day],
    );
    assert.deepEqual(
      [...runs, later].map(({ attempts }) => attempts.length),
      [1, 0, 0, 0],
    );
    assert.equal(clock.waits, 0);
  });
});

describe('RequestScheduler: Retry-After of a workbook', () => {
  const busy = (retryAfterMs: number) =>
    failed('serviceUnavailable', { mayRetry: true, retryAfterMs });

  it('holds for the next request, even if the request that brought it was cancelled', async () => {
    const { run, clock, log } = setup();
    const leaver = new AbortController();
    const first = run('a', [busy(7000)], { signal: leaver.signal });
    await settle();
    leaver.abort();
    assert.equal(codeOf(await first.result), 'cancelled');
    await clock.advance(2300);
    const next = run('a');
    await clock.runUntilIdle();
    assert.deepEqual(await next.result, done);
    assert.deepEqual(log, ['a@0', 'a!', 'a@7000', 'a!']);
    assert.equal(next.attempts[0]?.newConnection, true);
  });

  it('holds for no other workbook, and takes no slot', async () => {
    const { run, clock } = setup({ maximum: 1 });
    const first = run('a', [busy(7000), done]);
    await settle();
    assert.deepEqual(await run('b').result, done);
    assert.deepEqual(await run('usGov/a').result, done);
    await clock.runUntilIdle();
    assert.deepEqual(await first.result, done);
  });

  it('holds whatever the answer is, even if nothing asks again', async () => {
    const { run, clock, log } = setup();
    await run('a', [failed('locked', { retryAfterMs: 5000 })]).result;
    const next = run('a');
    await clock.runUntilIdle();
    await next.result;
    assert.deepEqual(log, ['a@0', 'a!', 'a@5000', 'a!']);
  });

  for (const code of ['serviceUnavailable', 'locked'] as const) {
    it(`ends as ${code} what it would keep for longer than a command may take`, async () => {
      const { run, clock } = setup();
      const day = 24 * 3_600_000;
      const first = run('a', [failed(code, { retryAfterMs: day })]);
      assert.equal(codeOf(await first.result), code);
      const next = run('a');
      const failure = { code, mayRetry: true, retryAfterMs: day } as const;
      assert.deepEqual(await next.result, { ok: false, ...failure });
      assert.deepEqual([next.attempts.length, clock.waits], [0, 0]);
    });
  }

  it('leaves the outcome unknown for a request whose own answer was lost', async () => {
    const { run, clock } = setup();
    const day = 24 * 3_600_000;
    const renewal = new Deferred<undefined>();
    const tokens = new ScriptedTokens(({ renewToken }) =>
      renewToken ? renewal.promise : Promise.resolve(undefined),
    );
    const first = run('a', [lost, failed('unauthorized')], { tokens });
    await clock.runUntilIdle();
    await run('a', [failed('locked', { retryAfterMs: day })]).result;
    renewal.resolve(undefined);
    assert.equal(codeOf(await first.result), 'outcomeUnknown');
    assert.equal(first.attempts.length, 2);
  });
});

describe('RequestScheduler: lost answers', () => {
  const cases: readonly [string, readonly Attempt<undefined>[], ErrorCode | 'ok'][] = [
    ['lost for good', [lost, lost, lost, lost], 'outcomeUnknown'],
    [
      'lost, then connecting failed',
      Array(4).fill(failed('network')).with(0, lost),
      'outcomeUnknown',
    ],
    [
      'lost, then a busy service',
      Array(4).fill(failed('badGateway')).with(0, lost),
      'outcomeUnknown',
    ],
    ['lost, then throttled for a day', [lost, throttled(86_400_000)], 'outcomeUnknown'],
    ['lost, then no account any more', [lost, failed('accountUnavailable', {})], 'outcomeUnknown'],
    ['lost, then done', [lost, done], 'ok'],
    ['lost, then refused', [lost, failed('accessDenied', {})], 'accessDenied'],
    ['lost, then gone', [lost, failed('sessionGone', { isSessionDead: true })], 'sessionGone'],
    [
      'never sent',
      [failed('network'), failed('network'), failed('network'), failed('network')],
      'network',
    ],
  ];
  for (const [title, script, expected] of cases) {
    it(`${title}: the outcome is ${expected}`, async () => {
      const { run, clock } = setup();
      const { result } = run('a', script);
      await clock.runUntilIdle();
      const answer = await result;
      assert.equal(answer.ok ? 'ok' : answer.code, expected);
    });
  }
});

describe('RequestScheduler: cancelling', () => {
  it('sends nothing for a command that has already ended', async () => {
    const { run } = setup();
    const { result, attempts } = run('a', [done], { signal: AbortSignal.abort() });
    assert.equal(codeOf(await result), 'cancelled');
    assert.equal(attempts.length, 0);
  });

  it('cancels a request that waits for a free slot', async () => {
    const { run } = setup({ maximum: 1 });
    const leaver = new AbortController();
    void run('a', [held().promise]);
    const { result, attempts } = run('b', [done], { signal: leaver.signal });
    await settle();
    leaver.abort();
    assert.equal(codeOf(await result), 'cancelled');
    assert.equal(attempts.length, 0);
  });

  it('does not send when it is cancelled while its token is fetched', async () => {
    const { run } = setup();
    const leaver = new AbortController();
    const arrival = new Deferred<undefined>();
    const tokens = new ScriptedTokens(() => arrival.promise, undefined, leaver.signal);
    const { result, attempts } = run('a', [done], { tokens });
    await settle();
    leaver.abort();
    assert.equal(codeOf(await result), 'cancelled');
    arrival.resolve(undefined);
    await settle();
    assert.equal(attempts.length, 0);
  });

  it('ends without sending when there is no token', async () => {
    const { run } = setup();
    const refusal = failed('signInRequired', {});
    const tokens = new ScriptedTokens(() => Promise.resolve(refusal));
    const { result, attempts } = run('a', [done], { tokens });
    assert.equal(codeOf(await result), 'signInRequired');
    assert.equal(attempts.length, 0);
  });

  it('cancels a request that backs off, and one that waits for a pause to end', async () => {
    const { run, clock } = setup();
    const leaver = new AbortController();
    const one = run('a', [throttled(60_000), done], { signal: leaver.signal });
    await settle();
    const two = run('b', [done], { signal: leaver.signal });
    await settle();
    leaver.abort();
    assert.deepEqual([await one.result, await two.result].map(codeOf), ['cancelled', 'cancelled']);
    assert.equal(clock.waits, 0);
  });

  it('lets a request that is under way finish', async () => {
    const { run } = setup();
    const leaver = new AbortController();
    const answer = held();
    const { result, attempts } = run('a', [answer.promise], { signal: leaver.signal });
    await settle();
    leaver.abort();
    await settle();
    assert.equal(attempts[0]?.signal.aborted, false);
    answer.resolve(done);
    assert.deepEqual(await result, done);
  });

  it('leaves the outcome unknown when a request is cancelled after a lost answer', async () => {
    const { run } = setup();
    const leaver = new AbortController();
    const { result } = run('a', [lost, done], { signal: leaver.signal });
    await settle();
    leaver.abort();
    assert.equal(codeOf(await result), 'outcomeUnknown');
  });

  it('reports a programming error even if the command was cancelled meanwhile', async () => {
    const { run } = setup();
    const leaver = new AbortController();
    const bug = held();
    const { result } = run('a', [bug.promise], { signal: leaver.signal });
    await settle();
    leaver.abort();
    bug.reject(new TypeError('bug'));
    assert.equal(codeOf(await result), 'unexpected');
  });

  it('aborts requests when the window closes, and sends nothing more', async () => {
    const { run } = setup();
    const closing = new AbortController();
    const { signal } = closing;
    const options = { tokens: new ScriptedTokens(undefined, undefined, signal, signal) };
    const answer = held();
    const running = run('a', [answer.promise], options);
    const queued = run('a', [done], options);
    await settle();
    closing.abort();
    assert.equal(codeOf(await queued.result), 'cancelled');
    assert.equal(running.attempts[0]?.signal.aborted, true);
    answer.resolve(lost);
    assert.equal(codeOf(await running.result), 'outcomeUnknown');
    assert.equal(codeOf(await run('b', [done], options).result), 'cancelled');
  });

  it('leaves no listener on long-lived signals', async () => {
    const { run } = setup();
    const long = new AbortController();
    let listeners = 0;
    const { signal } = long;
    const add = signal.addEventListener.bind(signal);
    const remove = signal.removeEventListener.bind(signal);
    signal.addEventListener = (...args: Parameters<typeof add>) => {
      listeners += 1;
      add(...args);
    };
    signal.removeEventListener = (...args: Parameters<typeof remove>) => {
      listeners -= 1;
      remove(...args);
    };
    const runs = Array.from({ length: 50 }, (_, index) => run(`w${index}`, [done], { signal }));
    assert.ok(listeners <= 1, 'a warning of Node would come at eleven');
    await Promise.all(runs.map(({ result }) => result));
    assert.equal(listeners, 0);
    const dependants = Object.getOwnPropertySymbols(signal)
      .filter((symbol) => String(symbol).includes('kDependantSignals'))
      .map((symbol) => (Reflect.get(signal, symbol) as Set<unknown> | undefined)?.size ?? 0);
    assert.ok(dependants.every((count) => count === 0));
  });
});

describe('RequestScheduler: any schedule', () => {
  const day = 86_400_000;
  const busy = (retryAfterMs: number) =>
    failed('serviceUnavailable', { mayRetry: true, retryAfterMs });
  const step = fc.record({
    queues: fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g'), { maxLength: 2 }),
    startMs: fc.nat(5000),
    tokenMs: fc.oneof(fc.nat(300), fc.constant(150_000)),
    tokenLastsMs: fc.constantFrom(0, 500, 60_000),
    cancelMs: fc.option(fc.nat(30_000)),
    isBulk: fc.boolean(),
    answers: fc.array(
      fc.record({
        ms: fc.nat(2000),
        answer: fc.constantFrom<Attempt<undefined>>(
          done,
          failed('badGateway'),
          failed('serviceUnavailable'),
          failed('unauthorized'),
          failed('accessDenied', {}),
          busy(3000),
          busy(day),
          throttled(3000),
          throttled(),
          throttled(day),
          lost,
        ),
      }),
      { maxLength: 6 },
    ),
  });

  it('settles every request, one at a time per queue, within the limit, never in a pause', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 25 }), fc.integer({ min: 1, max: 6 }), check),
      { numRuns: 60 },
    );
  });

  async function check(
    steps: readonly (typeof step extends fc.Arbitrary<infer S> ? S : never)[],
    maximum: number,
  ) {
    const clock = new ManualClock();
    const scheduler = new RequestScheduler({
      ...{ claims: openClaims, clock, logger: new RecordingLogger() },
      maxParallelRequests: () => maximum,
      random: () => 0,
    });
    const problems = new Set<string>();
    const expect = (isSo: boolean, what: string) => {
      if (!isSo) {
        problems.add(`not so: ${what}`);
      }
    };
    const running: string[] = [];
    const pausedUntil = new Map<string, number>();
    let settled = 0;
    let sending = 0;
    const runs = steps.map(async ({ queues, isBulk, tokenMs, tokenLastsMs, answers, ...times }) => {
      await clock.delay(times.startMs);
      const controller = new AbortController();
      if (times.cancelMs !== null) {
        void clock.delay(times.cancelMs).then(() => {
          controller.abort();
        });
      }
      let attempts = 0;
      let arrivedAt = 0;
      // Only the first tokens end early. If all did, one could always end while the request waits for its pace.
      const lastsMs = () => (tokens.renewals.length <= 3 ? tokenLastsMs : 60_000);
      const tokens: ScriptedTokens = new ScriptedTokens(
        async () => {
          await clock.delay(tokenMs);
          arrivedAt = clock.now();
          return undefined;
        },
        () => clock.now() < arrivedAt + lastsMs(),
        controller.signal,
      );
      const keys = queues.map((key) => ({ key }));
      const deadline = new Deadline();
      const scope = { principal: { target: globalGraph }, tokens, deadline, isBulk };
      await scheduler.send<undefined>(scope, { keys }, async ({ timeoutMs }) => {
        const pauses = ['everybody', ...queues].map((key) => pausedUntil.get(key) ?? 0);
        expect(!queues.some((queue) => running.includes(queue)), 'one at a time per queue');
        expect(clock.now() >= Math.max(...pauses), 'nothing is sent in a pause');
        expect(!controller.signal.aborted, 'nothing is sent for a cancelled command');
        expect(clock.now() <= arrivedAt + lastsMs(), 'nothing is sent with an old token');
        expect(timeoutMs >= 1000 && timeoutMs <= 30_000, 'there is time for the attempt');
        running.push(...queues);
        sending += 1;
        attempts += 1;
        expect(sending <= maximum, 'within the limit');
        expect(attempts <= maxAttempts, 'four times at most');
        const { ms, answer } = answers[attempts - 1] ?? { ms: 1, answer: done };
        await clock.delay(ms);
        sending -= 1;
        queues.forEach((queue) => running.splice(running.indexOf(queue), 1));
        if (!answer.ok && answer.retryAfterMs !== undefined) {
          const end = clock.now() + answer.retryAfterMs;
          for (const key of answer.code === 'throttled' ? ['everybody'] : queues) {
            pausedUntil.set(key, Math.max(pausedUntil.get(key) ?? 0, end));
          }
        }
        return answer;
      });
      settled += 1;
    });
    await clock.runUntilIdle();
    expect(settled === steps.length, 'every run has ended');
    assert.deepEqual([...problems], []);
    await Promise.all(runs);
  }
});

function codeOf(answer: Attempt<unknown>): ErrorCode | 'ok' {
  return answer.ok ? 'ok' : answer.code;
}
