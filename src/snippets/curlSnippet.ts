import { shellQuoted } from './quoting';
import { sessionHeader, tokenVariable, worksheetsUrl, type SnippetSource } from './snippetSource';

/**
 * For bash and zsh, one command. No comment: an interactive zsh takes `#` for a command, and would carry
 * out what a workbook's name says.
 */
export function curlSnippet(source: SnippetSource): string {
  return [
    `curl ${shellQuoted(worksheetsUrl(source))} \\`,
    `  --header "Authorization: Bearer $${tokenVariable}" \\`,
    `  --header ${shellQuoted(`${sessionHeader}: ${source.sessionId}`)}\n`,
  ].join('\n');
}
