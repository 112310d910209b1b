import assert from 'node:assert/strict';
import fc from 'fast-check';
import { failureOfAnswer } from '../../../src/graph/graphErrors';
import { retryAfterOf } from '../../../src/graph/retryAfter';
import { someTime } from '../../builders';

const now = someTime;

describe('Retry-After', () => {
  const seconds = 1000;
  const day = 86_400 * seconds;
  const rows: readonly (readonly [string | undefined, number | undefined])[] = [
    [undefined, undefined],
    ['', undefined],
    ['0', 0],
    ['5', 5 * seconds],
    [' 5 ', 5 * seconds],
    ['1.5', 1.5 * seconds],
    ['-5', 0],
    ['86400', 86_400 * seconds],
    ['9'.repeat(400), Number.MAX_SAFE_INTEGER],
    [new Date(now + 90 * seconds).toUTCString(), 90 * seconds],
    [new Date(now - 90 * seconds).toUTCString(), 0],
    ['Thursday, 01-Jan-26 00:01:00 GMT', 60 * seconds],
    ['Thu Jan  1 00:01:00 2026', 60 * seconds],
    ['5, 5', undefined],
    ['5 apples', undefined],
    ['soon', undefined],
    ['May 5', undefined],
    ['Infinity', undefined],
    ['NaN', undefined],
    ['1e9', undefined],
    ['0x10', undefined],
  ];
  const waitOf = (value: string | undefined) =>
    retryAfterOf((name) => (name === 'retry-after' ? value : undefined), now);
  for (const [value, expected] of rows) {
    it(`${(value ?? 'absent').slice(0, 40)} is ${expected ?? 'nothing'}`, () => {
      assert.equal(waitOf(value), expected);
    });
  }

  it('counts a date from the answer’s own date, whatever our clock shows', () => {
    const headers: Record<string, string> = {
      'retry-after': new Date(now + 90 * seconds).toUTCString(),
      date: new Date(now + 60 * seconds).toUTCString(),
    };
    const answer = { status: 503, header: (name: string) => headers[name], body: undefined };
    for (const ourNow of [now, now - day, now + day]) {
      assert.equal(failureOfAnswer(answer, ourNow).retryAfterMs, 30 * seconds);
    }
    headers['date'] = 'today';
    assert.equal(failureOfAnswer(answer, now).retryAfterMs, 90 * seconds);
    delete headers['date'];
    assert.equal(failureOfAnswer(answer, now).retryAfterMs, 90 * seconds);
  });

  it('is a wait that a timer understands, whatever it says', () => {
    fc.assert(
      fc.property(fc.string(), (value) => {
        const wait = waitOf(value) ?? 0;
        assert.ok(wait >= 0 && Number.isFinite(wait));
      }),
    );
  });
});
