/** What else a text says of requests and answers. */
export type FactMark = { readonly at: number; readonly end: number } & (
  | { readonly kind: 'mode'; readonly value: 'persistent' | 'nonPersistent' }
  | { readonly kind: 'status'; readonly value: number }
  | { readonly kind: 'time'; readonly value: number }
);

const mode = /persistChanges\\{0,9}["']?\s{0,99}[:=]\s{0,99}\\{0,9}["']?\$?(true|false)/gi;
const status =
  /(?:\bHTTP\/[\d.]{1,9}\\{0,9}["']?\s|status(?:[_ -]?code)?\\{0,9}["']?\s?[:=]?\s?|<--\s|[-=]>\s|→\s|responded\s)(\d{3})(?![\w.:/-])/gi;
/** Graph's error body, where the status is not shown. */
const failure = /["']error\\{0,9}["']\s{0,99}:\s{0,99}\{/g;
/** Without a zone, nobody knows when it was. */
const time = /\b\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:?\d\d)(?!\w)/g;
const httpDate = /\b[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT\b/g;

/** The modes, statuses and times in a text, in no order. */
export function markFacts(text: string): readonly FactMark[] {
  return [
    ...marksOf(text, mode, (match) => ({
      kind: 'mode' as const,
      value: isTrue(match[1]) ? ('persistent' as const) : ('nonPersistent' as const),
    })),
    ...marksOf(text, status, (match) => ({ kind: 'status' as const, value: Number(match[1]) })),
    ...marksOf(text, failure, () => ({ kind: 'status' as const, value: 400 })),
    ...marksOf(text, time, timeOf),
    ...marksOf(text, httpDate, timeOf),
  ];
}

function isTrue(text: string | undefined): boolean {
  return text?.toLowerCase() === 'true';
}

function timeOf([text]: RegExpExecArray): { kind: 'time'; value: number } {
  return { kind: 'time', value: Date.parse(text) };
}

/** An empty place, so that the brackets in it still count. */
function marksOf<T extends object>(
  text: string,
  pattern: RegExp,
  read: (match: RegExpExecArray) => T,
): readonly (T & { at: number; end: number })[] {
  return Array.from(text.matchAll(pattern), (match) => ({
    ...read(match),
    at: match.index,
    end: match.index,
  }));
}
