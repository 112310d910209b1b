// Opens, refreshes and closes a session with PnPjs.
import { DefaultHeaders, DefaultInit, GraphQueryable, graphPost } from '@pnp/graph';
import { BearerToken, BrowserFetch, DefaultParse, InjectHeaders } from '@pnp/queryable';

const { GRAPH_BASE_URL, GRAPH_ACCESS_TOKEN } = process.env;
const workbook = `${GRAPH_BASE_URL}/v1.0/me/drive/root:/Budget.xlsx:/workbook`;

const post = (action, body, headers = {}) => {
  const request = GraphQueryable(`${workbook}/${action}`).using(
    DefaultInit(),
    DefaultHeaders(),
    BearerToken(GRAPH_ACCESS_TOKEN),
    InjectHeaders({ 'client-request-id': crypto.randomUUID(), ...headers }),
    BrowserFetch(),
    DefaultParse(),
  );
  return graphPost(request, { body: JSON.stringify(body) });
};

const { id } = await post('createSession', { persistChanges: true });
for (const action of ['refreshSession', 'closeSession']) {
  await post(action, {}, { 'workbook-session-id': id });
}
console.log('done');
