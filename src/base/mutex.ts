/** Runs tasks one after the other, in the order in which they came. */
export class Mutex {
  private tail: Promise<unknown> = Promise.resolve();

  run<T>(task: () => Promise<T>): Promise<T> {
    const result = this.tail.then(task);
    this.tail = result.catch(() => undefined);
    return result;
  }
}

/** Runs the tasks of one key one after the other, and those of different keys side by side. */
export class KeyedMutex {
  private readonly tails = new Map<string, Promise<unknown>>();

  run<T>(key: string, task: () => Promise<T>): Promise<T> {
    const result = (this.tails.get(key) ?? Promise.resolve()).then(task);
    const tail = result
      .catch(() => undefined)
      .then(() => {
        if (this.tails.get(key) === tail) {
          this.tails.delete(key);
        }
      });
    this.tails.set(key, tail);
    return result;
  }
}

/** Runs a task again and again, never twice at a time, and once for all who ask before it begins. */
export class SharedTask<T> {
  private readonly turns = new Mutex();
  private next: Promise<T> | undefined;

  constructor(private readonly task: () => Promise<T>) {}

  /** The outcome of a run that begins from now on. */
  run(): Promise<T> {
    this.next ??= this.turns.run(() => {
      this.next = undefined;
      return this.task();
    });
    return this.next;
  }

  /** Waits for the runs that were asked for, whatever comes of them. */
  async settled(): Promise<void> {
    await this.turns.run(() => Promise.resolve());
  }
}
