import assert from 'node:assert/strict';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { javaScriptSnippet } from '../../../src/snippets/javaScriptSnippet';
import {
  anySessionId,
  anyWorkbookPath,
  aSnippetSource,
  realSessionId,
  sandboxRoot,
} from './snippetSources';

/** Runs a snippet with a client that only notes what it is asked for. */
async function calls(snippet: string): Promise<readonly unknown[]> {
  const noted: unknown[] = [];
  const request = {
    header: (...header: unknown[]) => {
      noted.push(header);
      return request;
    },
    get: () => Promise.resolve({ value: ['a worksheet'] }),
  };
  const make = (options: { authProvider?: (done: (...answer: unknown[]) => void) => void }) => {
    options.authProvider?.((...answer) => noted.push(answer));
    return {
      api: (path: string) => {
        noted.push(path);
        return request;
      },
    };
  };
  const [first, ...lines] = snippet.split('\n');
  assert.match(first ?? '', /^import \{ .* \} from '@microsoft\/microsoft-graph-client';$/);
  await runInNewContext(`(async () => {\n${lines.join('\n')}\n})()`, {
    Client: { init: make, initWithMiddleware: make },
    HTTPMessageHandler: Object,
    process: { env: { GRAPH_TOKEN: 'the token' } },
    console: { log: (value: unknown) => noted.push(value) },
  });
  return noted;
}

describe('The JavaScript snippet', () => {
  it('has the form of the documents', () => {
    assert.equal(
      javaScriptSnippet(aSnippetSource()),
      `import { Client } from '@microsoft/microsoft-graph-client';

const client = Client.init({
  authProvider: (done) => done(null, process.env.GRAPH_TOKEN),
});

// Budget.xlsx
const worksheets = await client
  .api('/drives/b!t18F8yb-sHUq1z/items/01BYE5RZ6QN3/workbook/worksheets')
  .header('workbook-session-id', '${realSessionId}')
  .get();
console.log(worksheets.value);
`,
    );
  });

  it('names the cloud and the version where they are not the usual ones', () => {
    const snippet = javaScriptSnippet(
      aSnippetSource({ graphRoot: 'https://graph.microsoft.us/beta' }),
    );
    assert.match(snippet, /^ {2}baseUrl: 'https:\/\/graph\.microsoft\.us',$/m);
    assert.match(snippet, /^ {2}defaultVersion: 'beta',$/m);
  });

  it('puts the token on by hand for this machine, where the client would not', () => {
    const snippet = javaScriptSnippet(aSnippetSource({ graphRoot: sandboxRoot }));
    assert.match(snippet, /^ {2}middleware: new HTTPMessageHandler\(\),$/m);
    assert.match(snippet, /\.header\('Authorization', `Bearer \$\{process\.env\.GRAPH_TOKEN\}`\)/);
  });

  it('asks for what it was made of, whatever session id, path and name', async () => {
    await fc.assert(
      fc.asyncProperty(
        anySessionId,
        anyWorkbookPath,
        fc.string({ unit: 'binary' }),
        async (sessionId, workbookPath, workbookName) => {
          const source = aSnippetSource({ sessionId, workbookPath, workbookName });
          const sessionHeader = ['workbook-session-id', sessionId];
          const path = `${workbookPath}/worksheets`;
          assert.deepEqual(await calls(javaScriptSnippet(source)), [
            [null, 'the token'],
            path,
            sessionHeader,
            ['a worksheet'],
          ]);
          assert.deepEqual(await calls(javaScriptSnippet({ ...source, graphRoot: sandboxRoot })), [
            path,
            ['Authorization', 'Bearer the token'],
            sessionHeader,
            ['a worksheet'],
          ]);
        },
      ),
      { numRuns: 40 },
    );
  });
});
