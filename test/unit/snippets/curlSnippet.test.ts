import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { curlSnippet } from '../../../src/snippets/curlSnippet';
import type { SnippetSource } from '../../../src/snippets/snippetSource';
import { anySessionId, anyWorkbookPath, aSnippetSource, realSessionId } from './snippetSources';

/** What bash hands to curl, snippet by snippet; an empty text stands at the end of each. */
function argumentsInBash(snippets: readonly string[]): readonly string[] {
  const fakeCurl = String.raw`curl() { printf '%s\0' "$@" ''; }`;
  const { status, stdout, stderr, error } = spawnSync('bash', ['--norc', '-s'], {
    input: [fakeCurl, ...snippets].join('\n'),
    env: { ...process.env, GRAPH_TOKEN: 'the token' },
    encoding: 'utf8',
  });
  assert.equal(error, undefined, 'These tests run bash: install it.');
  assert.deepEqual({ status, stderr }, { status: 0, stderr: '' });
  return stdout.split('\0').slice(0, -1);
}

describe('The curl snippet', () => {
  it('is one command in the form of the documents', () => {
    assert.equal(
      curlSnippet(aSnippetSource()),
      [
        "curl 'https://graph.microsoft.com/v1.0/drives/b!t18F8yb-sHUq1z/items/01BYE5RZ6QN3/workbook/worksheets' \\",
        '  --header "Authorization: Bearer $GRAPH_TOKEN" \\',
        `  --header 'workbook-session-id: ${realSessionId}'\n`,
      ].join('\n'),
    );
  });

  it('does not hold the workbook’s name, which an interactive zsh would carry out', () => {
    const source = aSnippetSource({ workbookName: '$(touch gone).xlsx' });
    assert.doesNotMatch(curlSnippet(source), /touch|^\s*#/m);
  });

  it('hands every session id and path to curl byte for byte', () => {
    const anySource = fc
      .record({ sessionId: anySessionId, workbookPath: anyWorkbookPath })
      .map((change) => aSnippetSource(change));
    const expected = ({ graphRoot, workbookPath, sessionId }: SnippetSource) => [
      `${graphRoot}${workbookPath}/worksheets`,
      '--header',
      'Authorization: Bearer the token',
      '--header',
      `workbook-session-id: ${sessionId}`,
      '',
    ];
    fc.assert(
      fc.property(fc.array(anySource, { minLength: 20, maxLength: 40 }), (sources) => {
        assert.deepEqual(argumentsInBash(sources.map(curlSnippet)), sources.flatMap(expected));
      }),
      { numRuns: 10 },
    );
  });
});
