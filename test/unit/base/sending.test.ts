import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Sending, SendingWatch } from '../../../src/base/sending';

async function post(port: number, id: string): Promise<void> {
  const headers = { 'client-request-id': id };
  const outgoing = request({ host: '127.0.0.1', port, method: 'POST', agent: false, headers });
  outgoing.end('{}');
  const [response] = (await once(outgoing, 'response')) as [NodeJS.ReadableStream];
  response.resume();
  await once(response, 'end');
}

describe('Sending', () => {
  const server = createServer((_, response) => response.end());

  before(async () => {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  after(() => server.close());

  const port = () => (server.address() as AddressInfo).port;

  it('says that a request may have been sent if it has seen none', () => {
    assert.equal(new Sending().mayHaveBeenSent, true);
  });

  it('says that an answered request may have been sent', async () => {
    const sending = new Sending();
    await new SendingWatch().during('one', sending, () => post(port(), 'one'));
    assert.equal(sending.mayHaveBeenSent, true);
  });

  it('knows that a request was not sent without a connection, even if another one was sent meanwhile', async () => {
    const closed = createServer().listen(0, '127.0.0.1');
    await once(closed, 'listening');
    const closedPort = (closed.address() as AddressInfo).port;
    closed.close();
    await once(closed, 'close');
    const [refused, answered] = [new Sending(), new Sending()];
    const watch = new SendingWatch();
    await Promise.all([
      assert.rejects(watch.during('one', refused, () => post(closedPort, 'one'))),
      watch.during('two', answered, () => post(port(), 'two')),
    ]);
    assert.equal(refused.mayHaveBeenSent, false);
    assert.equal(answered.mayHaveBeenSent, true);
  });
});
