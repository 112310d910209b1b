/** Takes the oldest entry out of a set or map that has grown by one too many. */
export function keepNewest<K>(
  from: { readonly size: number; keys(): Iterable<K>; delete(key: K): boolean },
  most: number,
): void {
  const [oldest] = from.keys();
  if (from.size > most && oldest !== undefined) {
    from.delete(oldest);
  }
}

/** A list of the newest entries: what is too much is forgotten, the oldest first, and counted. */
export class BoundedList<T> {
  /** Always the same array. */
  readonly entries: T[] = [];
  private readonly sizes: number[] = [];
  private size = 0;
  private forgotten = 0;

  constructor(protected readonly most: { readonly entries: number; readonly characters: number }) {}

  /** How many entries were forgotten. */
  get dropped(): number {
    return this.forgotten;
  }

  add(entry: T, characters: number): void {
    this.entries.push(entry);
    this.sizes.push(characters);
    this.size += characters;
    this.forgetTooMuch();
  }

  /** Counts what an entry holds since it was added. */
  grow(entry: T, characters: number): void {
    const index = this.entries.lastIndexOf(entry);
    const size = this.sizes[index];
    if (size !== undefined) {
      this.sizes[index] = size + characters;
      this.size += characters;
      this.forgetTooMuch();
    }
  }

  clear(): void {
    this.entries.length = 0;
    this.sizes.length = 0;
    this.size = 0;
    this.forgotten = 0;
  }

  private forgetTooMuch(): void {
    while (this.entries.length > this.most.entries || this.size > this.most.characters) {
      this.entries.shift();
      this.size -= this.sizes.shift() ?? 0;
      this.forgotten += 1;
    }
  }
}
