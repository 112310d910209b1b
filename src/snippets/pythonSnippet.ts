import { doubleQuoted, singleQuoted } from './quoting';
import {
  nameComment,
  plainIds,
  sessionHeader,
  textOf,
  tokenVariable,
  worksheetsUrl,
  type SnippetSource,
} from './snippetSource';

/** For `msgraph-sdk`, in the style of Microsoft's own snippets. */
export function pythonSnippet(source: SnippetSource): string {
  const header = doubleQuoted(sessionHeader);
  return textOf(
    'import asyncio',
    'import os',
    '',
    'from kiota_abstractions.authentication import AnonymousAuthenticationProvider',
    'from kiota_abstractions.base_request_configuration import RequestConfiguration',
    'from msgraph import GraphRequestAdapter, GraphServiceClient',
    '',
    'request_adapter = GraphRequestAdapter(AnonymousAuthenticationProvider())',
    `request_adapter.base_url = ${doubleQuoted(source.graphRoot)}`,
    'graph_client = GraphServiceClient(request_adapter=request_adapter)',
    '',
    'request_configuration = RequestConfiguration()',
    `request_configuration.headers.add("Authorization", f"Bearer {os.environ['${tokenVariable}']}")`,
    `request_configuration.headers.add(${header}, ${doubleQuoted(source.sessionId)})`,
    '',
    '',
    'async def main():',
    nameComment('    #', source),
    `    result = await ${requestBuilder(source)}.get(request_configuration = request_configuration)`,
    '    for worksheet in result.value:',
    '        print(worksheet.name)',
    '',
    '',
    'asyncio.run(main())',
  );
}

/** Uses the IDs like Microsoft's documents. Without plain IDs, the whole URL replaces them. */
function requestBuilder(source: SnippetSource): string {
  const ids = plainIds(source);
  const { driveId, itemId } = ids ?? { driveId: 'drive-id', itemId: 'driveItem-id' };
  const item = `by_drive_id(${singleQuoted(driveId)}).items.by_drive_item_id(${singleQuoted(itemId)})`;
  const withUrl = ids ? '' : `.with_url(${singleQuoted(worksheetsUrl(source))})`;
  return `graph_client.drives.${item}.workbook.worksheets${withUrl}`;
}
