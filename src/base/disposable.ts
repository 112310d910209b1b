/** Holds resources until it is disposed. Has the shape of VS Code's type. */
export interface Disposable {
  dispose(): void;
}

/** Owns disposables and disposes them in reverse order. An item that is added later is disposed at once. */
export class DisposableStore implements Disposable {
  private readonly items: Disposable[] = [];
  private isDisposed = false;

  add<T extends Disposable>(item: T): T {
    if (this.isDisposed) {
      item.dispose();
    } else {
      this.items.push(item);
    }
    return item;
  }

  /** Disposes all items, even if some throw. Then throws their errors together. */
  dispose(): void {
    this.isDisposed = true;
    const errors: unknown[] = [];
    for (const item of this.items.splice(0).reverse()) {
      try {
        item.dispose();
      } catch (error) {
        errors.push(error);
      }
    }
    if (errors.length > 0) {
      throw new AggregateError(errors, 'Not everything could be disposed');
    }
  }
}
