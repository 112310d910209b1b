import { doubleQuoted } from './quoting';
import {
  nameComment,
  plainIds,
  sessionHeader,
  textOf,
  tokenVariable,
  worksheetsUrl,
  type SnippetSource,
} from './snippetSource';

/** For `Microsoft.Graph` 5, in the style of Microsoft's own snippets. */
export function cSharpSnippet(source: SnippetSource): string {
  const header = doubleQuoted(sessionHeader);
  return textOf(
    'using System.Net.Http.Headers;',
    'using Microsoft.Graph;',
    '',
    'var httpClient = new HttpClient();',
    `var token = Environment.GetEnvironmentVariable(${doubleQuoted(tokenVariable)});`,
    'httpClient.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);',
    `var graphClient = new GraphServiceClient(httpClient, baseUrl: ${doubleQuoted(source.graphRoot)});`,
    '',
    nameComment('//', source),
    `var result = await ${requestBuilder(source)}.GetAsync((requestConfiguration) =>`,
    '{',
    `    requestConfiguration.Headers.Add(${header}, ${doubleQuoted(source.sessionId)});`,
    '});',
    'result?.Value?.ForEach((worksheet) => Console.WriteLine(worksheet.Name));',
  );
}

/** Uses the IDs like Microsoft's documents. Without plain IDs, the whole URL replaces them. */
function requestBuilder(source: SnippetSource): string {
  const ids = plainIds(source);
  const { driveId, itemId } = ids ?? { driveId: '{drive-id}', itemId: '{driveItem-id}' };
  const item = `Drives[${doubleQuoted(driveId)}].Items[${doubleQuoted(itemId)}]`;
  const withUrl = ids ? '' : `.WithUrl(${doubleQuoted(worksheetsUrl(source))})`;
  return `graphClient.${item}.Workbook.Worksheets${withUrl}`;
}
