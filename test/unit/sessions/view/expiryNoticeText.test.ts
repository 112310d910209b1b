import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  expiryNoticeText,
  nextExpiryNotice,
  expiringSessions,
} from '../../../../src/sessions/view/expiryNoticeText';
import { aWorkbookSession, someTime } from '../../../builders';

const second = 1000;
const minute = 60 * second;
const nobody: ReadonlySet<string> = new Set();

/** A session whose five minutes end this long after `someTime`. */
const ending = (key: string, leftMs: number) =>
  aWorkbookSession({
    key,
    lastActiveAt: someTime + leftMs - 5 * minute,
    expiresAt: someTime + leftMs,
  });
const keysToTell = (
  sessions: Parameters<typeof expiringSessions>[0],
  now = someTime,
  told: ReadonlySet<string> = nobody,
) => expiringSessions(sessions, now, told).map(({ key }) => key);

describe('expiringSessions', () => {
  it('finds sessions in their last minute', () => {
    assert.deepEqual(keysToTell([ending('a', minute + 1), ending('b', 5 * minute)]), []);
    assert.deepEqual(keysToTell([ending('a', minute), ending('b', 5 * minute)]), ['a']);
    assert.deepEqual(keysToTell([ending('a', 1)]), ['a']);
    assert.deepEqual(keysToTell([ending('a', 0), ending('b', -minute)]), []);
  });

  it('finds sessions together that expire within twenty seconds', () => {
    const sessions = [
      ending('a', minute),
      ending('b', minute + 20 * second),
      ending('c', minute + 21 * second),
    ];
    assert.deepEqual(keysToTell(sessions), ['a', 'b']);
  });

  it('leaves out sessions that an earlier notice was about', () => {
    const told = new Set(['a']);
    assert.deepEqual(keysToTell([ending('a', minute)], someTime, told), []);
    assert.deepEqual(keysToTell([ending('a', minute), ending('b', minute)], someTime, told), ['b']);
  });

  it('leaves out sessions that are kept alive', () => {
    const kept = { ...ending('a', minute), keptAliveUntil: someTime + 60 * minute };
    assert.deepEqual(keysToTell([kept, ending('b', minute)]), ['b']);
    assert.equal(nextExpiryNotice([kept], someTime - minute, nobody), Infinity);
  });

  it('finds only open sessions with a known end', () => {
    for (const status of ['opening', 'closing', 'closeFailed', 'maybeExpired'] as const) {
      assert.deepEqual(keysToTell([{ ...ending('a', minute), status }]), []);
    }
    const { expiresAt, ...endless } = ending('a', minute);
    const { lastActiveAt, ...neverSeen } = ending('a', minute);
    assert(expiresAt && lastActiveAt);
    assert.deepEqual(keysToTell([endless, neverSeen]), []);
  });

  it('finds a session with a short idle time after half of it', () => {
    const short = aWorkbookSession({ key: 'a', expiresAt: someTime + minute });
    assert.deepEqual(keysToTell([short], someTime + 30 * second - 1), []);
    assert.deepEqual(keysToTell([short], someTime + 30 * second), ['a']);
  });
});

describe('nextExpiryNotice', () => {
  it('is a minute before the first session expires', () => {
    const sessions = [ending('a', 5 * minute), ending('b', 3 * minute)];
    assert.equal(nextExpiryNotice(sessions, someTime, nobody), someTime + 2 * minute);
    assert.equal(nextExpiryNotice(sessions, someTime, new Set(['b'])), someTime + 4 * minute);
  });

  it('is never if no notice is due later', () => {
    assert.equal(nextExpiryNotice([], someTime, nobody), Infinity);
    assert.equal(nextExpiryNotice([ending('a', 30 * second)], someTime, nobody), Infinity);
    const told = new Set(['a']);
    assert.equal(nextExpiryNotice([ending('a', 5 * minute)], someTime, told), Infinity);
  });

  it('is exactly when a notice is due and always later than now', () => {
    const times = fc.tuple(fc.integer({ min: 1, max: 20 * minute }), fc.nat(20 * minute));
    fc.assert(
      fc.property(times, ([lifeMs, passedMs]) => {
        const session = aWorkbookSession({ expiresAt: someTime + lifeMs });
        const now = someTime + passedMs;
        const next = nextExpiryNotice([session], now, nobody);
        if (next === Infinity) {
          assert(passedMs >= lifeMs || keysToTell([session], now).length === 1);
          return;
        }
        assert(next > now);
        assert.deepEqual(keysToTell([session], Math.ceil(next) - 1), []);
        assert.deepEqual(keysToTell([session], next), [session.key]);
      }),
    );
  });
});

describe('expiryNoticeText', () => {
  const named = (...names: string[]) =>
    names.map((workbookName) => aWorkbookSession({ workbookName }));

  const table: [string[], string][] = [
    [['Budget.xlsx'], 'The session of “Budget.xlsx” expires in about 1 minute.'],
    [['a', 'b'], '2 sessions expire in about 1 minute: “a”, “b”'],
    [['a', 'a'], '2 sessions expire in about 1 minute: “a”'],
    [['a', 'b', 'c', 'd'], '4 sessions expire in about 1 minute: “a”, “b”, “c”…'],
    [['[x](command:y)'], 'The session of “[x] (command:y)” expires in about 1 minute.'],
  ];
  for (const [names, expected] of table) {
    it(`says “${expected}”`, () => {
      assert.equal(expiryNoticeText(named(...names)), expected);
    });
  }
});
