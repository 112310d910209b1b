import assert from 'node:assert/strict';
import { someTime } from '../../builders';
import type { Bench, Result } from './bench';

/** The row took exactly so long, by the product's clock. */
export const waited =
  (ms: number) =>
  ({ clock }: Bench) => {
    assert.equal(clock.now() - someTime, ms);
  };

/** The row did not wait, but says how long the service wants it to. */
export const toldToWait =
  (ms: number) =>
  ({ clock }: Bench, { retryAfterMs }: Result) => {
    assert.deepEqual(retryAfterMs, ms);
    assert.equal(clock.now() - someTime, 0);
  };

/** Tokens were asked for so often, with a dialog at most before the first request. */
export const tokensAskedFor =
  (count: number) =>
  ({ tokens }: Bench) => {
    assert.deepEqual(tokens.interactiveFlags, [true, ...Array<boolean>(count - 1).fill(false)]);
  };

/** One token for the first request; then one that proves this, for which a dialog may open again. */
export const challengedOnce =
  (claims: unknown) =>
  ({ tokens }: Bench) => {
    assert.deepEqual(
      tokens.requests.map((request) => [request.interactive, request.claims]),
      [
        [true, undefined],
        [true, JSON.stringify(claims)],
      ],
    );
  };

/** The service holds so many sessions in the end, whatever we were told. */
export const heldByService =
  (count: number) =>
  ({ sandbox }: Bench) => {
    assert.equal(sandbox.openSessions.length, count);
  };

/** So many requests were to be sent, though no server saw them. */
export const triedToSend =
  (count: number) =>
  ({ http }: Bench) => {
    assert.equal(http.requests.length, count);
  };
