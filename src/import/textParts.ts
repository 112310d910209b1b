/** A part of a text, from `start` up to `end`. */
export interface Part {
  start: number;
  end: number;
}

/** Something that stands at one place of a text. */
export interface Mark {
  readonly at: number;
  readonly end: number;
}

/** A request with everything up to the next one, so also its answer. */
export interface Exchange extends Part {
  /** True for a command, which is whole in one line: what follows can only be its answer. */
  readonly isCommand: boolean;
  /** The request before, when its answer may come later than this request. */
  readonly before: Exchange | undefined;
}

/** The parts of a text that are around one place. */
export interface Surroundings {
  /** The brackets around the place, and its line. */
  readonly near: readonly Part[];
  /** The line of a request with its headers, or other lines up to an empty one. */
  readonly head: Part;
  readonly exchange: Exchange;
}

/** The parts, the smallest first. A bracket that was never closed is left out. */
export function bySize(parts: readonly Part[]): readonly Part[] {
  return parts
    .filter(({ end }) => end !== Infinity)
    .sort((one, other) => one.end - one.start - (other.end - other.start));
}

/**
 * Finds the parts of a text around each mark.
 * @param marks brackets inside them do not count
 */
export function surroundingsOf(text: string, marks: readonly Mark[]): (mark: Mark) => Surroundings {
  const reader = new PartReader(text);
  const found = new Map<Mark, Surroundings>();
  for (const mark of marks.toSorted((one, other) => one.at - other.at)) {
    found.set(mark, reader.around(mark));
  }
  const end = reader.end();
  return (mark) => found.get(mark) ?? end;
}

const openers: ReadonlyMap<string, string> = new Map([
  ['}', '{'],
  [']', '['],
  [')', '('],
]);
/** Only the innermost brackets are remembered: real texts are not deeper. */
const mostBrackets = 16;

const command = /(?:[$>] )?(?:\$\w{1,50} ?= ?)?(?:curl|Invoke-|irm\b|iwr\b)/y;
/** Also `###`, which divides an `.http` file: a request of nothing, so that nothing goes on behind it. */
const request = /#{3}|(?:[ \t>*]{0,9}|.{0,99}[ \t])(?:GET|POST|PUT|PATCH|DELETE) \S/y;

/** An empty line, or an answer. */
const headEnd = /[ \t\r]*(?:\n|$)|[\s>*]{0,9}(?:< |HTTP\/)/y;

/** Reads a text once, from its beginning to its end. */
class PartReader {
  private readonly brackets: (Part & { readonly opener: string; readonly line: Part })[] = [];
  private position = 0;
  private line: Part = { start: 0, end: Infinity };
  private head: Part = { start: 0, end: Infinity };
  private exchange: Exchange = { start: 0, end: Infinity, isCommand: false, before: undefined };

  constructor(private readonly text: string) {
    this.beginLine(0);
  }

  around(mark: Mark): Surroundings {
    this.readTo(mark.at);
    this.position = Math.max(this.position, mark.end);
    const { brackets, line, head, exchange } = this;
    return { near: [...brackets, line], head, exchange };
  }

  end(): Surroundings {
    const end = this.text.length;
    this.readTo(end);
    this.line.end = this.head.end = this.exchange.end = end;
    return { near: [], head: this.head, exchange: this.exchange };
  }

  private readTo(end: number): void {
    for (; this.position < end; this.position++) {
      const sign = this.text.charAt(this.position);
      if (sign === '\n') {
        this.beginLine(this.position + 1);
      } else if (sign === '{' || sign === '[' || sign === '(') {
        const { position: start, line } = this;
        this.brackets.push({ start, end: Infinity, opener: sign, line });
        if (this.brackets.length > mostBrackets) {
          this.brackets.shift();
        }
      } else if (openers.has(sign)) {
        this.closeBracket(openers.get(sign));
      }
    }
  }

  /** Brackets inside that are still open are forgotten: they were only punctuation. */
  private closeBracket(opener: string | undefined): void {
    const depth = this.brackets.findLastIndex((bracket) => bracket.opener === opener);
    const [bracket] = depth < 0 ? [] : this.brackets.splice(depth);
    if (bracket) {
      bracket.end = this.position + 1;
      // Over several lines, what stands before the bracket belongs to it: a command, a call, a name.
      bracket.start = bracket.line === this.line ? bracket.start : bracket.line.start;
    }
  }

  private beginLine(at: number): void {
    this.line.end = at;
    this.line = { start: at, end: Infinity };
    const isCommand = this.isAt(command, at);
    const isRequest = isCommand || this.isAt(request, at);
    if (isRequest || this.isAt(headEnd, at)) {
      this.head.end = at;
      this.head = { start: at, end: Infinity };
    }
    if (isRequest) {
      const before = isCommand || this.exchange.isCommand ? undefined : this.exchange;
      this.exchange.end = at;
      this.exchange = { start: at, end: Infinity, isCommand, before };
    }
  }

  private isAt(pattern: RegExp, at: number): boolean {
    pattern.lastIndex = at;
    return pattern.test(this.text);
  }
}
