// officialClient.test.ts runs this in a separate process, because Node reads the trusted certificates only at
// its start. Arguments: API root, token, story, and the arguments of the story.
import { Client, type PageCollection, PageIterator } from '@microsoft/microsoft-graph-client';

interface SessionInfo {
  readonly id: string;
  readonly persistChanges: boolean;
}

interface Item {
  readonly name: string;
}

/** Opens, refreshes and closes sessions of a workbook. Prints one line for each. */
async function sessions(client: Client, [driveId, itemId]: readonly string[]): Promise<void> {
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

/** Pages through the list of each path, then searches all drives. Prints one line of names for each. */
async function finding(client: Client, paths: readonly string[]): Promise<void> {
  for (const path of paths) {
    const names: string[] = [];
    const first = (await client.api(path).get()) as PageCollection;
    await new PageIterator(client, first, ({ name }: Item) => names.push(name) > 0).iterate();
    console.log(JSON.stringify(names));
  }
  const body = {
    requests: [{ entityTypes: ['driveItem'], query: { queryString: 'plan filetype:xlsx' } }],
  };
  const answer = (await client.api('/search/query').post(body)) as {
    value: [{ hitsContainers: [{ hits: { resource: Item }[] }] }];
  };
  const [{ hits }] = answer.value[0].hitsContainers;
  console.log(JSON.stringify(hits.map(({ resource }) => resource.name)));
}

async function main([baseUrl, token, story, ...rest]: readonly string[]): Promise<void> {
  const client = Client.init({
    baseUrl: baseUrl!,
    // The client sends tokens only to Graph's hosts and to these, over https.
    customHosts: new Set([new URL(baseUrl!).hostname]),
    defaultVersion: 'v1.0',
    authProvider: (done) => {
      done(null, token!);
    },
  });
  await (story === 'sessions' ? sessions(client, rest) : finding(client, rest));
}

void main(process.argv.slice(2));
