/** Texts as literals of several languages; what they are given is printable ASCII. */

/** For JavaScript and Python. */
export function singleQuoted(text: string): string {
  return `'${text.replace(/[\\']/g, '\\$&')}'`;
}

/** For JavaScript, Python and C#. */
export function doubleQuoted(text: string): string {
  return `"${text.replace(/[\\"]/g, '\\$&')}"`;
}

/** For the shells of Unix: nothing acts between single quotes, and nothing but the quote itself ends them. */
export function shellQuoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

/** For PowerShell: as in the shells, but a quote is written twice. */
export function powerShellQuoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
