import { countBefore } from './textParts';

/** One replacement. */
interface Replacement {
  /** Its part in the text after it, up to but without `end`. */
  readonly at: number;
  readonly end: number;
  /** Where the replaced part began. */
  readonly origin: number;
  /** How much farther the text behind it was from the beginning. */
  readonly shift: number;
}

/** A text in which parts were replaced, and where everything stood before. */
export class RewrittenText {
  constructor(
    readonly text: string,
    private readonly before?: {
      readonly text: RewrittenText;
      readonly replacements: readonly Replacement[];
    },
  ) {}

  /** Replaces everything that a global pattern matches. */
  replaced(pattern: RegExp, replacementOf: (match: RegExpExecArray) => string): RewrittenText {
    const pieces: string[] = [];
    const replacements: Replacement[] = [];
    let [read, shift] = [0, 0];
    for (const match of this.text.matchAll(pattern)) {
      const replacement = replacementOf(match);
      const [old] = match;
      pieces.push(this.text.slice(read, match.index), replacement);
      const at = match.index - shift;
      read = match.index + old.length;
      shift += old.length - replacement.length;
      replacements.push({ at, end: at + replacement.length, origin: match.index, shift });
    }
    if (replacements.length === 0) {
      return this;
    }
    const text = [...pieces, this.text.slice(read)].join('');
    return new RewrittenText(text, { text: this, replacements });
  }

  /** Where a place of this text stood in the first text. A replacement stood where the replaced part began. */
  originOf(place: number): number {
    if (!this.before) {
      return place;
    }
    const { text, replacements } = this.before;
    const last = replacements[countBefore(place + 1, replacements) - 1];
    return text.originOf(last ? originIn(last, place) : place);
  }
}

function originIn({ end, origin, shift }: Replacement, place: number): number {
  return place < end ? origin : place + shift;
}
