import { shellQuoted } from './quoting';
import { sessionHeader, tokenVariable, worksheetsUrl, type SnippetSource } from './snippetSource';

/**
 * One command for bash and zsh. It has no comment with the workbook's name, because an interactive zsh
 * runs a comment as a command.
 */
export function curlSnippet(source: SnippetSource): string {
  return [
    `curl ${shellQuoted(worksheetsUrl(source))} \\`,
    `  --header "Authorization: Bearer $${tokenVariable}" \\`,
    `  --header ${shellQuoted(`${sessionHeader}: ${source.sessionId}`)}\n`,
  ].join('\n');
}
