import type { Part } from './textParts';

/** A value where it stands in a text. */
export interface ValueMark<T> {
  readonly at: number;
  readonly value: T;
}

/** Values by their places in a text. */
export class ValuesInText<T> {
  private readonly marks: readonly ValueMark<T>[];
  /** For each mark, the index of the next one with another value. */
  private readonly nextOther: number[] = [];

  constructor(marks: readonly ValueMark<T>[]) {
    this.marks = marks.toSorted((one, other) => one.at - other.at);
    for (let index = this.marks.length - 1; index >= 0; index--) {
      const isSame = this.marks[index]?.value === this.marks[index + 1]?.value;
      this.nextOther[index] = isSame ? (this.nextOther[index + 1] ?? index + 1) : index + 1;
    }
  }

  /** The values in a part of the text: none, the only one, or the first two that differ. */
  in({ start, end }: Part): readonly T[] {
    let [first, last] = [0, this.marks.length];
    while (first < last) {
      const middle = (first + last) >> 1;
      [first, last] = (this.marks[middle]?.at ?? 0) < start ? [middle + 1, last] : [first, middle];
    }
    const found = [this.marks[first], this.marks[this.nextOther[first] ?? Infinity]];
    return found.flatMap((mark) => (mark && mark.at < end ? [mark.value] : []));
  }

  /** The value in a part of the text, when there is exactly one. */
  only(part: Part): T | undefined {
    const [value, other] = this.in(part);
    return other === undefined ? value : undefined;
  }

  /** What the first part says that says anything; undefined when it says several things. */
  onlyInFirst(parts: readonly Part[]): T | undefined {
    const part = parts.find((one) => this.in(one).length > 0);
    return part && this.only(part);
  }
}
