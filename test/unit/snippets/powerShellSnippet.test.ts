import assert from 'node:assert/strict';
import fc from 'fast-check';
import { powerShellSnippet } from '../../../src/snippets/powerShellSnippet';
import {
  anySessionId,
  anyWorkbookPath,
  aSnippetSource,
  realSessionId,
  sandboxRoot,
} from './snippetSources';

/** The values of the verbatim literals of PowerShell in a text, in their order. */
function literals(text: string): readonly string[] {
  return [...text.matchAll(/'((?:[^']|'')*)'/g)].map(([, inner = '']) =>
    inner.replaceAll("''", "'"),
  );
}

describe('The PowerShell snippet', () => {
  it('has the form of the documents', () => {
    assert.equal(
      powerShellSnippet(aSnippetSource()),
      `$token = ConvertTo-SecureString $env:GRAPH_TOKEN -AsPlainText -Force
Connect-MgGraph -NoWelcome -AccessToken $token
# Budget.xlsx
(Invoke-MgGraphRequest -Method GET -Uri 'https://graph.microsoft.com/v1.0/drives/b!t18F8yb-sHUq1z/items/01BYE5RZ6QN3/workbook/worksheets' -Headers @{ 'workbook-session-id' = '${realSessionId}' }).value
`,
    );
  });

  for (const [origin, environment] of [
    ['https://graph.microsoft.us', 'USGov'],
    ['https://dod-graph.microsoft.us', 'USGovDoD'],
  ] as const) {
    it(`connects to ${environment} for ${origin}`, () => {
      const snippet = powerShellSnippet(aSnippetSource({ graphRoot: `${origin}/v1.0` }));
      assert.ok(
        snippet.includes(`Connect-MgGraph -NoWelcome -Environment ${environment} -AccessToken`),
      );
    });
  }

  it('does without Microsoft’s module for this machine', () => {
    assert.equal(
      powerShellSnippet(aSnippetSource({ graphRoot: sandboxRoot, workbookName: '' })),
      `$headers = @{ Authorization = "Bearer $env:GRAPH_TOKEN"; 'workbook-session-id' = '${realSessionId}' }
(Invoke-RestMethod -Method GET -Uri 'http://127.0.0.1:8365/v1.0/drives/b!t18F8yb-sHUq1z/items/01BYE5RZ6QN3/workbook/worksheets' -Headers $headers).value
`,
    );
  });

  it('holds every session id and path as it is', () => {
    fc.assert(
      fc.property(anySessionId, anyWorkbookPath, (sessionId, workbookPath) => {
        const source = aSnippetSource({ sessionId, workbookPath, workbookName: '' });
        const header = ['workbook-session-id', sessionId];
        assert.deepEqual(literals(powerShellSnippet(source)), [
          `https://graph.microsoft.com/v1.0${workbookPath}/worksheets`,
          ...header,
        ]);
        assert.deepEqual(literals(powerShellSnippet({ ...source, graphRoot: sandboxRoot })), [
          ...header,
          `${sandboxRoot}${workbookPath}/worksheets`,
        ]);
      }),
    );
  });
});
