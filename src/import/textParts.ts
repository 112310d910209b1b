/** A part of a text, up to but without `end`. */
export interface Part {
  readonly at: number;
  readonly end: number;
}

/** A value where it stands in a text. */
export interface Placed<T> {
  readonly at: number;
  readonly value: T;
}

type Read<T> = (match: RegExpExecArray) => T;

/** The values that a pattern finds in a text. */
export function valuesIn<T>(text: string, pattern: RegExp, read: Read<T>): readonly Placed<T>[] {
  return Array.from(text.matchAll(pattern), (match) => ({ at: match.index, value: read(match) }));
}

/** Values by their places in a text. */
export class ValueIndex<T> {
  private readonly all: readonly Placed<T>[];
  /** For each value, the index of the next one that differs. */
  private readonly nextOther: number[] = [];

  /** @param keyOf gives the same key for values that don't differ */
  constructor(values: readonly Placed<T>[], keyOf: (value: T) => unknown = (value) => value) {
    this.all = values.toSorted(byPlace);
    const keys = this.all.map(({ value }) => keyOf(value));
    for (let index = keys.length - 1; index >= 0; index--) {
      const isSame = keys[index] === keys[index + 1];
      this.nextOther[index] = isSame ? (this.nextOther[index + 1] ?? index + 1) : index + 1;
    }
  }

  /** The values in the smallest part that holds any: the only one, or two that differ. */
  in(...parts: readonly Part[]): readonly T[] {
    const bySize = parts.toSorted((one, other) => one.end - one.at - (other.end - other.at));
    for (const { at, end } of bySize) {
      const first = countBefore(at, this.all);
      const found = [this.all[first], this.all[this.nextOther[first] ?? Infinity]];
      const inside = found.flatMap((placed) => (placed && placed.at < end ? [placed.value] : []));
      if (inside.length > 0) {
        return inside;
      }
    }
    return [];
  }

  /** The value in the smallest part that holds any; undefined if that part holds several. */
  only(...parts: readonly Part[]): T | undefined {
    const [value, other] = this.in(...parts);
    return other === undefined ? value : undefined;
  }
}

function byPlace(one: { readonly at: number }, other: { readonly at: number }): number {
  return one.at - other.at;
}

/** How many of the items, which are in the order of their places, are before a limit. */
export function countBefore(limit: number, items: readonly { readonly at: number }[]): number {
  let [first, last] = [0, items.length];
  while (first < last) {
    const middle = (first + last) >> 1;
    [first, last] = (items[middle]?.at ?? limit) < limit ? [middle + 1, last] : [first, middle];
  }
  return first;
}

/** Cuts a text where one of the patterns matches. `begin` is the match. */
export function partsOf(text: string, ...patterns: readonly RegExp[]) {
  const pattern = new RegExp(patterns.map(({ source }) => source).join('|'), 'gm');
  const cuts = [{ at: 0, value: '' }, ...valuesIn(text, pattern, ([match]) => match)];
  const endOf = (index: number) => cuts[index + 1]?.at ?? text.length;
  return cuts.map(({ at, value }, index) => ({ at, end: endOf(index), begin: value }));
}

/** The part that holds a place, of parts without gaps between them. */
export function partAt<P extends Part>(parts: readonly P[], place: number): readonly P[] {
  const count = countBefore(place + 1, parts);
  return parts.slice(count - 1, count);
}

interface Bracket {
  at: number;
  end: number;
  readonly closer: string;
  readonly line: Part;
}

const closers: Readonly<Record<string, string>> = { '{': '}', '[': ']', '(': ')' };
/** Only the innermost brackets are remembered. Real texts are not nested deeper. */
const mostBrackets = 16;

/** The line of each mark and the brackets around it. Brackets inside a mark don't count. */
export function blocksAround(text: string, marks: readonly Part[]): ReadonlyMap<Part, Part[]> {
  const blocks = new Map<Part, Part[]>();
  // A bracket that is never closed stays an empty part.
  const open: Bracket[] = [];
  let line = { at: 0, end: text.length };
  let place = 0;
  const readTo = (end: number) => {
    for (; place < end; place++) {
      const sign = text.charAt(place);
      const closer = closers[sign];
      if (sign === '\n') {
        line.end = place;
        line = { at: place + 1, end: text.length };
      } else if (closer !== undefined) {
        open.push({ at: place, end: place, closer, line });
        open.splice(0, open.length - mostBrackets);
      } else {
        close(open, sign, line, place + 1);
      }
    }
  };
  for (const mark of marks.toSorted(byPlace)) {
    readTo(mark.at);
    place = Math.max(place, mark.end);
    blocks.set(mark, [...open, line]);
  }
  readTo(text.length);
  return blocks;
}

/** Closes a bracket. Brackets inside it that are still open were only punctuation. */
function close(open: Bracket[], sign: string, line: Part, end: number): void {
  const depth = open.findLastIndex(({ closer }) => closer === sign);
  const [bracket] = depth < 0 ? [] : open.splice(depth);
  if (bracket) {
    // What stands before a bracket of several lines belongs to it: a command, a call, a name.
    bracket.at = bracket.line === line ? bracket.at : bracket.line.at;
    bracket.end = end;
  }
}
