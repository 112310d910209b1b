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
 * An event that only says that something changed. The first change fires at once. The changes that follow in
 * the same turn of the event loop fire once at its end, so a burst costs each listener little.
 */
export class BurstEmitter implements Disposable {
  private readonly changes = new Emitter<undefined>();
  private turn: NodeJS.Immediate | undefined;
  private hasMoreChanges = false;

  readonly event = this.changes.event;

  fire(): void {
    if (this.turn) {
      this.hasMoreChanges = true;
      return;
    }
    this.turn = setImmediate(() => {
      this.endTurn();
    });
    this.changes.fire(undefined);
  }

  dispose(): void {
    clearImmediate(this.turn);
    this.changes.dispose();
  }

  private endTurn(): void {
    this.turn = undefined;
    if (this.hasMoreChanges) {
      this.hasMoreChanges = false;
      this.fire();
    }
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
