import assert from 'node:assert/strict';
import fc from 'fast-check';
import { cSharpSnippet } from '../../../src/snippets/cSharpSnippet';
import {
  anySessionId,
  anyWorkbookPath,
  aSnippetSource,
  aSourceByPath,
  literalAfter,
  realSessionId,
} from './snippetSources';

describe('The C# snippet', () => {
  it('has the form of the documents', () => {
    assert.equal(
      cSharpSnippet(aSnippetSource()),
      `using System.Net.Http.Headers;
using Microsoft.Graph;

var httpClient = new HttpClient();
var token = Environment.GetEnvironmentVariable("GRAPH_TOKEN");
httpClient.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
var graphClient = new GraphServiceClient(httpClient, baseUrl: "https://graph.microsoft.com/v1.0");

// Budget.xlsx
var result = await graphClient.Drives["b!t18F8yb-sHUq1z"].Items["01BYE5RZ6QN3"].Workbook.Worksheets.GetAsync((requestConfiguration) =>
{
    requestConfiguration.Headers.Add("workbook-session-id", "${realSessionId}");
});
result?.Value?.ForEach((worksheet) => Console.WriteLine(worksheet.Name));
`,
    );
  });

  it('calls a workbook by its whole address where it has no ids, or ids unlike Graph’s', () => {
    const byPath = cSharpSnippet(aSourceByPath());
    assert.equal(
      literalAfter('.Workbook.Worksheets.WithUrl(', byPath),
      "https://graph.microsoft.com/v1.0/me/drive/root:/Or%C3%A7amento%20'26.xlsx:/workbook/worksheets",
    );
    const strange = cSharpSnippet(aSnippetSource({ ids: { driveId: '"]; Evil("', itemId: 'ã' } }));
    assert.match(strange, /\.WithUrl\("https:/);
    assert.doesNotMatch(strange, /Evil|ã/);
  });

  it('holds every session id and path as it is', () => {
    fc.assert(
      fc.property(anySessionId, anyWorkbookPath, (sessionId, workbookPath) => {
        const text = cSharpSnippet(aSourceByPath({ sessionId, workbookPath }));
        const mark = 'requestConfiguration.Headers.Add("workbook-session-id",';
        assert.equal(literalAfter(mark, text), sessionId);
        assert.equal(
          literalAfter('.WithUrl(', text),
          `https://graph.microsoft.com/v1.0${workbookPath}/worksheets`,
        );
      }),
    );
  });
});
