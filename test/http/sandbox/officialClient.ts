// Run by officialClient.test.ts as a program of its own: which certificates a process trusts is
// settled when it starts. Arguments: API root, token, drive id, item id.
import { Client } from '@microsoft/microsoft-graph-client';

interface SessionInfo {
  readonly id: string;
  readonly persistChanges: boolean;
}

async function main([baseUrl, token, driveId, itemId]: readonly string[]): Promise<void> {
  const client = Client.init({
    baseUrl: baseUrl!,
    // The client attaches tokens to Graph's hosts and to these, over https only.
    customHosts: new Set([new URL(baseUrl!).hostname]),
    defaultVersion: 'v1.0',
    authProvider: (done) => {
      done(null, token!);
    },
  });
  const workbook = `/drives/${driveId!}/items/${itemId!}/workbook`;
  for (const persistChanges of [true, false]) {
    const session = (await client
      .api(`${workbook}/createSession`)
      .post({ persistChanges })) as SessionInfo;
    const call = (action: string): Promise<unknown> =>
      client.api(`${workbook}/${action}`).header('workbook-session-id', session.id).post({});
    const refreshed = await call('refreshSession');
    const closed = await call('closeSession');
    const again = await call('closeSession').catch((error: unknown) => error);
    console.log(JSON.stringify({ session, refreshed, closed, again }));
  }
}

void main(process.argv.slice(2));
