/** Removes the oldest entry of a set or map that has one entry too many. */
export function keepNewest<K>(
  from: { readonly size: number; keys(): Iterable<K>; delete(key: K): boolean },
  most: number,
): void {
  const [oldest] = from.keys();
  if (from.size > most && oldest !== undefined) {
    from.delete(oldest);
  }
}

/** A list of the newest entries. It drops the oldest entries above its limits, and counts them. */
export class BoundedList<T> {
  /** Always the same array. */
  readonly entries: T[] = [];
  private readonly sizes: number[] = [];
  private size = 0;
  private droppedCount = 0;

  constructor(protected readonly most: { readonly entries: number; readonly characters: number }) {}

  /** How many entries were dropped. */
  get dropped(): number {
    return this.droppedCount;
  }

  add(entry: T, characters: number): void {
    this.entries.push(entry);
    this.sizes.push(characters);
    this.size += characters;
    this.dropOldest();
  }

  /** Adds characters to the size of an entry. */
  grow(entry: T, characters: number): void {
    const index = this.entries.lastIndexOf(entry);
    const size = this.sizes[index];
    if (size !== undefined) {
      this.sizes[index] = size + characters;
      this.size += characters;
      this.dropOldest();
    }
  }

  clear(): void {
    this.entries.length = 0;
    this.sizes.length = 0;
    this.size = 0;
    this.droppedCount = 0;
  }

  private dropOldest(): void {
    while (this.entries.length > this.most.entries || this.size > this.most.characters) {
      this.entries.shift();
      this.size -= this.sizes.shift() ?? 0;
      this.droppedCount += 1;
    }
  }
}
