import assert from 'node:assert/strict';
import fc from 'fast-check';
import { restClientSnippet } from '../../../src/snippets/restClientSnippet';
import { anySessionId, anyWorkbookPath, aSnippetSource, realSessionId } from './snippetSources';

interface Request {
  readonly line: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** Reads a request as REST Client does: file variables, then every `{{…}}` once, then line by line. */
function readRequest(text: string): Request {
  const variable = /^\s*@([^\s=]+)\s*=\s*(.*?)\s*$/;
  const lines = text.split('\n');
  const variables = new Map([
    ['$processEnv GRAPH_TOKEN', 'the token'],
    ['$guid', 'a new GUID'],
    ...lines.flatMap((line): [string, string][] => {
      const [, name, value] = variable.exec(line) ?? [];
      return name === undefined || value === undefined ? [] : [[name, value]];
    }),
  ]);
  const [line = '', ...headerLines] = lines
    .filter((candidate) => candidate !== '' && !variable.test(candidate))
    .join('\n')
    .replace(/\{{2}(.+?)\}{2}/g, (_, name: string) => {
      return variables.get(name.trim()) ?? `{{${name.trim()}}}`;
    })
    .split('\n');
  return {
    line,
    headers: Object.fromEntries(
      headerLines.map((header) => {
        const colon = header.indexOf(':');
        return [header.slice(0, colon).trim(), header.slice(colon + 1).trim()];
      }),
    ),
  };
}

describe('The snippet for REST Client', () => {
  it('is one request', () => {
    assert.equal(
      restClientSnippet(aSnippetSource()),
      [
        'GET https://graph.microsoft.com/v1.0/drives/b!t18F8yb-sHUq1z/items/01BYE5RZ6QN3/workbook/worksheets',
        'Authorization: Bearer {{$processEnv GRAPH_TOKEN}}',
        `workbook-session-id: ${realSessionId}\n`,
      ].join('\n'),
    );
  });

  it('takes braces from a variable where REST Client would replace them', () => {
    const text = restClientSnippet(aSnippetSource({ sessionId: 'a{{$guid}}' }));
    assert.match(text, /^@brace = \{$/m);
    assert.match(text, /^workbook-session-id: a\{\{brace\}\}\{\{brace\}\}\$guid\}\}$/m);
  });

  it('is read as the session id and the path that it was made of', () => {
    fc.assert(
      fc.property(anySessionId, anyWorkbookPath, (sessionId, workbookPath) => {
        const source = aSnippetSource({ sessionId, workbookPath });
        assert.deepEqual(readRequest(restClientSnippet(source)), {
          line: `GET ${source.graphRoot}${workbookPath}/worksheets`,
          headers: { Authorization: 'Bearer the token', 'workbook-session-id': sessionId },
        });
      }),
      { numRuns: 500 },
    );
  });

  it('holds no comment, in which REST Client would look for orders', () => {
    const text = restClientSnippet(aSnippetSource({ workbookName: '@prompt password' }));
    assert.doesNotMatch(text, /prompt|^\s*(#|\/\/)/m);
  });
});
