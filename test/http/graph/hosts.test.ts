import assert from 'node:assert/strict';
import type { OutgoingHttpHeaders } from 'node:http';
import { Agent, createServer } from 'node:https';
import { generate } from 'selfsigned';
import { createHttpClient } from '../../../src/base/http';
import { addressOfIds } from '../../../src/model/workbook';
import { graphClouds, type GraphCloud } from '../../../src/model/workbookSession';
import { GraphWorkbookSessionApi } from '../../../src/graph/workbookSessionApi';
import { ManualClock } from '../../fakes/manualClock';
import { RecordingLogger } from '../../fakes/recordingLogger';
import { type Loopback, startLoopback } from '../base/loopback';
import { aCallContext } from '../../builders';

/** All hosts that an access token may be sent to, except this machine. */
const hosts: Readonly<Record<GraphCloud, string>> = {
  global: 'graph.microsoft.com',
  usGov: 'graph.microsoft.us',
  usGovDoD: 'dod-graph.microsoft.us',
};

describe('An access token is sent', () => {
  /** The server in place of all hosts, and the hosts that the client connects to. */
  let stand: { readonly server: Loopback; readonly wanted: string[]; readonly agent: Agent };

  /** Starts a server with a certificate for `names`, and an agent that connects to it for every host. */
  async function startStand(names: readonly string[]): Promise<typeof stand> {
    const altNames = names.map((value) => ({ type: 2 as const, value }));
    const { private: key, cert } = await generate([{ name: 'commonName', value: 'Graph' }], {
      extensions: [{ name: 'subjectAltName', altNames }],
    });
    const server = await startLoopback(createServer({ key, cert }));
    const wanted: string[] = [];
    const agent = new Agent({ ca: cert });
    const connect = agent.createConnection.bind(agent);
    agent.createConnection = (options, callback) => {
      wanted.push(`${options.host}:${options.port}`);
      const { port } = new URL(server.url);
      return connect({ ...options, host: '127.0.0.1', port: Number(port) }, callback);
    };
    return { server, wanted, agent };
  }

  afterEach(async () => {
    stand.agent.destroy();
    await stand.server.close();
  });

  const close = (cloud: GraphCloud) => {
    const { agent } = stand;
    const api = new GraphWorkbookSessionApi({
      http: createHttpClient({ agent: () => agent }),
      clock: new ManualClock(),
      logger: new RecordingLogger(),
      settings: () => ({ apiVersion: 'v1.0', endpoint: '' }),
    });
    const address = addressOfIds({ driveId: 'd', itemId: 'i' });
    return api.closeSession(address, 'session', aCallContext({ target: { cloud } }));
  };

  const heard = (): OutgoingHttpHeaders[] =>
    stand.server.requests.map(({ headers: { host, authorization } }) => ({ host, authorization }));

  for (const cloud of graphClouds) {
    it(`only to ${hosts[cloud]} over https in the cloud ${cloud}`, async () => {
      stand = await startStand(Object.values(hosts));
      stand.server.answer = (_, response) => response.writeHead(204).end();
      assert.equal((await close(cloud)).ok, true);
      assert.deepEqual(stand.wanted, [`${hosts[cloud]}:443`]);
      assert.deepEqual(heard(), [{ host: hosts[cloud], authorization: 'Bearer secret-token' }]);
    });
  }

  it('not to a server whose certificate is for another host', async () => {
    stand = await startStand(['graph.microsoft.com.evil.example', hosts.usGov]);
    assert.equal((await close('global')).ok, false);
    assert.deepEqual(stand.wanted, ['graph.microsoft.com:443']);
    assert.deepEqual(heard(), []);
  });

  it('not to another host after a redirect', async () => {
    stand = await startStand(Object.values(hosts));
    stand.server.answer = (_, response) =>
      response.writeHead(307, { location: 'https://graph.microsoft.us/v1.0/me' }).end();
    assert.equal((await close('global')).ok, false);
    assert.deepEqual(stand.wanted, ['graph.microsoft.com:443']);
  });
});
