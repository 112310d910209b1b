// Opens, refreshes and closes a session with Microsoft's own client, as its documentation shows.
import { Client } from '@microsoft/microsoft-graph-client';

const { GRAPH_BASE_URL, GRAPH_ACCESS_TOKEN } = process.env;
const client = Client.init({
  baseUrl: GRAPH_BASE_URL,
  // Without this, the client sends its token only to Graph's own hosts.
  customHosts: new Set([new URL(GRAPH_BASE_URL).hostname]),
  authProvider: (done) => done(null, GRAPH_ACCESS_TOKEN),
});
const workbook = '/me/drive/root:/Budget.xlsx:/workbook';
const { id } = await client.api(`${workbook}/createSession`).post({ persistChanges: true });
for (const action of ['refreshSession', 'closeSession']) {
  await client.api(`${workbook}/${action}`).header('workbook-session-id', id).post({});
}
console.log('done');
