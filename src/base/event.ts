import type { Disposable } from './disposable';

/** Subscribes a listener until the answer is disposed; the same shape as VS Code's events. */
export type Event<T> = (listener: (event: T) => unknown) => Disposable;

/** The sending end of an event. A listener that fails harms neither the sender nor the others. */
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
 * An event that says only "something changed": the first change is told at once, those that follow in
 * the same turn of the event loop are told together at its end. So a burst costs each listener little.
 */
export class BurstEmitter implements Disposable {
  private readonly changes = new Emitter<undefined>();
  private turn: NodeJS.Immediate | undefined;
  private isMoreToTell = false;

  readonly event = this.changes.event;

  fire(): void {
    if (this.turn) {
      this.isMoreToTell = true;
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
    if (this.isMoreToTell) {
      this.isMoreToTell = false;
      this.fire();
    }
  }
}

/** Leaves the error to the process, which logs it, since nobody here can do anything about it. */
function callSafely(call: () => unknown): void {
  try {
    call();
  } catch (error) {
    queueMicrotask(() => {
      throw new Error('A listener of an event failed', { cause: error });
    });
  }
}
