/** Runs tasks one after the other, in the order of their calls. */
export class Mutex {
  private tail: Promise<unknown> = Promise.resolve();

  run<T>(task: () => Promise<T>): Promise<T> {
    const result = this.tail.then(task);
    this.tail = result.catch(() => undefined);
    return result;
  }
}

/** Runs the tasks of one key one after the other, and the tasks of different keys in parallel. */
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

/** Runs a task on request, never twice at a time. All requests before a run begins share that run. */
export class SharedTask<T> {
  private readonly turns = new Mutex();
  private next: Promise<T> | undefined;

  constructor(private readonly task: () => Promise<T>) {}

  /** The result of a run that begins after this call. */
  run(): Promise<T> {
    this.next ??= this.turns.run(() => {
      this.next = undefined;
      return this.task();
    });
    return this.next;
  }

  /** Waits for the end of all requested runs, including those that fail. */
  async settled(): Promise<void> {
    await this.turns.run(() => Promise.resolve());
  }
}

/** Runs at most a number of tasks at once. The others wait in the order of their calls. */
export class Semaphore {
  private readonly waiting: (() => void)[] = [];

  constructor(private free: number) {}

  async run<T>(task: () => Promise<T>): Promise<T> {
    if (this.free > 0) {
      this.free -= 1;
    } else {
      await new Promise<void>((resolve) => this.waiting.push(resolve));
    }
    try {
      return await task();
    } finally {
      const next = this.waiting.shift();
      this.free += next ? 0 : 1;
      next?.();
    }
  }
}
