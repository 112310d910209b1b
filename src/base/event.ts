import type { Disposable } from './disposable';

/** Subscribes a listener until the answer is disposed; the same shape as VS Code's events. */
export type Event<T> = (listener: (event: T) => unknown) => Disposable;

/** The sending end of an event. */
export class Emitter<T> implements Disposable {
  private readonly listeners = new Set<{ readonly call: (event: T) => unknown }>();

  readonly event: Event<T> = (call) => {
    const entry = { call };
    this.listeners.add(entry);
    return { dispose: () => this.listeners.delete(entry) };
  };

  fire(event: T): void {
    for (const { call } of [...this.listeners]) {
      call(event);
    }
  }

  dispose(): void {
    this.listeners.clear();
  }
}
