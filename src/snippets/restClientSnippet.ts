import {
  sessionHeader,
  textOf,
  tokenVariable,
  worksheetsUrl,
  type SnippetSource,
} from './snippetSource';

/**
 * A request for the extension REST Client. It replaces `{{…}}`, which can't be escaped, so an ID with `{{`
 * gets its braces from a variable. There is no comment, because `# @…` is a directive of REST Client.
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
