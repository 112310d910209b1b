import assert from 'node:assert/strict';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AccessToken, CallContext } from '../../src/model/ports';
import { GraphDriveItemApi } from '../../src/graph/driveItemApi';
import { aCallContext } from '../builders';
import { Bench } from '../http/faults/bench';

/** What a hostile server does with one request. */
export type Answer = (request: IncomingMessage, response: ServerResponse) => void;

export const token: AccessToken = { value: 'token-of-the-victim', audience: 'graph' };

/** For each test the product below VS Code, with real files, a server to attack from and one to lead it to. */
export function benchPerTest(): { readonly bench: Bench } {
  let running: Bench | undefined;
  beforeEach(async () => {
    running = await Bench.start();
  });
  afterEach(() => running?.stop());
  return {
    get bench() {
      assert.ok(running, 'The bench stands while a test runs.');
      return running;
    },
  };
}

/** Nobody has called the server to which a hostile answer leads. */
export function expectNotLedAstray({ decoy }: Bench): void {
  assert.equal(decoy.sockets.length, 0);
  assert.equal(decoy.requests.length, 0);
}

/** Answers with JSON. */
export const json =
  (status: number, body: unknown, headers: Record<string, string> = {}): Answer =>
  (_, response) =>
    response
      .writeHead(status, { 'content-type': 'application/json', ...headers })
      .end(typeof body === 'string' ? body : JSON.stringify(body));

/** Answers one request after the other, the last answer again and again. */
export function inTurn(...answers: readonly Answer[]): Answer {
  const left = [...answers];
  return (request, response) => {
    const answer = left.length > 1 ? left.shift() : left[0];
    answer?.(request, response);
  };
}

/** The ways to a workbook, as the extension goes them. */
export function finderOf({ http, clock, logger, endpoint }: Bench): GraphDriveItemApi {
  const settings = () => ({ apiVersion: 'v1.0', endpoint }) as const;
  return new GraphDriveItemApi({ http, clock, logger, settings });
}

/** One request of a real account. */
export function aCall(change: Partial<CallContext> = {}): CallContext {
  return aCallContext({ token, timeoutMs: 5000, ...change });
}

/** Writes the same again and again, until the reader hangs up; no more than the limit, then it is silent. */
export function pour(response: ServerResponse, chunk: string | Buffer, limitBytes: number): void {
  let written = 0;
  const more = () => {
    while (!response.destroyed && written < limitBytes) {
      written += chunk.length;
      if (!response.write(chunk)) {
        response.once('drain', more);
        return;
      }
    }
  };
  more();
}
