import assert from 'node:assert/strict';
import { type Loopback, startLoopback } from '../../http/base/loopback';

/**
 * A server of somebody who wants access tokens. To be called in a `describe`: it runs while the stories of that block
 * do, and a story fails when anything at all was sent there.
 */
export function useAttacker(): () => { readonly endpoint: string } {
  const running: { server?: Loopback } = {};
  const server = (): Loopback => {
    assert.ok(running.server, 'The attacker runs while the stories do.');
    return running.server;
  };
  before(async () => {
    running.server = await startLoopback();
  });
  afterEach(() => {
    const heard = server().requests.map(({ method, url }) => `${method} ${url}`);
    assert.deepEqual(heard, [], 'The attacker heard from us.');
  });
  after(() => server().close());
  return () => ({ endpoint: server().url.slice(0, -1) });
}
