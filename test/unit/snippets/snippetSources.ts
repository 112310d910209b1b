import fc from 'fast-check';
import type { SnippetSource } from '../../../src/snippets/snippetSource';

/** Every session id that may be: 0x21–0x7E, with what acts in some language more often than by chance. */
export const anySessionId = fc
  .array(
    fc.oneof(
      fc.integer({ min: 0x21, max: 0x7e }).map((code) => String.fromCharCode(code)),
      fc.constantFrom(
        "'",
        '"',
        '\\',
        '$',
        '`',
        '%',
        '{{',
        '}}',
        '${',
        '$(',
        '!',
        '#',
        "'\\''",
        ';',
      ),
      fc.constantFrom(
        '{{$guid}}',
        '{{brace}}',
        '$env:X',
        '%2f',
        '\\n',
        '\\u0041',
        '@"',
        '"@',
        '<!--',
      ),
    ),
    { minLength: 1, maxLength: 30 },
  )
  .map((parts) => parts.join(''));

/** What a path may hold after encoding. */
const anySegment = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 12 })
  .map((text) => encodeURIComponent(text));

export const anyWorkbookPath = fc
  .array(anySegment, { minLength: 1, maxLength: 4 })
  .map((segments) => `/me/drive/root:/${segments.join('/')}:/workbook`);

export const realSessionId =
  'cluster=PSG4&session=15.SG2PEPF0002.A116.1.en-US24.%2fPB4%2f%3d%3d16.16.0.S&usid=a193';

/** The workbook path of the ids below. */
const workbookPath = '/drives/b!t18F8yb-sHUq1z/items/01BYE5RZ6QN3/workbook';

export function aSnippetSource(change: Partial<SnippetSource> = {}): SnippetSource {
  return {
    graphRoot: 'https://graph.microsoft.com/v1.0',
    workbookPath,
    ids: { driveId: 'b!t18F8yb-sHUq1z', itemId: '01BYE5RZ6QN3' },
    sessionId: realSessionId,
    workbookName: 'Budget.xlsx',
    ...change,
  };
}

/** A source whose workbook is known by its path alone. */
export function aSourceByPath(change: Partial<SnippetSource> = {}): SnippetSource {
  const { ids, ...source } = aSnippetSource({
    workbookPath: "/me/drive/root:/Or%C3%A7amento%20'26.xlsx:/workbook",
    ...change,
  });
  return source;
}

export const sandboxRoot = 'http://127.0.0.1:8365/v1.0';

/**
 * The value of a literal in which a backslash stands before quotes and backslashes alone, as
 * JavaScript, Python and C# all read it. Any other escape would mean something else in one of them.
 */
export function unescaped(literal: string): string {
  const [quote = ''] = literal;
  const inner = literal.slice(1, -1);
  const isWhole = new RegExp(`^(?:[^\\\\${quote}]|\\\\[\\\\${quote}])*$`).test(inner);
  if (!/^['"]$/.test(quote) || !literal.endsWith(quote) || !isWhole) {
    throw new Error(`${literal} is no literal of the plain kind.`);
  }
  return inner.replace(/\\(.)/g, '$1');
}

/** The first literal with double quotes after the mark. */
export function literalAfter(mark: string, text: string): string {
  const start = text.indexOf(mark) + mark.length;
  const [literal] = /^\s*"(?:\\.|[^"\\])*"/.exec(text.slice(start)) ?? [];
  if (literal === undefined) {
    throw new Error(`No literal follows ${mark}`);
  }
  return unescaped(literal.trim());
}
