import type { Disposable } from './disposable';

/** Subscribes a listener until the result is disposed. Has the shape of VS Code's events. */
export type Event<T> = (listener: (event: T) => unknown) => Disposable;

/** Sends an event. A listener that throws affects neither the sender nor the other listeners. */
export class Emitter<T> implements Disposable {
  private readonly listeners = new Set<{ readonly call: (event: T) => unknown }>();

  readonly event: Event<T> = (call) => {
    const entry = { call };
    this.listeners.add(entry);
    return { dispose: () => this.listeners.delete(entry) };
  };

  fire(event: T): void {
    for (const entry of [...this.listeners]) {
      if (this.listeners.has(entry)) {
        callSafely(() => entry.call(event));
      }
    }
  }

  dispose(): void {
    this.listeners.clear();
  }
}

/**
 * An event that says which items changed. The first change fires at once. The changes that follow in the
 * same turn of the event loop fire together at its end, so a burst costs each listener little.
 */
export class BurstEmitter<T> implements Disposable {
  private readonly changes = new Emitter<ReadonlySet<T>>();
  private turn: NodeJS.Immediate | undefined;
  /** The items that changed since the last event; undefined when there are none. */
  private waiting: Set<T> | undefined;

  readonly event = this.changes.event;

  /** Says that these items changed; without an item, that something else did. */
  fire(...items: readonly T[]): void {
    this.waiting ??= new Set();
    for (const item of items) {
      this.waiting.add(item);
    }
    if (!this.turn) {
      this.fireNow();
    }
  }

  dispose(): void {
    clearImmediate(this.turn);
    this.changes.dispose();
  }

  private fireNow(): void {
    this.turn = setImmediate(() => {
      this.turn = undefined;
      if (this.waiting) {
        this.fireNow();
      }
    });
    const { waiting = new Set<T>() } = this;
    this.waiting = undefined;
    this.changes.fire(waiting);
  }
}

/** Throws the error outside the caller, so that the process logs it. */
function callSafely(call: () => unknown): void {
  try {
    call();
  } catch (error) {
    queueMicrotask(() => {
      throw new Error('A listener of an event failed', { cause: error });
    });
  }
}
