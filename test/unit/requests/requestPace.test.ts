import assert from 'node:assert/strict';
import { RequestPace } from '../../../src/requests/requestPace';

/** A pace, and what a service answers to the requests that were sent. */
function setup() {
  const pace = new RequestPace(true);
  /** Sends requests that the service accepts, one each `everyMs`. */
  const accept = (from: number, to: number, everyMs: number) => {
    for (let now = from; now < to; now += everyMs) {
      pace.noteSent(now);
      pace.noteAccepted();
    }
  };
  /** @returns how long the next request has to wait after one that got a 429 */
  const throttle = (now: number) => {
    pace.noteSent(now);
    pace.noteThrottled(now, now);
    return pace.waitMs(now);
  };
  return { pace, accept, throttle };
}

describe('RequestPace', () => {
  it('is four fifths of what the service accepted before a 429', () => {
    const { accept, throttle } = setup();
    accept(0, 5000, 10);
    assert.equal(throttle(5000), 12.5);
  });

  it('is what it was before, and a fifth less, when a 429 soon follows another', () => {
    const { accept, throttle } = setup();
    accept(0, 5000, 10);
    throttle(5000);
    accept(6000, 6500, 12.5);
    const waitMs = throttle(6500);
    assert.ok(waitMs > 14 && waitMs < 16, `${waitMs} ms`);
  });

  it('remembers the rate before a pause while less than two seconds are measured', () => {
    const { accept, throttle } = setup();
    accept(0, 5000, 10);
    accept(60_000, 60_500, 100);
    const waitMs = throttle(60_500);
    assert.ok(waitMs > 12 && waitMs < 13, `${waitMs} ms`);
  });

  it('follows the new rate as soon as two seconds are measured', () => {
    const { accept, throttle } = setup();
    accept(0, 5000, 10);
    accept(60_000, 62_000, 25);
    assert.equal(throttle(62_000), 31.25);
  });

  it('is at least ten requests a second after the first 429', () => {
    const { throttle } = setup();
    assert.equal(throttle(0), 100);
  });

  it('is at least half of a slow pace after each further 429, and at least one request a second', () => {
    const { throttle } = setup();
    const waits = [0, 1, 2, 3, 4, 5].map((now) => Math.round(throttle(now)));
    assert.deepEqual(waits, [100, 200, 400, 800, 1000, 1000]);
  });
});
