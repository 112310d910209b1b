/** Something that holds resources until it is told to let them go; the same shape as VS Code's. */
export interface Disposable {
  dispose(): void;
}

/** Owns disposables and disposes them in reverse order; one added after that is disposed at once. */
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

  /** Disposes all of them, even when some fail; then throws what those threw. */
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
