import {
  sessionHeader,
  textOf,
  tokenVariable,
  worksheetsUrl,
  type SnippetSource,
} from './snippetSource';

/**
 * A request of the extension REST Client. `{{…}}` is replaced by it and cannot be escaped, so an id that
 * holds `{{` gets its braces from a variable. No comment: `# @…` would be an order to REST Client.
 */
export function restClientSnippet(source: SnippetSource): string {
  const { sessionId } = source;
  const mayBeReplaced = sessionId.includes('{{');
  return textOf(
    mayBeReplaced ? ['@brace = {', ''] : [],
    `GET ${worksheetsUrl(source)}`,
    `Authorization: Bearer {{$processEnv ${tokenVariable}}}`,
    `${sessionHeader}: ${mayBeReplaced ? sessionId.replaceAll('{', '{{brace}}') : sessionId}`,
  );
}
