import assert from 'node:assert/strict';
import fc from 'fast-check';
import { pythonSnippet } from '../../../src/snippets/pythonSnippet';
import {
  anySessionId,
  anyWorkbookPath,
  aSnippetSource,
  aSourceByPath,
  literalAfter,
  realSessionId,
  unescaped,
} from './snippetSources';

const call = /^ {4}result = await (.*)\.get\(request_configuration = request_configuration\)$/m;

describe('The Python snippet', () => {
  it('has the form of the documents', () => {
    assert.equal(
      pythonSnippet(aSnippetSource()),
      `import asyncio
import os

from kiota_abstractions.authentication import AnonymousAuthenticationProvider
from kiota_abstractions.base_request_configuration import RequestConfiguration
from msgraph import GraphRequestAdapter, GraphServiceClient

request_adapter = GraphRequestAdapter(AnonymousAuthenticationProvider())
request_adapter.base_url = "https://graph.microsoft.com/v1.0"
graph_client = GraphServiceClient(request_adapter=request_adapter)

request_configuration = RequestConfiguration()
request_configuration.headers.add("Authorization", f"Bearer {os.environ['GRAPH_TOKEN']}")
request_configuration.headers.add("workbook-session-id", "${realSessionId}")


async def main():
    # Budget.xlsx
    result = await graph_client.drives.by_drive_id('b!t18F8yb-sHUq1z').items.by_drive_item_id('01BYE5RZ6QN3').workbook.worksheets.get(request_configuration = request_configuration)
    for worksheet in result.value:
        print(worksheet.name)


asyncio.run(main())
`,
    );
  });

  it('calls a workbook by its whole address where it has no ids, or ids unlike Graph’s', () => {
    const byPath = pythonSnippet(aSourceByPath());
    const [, builder = ''] = call.exec(byPath) ?? [];
    const [, literal = ''] = /\.workbook\.worksheets\.with_url\((.*)\)$/.exec(builder) ?? [];
    assert.equal(
      unescaped(literal),
      "https://graph.microsoft.com/v1.0/me/drive/root:/Or%C3%A7amento%20'26.xlsx:/workbook/worksheets",
    );
    const strange = aSnippetSource({ ids: { driveId: "'); evil('", itemId: 'ã' } });
    assert.match(pythonSnippet(strange), /\.with_url\('https:/);
    assert.doesNotMatch(pythonSnippet(strange), /evil|ã/);
  });

  it('holds every session id and path as it is', () => {
    fc.assert(
      fc.property(anySessionId, anyWorkbookPath, (sessionId, workbookPath) => {
        const text = pythonSnippet(aSourceByPath({ sessionId, workbookPath }));
        const mark = 'request_configuration.headers.add("workbook-session-id",';
        assert.equal(literalAfter(mark, text), sessionId);
        const [, literal = ''] = /\.with_url\((.*)\)\.get\(/.exec(text) ?? [];
        assert.equal(
          unescaped(literal),
          `https://graph.microsoft.com/v1.0${workbookPath}/worksheets`,
        );
      }),
    );
  });

  it('keeps the name off the first two lines, where Python looks for a coding', () => {
    const lines = pythonSnippet(aSnippetSource({ workbookName: 'coding: x.xlsx' })).split('\n');
    assert.ok(lines.slice(0, 2).every((line) => !line.includes('coding')));
    assert.ok(lines.includes('    # coding: x.xlsx'));
  });
});
