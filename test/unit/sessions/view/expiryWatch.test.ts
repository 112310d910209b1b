import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { WorkbookSession } from '../../../../src/model/workbookSession';
import { expiringSessions } from '../../../../src/sessions/view/expiryNoticeText';
import { ExpiryWatch } from '../../../../src/sessions/view/expiryWatch';
import { aWorkbookSession, someTime } from '../../../builders';

const second = 1000;
const minute = 60 * second;

/** A session whose five minutes end this long after `someTime`. */
const ending = (key: string, leftMs: number) =>
  aWorkbookSession({
    key,
    lastActiveAt: someTime + leftMs - 5 * minute,
    expiresAt: someTime + leftMs,
  });

function setup(...listed: readonly WorkbookSession[]) {
  const sessions = new Map(listed.map((session) => [session.key, session]));
  const looks = { atAll: 0 };
  const watch = new ExpiryWatch({
    sessions: () => {
      looks.atAll += 1;
      return [...sessions.values()];
    },
    session: (key) => sessions.get(key),
  });
  const change = (session: WorkbookSession, now: number) => {
    sessions.set(session.key, session);
    watch.noteChanged(new Set([session.key]), now);
  };
  const take = (now: number) => watch.take(now).map(({ key }) => key);
  return { watch, sessions, looks, change, take };
}

describe('ExpiryWatch', () => {
  it('returns each session once, when its notice is due', () => {
    const { watch, take } = setup(ending('a', 3 * minute), ending('b', 5 * minute));
    assert.deepEqual(take(someTime), []);
    assert.equal(watch.next(someTime), someTime + 2 * minute);
    assert.deepEqual(take(someTime + 2 * minute), ['a']);
    assert.deepEqual(take(someTime + 2 * minute), []);
    assert.equal(watch.next(someTime + 2 * minute), someTime + 4 * minute);
    assert.deepEqual(take(someTime + 4 * minute), ['b']);
    assert.equal(watch.next(someTime + 4 * minute), Infinity);
  });

  it('looks at all sessions only when a notice may be due', () => {
    const { looks, change, take } = setup(ending('a', 5 * minute));
    for (let ms = 0; ms < 4 * minute; ms += second) {
      take(someTime + ms);
      change(ending('b', 6 * minute), someTime + ms);
    }
    assert.equal(looks.atAll, 1);
    assert.deepEqual(take(someTime + 4 * minute), ['a']);
    assert.equal(looks.atAll, 2);
  });

  it('has no next time while a notice is due that was not taken', () => {
    const { watch, take } = setup(ending('a', 2 * minute));
    assert.deepEqual(take(someTime), []);
    assert.equal(watch.next(someTime + 90 * second), Infinity);
    assert.deepEqual(take(someTime + 90 * second), ['a']);
  });

  it('looks at all sessions again when all of them may expire at other times', () => {
    const { watch, sessions, take } = setup(ending('a', 5 * minute));
    assert.deepEqual(take(someTime), []);
    sessions.set('a', ending('a', minute));
    watch.noteAll();
    assert.deepEqual(take(someTime), ['a']);
  });

  it('returns what a look at all sessions would, whatever changes', () => {
    const event = fc.record({
      afterMs: fc.nat(2 * minute),
      key: fc.constantFrom('a', 'b', 'c'),
      leftMs: fc.integer({ min: -minute, max: 6 * minute }),
      isRemoved: fc.boolean(),
      isTaken: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(event, { maxLength: 30 }), (events) => {
        const { watch, sessions, change, take } = setup();
        const notified = new Set<string>();
        let now = someTime;
        for (const { afterMs, key, leftMs, isRemoved, isTaken } of events) {
          now += afterMs;
          change(ending(key, now - someTime + leftMs), now);
          if (isRemoved) {
            sessions.delete(key);
            watch.noteChanged(new Set([key]), now);
          }
          if (isTaken) {
            const expected = expiringSessions([...sessions.values()], now, notified);
            expected.forEach((session) => notified.add(session.key));
            assert.deepEqual(
              take(now),
              expected.map((session) => session.key),
            );
          }
        }
      }),
    );
  });
});
