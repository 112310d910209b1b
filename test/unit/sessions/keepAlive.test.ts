import assert from 'node:assert/strict';
import fc from 'fast-check';
import { untilAborted } from '../../../src/base/abort';
import { Deferred } from '../../../src/base/deferred';
import type { ErrorCode } from '../../../src/model/errors';
import type { Attempt, AttemptFailure } from '../../../src/model/ports';
import { KeepAlive } from '../../../src/sessions/keepAlive';
import { anAccount, aStoredSession } from '../../builders';
import { settle } from '../../fakes/settle';
import { setupService } from './serviceSetup';

const second = 1000;
const minute = 60 * second;
const idleMs = 5 * minute;
const hour = 60 * minute;

const failed =
  (code: ErrorCode, facts: Partial<AttemptFailure> = {}) =>
  (): AttemptFailure => ({ ok: false, code, mayRetry: false, ...facts });

/** The core and a keep-alive without jitter, and sessions that were active just now. */
async function setup(keys: readonly string[] = ['a'], random = () => 0.5) {
  const core = setupService();
  const { api, clock, list, logger, service, listed } = core;
  for (const key of keys) {
    await list.add(aStoredSession({ key }, { lastActiveAt: clock.now() }));
  }
  /** The calls of the service's refresh. */
  const calls: { readonly keys: readonly string[]; readonly isBulk: boolean | undefined }[] = [];
  const refresh = service.refresh.bind(service);
  service.refresh = (ofCall, options) => {
    calls.push({ keys: ofCall, isBulk: options.isBulk });
    return refresh(ofCall, options);
  };
  const keepAlive = new KeepAlive({
    ...{ clock, list, logger, random, service },
    maxMs: () => hour,
  });
  const start = clock.monotonicNow();
  /** When refreshes were sent, in milliseconds since the setup. */
  const sent: number[] = [];
  const answers: (() => Attempt<void> | Promise<Attempt<void>>)[] = [];
  const refreshSession = api.refreshSession.bind(api);
  api.refreshSession = (...call) => {
    sent.push(clock.monotonicNow() - start);
    const answer = answers.shift();
    if (answer) {
      api.refreshes.push(answer);
    }
    return refreshSession(...call);
  };
  const shown = (key = 'a') => ({
    until: listed(key)?.keptAliveUntil,
    failure: listed(key)?.keepAliveFailure,
  });
  return { ...core, keepAlive, calls, sent, answers, shown };
}

describe('KeepAlive', () => {
  it('refreshes a session each time half of its idle time is over', async () => {
    const { clock, keepAlive, sent, tokens } = await setup();
    keepAlive.start(['a']);
    await clock.advance(9 * minute);
    assert.deepEqual(sent, [2.5 * minute, 5 * minute, 7.5 * minute]);
    assert.ok(tokens.interactiveFlags.every((isInteractive) => !isInteractive));
  });

  it('uses the idle limit of each mode', async () => {
    const core = await setup();
    const { clock, keepAlive, list, sent, limits } = core;
    limits.nonPersistent = 8 * minute;
    await list.add(
      aStoredSession({ key: 'b', mode: 'nonPersistent' }, { lastActiveAt: clock.now() }),
    );
    keepAlive.start(['b']);
    await clock.advance(9 * minute);
    assert.deepEqual(sent, [4 * minute, 8 * minute]);
  });

  it('refreshes at once a session of which half of the idle time is over or unknown', async () => {
    const { clock, keepAlive, list, sent } = await setup();
    await list.add(aStoredSession({ key: 'unchecked' }));
    await clock.advance(4 * minute);
    keepAlive.start(['a', 'unchecked']);
    await settle();
    assert.deepEqual(sent, [4 * minute, 4 * minute]);
    await clock.advance(2 * minute);
    assert.equal(sent.length, 2);
  });

  it('spreads the refreshes of many sessions over a fifth of the time between two', async () => {
    const keys = Array.from({ length: 21 }, (_, index) => `k${index}`);
    let count = 0;
    const { clock, keepAlive, sent } = await setup(keys, () => (count += 1) / 21);
    keepAlive.start(keys);
    await clock.advance(2.25 * minute);
    assert.deepEqual(sent, []);
    await clock.advance(0.5 * minute);
    assert.equal(sent.length, 21);
    assert.ok(new Set(sent).size >= 15, `${new Set(sent).size} different times`);
  });

  it('lets requests that the user made go first', async () => {
    const { calls, clock, keepAlive } = await setup();
    keepAlive.start(['a']);
    await clock.advance(3 * minute);
    assert.deepEqual(calls, [{ keys: ['a'], isBulk: true }]);
  });

  it('refreshes a session with less than a minute left in a call that waits for no bulk command', async () => {
    const { calls, clock, keepAlive, list } = await setup(['new']);
    await list.add(aStoredSession({ key: 'late' }, { lastActiveAt: clock.now() - 4.5 * minute }));
    await list.add(aStoredSession({ key: 'due' }, { lastActiveAt: clock.now() - 3 * minute }));
    keepAlive.start(['new', 'late', 'due']);
    await settle();
    assert.deepEqual(calls, [
      { keys: ['late'], isBulk: false },
      { keys: ['due'], isBulk: true },
    ]);
  });

  it('waits for bulk commands no longer once a session has less than a minute left', async () => {
    const { clock, keepAlive, calls, sent, service } = await setup(['a', 'b']);
    const refresh = service.refresh.bind(service);
    // A bulk refresh that never gets a slot.
    service.refresh = async (keys, options) => {
      if (options.isBulk) {
        calls.push({ keys, isBulk: true });
        const { signal = AbortSignal.abort() } = options;
        await untilAborted(new Promise(() => undefined), signal).catch(() => undefined);
        keys.forEach((key) => options.onOutcome?.({ key, outcome: 'cancelled' }));
        return [];
      }
      return refresh(keys, options);
    };
    keepAlive.start(['a', 'b']);
    await clock.advance(4 * minute + 2 * second);
    assert.deepEqual(calls, [
      { keys: ['a', 'b'], isBulk: true },
      { keys: ['a', 'b'], isBulk: false },
    ]);
    assert.equal(sent.length, 2);
    assert.ok(sent.every((ms) => ms >= 4 * minute));
  });

  it('shows until when a session is kept alive, and ends at that time by itself', async () => {
    const { clock, keepAlive, logger, sent, shown } = await setup();
    const until = clock.now() + hour;
    assert.deepEqual(keepAlive.start(['a', 'nobody']), { count: 1, until });
    assert.equal(shown().until, until);
    assert.equal(shown('nobody').until, undefined);
    await clock.advance(hour - 1);
    assert.equal(shown().until, until);
    await clock.advance(1);
    assert.equal(shown().until, undefined);
    const { length } = sent;
    assert.ok(length >= 23, `${length} refreshes`);
    await clock.advance(hour);
    assert.equal(sent.length, length);
    assert.equal(clock.waits, 0);
    assert.deepEqual(logger.of('info'), ['Session a is no longer kept alive: its time is over.']);
  });

  it('starts its time anew when the user turns it on again', async () => {
    const { clock, keepAlive, shown } = await setup();
    keepAlive.start(['a']);
    await clock.advance(30 * minute);
    keepAlive.start(['a']);
    assert.equal(shown().until, clock.now() + hour);
  });

  it('tells of all sessions that it starts or stops to keep alive with few events', async () => {
    const { keepAlive, list, clock } = await setup(['a', 'b', 'c']);
    await settle();
    const changes: string[][] = [];
    list.onDidChange((keys) => changes.push([...keys]));
    keepAlive.start(['a', 'b', 'c']);
    await settle();
    keepAlive.stop(['a', 'b', 'c']);
    await settle();
    assert.deepEqual(changes, [['a'], ['b', 'c'], ['a'], ['b', 'c']]);
    assert.equal(clock.waits, 0);
  });

  it('has one timer for all sessions, and none without sessions', async () => {
    const { clock, keepAlive, list, service } = await setup(['a', 'b', 'c']);
    assert.equal(clock.waits, 0);
    keepAlive.start(['a', 'b']);
    keepAlive.start(['c']);
    await settle();
    assert.equal(clock.waits, 1);
    await clock.advance(20 * minute);
    assert.equal(clock.waits, 1);
    assert.equal(keepAlive.stop(['a', 'nobody']), 1);
    await settle();
    assert.equal(clock.waits, 1);
    service.forget(['b']);
    list.remove('c');
    await settle();
    assert.equal(clock.waits, 0);
  });

  it('stops when the user says so', async () => {
    const { clock, keepAlive, sent, shown } = await setup();
    keepAlive.start(['a']);
    await clock.advance(3 * minute);
    assert.equal(keepAlive.stop(['a']), 1);
    assert.deepEqual(shown(), { until: undefined, failure: undefined });
    await clock.advance(hour);
    assert.equal(sent.length, 1);
    assert.equal(keepAlive.stop(['a']), 0);
  });

  it('ends for a session that the user closes, even if the close fails', async () => {
    const { api, clock, keepAlive, service, sent, shown } = await setup();
    api.closes.push(failed('locked'));
    keepAlive.start(['a']);
    await service.close(['a'], { interactive: true });
    await settle();
    assert.equal(shown().until, undefined);
    await clock.advance(hour);
    assert.deepEqual(sent, []);
  });

  it('sends no refresh while the user closes the session, and goes on after a cancelled close', async () => {
    const { api, clock, keepAlive, service, sent, shown } = await setup();
    const answer = new Deferred<Attempt<void>>();
    api.closes.push(() => answer.promise);
    keepAlive.start(['a']);
    await clock.advance(2 * minute);
    const closing = service.close(['a'], { interactive: true });
    await clock.advance(2 * minute);
    assert.deepEqual(sent, []);
    answer.resolve(failed('cancelled')());
    await closing;
    await settle();
    assert.deepEqual(sent, [4 * minute]);
    assert.notEqual(shown().until, undefined);
  });

  it('ends for a session that another window closed', async () => {
    const { clock, keepAlive, list, sent, store } = await setup();
    keepAlive.start(['a']);
    store.disk.records.delete('a');
    await list.reload();
    await settle();
    assert.equal(clock.waits, 0);
    assert.deepEqual(sent, []);
  });

  it('waits anew when another window has refreshed the session', async () => {
    const { clock, keepAlive, list, sent, store } = await setup();
    keepAlive.start(['a']);
    await clock.advance(2 * minute);
    store.disk.activities.set('a', { lastActiveAt: clock.now() });
    await list.reload();
    await clock.advance(2.5 * minute - 1);
    assert.deepEqual(sent, []);
    await clock.advance(1);
    assert.deepEqual(sent, [4.5 * minute]);
  });

  it('sends as many requests as one window if two windows keep the same session alive', async () => {
    const { clock, keepAlive, list, logger, sent, service } = await setup();
    const maxMs = () => hour;
    // A list that both share stands for two lists that follow the same disk.
    const other = new KeepAlive({ clock, list, logger, maxMs, random: () => 0.9, service });
    keepAlive.start(['a']);
    other.start(['a']);
    await clock.advance(11 * minute);
    assert.deepEqual(sent, [2.5 * minute, 5 * minute, 7.5 * minute, 10 * minute]);
    other.dispose();
  });

  it('keeps no session alive that is being opened or closed', async () => {
    const { api, keepAlive, list, service, shown, clock } = await setup();
    list.showOpening({ ...aStoredSession({ key: 'opening' }).record });
    const answer = new Deferred<Attempt<void>>();
    api.closes.push(() => answer.promise);
    const closing = service.close(['a'], { interactive: true });
    await settle();
    const { waits } = clock;
    assert.equal(keepAlive.start(['opening', 'a']).count, 0);
    assert.equal(shown().until, undefined);
    assert.equal(clock.waits, waits);
    answer.resolve({ ok: true, value: undefined });
    await closing;
  });

  it('ends when the service says that the session has ended, which leaves the list', async () => {
    const { answers, clock, keepAlive, service, sent, logger } = await setup();
    answers.push(failed('sessionGone', { isSessionDead: true }));
    keepAlive.start(['a']);
    await clock.advance(hour);
    assert.equal(sent.length, 1);
    assert.deepEqual(service.sessions(), []);
    assert.deepEqual(
      service.recent.all().map(({ end }) => end.outcome),
      ['alreadyGone'],
    );
    assert.deepEqual(logger.of('info'), [
      'Session a is no longer kept alive: it is closed, gone, or forgotten.',
    ]);
    assert.equal(clock.waits, 0);
  });

  it('refreshes no session again that went away during its refresh', async () => {
    const keys = ['a', 'b', 'c'];
    const { answers, calls, clock, keepAlive, service, logger } = await setup([...keys, 'd']);
    answers.push(...keys.map(() => failed('sessionGone', { isSessionDead: true })));
    keepAlive.start([...keys, 'd']);
    await clock.advance(3 * minute);
    assert.deepEqual(
      service.sessions().map(({ key }) => key),
      ['d'],
    );
    assert.equal(calls.length, 1);
    assert.deepEqual(logger.of('warn'), []);
  });

  it('says once that a sign-in is needed, and sends nothing more', async () => {
    const { clock, keepAlive, logger, sent, shown, tokens } = await setup();
    keepAlive.start(['a']);
    tokens.signOut(anAccount().id);
    await clock.advance(hour);
    assert.deepEqual(sent, []);
    assert.deepEqual(shown(), { until: undefined, failure: 'accountUnavailable' });
    assert.deepEqual(logger.of('warn'), ['Session a could not be kept alive: accountUnavailable.']);
    assert.equal(tokens.requests.length, 1);
    assert.equal(clock.waits, 0);
  });

  it('takes back the note of a failure when the session is refreshed or kept alive again', async () => {
    const { answers, clock, keepAlive, service, shown } = await setup();
    for (const mend of [
      () => service.refresh(['a'], { interactive: true }),
      () => Promise.resolve(keepAlive.start(['a'])),
    ]) {
      answers.push(failed('accessDenied'));
      keepAlive.start(['a']);
      await clock.advance(3 * minute);
      assert.deepEqual(shown(), { until: undefined, failure: 'accessDenied' });
      await mend();
      await settle();
      assert.equal(shown().failure, undefined);
    }
  });

  it('keeps nothing about a failed session that has left the list', async () => {
    const { answers, clock, keepAlive, list, service } = await setup();
    answers.push(failed('accessDenied'));
    keepAlive.start(['a']);
    await clock.advance(3 * minute);
    service.forget(['a']);
    await settle();
    await list.add(aStoredSession({ key: 'a' }));
    assert.equal(list.snapshot('a')?.keepAliveFailure, undefined);
  });

  it('tries again after a failure that may pass, while the session has time left', async () => {
    const { answers, clock, keepAlive, sent, shown } = await setup();
    answers.push(failed('network'), failed('throttled', { retryAfterMs: 40_000 }));
    keepAlive.start(['a']);
    await clock.advance(2.5 * minute);
    assert.equal(sent.length, 1);
    await clock.advance(15 * second);
    assert.equal(sent.length, 2);
    await clock.advance(40 * second - 1);
    assert.equal(sent.length, 2);
    await clock.advance(1);
    assert.equal(sent.length, 3);
    assert.notEqual(shown().until, undefined);
    await clock.advance(2.5 * minute);
    assert.equal(sent.length, 4);
  });

  it('gives up when failures last until the session has expired, and says why', async () => {
    const { answers, clock, keepAlive, listed, sent, shown } = await setup();
    answers.push(...Array.from({ length: 100 }, () => failed('network')));
    keepAlive.start(['a']);
    await clock.advance(hour);
    assert.deepEqual(shown(), { until: undefined, failure: 'network' });
    assert.equal(listed('a')?.status, 'maybeExpired');
    assert.ok(sent.length > 5 && sent.length < 15, `${sent.length} refreshes`);
    assert.equal(clock.waits, 0);
  });

  it('refreshes at once when the computer wakes up, and finds a session that has ended', async () => {
    const { answers, clock, keepAlive, service, sent } = await setup(['a', 'b']);
    keepAlive.start(['a', 'b']);
    await clock.advance(minute);
    answers.push(failed('sessionGone', { isSessionDead: true }));
    clock.sleep(20 * minute);
    await clock.advance(second);
    assert.deepEqual(sent, [21 * minute, 21 * minute]);
    assert.deepEqual(
      service.sessions().map(({ key, status }) => [key, status]),
      [['b', 'open']],
    );
  });

  it('does not last longer when the time of day is set back', async () => {
    const { clock, keepAlive, shown } = await setup();
    keepAlive.start(['a']);
    clock.adjust(-24 * hour);
    await clock.advance(hour + 30 * second);
    assert.equal(shown().until, undefined);
  });

  it('sends no second request for a session while the first one is under way', async () => {
    const { answers, clock, keepAlive, sent } = await setup();
    const answer = new Deferred<Attempt<void>>();
    answers.push(() => answer.promise);
    keepAlive.start(['a']);
    await clock.advance(4 * minute);
    keepAlive.start(['a']);
    await clock.advance(4 * minute);
    assert.equal(sent.length, 1);
    answer.resolve({ ok: true, value: undefined });
    await clock.advance(2.5 * minute + second);
    assert.equal(sent.length, 2);
  });

  it('keeps other sessions alive when one refresh takes long', async () => {
    const { answers, clock, keepAlive, sent } = await setup(['a', 'b']);
    const answer = new Deferred<Attempt<void>>();
    answers.push(() => answer.promise);
    keepAlive.start(['a', 'b']);
    await clock.advance(6 * minute);
    assert.deepEqual(sent, [2.5 * minute, 2.5 * minute, 5 * minute]);
    answer.resolve({ ok: true, value: undefined });
  });

  it('says for each session that an unexpected error ended it', async () => {
    const { clock, keepAlive, service, shown } = await setup(['a', 'b']);
    service.refresh = () => Promise.reject(new TypeError('broken'));
    keepAlive.start(['a', 'b']);
    await clock.advance(3 * minute);
    assert.deepEqual([shown('a').failure, shown('b').failure], ['unexpected', 'unexpected']);
  });

  it('ends with the window, and writes nothing to the disk', async () => {
    const { clock, keepAlive, sent, store } = await setup();
    const { length } = store.calls;
    keepAlive.start(['a']);
    keepAlive.dispose();
    await clock.advance(hour);
    assert.deepEqual([sent, clock.waits, store.calls.length], [[], 0, length]);
  });

  it('lets no session expire and sends no refresh too early, whatever else happens', async () => {
    const event = fc.record({
      afterMs: fc.integer({ min: 0, max: 3 * minute }),
      kind: fc.constantFrom('refresh', 'otherWindow', 'again', 'none'),
    });
    const run = async (events: readonly { afterMs: number; kind: string }[], random: number) => {
      const { clock, keepAlive, list, listed, sent, service, store } = await setup(
        ['a'],
        () => random,
      );
      const startedAt = clock.monotonicNow();
      const active = [0];
      keepAlive.start(['a']);
      for (const { afterMs, kind } of events) {
        await clock.advance(afterMs);
        assert.equal(listed('a')?.status, 'open');
        const at = clock.monotonicNow() - startedAt;
        const acts: Readonly<Record<string, () => unknown>> = {
          refresh: async () => {
            await service.refresh(['a'], { interactive: true });
            sent.pop();
            active.push(at);
          },
          otherWindow: () => {
            store.disk.activities.set('a', { lastActiveAt: clock.now() });
            active.push(at);
          },
          again: () => keepAlive.start(['a']),
        };
        await acts[kind]?.();
        await list.reload();
      }
      const all = [...active, ...sent].sort((one, other) => one - other);
      for (const at of sent) {
        const before = all[all.indexOf(at) - 1] ?? 0;
        assert.ok(at - before >= 0.45 * idleMs, `${at - before} ms after the last call`);
        assert.ok(at - before <= 0.55 * idleMs + second, `${at - before} ms after the last call`);
      }
      keepAlive.dispose();
    };
    await fc.assert(
      fc.asyncProperty(
        fc.array(event, { maxLength: 20 }),
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        run,
      ),
      { numRuns: 40 },
    );
  });
});
