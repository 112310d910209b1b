import type { SharedState } from '../../src/model/ports';

/** Shared values in memory. Two users of one object stand for two windows. */
export class MemoryState implements SharedState {
  readonly values = new Map<string, unknown>();

  get(name: string): unknown {
    return this.values.get(name);
  }

  names(beginning: string): readonly string[] {
    return [...this.values.keys()].filter((name) => name.startsWith(beginning));
  }

  update(name: string, change: (kept: unknown) => unknown): Promise<boolean> {
    const value = change(this.get(name));
    if (value === undefined) {
      this.values.delete(name);
    } else {
      this.values.set(name, value);
    }
    return Promise.resolve(true);
  }
}
