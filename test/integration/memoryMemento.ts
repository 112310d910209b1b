import type { Memento } from 'vscode';

/** What VS Code keeps for an extension, in memory. */
export class MemoryMemento implements Memento {
  private readonly values = new Map<string, unknown>();

  keys(): readonly string[] {
    return [...this.values.keys()];
  }

  get(key: string, defaultValue?: unknown): never {
    return (this.values.get(key) ?? defaultValue) as never;
  }

  update(key: string, value: unknown): Promise<void> {
    if (value === undefined) {
      this.values.delete(key);
    } else {
      this.values.set(key, value);
    }
    return Promise.resolve();
  }
}
